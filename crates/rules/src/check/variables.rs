//! The variables of one rule or state while it is checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::Formula;
use crate::plan::{Slot, Variable};
use crate::span::Span;
use crate::vocabulary::Type;

#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    pub(super) list: Vec<Variable>,
    /// Where each was met first, and how often it was met.
    pub(super) mentions: Vec<Mention>,
    /// Those that have a value here.
    pub(super) bound: BTreeSet<Slot>,
    /// Whether any name may be used anywhere: the order of the parts of a formula means nothing,
    /// and whether each variable has a value is asked of the whole.
    pub(super) is_open: bool,
    /// The variables in the place of calculations in events, and what they are equal to.
    pub(super) calculated: Vec<(Slot, Formula)>,
    /// Names of constants that stand where a variable could.
    pub(super) constants: BTreeMap<String, Span>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) first: Span,
    pub(super) count: u32,
    /// Written as `field: name`, which only makes sense if the name is used again.
    pub(super) is_explicit: bool,
}

impl Variables {
    pub(super) fn slot(&self, name: &str) -> Option<Slot> {
        self.list.iter().position(|variable| variable.name == name)
    }

    /// The slot of a name, which may be new.
    pub(super) fn meet(&mut self, name: &str, of: &Type, span: Span, is_explicit: bool) -> Slot {
        if let Some(slot) = self.slot(name) {
            if let Some(mention) = self.mentions.get_mut(slot) {
                mention.count += 1;
            }
            return slot;
        }
        self.list.push(Variable { name: name.to_owned(), of: of.element().clone() });
        self.mentions.push(Mention { first: span, count: 1, is_explicit });
        self.list.len() - 1
    }
}
