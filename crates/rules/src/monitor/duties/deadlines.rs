//! The last instants of all that is waited for, the earliest first.
//!
//! Threads of one step mostly have their last instants in the order in which they begin, since the
//! window is the same for all of them: they stand in a queue, and only the first of each queue
//! must be put in order with the others.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::collections::binary_heap::{BinaryHeap, PeekMut};

use serde::{Deserialize, Serialize};

use super::NodeId;

/// When a thread is over. Threads that are gone stay until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Deadline {
    /// The last instant.
    pub(super) due: i64,
    /// Tells the thread from others with the same number.
    pub(super) serial: u64,
    pub(super) thread: u32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Deadlines {
    /// For each step, in order.
    queues: Vec<VecDeque<Deadline>>,
    /// The first of each queue with the step, and those that came out of order.
    first: BinaryHeap<Reverse<(Deadline, Option<NodeId>)>>,
}

impl Deadlines {
    /// No deadline of so many steps.
    pub(super) fn new(nodes: usize) -> Deadlines {
        Deadlines { queues: vec![VecDeque::new(); nodes], first: BinaryHeap::new() }
    }

    pub(super) fn add(&mut self, node: NodeId, deadline: Deadline) {
        let queue = self.queues.get_mut(node);
        let last = queue.as_ref().and_then(|queue| queue.back());
        let (is_first, is_in_order) = (last.is_none(), last.is_none_or(|last| *last < deadline));
        match queue.filter(|_| is_in_order) {
            Some(queue) => {
                queue.push_back(deadline);
                if is_first {
                    self.first.push(Reverse((deadline, Some(node))));
                }
            }
            None => self.first.push(Reverse((deadline, None))),
        }
    }

    pub(super) fn earliest(&self) -> Option<Deadline> {
        self.first.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Takes the earliest out.
    pub(super) fn pop(&mut self) {
        let Some(mut first) = self.first.peek_mut() else { return };
        let queue = first.0.1.and_then(|node| self.queues.get_mut(node));
        let next = queue.and_then(|queue| {
            queue.pop_front();
            queue.front()
        });
        match next {
            Some(next) => first.0.0 = *next,
            None => drop(PeekMut::pop(first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In whatever order deadlines come and go, the earliest is the first.
        #[test]
        fn the_earliest_comes_first(
            steps in prop::collection::vec((0..3_usize, 0..20_i64, any::<bool>()), 0..100)
        ) {
            let mut deadlines = Deadlines::new(2);
            let mut all = std::collections::BTreeSet::new();
            for (serial, (node, due, pops)) in (0..).zip(steps) {
                let deadline = Deadline { due, serial, thread: 0 };
                deadlines.add(node, deadline);
                all.insert(deadline);
                prop_assert_eq!(deadlines.earliest(), all.first().copied());
                if pops {
                    deadlines.pop();
                    all.pop_first();
                }
            }
            while let Some(first) = all.pop_first() {
                prop_assert_eq!(deadlines.earliest(), Some(first));
                deadlines.pop();
            }
            prop_assert_eq!(deadlines.earliest(), None);
        }
    }
}
