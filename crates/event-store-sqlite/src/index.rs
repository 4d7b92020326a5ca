//! Where each type, tag and key stands: the positions in ascending order.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use event_store::{Guard, Head, Query, QueryItem};
use foldhash::fast::RandomState;
use kernel::Position;

use crate::batch::split;
use crate::row::Keyed;

/// The positions at which a name stands. Four billion facts are more than memory holds.
pub(crate) type Postings = Vec<u32>;

/// The positions of each name. The hash has a random key; no order ever comes of it.
pub(crate) type Lists = HashMap<Box<str>, Postings, RandomState>;

/// The first position of the batch with a key, by the key's digest.
pub(crate) type Keys = HashMap<u128, u32, RandomState>;

/// What is known in memory about a log up to its head.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) kinds: Lists,
    pub(crate) tags: Lists,
    pub(crate) keys: Keys,
    pub(crate) head: Head,
}

/// The digest of a key of an append. Whoever finds one compares the key itself.
pub(crate) fn digest(key: &str) -> u128 {
    let hash = blake3::hash(key.as_bytes());
    let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
    u128::from_le_bytes(*first)
}

/// The index counts in 32 bits.
fn short(position: u64) -> u32 {
    u32::try_from(position).expect("four billion facts do not fit into memory")
}

impl Index {
    /// Adds the fact after the head.
    pub(crate) fn push(&mut self, kind: &str, tags: &str, key: Option<Keyed<'_>>, head: Head) {
        let at = short(head.position.0);
        add(&mut self.kinds, kind, at);
        for tag in split(tags) {
            add(&mut self.tags, tag, at);
        }
        if let Some(Keyed { key, .. }) = key {
            self.keys.insert(digest(key), at);
        }
        self.head = head;
    }

    /// The first fact that a guard excludes.
    pub(crate) fn violation(&self, guard: &Guard) -> Option<Position> {
        let mut found = Vec::new();
        let within = guard.after().0.saturating_add(1)..=self.head.position.0;
        self.collect(Some(guard.query()), within, false, 1, &mut found);
        found.first().map(|&position| Position(position))
    }

    /// Appends the first `max` matching positions within a range to `found`, or the last ones.
    pub(crate) fn collect(
        &self,
        query: Option<&Query>,
        within: RangeInclusive<u64>,
        backwards: bool,
        max: usize,
        found: &mut Vec<u64>,
    ) {
        let (low, high) = (*within.start(), (*within.end()).min(self.head.position.0));
        if high < low || max == 0 {
            return;
        }
        let Some(query) = query else {
            if backwards {
                found.extend((low..=high).rev().take(max));
            } else {
                found.extend((low..=high).take(max));
            }
            return;
        };
        let items = query.items().iter().filter_map(|item| self.resolve(item));
        let items: Vec<Item<'_>> = items.collect();
        let (low, high) = (short(low), short(high));
        let mut at = if backwards { high } else { low };
        for _ in 0..max {
            let next = if backwards {
                items.iter().filter_map(|item| item.last_up_to(at)).max()
            } else {
                items.iter().filter_map(|item| item.first_from(at, high)).min()
            };
            let Some(next) = next.filter(|next| (low..=high).contains(next)) else { return };
            found.push(u64::from(next));
            match if backwards { next.checked_sub(1) } else { next.checked_add(1) } {
                Some(beyond) => at = beyond,
                None => return,
            }
        }
    }

    /// The lists of an item; none if it names a tag that nobody has, or only such types.
    fn resolve(&self, item: &QueryItem) -> Option<Item<'_>> {
        let kinds = (!item.types.is_empty()).then(|| {
            let lists = item.types.iter().filter_map(|name| self.kinds.get(name.as_str()));
            lists.map(Vec::as_slice).collect::<Vec<_>>()
        });
        if kinds.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        let tags = item.tags.iter().map(|tag| self.tags.get(tag.as_str()).map(Vec::as_slice));
        Some(Item { kinds, tags: tags.collect::<Option<_>>()? })
    }
}

fn add(lists: &mut Lists, name: &str, at: u32) {
    match lists.get_mut(name) {
        // A fact may carry a tag twice.
        Some(list) if list.last() == Some(&at) => {}
        Some(list) => list.push(at),
        None => _ = lists.insert(name.into(), vec![at]),
    }
}

/// An item of a query with the positions of its names.
struct Item<'a> {
    kinds: Option<Vec<&'a [u32]>>,
    tags: Vec<&'a [u32]>,
}

impl Item<'_> {
    /// The first position from `at` to `high` that all lists have: whichever list is ahead, the
    /// others follow.
    fn first_from(&self, mut at: u32, high: u32) -> Option<u32> {
        let from = |list: &[u32], at: u32| list.get(list.partition_point(|&p| p < at)).copied();
        while at <= high {
            let mut reached = at;
            for list in &self.tags {
                reached = from(list, reached)?;
            }
            if let Some(kinds) = &self.kinds {
                reached = kinds.iter().filter_map(|list| from(list, reached)).min()?;
            }
            if reached == at {
                return Some(at);
            }
            at = reached;
        }
        None
    }

    /// The last position up to `at` that all lists have.
    fn last_up_to(&self, mut at: u32) -> Option<u32> {
        let up_to = |list: &[u32], at: u32| {
            let before = list.partition_point(|&p| p <= at).checked_sub(1)?;
            list.get(before).copied()
        };
        while 0 < at {
            let mut reached = at;
            for list in &self.tags {
                reached = up_to(list, reached)?;
            }
            if let Some(kinds) = &self.kinds {
                reached = kinds.iter().filter_map(|list| up_to(list, reached)).max()?;
            }
            if reached == at {
                return Some(at);
            }
            at = reached;
        }
        None
    }
}
