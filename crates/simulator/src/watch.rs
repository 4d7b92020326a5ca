//! Policy rules beside a run: a monitor is shown what is recorded, and its deadlines wake it.
//!
//! A [`Watch`] judges a run while it goes on, as an [`Observer`] of the engine, and a log that is
//! finished, with [`Watch::take`]. Both give the same verdicts at the same instants: nothing
//! happens between two records of a log of ours, so a deadline between them has passed a
//! millisecond later, whether or not anybody was there. A run lasts until the instant that
//! `run.started` names, though nothing be recorded any more; `run.ended` says that this much is
//! known. Verdicts are never recorded.
//!
//! Rules that are *enforced* are asked before the events of a command are recorded: on a copy of
//! the monitor, and only if one of the events can break such a rule. What the clock does is not
//! asked: a deadline that has passed cannot be refused.

use domain::{Actor, Center};
use kernel::{SimDuration, SimTime};
use rules::{Audit, Event, Monitor, OutOfOrder, Outcome, RuleSet, State, Verdict};
use serde::{Deserialize, Serialize};

use crate::engine::{Intent, Observer};
use crate::record::{Body, CenterRecord, Record, Refusal};
use crate::script::Script;

mod words;

use words::{Told, Words};

/// Who judges: a [`Monitor`], which is small and forgets what it said, or an [`Audit`], which
/// keeps it.
pub trait Judge<'r> {
    fn new(rules: &'r RuleSet) -> Self;

    /// Takes the next event; what it makes certain is returned.
    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder>;

    /// Everything before this instant is known.
    fn advance_to(&mut self, time: SimTime) -> &[Verdict];

    /// The instant at which the first deadline has passed.
    fn next_wake(&mut self) -> Option<SimTime>;

    /// A copy to try events out on.
    fn trial(&self) -> Monitor<'r>;

    /// People read instants in a zone so many minutes east of UTC.
    fn show_in_zone(&mut self, _minutes: i32) {}
}

/// Rules that watch a run, or go through its log.
#[derive(Clone, Debug)]
pub struct Watch<'r, M = Audit<'r>> {
    rules: &'r RuleSet,
    words: Words<'r>,
    pub judge: M,
    /// The instant up to which deadlines have passed.
    reached: SimTime,
    /// How long the run lasts, as was told when it began.
    until: Option<SimTime>,
}

impl<'r, M: Judge<'r>> Watch<'r, M> {
    pub fn new(rules: &'r RuleSet) -> Watch<'r, M> {
        let (words, judge) = (Words::new(rules), M::new(rules));
        Watch { rules, words, judge, reached: SimTime::MIN, until: None }
    }

    /// Whether there is a rule of this name.
    pub fn has_rule(&self, name: &str) -> bool {
        self.rules.number(name).is_some()
    }

    /// Whether events may be recorded; if not, the refusal names the enforced rule.
    pub fn allow(
        &mut self,
        intent: Intent<Actor>,
        events: &[domain::Event],
    ) -> Result<(), Refusal> {
        let Watch { words, rules, .. } = self;
        let asks = rules.enforces()
            && intent.by != Actor::Clock
            && events.iter().any(|event| rules.may_refuse(words.kind_of(event)));
        if !asks {
            return Ok(());
        }
        let mut trial = self.judge.trial();
        let mut position = intent.position;
        for event in events {
            let told = Told { position, at: intent.at, by: intent.by, event };
            let mut broken = None;
            let observed = words.tell(&told, |event| {
                let verdicts = trial.observe(event)?;
                let refused =
                    |it: &&Verdict| it.outcome == Outcome::Broken && rules.is_enforced(it.rule);
                broken = verdicts.iter().filter(refused).map(|it| it.rule).min();
                Ok(())
            });
            observed.expect("an engine records in order");
            if let Some(rule) = broken {
                return Err(Refusal::by_rule(rules.name(rule), rules.title(rule)));
            }
            let given_up = trial.given_up().map(|(rule, _)| rule);
            if let Some(rule) = given_up.filter(|rule| rules.is_enforced(*rule)).min() {
                return Err(Refusal::unjudged(rules.name(rule), rules.title(rule)));
            }
            position = position.next();
        }
        Ok(())
    }

    /// Takes the next record; deadlines in front of it pass first.
    pub fn take(&mut self, record: &CenterRecord) -> Result<(), OutOfOrder> {
        self.pass(record.at);
        match &record.body {
            Body::Event(event) => {
                let Record { position, at, by, .. } = *record;
                let told = Told { position, at, by, event };
                self.words.tell(&told, |event| self.judge.observe(event).map(drop))
            }
            Body::Started(opening) => {
                self.until = Some(opening.until);
                self.judge.show_in_zone(opening.utc_offset);
                Ok(())
            }
            Body::Ended(_) => {
                // What happens at the last instant is in the log too.
                let end = self.until.unwrap_or(record.at).max(record.at);
                let behind = end + SimDuration::from_millis(1);
                self.pass(behind);
                // So far the log is known, whatever the rules wait for.
                self.wake_at(behind);
                Ok(())
            }
            Body::Accepted(_) | Body::Refused(..) | Body::Chose { .. } => Ok(()),
        }
    }

    /// Lets the deadlines pass, one after the other, that lie before an instant.
    pub fn pass(&mut self, until: SimTime) {
        while let Some(at) = self.next_deadline().filter(|at| *at <= until) {
            self.wake_at(at);
        }
    }

    /// An instant at which a deadline has passed that was not dealt with yet.
    fn next_deadline(&mut self) -> Option<SimTime> {
        let reached = self.reached;
        self.judge.next_wake().filter(|at| reached < *at)
    }

    fn wake_at(&mut self, at: SimTime) {
        self.reached = at;
        self.judge.advance_to(at);
    }
}

