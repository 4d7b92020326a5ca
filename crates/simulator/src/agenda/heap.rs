//! The order of the keys: a heap in which each key has four below it, none of them before it.
//!
//! What leaves is most often followed at once by something that comes: a timer fires and schedules
//! its next. So the place of a key that has left stays open until the next one comes, which
//! spares it one of two ways through the heap.
//!
//! Keys are small, and four of them lie in one or two cache lines. Who calls says which of two
//! keys comes first, since a key alone need not know it.

use std::hint::select_unpredictable;

/// How many keys stand below each.
const BELOW: usize = 4;

/// Keys, the first of which is always at hand.
#[derive(Clone, Debug)]
pub(super) struct Heap<K> {
    keys: Vec<K>,
    /// Whether the first key has left, and its place is open.
    is_open: bool,
}

impl<K: Copy> Heap<K> {
    pub(super) const fn new() -> Heap<K> {
        Heap { keys: Vec::new(), is_open: false }
    }

    /// The key that comes before all others.
    #[inline]
    pub(super) fn first(&self, before: impl Fn(&K, &K) -> bool) -> Option<K> {
        if !self.is_open {
            return self.keys.first().copied();
        }
        let below = self.keys.iter().skip(1).take(BELOW);
        below.reduce(|first, key| if before(key, first) { key } else { first }).copied()
    }

    /// Removes the key that comes before all others.
    #[inline]
    pub(super) fn take_first(&mut self, before: impl Fn(&K, &K) -> bool) -> Option<K> {
        if self.is_open {
            self.close(before);
        }
        let first = self.keys.first().copied();
        self.is_open = first.is_some();
        first
    }

    #[inline]
    pub(super) fn push(&mut self, key: K, before: impl Fn(&K, &K) -> bool) {
        if self.is_open {
            self.is_open = false;
            return self.sink(key, before);
        }
        let mut place = self.keys.len();
        self.keys.push(key);
        while place > 0 {
            let above = (place - 1) / BELOW;
            if !before(&key, &self.keys[above]) {
                break;
            }
            self.keys[place] = self.keys[above];
            place = above;
        }
        self.keys[place] = key;
    }

    /// The same heap of other keys. Of one that is open the first key has left, and is kept as it is.
    pub(super) fn map(&self, mut to: impl FnMut(&K) -> K) -> Heap<K> {
        let open = usize::from(self.is_open);
        let (left, keys) = self.keys.split_at(open.min(self.keys.len()));
        let keys = left.iter().copied().chain(keys.iter().map(&mut to)).collect();
        Heap { keys, is_open: self.is_open }
    }

    /// The keys in no order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = K> {
        self.keys.iter().skip(usize::from(self.is_open)).copied()
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.keys.len() - usize::from(self.is_open)
    }

    /// Fills the open place with the last key.
    fn close(&mut self, before: impl Fn(&K, &K) -> bool) {
        self.is_open = false;
        if let Some(last) = self.keys.pop()
            && !self.keys.is_empty()
        {
            self.sink(last, before);
        }
    }

    /// Puts a key into the first place, and from there down to where it belongs.
    #[inline]
    fn sink(&mut self, key: K, before: impl Fn(&K, &K) -> bool) {
        let mut place = 0;
        loop {
            let start = place * BELOW + 1;
            let below = self.keys.get(start..).unwrap_or_default();
            let Some((nth, first)) = first_of(below, &before) else { break };
            if !before(&first, &key) {
                break;
            }
            self.keys[place] = first;
            place = start + nth;
        }
        self.keys[place] = key;
    }
}

/// The first of the first four, and which it is. Four are told in two rounds, without a branch whose
/// way could not be foreseen, and without a look back at the list.
#[inline]
fn first_of<K: Copy>(keys: &[K], before: &impl Fn(&K, &K) -> bool) -> Option<(usize, K)> {
    let earlier = |a: (usize, K), b: (usize, K)| {
        let b_is_first = before(&b.1, &a.1);
        let nth = select_unpredictable(b_is_first, b.0, a.0);
        (nth, select_unpredictable(b_is_first, b.1, a.1))
    };
    if let Some(&[a, b, c, d]) = keys.first_chunk() {
        return Some(earlier(earlier((0, a), (1, b)), earlier((2, c), (3, d))));
    }
    keys.iter().copied().enumerate().reduce(earlier)
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever comes and goes, the keys leave as from a sorted list.
        #[test]
        fn it_is_a_sorted_list(steps in prop::collection::vec(prop::option::weighted(0.6, 0_u16..50), 0..300)) {
            let mut heap = Heap::new();
            let mut model = BinaryHeap::new();
            for step in steps {
                if let Some(key) = step {
                    heap.push(key, u16::lt);
                    model.push(Reverse(key));
                } else {
                    let expected = model.pop().map(|Reverse(key)| key);
                    prop_assert_eq!(heap.take_first(u16::lt), expected);
                }
                prop_assert_eq!(heap.first(u16::lt), model.peek().map(|Reverse(key)| *key));
                prop_assert_eq!(heap.len(), model.len());
                let mut keys: Vec<_> = heap.iter().map(Reverse).collect();
                keys.sort_unstable();
                prop_assert_eq!(keys, model.clone().into_sorted_vec());
            }
        }
    }
}
