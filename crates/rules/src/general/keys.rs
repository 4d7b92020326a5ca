//! By which values the tables of the past are looked for.

use std::collections::BTreeSet;

use super::compile::Node;
use crate::check::assigned;
use crate::plan::Slot;

/// Sets the keys of the tables in a node that is asked with values for these variables; returns
/// the variables that have values afterwards.
pub(super) fn set_keys(node: &mut Node, bound: &BTreeSet<Slot>) -> BTreeSet<Slot> {
    let with = |more: &[Slot]| bound.iter().chain(more).copied().collect();
    // What brings a table up to date is asked without any values.
    let nothing = BTreeSet::new();
    match node {
        Node::Leaf { columns, .. } => with(columns),
        Node::Atom { args, .. } => {
            let given: Vec<Slot> =
                args.iter().filter_map(|(_, operand)| operand.variable()).collect();
            with(&given)
        }
        Node::Compared(left, comparison, right) => {
            let given = assigned(left, *comparison, right, bound).map(|(slot, _)| slot);
            with(given.as_slice())
        }
        Node::Not(inner) => {
            set_keys(inner, bound);
            bound.clone()
        }
        Node::And(parts) => {
            parts.iter_mut().fold(bound.clone(), |bound, part| set_keys(part, &bound))
        }
        Node::Or(parts) => {
            let bounds = parts.iter_mut().map(|part| set_keys(part, bound));
            bounds.reduce(|one, other| &one & &other).unwrap_or_default()
        }
        Node::Exists(slots, inner) => {
            let slots: BTreeSet<Slot> = slots.iter().copied().collect();
            let inner = set_keys(inner, &(bound - &slots));
            &(&inner - &slots) | bound
        }
        Node::Previously { inner, .. } | Node::Holding { inner, .. } => {
            &set_keys(inner, &nothing) | bound
        }
        Node::Since { left, right, columns, key, .. } => {
            *key = columns.iter().filter(|slot| bound.contains(slot)).copied().collect();
            set_keys(right, &nothing);
            if let Some(left) = left {
                set_keys(left, &columns.iter().copied().collect());
            }
            with(columns)
        }
        Node::Aggregate { result, per, body, .. } => {
            let group: BTreeSet<Slot> = per.iter().copied().collect();
            set_keys(body, &(&group & bound));
            &(&group | bound) | &BTreeSet::from([*result])
        }
        Node::Next { inner, .. } => set_keys(inner, bound),
        Node::Until { left, right, .. } => {
            let after = set_keys(right, bound);
            if let Some(left) = left {
                set_keys(left, &after);
            }
            after
        }
    }
}
