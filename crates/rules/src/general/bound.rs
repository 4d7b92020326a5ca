//! How much a formula may take: sides that share no value are taken each with each, so that a few
//! thousand events could fill any memory. A formula that would take more is given up.

use std::cell::Cell;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::event::{Event, Field};

/// How many rows a formula may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// So many rows in any case.
    pub(super) rows: usize,
}

impl Room {
    pub(super) const USUAL: Room = Room { rows: 1_000_000 };
    /// So many more for each row or value of which they are made.
    const ROWS_OF_ONE: usize = 8;

    fn made_of(self, rows: usize) -> usize {
        rows.saturating_mul(Room::ROWS_OF_ONE).saturating_add(self.rows)
    }
}

/// A formula would take too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// The rows that may yet be found while a formula is asked once.
#[derive(Debug)]
pub(super) struct Work {
    left: Cell<usize>,
}

impl Work {
    /// For a formula that remembers so many rows, with those of the present event.
    pub(super) fn new(room: Room, rows: usize) -> Work {
        Work { left: Cell::new(room.made_of(rows)) }
    }

    pub(super) fn found(&self, rows: usize) {
        self.left.set(self.left.get().saturating_sub(rows));
    }

    /// Nothing that is found from now on counts: what asks is about to be given up.
    pub(super) fn is_too_much(&self) -> bool {
        self.left.get() == 0
    }
}

/// What a formula was told and said so far, and whether it was given up.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Taken {
    /// The position of its last event.
    last: u64,
    /// The values that its events had.
    values: usize,
    violations: usize,
    is_given_up: bool,
}

impl Taken {
    /// From now on the formula is given up.
    pub(super) fn give_up(self) -> Taken {
        Taken { is_given_up: true, ..self }
    }

    /// The event at which the formula was given up: the last that was told to it.
    pub(super) fn given_up(&self) -> Option<u64> {
        self.is_given_up.then_some(self.last)
    }

    pub(super) fn violation(&mut self) {
        self.violations = self.violations.saturating_add(1);
    }

    /// Notes an event, and says how many values it has.
    pub(super) fn event(&mut self, event: &Event<'_>) -> usize {
        let of_field = |field: &Field<'_>| match field {
            Field::List(values) => values.len(),
            _ => 1,
        };
        let values = event.fields.iter().map(of_field).sum::<usize>() + 1;
        self.last = event.position.0;
        self.values = self.values.saturating_add(values);
        values
    }

    /// Whether so many rows that are remembered, with the violations, are too many.
    pub(super) fn is_too_much(&self, room: Room, rows: usize) -> bool {
        room.made_of(self.values) < self.violations.saturating_add(rows)
    }
}

/// What comes later never asks how much there was.
impl Hash for Taken {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.is_given_up.hash(into);
    }
}
