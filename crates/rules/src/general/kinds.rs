//! Which events are nothing to a formula.

use std::collections::BTreeSet;

use super::compile::Node;
use crate::vocabulary::KindId;

/// The only kinds of events that can make a formula true or change what it remembers, if it is so
/// that others cannot. When a table loses what is too old does not matter: whoever asks it looks
/// at the time.
pub(super) fn kinds(node: &Node, leaves: &[Node], is_future: bool) -> Option<BTreeSet<KindId>> {
    let is_nothing = |node: &Node| is_false(node) && is_unchanged(node);
    let is_so = if is_future { leaves.iter().all(is_nothing) } else { is_nothing(node) };
    is_so.then(|| {
        let mut kinds = BTreeSet::new();
        leaves.iter().chain([node]).for_each(|node| note(node, &mut kinds));
        kinds
    })
}

/// Whether a node is false at events of other kinds than its own.
fn is_false(node: &Node) -> bool {
    match node {
        Node::Atom { .. } => true,
        Node::And(parts) => parts.iter().any(is_false),
        Node::Or(parts) => parts.iter().all(is_false),
        Node::Exists(_, inner) | Node::Aggregate { body: inner, .. } => is_false(inner),
        _ => false,
    }
}

/// Whether a left side is true at events of other kinds than its own.
fn is_true(node: &Node) -> bool {
    match node {
        Node::Not(inner) => is_false(inner),
        Node::And(parts) => parts.iter().all(is_true),
        _ => false,
    }
}

/// Whether events of other kinds than its own leave all tables as they are.
fn is_unchanged(node: &Node) -> bool {
    match node {
        Node::Atom { .. } | Node::Compared(..) | Node::Leaf { .. } => true,
        Node::Not(inner) | Node::Exists(_, inner) | Node::Aggregate { body: inner, .. } => {
            is_unchanged(inner)
        }
        Node::And(parts) | Node::Or(parts) => parts.iter().all(is_unchanged),
        Node::Since { left, right, .. } => {
            let goes_on = left.as_ref().is_none_or(|left| is_true(left) && is_unchanged(left));
            goes_on && is_false(right) && is_unchanged(right)
        }
        Node::Previously { .. }
        | Node::Holding { .. }
        | Node::Next { .. }
        | Node::Before { .. }
        | Node::Until { .. } => false,
    }
}

fn note(node: &Node, kinds: &mut BTreeSet<KindId>) {
    match node {
        Node::Atom { kind, .. } => {
            kinds.insert(*kind);
        }
        Node::Compared(..) | Node::Leaf { .. } => {}
        Node::Not(inner)
        | Node::Exists(_, inner)
        | Node::Previously { inner, .. }
        | Node::Holding { inner, .. }
        | Node::Aggregate { body: inner, .. }
        | Node::Next { inner, .. }
        | Node::Before { inner, .. } => note(inner, kinds),
        Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|part| note(part, kinds)),
        Node::Since { left, right, .. } | Node::Until { left, right, .. } => {
            left.iter().chain([right]).for_each(|side| note(side, kinds));
        }
    }
}
