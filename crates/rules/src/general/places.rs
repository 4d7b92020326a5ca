//! Where a part of a formula that looks ahead may have rows: found by key, so that nobody walks
//! through a window event by event.
//!
//! What is said here of a part when the program is made ([`is_placed`]) and while
//! it runs ([`Asking::places`]) goes by the same cases.

use super::compile::Node;
use super::future::Asking;
use super::points::{Key, part};
use crate::matching::Bindings;
use crate::plan::Slot;

/// Points from a number on, up to an instant.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) first: u64,
    pub(super) last: Option<i64>,
}

impl Asking<'_> {
    /// The points outside of which a node is false for certain and waits for nothing, if leaves
    /// tell; with the keys under which more of them may come.
    pub(super) fn places(
        &self,
        node: &Node,
        bindings: &Bindings,
        range: Range,
        keys: &mut Vec<Key>,
    ) -> Option<Vec<u64>> {
        match node {
            Node::Leaf { leaf, columns } => {
                let has_value = |slot: &&Slot| bindings.get(**slot).is_some_and(Option::is_some);
                let known: Vec<Slot> = columns.iter().filter(has_value).copied().collect();
                if !self.program.lookups.get(*leaf)?.contains(&known) {
                    return None;
                }
                let key = (*leaf, part(bindings, &known));
                let found = self.points.found(&key, range.first);
                let found = found.take_while(|place| self.is_in(*place, range)).collect();
                keys.push(key);
                Some(found)
            }
            Node::And(parts) => {
                let parts = parts.iter().take_while(|part| !is_future(part));
                let found = parts.filter_map(|part| {
                    let mut keys = Vec::new();
                    let places = self.places(part, bindings, range, &mut keys)?;
                    Some((places, keys))
                });
                let (places, mut fewest) = found.min_by_key(|(places, _)| places.len())?;
                keys.append(&mut fewest);
                Some(places)
            }
            Node::Or(parts) => {
                let places = parts.iter().map(|part| self.places(part, bindings, range, keys));
                places.collect::<Option<Vec<_>>>().map(united)
            }
            Node::Exists(slots, inner) => {
                self.places(inner, &super::past::hidden(bindings, slots), range, keys)
            }
            _ => None,
        }
    }

    /// The points outside of which a node is true for certain and waits for nothing.
    pub(super) fn exceptions(
        &self,
        node: &Node,
        bindings: &Bindings,
        range: Range,
        keys: &mut Vec<Key>,
    ) -> Option<Vec<u64>> {
        match node {
            Node::Not(inner) => self.places(inner, bindings, range, keys),
            Node::And(parts) => {
                let places = parts.iter().map(|part| self.exceptions(part, bindings, range, keys));
                places.collect::<Option<Vec<_>>>().map(united)
            }
            _ => None,
        }
    }

    pub(super) fn all_places(&self, range: Range) -> Vec<u64> {
        (range.first..self.points.end()).take_while(|place| self.is_in(*place, range)).collect()
    }

    fn is_in(&self, place: u64, range: Range) -> bool {
        range.last.is_none_or(|last| self.points.time(place) <= last)
    }
}

/// All places once, in order.
pub(super) fn united(places: impl IntoIterator<Item = Vec<u64>>) -> Vec<u64> {
    let mut parts = places.into_iter();
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        all.extend(part);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether events that give no leaf a row are nothing to a formula.
pub(super) fn is_placed(node: &Node) -> bool {
    has_places(node) && asks_by_key(node)
}

fn asks_by_key(node: &Node) -> bool {
    match node {
        Node::Next { .. } | Node::Before { .. } => false,
        Node::Until { temporal, .. } if !temporal.operator.is_future() => false,
        Node::Until { left, right, .. } => {
            let left_is = left.as_ref().is_none_or(|it| has_exceptions(it) && asks_by_key(it));
            left_is && is_placed(right)
        }
        Node::Not(inner) | Node::Exists(_, inner) => asks_by_key(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().all(asks_by_key),
        _ => true,
    }
}

fn has_places(node: &Node) -> bool {
    match node {
        Node::Leaf { .. } => true,
        Node::And(parts) => parts.iter().take_while(|part| !is_future(part)).any(has_places),
        Node::Or(parts) => parts.iter().all(has_places),
        Node::Exists(_, inner) => has_places(inner),
        _ => false,
    }
}

fn has_exceptions(node: &Node) -> bool {
    match node {
        Node::Not(inner) => has_places(inner),
        Node::And(parts) => parts.iter().all(has_exceptions),
        _ => false,
    }
}

fn is_future(node: &Node) -> bool {
    match node {
        Node::Next { .. } | Node::Before { .. } | Node::Until { .. } => true,
        Node::Not(inner) | Node::Exists(_, inner) => is_future(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().any(is_future),
        _ => false,
    }
}
