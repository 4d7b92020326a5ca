//! Policy rules beside a run: a monitor is shown what is recorded, and its deadlines wake it.
//!
//! A [`Watch`] judges a run while it goes on, as an [`Observer`] of the engine, and a log that is
//! finished, with [`Watch::take`]. Both give the same verdicts at the same instants: nothing
//! happens between two records of a log of ours, so a deadline between them has passed a
//! millisecond later, whether or not anybody was there. A run lasts until the instant that
//! `run.started` names, though nothing be recorded any more; `run.ended` says that this much is
//! known. Verdicts are never recorded.

use domain::Center;
use kernel::{SimDuration, SimTime};
use rules::{Audit, Event, Monitor, OutOfOrder, RuleSet, Verdict};

use crate::engine::Observer;
use crate::record::{Body, CenterRecord};

mod words;

use words::Words;

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
}

/// Rules that watch a run, or go through its log.
#[derive(Clone, Debug)]
pub struct Watch<'r, M = Audit<'r>> {
    words: Words<'r>,
    pub judge: M,
    /// The instant up to which deadlines have passed.
    reached: SimTime,
    /// How long the run lasts, as was told when it began.
    until: Option<SimTime>,
}

impl<'r, M: Judge<'r>> Watch<'r, M> {
    pub fn new(rules: &'r RuleSet) -> Watch<'r, M> {
        Watch { words: Words::new(rules), judge: M::new(rules), reached: SimTime::MIN, until: None }
    }

    /// Takes the next record; deadlines in front of it pass first.
    pub fn take(&mut self, record: &CenterRecord) -> Result<(), OutOfOrder> {
        self.pass(record.at);
        match &record.body {
            Body::Event(_) => self.words.told(record, |event| self.judge.observe(event).map(drop)),
            Body::Started(opening) => {
                self.until = Some(opening.until);
                Ok(())
            }
            Body::Ended(_) => {
                // What happens at the last instant is in the log too.
                let end = self.until.unwrap_or(record.at).max(record.at);
                self.pass(end + SimDuration::from_millis(1));
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

impl<'r, M: Judge<'r>> Observer<Center> for Watch<'r, M> {
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
}
