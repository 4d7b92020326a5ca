//! Given these records, when this command is issued, then these events or this rejection.

use alloc::vec::Vec;
use core::fmt::Debug;

use crate::{Decider, Issued, Position, Recorded, SimTime};

/// Starts a test of a model from an empty state.
pub fn given<D: Decider>() -> Given<D> {
    Given { state: D::State::default(), head: Position::START }
}

/// A state built from events and accepted commands.
pub struct Given<D: Decider> {
    pub state: D::State,
    head: Position,
}

impl<D: Decider> Given<D> {
    /// Applies an event as recorded at `at`.
    #[must_use]
    pub fn event(mut self, at: SimTime, by: D::Actor, event: D::Event) -> Self {
        self.head = self.head.next();
        let occurred_at = D::occurred_at(&event).unwrap_or(at);
        let recorded = Recorded { position: self.head, at, occurred_at, by, cause: None, event };
        D::evolve(&mut self.state, &recorded.as_ref());
        self
    }

    /// Issues a command that must be accepted, and applies its events.
    #[must_use]
    #[track_caller]
    pub fn command(mut self, at: SimTime, by: D::Actor, command: impl Into<D::Command>) -> Self
    where
        D::Rejection: Debug,
    {
        let issued = Issued { at, by, cause: None, command: command.into() };
        let events = match D::decide(&self.state, &issued) {
            Ok(events) => events,
            Err(rejection) => panic!("a command of the history is refused: {rejection:?}"),
        };
        for event in events {
            self = self.event(at, by, event);
        }
        self
    }

    /// Issues the command under test; the state stays as given.
    #[must_use]
    pub fn when(self, at: SimTime, by: D::Actor, command: impl Into<D::Command>) -> Outcome<D> {
        let issued = Issued { at, by, cause: None, command: command.into() };
        let result = D::decide(&self.state, &issued);
        Outcome { given: self, at, by, result }
    }
}

/// What a command came to.
pub struct Outcome<D: Decider> {
    given: Given<D>,
    at: SimTime,
    by: D::Actor,
    pub result: Result<Vec<D::Event>, D::Rejection>,
}

impl<D: Decider> Outcome<D>
where
    D::Event: Debug + PartialEq,
    D::Rejection: Debug + PartialEq,
{
    /// The command is accepted with exactly these events.
    #[track_caller]
    pub fn then(self, events: &[D::Event]) -> Given<D> {
        match &self.result {
            Ok(found) => assert_eq!(found.as_slice(), events, "the events differ"),
            Err(rejection) => panic!("refused: {rejection:?}"),
        }
        self.applied()
    }

    /// The command is accepted, and this event is among its events.
    #[track_caller]
    pub fn then_among(self, event: impl Into<D::Event>) -> Given<D> {
        let event = event.into();
        match &self.result {
            Ok(found) => assert!(found.contains(&event), "{event:?} is not among {found:?}"),
            Err(rejection) => panic!("refused: {rejection:?}"),
        }
        self.applied()
    }

    /// The command is accepted.
    #[track_caller]
    pub fn then_accepted(self) -> Given<D> {
        if let Err(rejection) = &self.result {
            panic!("refused: {rejection:?}");
        }
        self.applied()
    }

    /// The command is refused for this reason.
    #[track_caller]
    pub fn then_refused(self, rejection: impl Into<D::Rejection>) {
        let rejection = rejection.into();
        match self.result {
            Ok(events) => panic!("accepted with {events:?} instead of refused as {rejection:?}"),
            Err(found) => assert_eq!(found, rejection, "refused for another reason"),
        }
    }

    fn applied(self) -> Given<D> {
        let Outcome { mut given, at, by, result } = self;
        for event in result.into_iter().flatten() {
            given = given.event(at, by, event);
        }
        given
    }
}
