//! What the monitor has to say.

use std::hash::{Hash, Hasher};

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::event::Event;
use crate::value::Value;

/// An event, as far as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) time: i64,
    pub(crate) position: u64,
}

/// What comes later never asks for the position of an event before it, only people do.
impl Hash for Mark {
    fn hash<H: Hasher>(&self, into: &mut H) {
        SimTime::from_millis(self.time).hash(into);
    }
}

impl Mark {
    pub(crate) fn at(self) -> Position {
        Position(self.position)
    }

    pub(crate) fn of(event: &Event<'_>) -> Mark {
        Mark { time: event.time.as_millis(), position: event.position.0 }
    }
}

/// The values of the variables of a rule, by number. Those of rules with more than two take memory of their
/// own.
pub type Values = SmallVec<[Option<Value>; 2]>;

/// The events that show a violation, in order; mostly one or two.
pub type Because = SmallVec<[Position; 2]>;

/// How an instance of a rule ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Kept,
    Broken,
    /// Pending when the log was closed, with nothing more to come.
    BrokenAtClose,
    Excused,
    /// Broken, and the reparation came.
    Repaired,
}

/// An instance of a rule whose end has become certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The number of the rule in its rule set.
    pub rule: usize,
    pub outcome: Outcome,
    /// The event at which the rule was asked.
    pub position: Position,
    pub time: SimTime,
    /// The earliest instant at which the verdict was certain.
    pub certain_at: SimTime,
    /// The values that tell this instance from others, by number of variable.
    pub values: Values,
    /// The events that show it, in order; made for violations only.
    pub because: Because,
    /// An event that would have served at another time.
    pub nearest: Option<Nearest>,
    pub reason: Reason,
}

/// An event that came too late to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    pub position: Position,
    pub time: SimTime,
    /// The last instant at which it would have served.
    pub due: SimTime,
}

/// What a violation violates, or by how much a rule was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Kept, and nothing was to be waited for.
    None,
    /// What was to come came, so long before its last instant.
    InTime { margin: i64, of: i64 },
    /// It did not come up to this instant.
    NotUntil(SimTime),
    /// It did not come, and nothing said until when.
    NotAtAll,
    /// What was not to happen happened.
    Happened,
    /// The need with this number was not met.
    Need(usize),
    /// So much, where the rule allows or asks for another amount.
    Amount(i128),
}

/// A late answer to a duty that was already broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    pub rule: usize,
    /// The event at which the rule was asked.
    pub position: Position,
    /// The values of the instance, as in its verdict.
    pub values: Values,
    pub answer: Nearest,
}

/// An instance that is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub rule: usize,
    pub position: Position,
    pub time: SimTime,
    /// The last instant of what is waited for next: of the duty, or of its reparation once that alone can
    /// mend it; nothing if there is none. Of a formula the last at which it is open if nothing more happens.
    pub due: Option<SimTime>,
    /// That of the reparation behind the duty, as far as it is known already.
    pub repair_due: Option<SimTime>,
    pub values: Values,
    /// The reparation came before the duty was broken: it will be kept or repaired.
    pub is_repaired: bool,
    /// The duty is broken; its reparation may still come.
    pub is_broken: bool,
}
