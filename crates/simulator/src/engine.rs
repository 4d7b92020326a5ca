//! The loop that everything runs on: it takes the next item from the agenda, lets the model
//! decide, has the events recorded, applies them, and asks who reacts.
//!
//! ```text
//! agenda ──take_next──► reactor.issue ──command──► decide ──► journal.append  whole or not at all
//!   ▲                                                              │ each event
//!   └── reactor.react ◄── observer.observe ◄── evolve ◄─────────────┘
//! ```
//!
//! The engine knows no model, no store and no rules. Time moves only when an item is taken; up to
//! the instant of that item, the deadlines of the observer pass one after the other.

use std::sync::Arc;

use kernel::{Decider, Issued, Position, Recorded, Said, SimTime};

use crate::agenda::Agenda;
use crate::choice;
use crate::record::{Body, Origin, Record, Refusal};

mod copy;
mod journal;
mod observer;
mod stopped;

pub use journal::{Forgetful, Journal, Kept, RECORDS_MAX, Unsealed};
pub use observer::{Intent, Observer, Unobserved};
pub use stopped::{EngineError, Most};

/// The record type of a model.
pub type RecordOf<D> = Record<
    <D as Decider>::Actor,
    <D as Decider>::Command,
    <D as Decider>::Event,
    <D as Decider>::Audience,
>;

/// A command that a reactor issues.
#[derive(Clone, Debug)]
pub struct Act<A, C> {
    pub by: A,
    pub command: C,
    pub cause: Option<Position>,
    pub origin: Option<Arc<Origin>>,
}

/// The act type of a model.
pub type ActOf<D> = Act<<D as Decider>::Actor, <D as Decider>::Command>;

/// Who turns items of the agenda into commands, and events into items.
pub trait Reactor<D: Decider> {
    type Item: Clone;
    type Error;

    /// Whom the log names as having chosen.
    const CHOOSER: D::Actor;

    /// How many of the items that are due at the next instant are passed over for another one;
    /// none, if the order of the agenda stands.
    #[inline]
    fn turn(&mut self, _: &D::State, _: &Agenda<Self::Item>) -> Result<usize, Self::Error> {
        Ok(0)
    }

    /// The command that an item stands for, or none if it has lapsed.
    fn issue(
        &mut self,
        state: &D::State,
        at: SimTime,
        cause: Option<Position>,
        item: Self::Item,
        agenda: &mut Agenda<Self::Item>,
    ) -> Result<Option<ActOf<D>>, Self::Error>;

    /// Puts on the agenda what follows from an event that has been applied.
    fn react(
        &mut self,
        state: &D::State,
        recorded: &Recorded<D::Actor, &D::Event>,
        agenda: &mut Agenda<Self::Item>,
    ) -> Result<(), Self::Error>;

    /// The choices made since the last call, with the record that each was made upon.
    fn choices(&mut self) -> Vec<Chosen> {
        Vec::new()
    }
}

/// A choice that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub key: choice::OwnedKey,
    pub value: choice::Value,
    pub cause: Option<Position>,
}

/// Why an engine with this journal and reactor cannot go on.
type Failure<D, J, R> = EngineError<<J as Journal<D>>::Error, <R as Reactor<D>>::Error>;

/// Items that may come up at one instant besides those that were pending when it began. More of
/// them means that time stands still: they set one another off.
const REACTIONS_AT_ONE_INSTANT_MAX: u64 = 100_000;

/// A model on its way through time.
pub struct Engine<D: Decider, J, R: Reactor<D>, O = Unobserved> {
    pub state: D::State,
    pub agenda: Agenda<R::Item>,
    pub journal: J,
    pub reactor: R,
    pub observer: O,
    head: Position,
    at: SimTime,
    recorded_at: SimTime,
    /// How many more items may come up before time has to move.
    items_left: u64,
    batch: Vec<RecordOf<D>>,
}

impl<D: Decider, J, R: Reactor<D>> Engine<D, J, R> {
    pub fn new(state: D::State, agenda: Agenda<R::Item>, journal: J, reactor: R) -> Self {
        Engine::observed(state, agenda, journal, reactor, Unobserved)
    }
}

