//! By which values the tables of the past, and the leaves below an operator that looks ahead, are
//! looked for.

use std::collections::BTreeSet;

use super::compile::Node;
use crate::check::assigned;
use crate::plan::Slot;

/// The columns by which each leaf is looked for.
pub(super) type Lookups = Vec<BTreeSet<Vec<Slot>>>;

/// Sets the keys of the tables, and returns those of the leaves.
pub(super) fn set_keys(node: &mut Node, leaves: &mut [Node]) -> Lookups {
    let mut keys = Keys { lookups: vec![BTreeSet::new(); leaves.len()], is_ahead: false };
    for node in leaves.iter_mut().chain([node]) {
        keys.set(node, &BTreeSet::new());
    }
    keys.lookups
}

struct Keys {
    lookups: Lookups,
    /// Below an operator that looks ahead.
    is_ahead: bool,
}

impl Keys {
    /// Goes through a node that is asked with values for these variables; returns the variables
    /// that have values afterwards.
    fn set(&mut self, node: &mut Node, bound: &BTreeSet<Slot>) -> BTreeSet<Slot> {
        let with = |more: &[Slot]| bound.iter().chain(more).copied().collect();
        let known =
            |columns: &[Slot]| columns.iter().filter(|it| bound.contains(it)).copied().collect();
        // What brings a table up to date is asked without any values.
        let nothing = BTreeSet::new();
        match node {
            Node::Leaf { leaf, columns } => {
                if let Some(lookups) = self.lookups.get_mut(*leaf).filter(|_| self.is_ahead) {
                    lookups.insert(known(columns));
                }
                with(columns)
            }
            Node::Atom { args, .. } => {
                let given = args.iter().filter_map(|(_, operand)| operand.variable());
                with(&given.collect::<Vec<Slot>>())
            }
            Node::Compared(left, comparison, right) => {
                let given = assigned(left, *comparison, right, bound).map(|(slot, _)| slot);
                with(given.as_slice())
            }
            Node::Not(inner) => {
                self.set(inner, bound);
                bound.clone()
            }
            Node::And(parts) => self.all(parts, bound),
            Node::Or(parts) => {
                let bounds = parts.iter_mut().map(|part| self.set(part, bound));
                bounds.reduce(|one, other| &one & &other).unwrap_or_default()
            }
            Node::Exists(slots, inner) => {
                let slots: BTreeSet<Slot> = slots.iter().copied().collect();
                let inner = self.set(inner, &(bound - &slots));
                &(&inner - &slots) | bound
            }
            Node::Previously { inner, .. } | Node::Holding { inner, .. } => {
                &self.set(inner, &nothing) | bound
            }
            Node::Since { left, right, columns, key, .. } => {
                *key = known(columns);
                self.set(right, &nothing);
                if let Some(left) = left {
                    self.set(left, &columns.iter().copied().collect());
                }
                with(columns)
            }
            Node::Aggregate { result, per, body, .. } => {
                let group: BTreeSet<Slot> = per.iter().copied().collect();
                self.set(body, &(&group & bound));
                &(&group | bound) | &BTreeSet::from([*result])
            }
            Node::Next { inner, .. } | Node::Before { inner, .. } => self.set(inner, bound),
            Node::Until { left, right, .. } => self.until(left.as_deref_mut(), right, bound),
        }
    }

    fn all(&mut self, parts: &mut [Node], bound: &BTreeSet<Slot>) -> BTreeSet<Slot> {
        if self.is_ahead {
            // Any part may be looked for by what is known in front of all of them.
            for part in &mut *parts {
                self.set(part, bound);
            }
        }
        parts.iter_mut().fold(bound.clone(), |bound, part| self.set(part, &bound))
    }

    fn until(
        &mut self,
        left: Option<&mut Node>,
        right: &mut Node,
        bound: &BTreeSet<Slot>,
    ) -> BTreeSet<Slot> {
        let was_ahead = std::mem::replace(&mut self.is_ahead, true);
        let after = self.set(right, bound);
        if let Some(left) = left {
            self.set(left, bound);
            self.set(left, &after);
        }
        self.is_ahead = was_ahead;
        after
    }
}
