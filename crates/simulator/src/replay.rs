//! Goes through a log again: to any instant, or to its end with every decision taken anew.

mod due;
mod fault;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use domain::{Actor, Center, Command, Event};
use kernel::{Decider, Issued, Position, Said, SimTime};
use rules::{Monitor, RuleSet};

use crate::choice;
use crate::engine::Intent;
use crate::record::{Body, CenterRecord, Ending, EndingReason, Opening, Origin, Record, Refusal};
use crate::run::state_hash;
use crate::watch::Watch;
use due::Due;
pub use fault::{Fault, ReplayError};

/// How far to replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Until {
    /// Only what was recorded by then.
    pub at: Option<SimTime>,
    pub position: Option<Position>,
}

impl Until {
    /// Whether a record is within.
    pub fn includes(&self, record: &CenterRecord) -> bool {
        self.at.is_none_or(|at| record.at <= at)
            && self.position.is_none_or(|position| record.position <= position)
    }
}

/// A log being replayed.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    pub center: Center,
    pub opening: Option<Arc<Opening>>,
    pub ended: Option<EndingReason>,
    pub at: SimTime,
    pub head: Position,
    pub events: u64,
}

impl Replay {
    /// Applies one record without deciding anything.
    pub fn apply(&mut self, record: &CenterRecord) {
        self.at = record.at;
        self.head = record.position;
        match &record.body {
            Body::Started(opening) => self.opening = Some(Arc::clone(opening)),
            Body::Ended(ending) => self.ended = Some(ending.reason),
            Body::Event(_) => {
                if let Some(recorded) = record.recorded() {
                    self.events += 1;
                    Center::evolve(&mut self.center, &recorded);
                }
            }
            Body::Accepted(_) | Body::Refused(..) | Body::Chose { .. } => {}
        }
    }
}

/// Checks each record against what the center decides now.
///
/// A command that an enforced rule has refused must be one that the center accepts. Whether the
/// rule refuses it is decided again where the rules are given, and otherwise taken from the log.
#[derive(Clone, Debug, Default)]
pub struct Verifier<'r> {
    pub replay: Replay,
    watch: Option<Watch<'r, Monitor<'r>>>,
    /// The events of the last accepted command that are still to come.
    owed: std::collections::VecDeque<Event>,
    /// How that command was issued.
    issued: Option<Source>,
    due: Due,
    chosen: BTreeSet<choice::OwnedKey>,
}

/// Where, when and by whom a command was issued, and where in the script it comes from.
#[derive(Clone, Debug)]
struct Source {
    position: Position,
    at: SimTime,
    by: Actor,
    origin: Option<Arc<Origin>>,
}