impl<D: Decider, J, R: Reactor<D>, O> Engine<D, J, R, O> {
    /// An engine that somebody watches.
    pub fn observed(
        state: D::State,
        agenda: Agenda<R::Item>,
        journal: J,
        reactor: R,
        observer: O,
    ) -> Self {
        Engine {
            state,
            agenda,
            journal,
            reactor,
            observer,
            head: Position::START,
            at: SimTime::MIN,
            recorded_at: SimTime::MIN,
            items_left: REACTIONS_AT_ONE_INSTANT_MAX,
            batch: Vec::new(),
        }
    }
}

impl<D, J, R, O> Engine<D, J, R, O>
where
    D: Decider,
    D::Rejection: Into<Refusal>,
    J: Journal<D>,
    R: Reactor<D>,
    O: Observer<D>,
{
    /// A copy that records elsewhere and in which somebody else reacts.
    pub fn fork<K, S>(&self, journal: K, reactor: S) -> Engine<D, K, S, O>
    where
        D::State: Clone,
        S: Reactor<D, Item = R::Item>,
        O: Clone,
    {
        Engine {
            state: self.state.clone(),
            agenda: self.agenda.clone(),
            journal,
            reactor,
            observer: self.observer.clone(),
            head: self.head,
            at: self.at,
            recorded_at: self.recorded_at,
            items_left: self.items_left,
            batch: Vec::new(),
        }
    }

    /// The position of the last record.
    pub fn head(&self) -> Position {
        self.head
    }

    /// The instant of the last record. Time may have gone on since, if items had lapsed.
    pub fn recorded_at(&self) -> SimTime {
        self.recorded_at
    }

    /// Takes items until the agenda is empty or its next item lies after `until`; each record
    /// is shown to `observe` once it stands in the journal.
    pub fn run(
        &mut self,
        until: SimTime,
        observe: &mut dyn FnMut(&RecordOf<D>),
    ) -> Result<(), Failure<D, J, R>> {
        self.allow();
        loop {
            let next = self.agenda.peek_time().filter(|at| *at <= until);
            self.pass_deadlines(next.unwrap_or(until));
            if next.is_none() {
                return Ok(());
            }
            self.step(observe)?;
        }
    }

    /// Lets the deadlines of the observer pass that lie before an instant.
    pub fn pass_deadlines(&mut self, until: SimTime) {
        while let Some(at) = self.observer.next_wake().filter(|at| *at <= until) {
            self.observer.wake(at);
        }
    }

    /// Records something that is no command: the beginning or the end of a run.
    pub fn note(
        &mut self,
        at: SimTime,
        by: D::Actor,
        body: Body<D::Command, D::Event>,
        observe: &mut dyn FnMut(&RecordOf<D>),
    ) -> Result<(), Failure<D, J, R>> {
        self.at = at;
        self.push(by, None, None, D::audience(by, Said::Frame), None, body);
        self.append(observe)
    }

    /// Records the choices that the reactor has made.
    pub fn note_choices(
        &mut self,
        observe: &mut dyn FnMut(&RecordOf<D>),
    ) -> Result<(), Failure<D, J, R>> {
        let choices = self.reactor.choices();
        if !J::RECORDS_COMMANDS || choices.is_empty() {
            return Ok(());
        }
        for Chosen { key, value, cause } in choices {
            let audience = D::audience(R::CHOOSER, Said::Choice);
            self.push(R::CHOOSER, cause, None, audience, None, Body::Chose { key, value });
        }
        self.append(observe)
    }

    /// Takes one item, with all that it comes to.
    pub fn step(&mut self, observe: &mut dyn FnMut(&RecordOf<D>)) -> Result<(), Failure<D, J, R>> {
        let entry = match self.reactor.turn(&self.state, &self.agenda) {
            Ok(0) => self.agenda.take_next(),
            Ok(others) => self.agenda.take_behind(others),
            Err(error) => return Err(EngineError::Reactor(error)),
        };
        let Some(entry) = entry else {
            return Ok(());
        };
        self.move_to(entry.at)?;
        let issued =
            self.reactor.issue(&self.state, entry.at, entry.cause, entry.item, &mut self.agenda);
        let Some(act) = issued.map_err(EngineError::Reactor)? else {
            // Nothing was done that something could react to.
            self.items_left += 1;
            return self.note_choices(observe);
        };
        self.decide(act);
        if self.batch.is_empty() {
            return Ok(());
        }
        let records = self.journal.append(&mut self.batch).map_err(EngineError::Journal)?;
        records.iter().for_each(&mut *observe);
        for record in records {
            let recorded = record.recorded();
            if let Some(recorded) = &recorded {
                D::evolve(&mut self.state, recorded);
            }
            self.observer.observe(record);
            if let Some(recorded) = &recorded {
                self.reactor
                    .react(&self.state, recorded, &mut self.agenda)
                    .map_err(EngineError::Reactor)?;
            }
        }
        self.batch.clear();
        self.note_choices(observe)
    }

    /// Moves time to the item that was taken, and notices when it stands still.
    fn move_to(&mut self, at: SimTime) -> Result<(), Failure<D, J, R>> {
        if self.at < at {
            self.at = at;
            self.allow();
        }
        let count = REACTIONS_AT_ONE_INSTANT_MAX;
        let stopped = EngineError::Standstill { at, count, most: Most::default() };
        self.items_left = self.items_left.checked_sub(1).ok_or(stopped)?;
        Ok(())
    }

    /// What is pending may come up, however much it is.
    pub fn allow(&mut self) {
        self.items_left = self.agenda.len() as u64 + 1 + REACTIONS_AT_ONE_INSTANT_MAX;
    }

    /// Puts what a command comes to into the batch.
    fn decide(&mut self, act: Act<D::Actor, D::Command>) {
        let Act { by, command, cause, origin } = act;
        let issued = Issued { at: self.at, by, cause, command };
        let decided = D::decide(&self.state, &issued);
        let command = issued.command;
        let mut caused_by = cause;
        let position = Position(self.head.0 + 1 + u64::from(J::RECORDS_COMMANDS));
        let intent = Intent { at: self.at, by, position };
        let decided = match decided {
            Err(rejection) => Err(J::RECORDS_COMMANDS.then(|| rejection.into())),
            Ok(events) => match self.observer.permit(intent, &events) {
                Err(refusal) => Err(Some(refusal)),
                Ok(()) => Ok(events),
            },
        };
        match decided {
            Err(Some(refusal)) if J::RECORDS_COMMANDS => {
                let refused = Body::Refused(command, refusal);
                self.push(by, cause, origin, D::audience(by, Said::Refused), None, refused);
            }
            Err(_) => {}
            Ok(events) => {
                if J::RECORDS_COMMANDS {
                    let audience = D::audience(by, Said::Accepted(&events));
                    let accepted = Body::Accepted(command);
                    self.push(by, cause, origin.clone(), audience, None, accepted);
                    caused_by = Some(self.head);
                }
                for event in events {
                    let (at, audience) =
                        (D::occurred_at(&event), D::audience(by, Said::Event(&event)));
                    self.push(by, caused_by, origin.clone(), audience, at, Body::Event(event));
                }
            }
        }
    }

    fn push(
        &mut self,
        by: D::Actor,
        cause: Option<Position>,
        origin: Option<Arc<Origin>>,
        audience: D::Audience,
        occurred_at: Option<SimTime>,
        body: Body<D::Command, D::Event>,
    ) {
        self.head = self.head.next();
        self.recorded_at = self.at;
        let (position, at) = (self.head, self.at);
        let occurred_at = occurred_at.unwrap_or(at);
        // Made where it will lie.
        self.batch.extend(std::iter::once_with(|| Record {
            position,
            at,
            occurred_at,
            by,
            cause,
            origin,
            audience,
            body,
        }));
    }

    fn append(&mut self, observe: &mut dyn FnMut(&RecordOf<D>)) -> Result<(), Failure<D, J, R>> {
        let records = self.journal.append(&mut self.batch).map_err(EngineError::Journal)?;
        for record in records {
            observe(record);
            self.observer.observe(record);
        }
        self.batch.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
