//! The contract between a model and everything that runs it.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::SimTime;

/// The place of a record in its log. The first record has position 1; 0 is "before the first".
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Before the first record.
    pub const START: Position = Position(0);

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Position {
        Position(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A command as it reaches the model: who issues it, when, and which record made them do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued<A, C> {
    pub at: SimTime,
    pub by: A,
    pub cause: Option<Position>,
    pub command: C,
}

/// An event as it stands in the log. Models are shown it as `Recorded<A, &E>`, without a copy.
///
/// `at` is the record time, `occurred_at` the event time: a detection of 06:12 that is reported
/// at 06:40 occurred at 06:12 and was recorded at 06:40.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded<A, E> {
    pub position: Position,
    pub at: SimTime,
    pub occurred_at: SimTime,
    pub by: A,
    pub cause: Option<Position>,
    pub event: E,
}

impl<A: Copy, E> Recorded<A, E> {
    /// The same about the event where it is.
    pub fn as_ref(&self) -> Recorded<A, &E> {
        let Recorded { position, at, occurred_at, by, cause, ref event } = *self;
        Recorded { position, at, occurred_at, by, cause, event }
    }
}

/// What a record says, as far as it matters to who may see it.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a, E> {
    /// Where the run began or ended.
    Frame,
    /// A command was accepted, and came to these events.
    Accepted(&'a [E]),
    /// A command was refused.
    Refused,
    Event(&'a E),
    /// Something that was not determined was chosen.
    Choice,
}

/// A model: commands in, events or a rejection out, and a state that events alone change.
pub trait Decider {
    type Actor: Copy;
    /// Who may see a record; `()` where nothing is kept from anybody.
    type Audience: Copy;
    type State: Clone + Default;
    type Command;
    type Event;
    type Rejection;

    /// Decides on a command without changing anything. An accepted command yields at least one
    /// event.
    fn decide(
        state: &Self::State,
        issued: &Issued<Self::Actor, Self::Command>,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Applies one recorded event. Total: no error, no panic, no rule.
    fn evolve(state: &mut Self::State, recorded: &Recorded<Self::Actor, &Self::Event>);

    /// Who may see a record of this actor. It depends on nothing but the record itself and, for
    /// a command, its events.
    fn audience(by: Self::Actor, said: Said<'_, Self::Event>) -> Self::Audience;

    /// The instant at which the event happened, where it differs from the record time.
    fn occurred_at(_event: &Self::Event) -> Option<SimTime> {
        None
    }
}
