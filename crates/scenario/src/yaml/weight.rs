//! What the values of a file cost, so that a small file cannot grow into a large tree.

use std::ops::Range;

use super::read::{NODES_MAX, SIZE_MAX, Taken};
use super::{Node, Value, syntax};

/// What a node costs in memory, and how deep it goes.
#[derive(Default)]
pub(super) struct Weight {
    nodes: usize,
    bytes: usize,
    pub(super) depth: usize,
}

impl Weight {
    /// A list or map without what is inside of it.
    pub(super) const LIST: Weight = Weight { nodes: 1, bytes: 0, depth: 1 };

    pub(super) fn of_scalar(value: &Value) -> Weight {
        let bytes = match value {
            Value::Text(text) | Value::Decimal(text) => text.len(),
            _ => 0,
        };
        Weight { nodes: 1, bytes, depth: 0 }
    }

    pub(super) fn of(node: &Node) -> Weight {
        let inside = |nodes: &mut dyn Iterator<Item = &Node>| {
            let mut whole = Weight::LIST;
            for part in nodes.map(Weight::of) {
                whole.nodes += part.nodes;
                whole.bytes += part.bytes;
                whole.depth = whole.depth.max(part.depth + 1);
            }
            whole
        };
        match &node.value {
            Value::List(nodes) => inside(&mut nodes.iter()),
            Value::Map(entries) => inside(&mut entries.iter().flat_map(|(k, v)| [k, v])),
            scalar => Weight::of_scalar(scalar),
        }
    }

    /// Adds up, and refuses what is too much; the span is where the addition comes from.
    pub(super) fn add(&mut self, more: &Weight, span: &Range<usize>) -> Taken {
        self.nodes += more.nodes;
        self.bytes += more.bytes;
        if NODES_MAX < self.nodes {
            return Err(syntax::too_much(span.clone()).into());
        }
        if SIZE_MAX < self.bytes {
            return Err(syntax::too_much_text(span.clone()).into());
        }
        Ok(())
    }
}
