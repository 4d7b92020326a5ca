//! Which steps are known to ask for a choice.
//!
//! A step that asks spoils its world, so that a copy must have been made before; but most steps
//! are certain. A copy is made only in front of a kind of step that has asked before. Where one
//! asks for the first time, the way to it is gone again.

use std::collections::BTreeSet;

use domain::clock::Clock;
use simulator::director::Item;

use crate::world::World;

/// See the module. What is known changes the time that a search takes, and nothing else.
#[derive(Debug, Default)]
pub(crate) struct Asking(BTreeSet<Kind>);

/// What steps of a kind have in common is who listens to their events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The next of many commands that are certain, or the end.
    Certain,
    Step(usize),
    Deadline(Clock),
    /// Somebody may be free to act.
    Free,
}

impl Asking {
    /// Whether the next step of a world may ask, as far as is known.
    pub(crate) fn is_known(&self, kind: Kind) -> bool {
        kind == Kind::Free || self.0.contains(&kind)
    }

    pub(crate) fn note(&mut self, kind: Kind) {
        self.0.insert(kind);
    }
}

impl Kind {
    /// The next step of a world.
    pub(crate) fn of(world: &World<'_>) -> Kind {
        if world.space.freedom.is_some() {
            return Kind::Free;
        }
        match world.next_item() {
            Some(Item::Act { step, .. } | Item::Due { step }) => Kind::Step(*step),
            Some(Item::Wake { clock, .. }) => Kind::Deadline(*clock),
            Some(Item::Fixed(_)) | None => Kind::Certain,
        }
    }
}