impl<'r> Verifier<'r> {
    /// One that decides again on what rules have refused.
    pub fn with_rules(rules: &'r RuleSet) -> Verifier<'r> {
        Verifier { watch: Some(Watch::new(rules)), ..Verifier::default() }
    }

    /// Checks and applies the next record.
    pub fn next(&mut self, record: &CenterRecord) -> Result<(), ReplayError> {
        let position = record.position;
        self.check(record).map_err(|fault| ReplayError { position, fault })?;
        self.replay.apply(record);
        if let Body::Event(Event::Clock(event)) = &record.body {
            self.due.take(event, &self.replay.center);
        }
        if let Some(watch) = &mut self.watch {
            watch.take(record).expect("its order was checked");
        }
        Ok(())
    }

    /// Checks that nothing is missing at the end.
    pub fn finish(self) -> Result<Replay, ReplayError> {
        match self.owed.front() {
            None => Ok(self.replay),
            Some(event) => {
                let fault = Fault::MissingEvent { decided: shown(event) };
                Err(ReplayError { position: self.replay.head.next(), fault })
            }
        }
    }

    fn check(&mut self, record: &CenterRecord) -> Result<(), Fault> {
        let replay = &self.replay;
        let until = match (&replay.opening, &record.body) {
            (None, Body::Started(opening)) => return expect_opening(record, opening),
            (None, _) => return Err(Fault::NotABeginning),
            (Some(_), Body::Started(_)) => return Err(Fault::SecondBeginning),
            (Some(opening), _) => opening.until,
        };
        if replay.ended.is_some() {
            return Err(Fault::AfterTheEnd);
        }
        if record.at < replay.at {
            return Err(Fault::TimeGoesBack { at: record.at, before: replay.at });
        }
        if until < record.at {
            return Err(Fault::BeyondUntil { at: record.at, until });
        }
        if replay.at < record.at {
            // At an instant itself the deadline may come behind what else happens then.
            self.expect_none_due(|due_at| due_at < record.at)?;
        }
        expect_instant(record)?;
        if let Some(cause) = record.cause.filter(|cause| record.position <= *cause) {
            return Err(Fault::CauseAhead { cause });
        }
        if let Body::Event(found) = &record.body {
            self.check_event(record, found)?;
            return expect_audience(record, Said::Event(found));
        }
        if let Some(event) = self.owed.front() {
            return Err(Fault::MissingEvent { decided: shown(event) });
        }
        match &record.body {
            Body::Accepted(command) => self.check_accepted(record, command),
            Body::Refused(command, refusal) => self.check_refused(record, command, refusal),
            Body::Ended(ending) => self.check_ended(record, ending, until),
            Body::Chose { key, .. } => {
                expect_actor(record, Actor::Clock)?;
                if !self.chosen.insert(key.clone()) {
                    return Err(Fault::ChosenTwice { key: key.clone() });
                }
                expect_audience(record, Said::Choice)
            }
            Body::Started(_) | Body::Event(_) => Ok(()),
        }
    }

    fn check_ended(
        &self,
        record: &CenterRecord,
        ending: &Ending,
        until: SimTime,
    ) -> Result<(), Fault> {
        expect_actor(record, Actor::Clock)?;
        let decided = match ending.reason {
            EndingReason::Quiet => self.replay.at,
            EndingReason::Horizon => until,
        };
        if record.at != decided {
            return Err(Fault::OtherEnd { at: record.at, decided });
        }
        self.expect_none_due(|due_at| due_at <= until)?;
        let found = state_hash(&self.replay.center);
        let recorded = ending.state_hash.clone().unwrap_or_else(|| "none".into());
        if found != recorded {
            return Err(Fault::OtherState { found, recorded });
        }
        expect_audience(record, Said::Frame)
    }

    /// Each deadline is dealt with at its instant.
    fn expect_none_due(&self, is_over: impl Fn(SimTime) -> bool) -> Result<(), Fault> {
        match self.due.first() {
            Some((due_at, clock, subject)) if is_over(due_at) => {
                let clock = serde_json::to_string(&clock).unwrap_or_default();
                let deadline = format!("the deadline {} of `{subject}`", clock.replace('"', "`"));
                Err(Fault::DeadlinePassed { deadline, due_at })
            }
            _ => Ok(()),
        }
    }

    fn check_event(&mut self, record: &CenterRecord, found: &Event) -> Result<(), Fault> {
        match (self.owed.pop_front(), &self.issued) {
            (Some(decided), Some(issued)) if decided == *found => of_command(record, issued),
            (Some(decided), _) => {
                Err(Fault::OtherEvent { found: shown(found), decided: shown(&decided) })
            }
            (None, _) => Err(Fault::Stray { found: shown(found) }),
        }
    }

    fn check_accepted(&mut self, record: &CenterRecord, command: &Command) -> Result<(), Fault> {
        match decide(&self.replay.center, record, command) {
            Ok(events) => {
                self.permit(record, &events).map_err(Fault::Refused)?;
                expect_audience(record, Said::Accepted(&events))?;
                self.owed = events.into();
                let Record { position, at, by, ref origin, .. } = *record;
                self.issued = Some(Source { position, at, by, origin: origin.clone() });
                Ok(())
            }
            Err(refusal) => Err(Fault::Refused(refusal)),
        }
    }

    /// Whether the rules, where they are given, let a command come to these events.
    fn permit(&mut self, record: &CenterRecord, events: &[Event]) -> Result<(), Refusal> {
        let (at, by, position) = (record.at, record.by, record.position.next());
        match &mut self.watch {
            Some(watch) => {
                watch.pass(at);
                watch.allow(Intent { at, by, position }, events)
            }
            None => Ok(()),
        }
    }

    fn check_refused(
        &mut self,
        record: &CenterRecord,
        command: &Command,
        refusal: &Refusal,
    ) -> Result<(), Fault> {
        match decide(&self.replay.center, record, command) {
            Ok(events) if refusal.is_by_rule() => {
                if let Some(watch) = &self.watch {
                    let found = &refusal.code;
                    if let Some(name) = refusal.rule().filter(|name| !watch.has_rule(name)) {
                        return Err(Fault::NoSuchRule { name: name.to_string() });
                    }
                    match self.permit(record, &events) {
                        Ok(()) => return Err(Fault::Permitted { code: found.clone() }),
                        Err(decided) if decided.code == *found => {}
                        Err(decided) => {
                            let (found, decided) = (found.clone(), decided.code);
                            return Err(Fault::OtherRefusal { found, decided });
                        }
                    }
                }
                expect_audience(record, Said::Refused)
            }
            Ok(_) => Err(Fault::Accepted),
            Err(decided) if decided.code == refusal.code => expect_audience(record, Said::Refused),
            Err(decided) => {
                Err(Fault::OtherRefusal { found: refusal.code.clone(), decided: decided.code })
            }
        }
    }
}

/// An event is recorded when and by whom its command was, as its consequence.
fn of_command(record: &CenterRecord, command: &Source) -> Result<(), Fault> {
    let Source { position, at, by, ref origin } = *command;
    let differ = |what, found: &dyn fmt::Display, decided: &dyn fmt::Display| {
        let (found, decided) = (found.to_string(), decided.to_string());
        Err(Fault::NotOfItsCommand { what, found, decided })
    };
    if record.at != at {
        return differ("recorded at", &record.at, &at);
    }
    if record.by != by {
        return differ("made by", &format!("`{}`", record.by), &format!("`{by}`"));
    }
    if record.origin != *origin {
        let shown = |origin: &Option<Arc<Origin>>| match origin.as_deref() {
            None => "an assumption without a source or a note".to_string(),
            Some(Origin { basis, source, note }) => {
                let source = source.as_ref().map_or("none", |source| source.as_str());
                let note = note.as_deref().unwrap_or("none");
                format!("basis {}, source {source}, note {note}", basis.as_str())
            }
        };
        return differ("founded on", &shown(&record.origin), &shown(origin));
    }
    match record.cause {
        Some(cause) if cause == position => Ok(()),
        Some(cause) => differ("caused by", &cause, &position),
        None => differ("caused by", &"nothing", &position),
    }
}

/// A run is begun when it says that it starts.
fn expect_opening(record: &CenterRecord, opening: &Opening) -> Result<(), Fault> {
    let (at, starts_at) = (record.at, opening.starts_at);
    if at != starts_at {
        return Err(Fault::OtherStart { at, starts_at });
    }
    expect_actor(record, Actor::Control)?;
    expect_instant(record)?;
    expect_audience(record, Said::Frame)
}

/// The frame of a log and its choices have an actor of their own.
fn expect_actor(record: &CenterRecord, decided: Actor) -> Result<(), Fault> {
    let found = record.by;
    if found == decided { Ok(()) } else { Err(Fault::OtherActor { found, decided }) }
}

/// What is reported later happened when the event says; all else when it was recorded.
fn expect_instant(record: &CenterRecord) -> Result<(), Fault> {
    let of_event = match &record.body {
        Body::Event(event) => Center::occurred_at(event),
        _ => None,
    };
    let (found, decided) = (record.occurred_at, of_event.unwrap_or(record.at));
    if found == decided { Ok(()) } else { Err(Fault::OtherInstant { found, decided }) }
}

/// A record is for whom the model says that it is.
fn expect_audience(record: &CenterRecord, said: Said<'_, Event>) -> Result<(), Fault> {
    let (found, decided) = (record.audience, Center::audience(record.by, said));
    if found == decided { Ok(()) } else { Err(Fault::OtherAudience { found, decided }) }
}

fn decide(
    center: &Center,
    record: &CenterRecord,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    let command = command.clone();
    let issued = Issued { at: record.at, by: record.by, cause: record.cause, command };
    Center::decide(center, &issued).map_err(Refusal::from)
}

/// An event as a fault names it: its kind and its data.
fn shown(event: &Event) -> String {
    match crate::stored::encode(&Body::Event(event.clone())) {
        Ok(stored) => format!("`{}` {}", stored.kind, String::from_utf8_lossy(&stored.data)),
        Err(_) => format!("{event:?}"),
    }
}