/// The rules of a script that are enforced, and watch for that alone; none where it has no such.
pub type Enforcer<'r> = Option<Watch<'r, Monitor<'r>>>;

/// Who enforces the rules of a script.
pub fn enforcer(script: &Script) -> Enforcer<'_> {
    script.rules.as_deref().filter(|rules| rules.enforces()).map(Watch::new)
}

/// All that a watch remembers, to go on with at the same place of the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    monitor: State,
    reached: SimTime,
    until: Option<SimTime>,
}

impl<'r> Watch<'r, Monitor<'r>> {
    pub fn save(&self) -> Memory {
        let Watch { judge, reached, until, .. } = self;
        Memory { monitor: judge.save(), reached: *reached, until: *until }
    }

    /// Goes on where [`Watch::save`] left off; the rules must be the same.
    pub fn restore(rules: &'r RuleSet, memory: Memory) -> Watch<'r, Monitor<'r>> {
        let Memory { monitor, reached, until } = memory;
        let judge = Monitor::restore(rules, monitor);
        Watch { rules, words: Words::new(rules), judge, reached, until }
    }
}

impl<'r, M: Judge<'r>> Observer<Center> for Watch<'r, M> {
    fn permit(&mut self, intent: Intent<Actor>, events: &[domain::Event]) -> Result<(), Refusal> {
        self.allow(intent, events)
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        self.next_deadline()
    }

    fn wake(&mut self, at: SimTime) {
        self.wake_at(at);
    }

    fn observe(&mut self, record: &CenterRecord) {
        self.take(record).expect("an engine records in order");
    }
}

impl<'r> Judge<'r> for Monitor<'r> {
    fn new(rules: &'r RuleSet) -> Monitor<'r> {
        Monitor::new(rules)
    }

    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        Monitor::observe(self, event)
    }

    fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        Monitor::advance_to(self, time)
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        Monitor::next_wake(self)
    }

    fn trial(&self) -> Monitor<'r> {
        self.clone()
    }
}

impl<'r> Judge<'r> for Audit<'r> {
    fn new(rules: &'r RuleSet) -> Audit<'r> {
        Audit::new(rules)
    }

    fn observe(&mut self, event: &Event<'_>) -> Result<&[Verdict], OutOfOrder> {
        Audit::observe(self, event)
    }

    fn advance_to(&mut self, time: SimTime) -> &[Verdict] {
        Audit::advance_to(self, time)
    }

    fn next_wake(&mut self) -> Option<SimTime> {
        Audit::next_wake(self)
    }

    fn trial(&self) -> Monitor<'r> {
        self.monitor().clone()
    }

    fn show_in_zone(&mut self, minutes: i32) {
        Audit::show_in_zone(self, minutes);
    }
}
