//! Something for some kinds of events, found by the numbers of their variants.
//!
//! Scripts and outcomes name kinds, and most events are of none of these; but every event asks. So a
//! kind is sought by its name once, and then by its numbers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::probe::Kind;

/// Kinds with greater numbers are sought by name each time. There are none.
const FAMILIES: usize = 32;
const VARIANTS: usize = 64;

/// What was found for kinds, by the numbers of their variants. Copies learn for each other: it is
/// the same whoever asks first.
#[derive(Clone, Debug)]
pub(crate) struct Known(Arc<[AtomicU32]>);

/// Nobody has asked yet.
const UNKNOWN: u32 = 0;
/// There is nothing. What was found stands behind it.
const NOTHING: u32 = 1;

impl Default for Known {
    fn default() -> Known {
        Known((0..FAMILIES * VARIANTS).map(|_| AtomicU32::new(UNKNOWN)).collect())
    }
}

impl Known {
    /// What is found for a kind, if anything is; it is sought when somebody asks first.
    #[inline]
    pub(crate) fn of(&self, kind: Kind, seek: impl FnOnce() -> Option<u32>) -> Option<u32> {
        let (family, variant) = (kind.numbers.0 as usize, kind.numbers.1 as usize);
        let place = Some(family * VARIANTS + variant).filter(|_| variant < VARIANTS);
        let Some(place) = place.and_then(|place| self.0.get(place)) else { return seek() };
        let mut known = place.load(Ordering::Relaxed);
        if known == UNKNOWN {
            known = seek().map_or(NOTHING, |found| NOTHING + 1 + found);
            place.store(known, Ordering::Relaxed);
        }
        known.checked_sub(NOTHING + 1)
    }
}

/// Entries by kind. A copy shares them.
#[derive(Clone, Debug)]
pub struct ByKind<T> {
    entries: Arc<[T]>,
    by_name: Arc<BTreeMap<String, u32>>,
    known: Known,
}

impl<T> ByKind<T> {
    /// Takes the entries by names of kinds: `family.name`.
    pub fn new(entries: BTreeMap<String, T>) -> ByKind<T> {
        let (names, entries): (Vec<String>, Vec<T>) = entries.into_iter().unzip();
        ByKind {
            entries: entries.into(),
            by_name: Arc::new(names.into_iter().zip(0..).collect()),
            known: Known::default(),
        }
    }

    /// The entry of a kind, if it has one.
    #[inline]
    pub fn of(&self, kind: Kind) -> Option<&T> {
        let index = self.known.of(kind, || self.by_name.get(&kind.text()).copied())?;
        self.entries.get(index as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(family: &'static str, name: &'static str, numbers: (u32, u32)) -> Kind {
        Kind { family, name, numbers }
    }

    #[test]
    fn an_entry_is_found_the_first_time_and_every_time() {
        let names = [("incident.opened", 'o'), ("silence.broken", 'b')];
        let entries = ByKind::new(names.map(|(name, of)| (name.to_string(), of)).into());
        for _ in 0..2 {
            assert_eq!(entries.of(kind("silence", "broken", (3, 2))), Some(&'b'));
            assert_eq!(entries.of(kind("silence", "adopted", (3, 1))), None);
            assert_eq!(entries.of(kind("incident", "opened", (7, 0))), Some(&'o'));
            assert_eq!(entries.of(kind("incident", "verified", (7, 9))), None);
        }
    }

    /// What one copy has sought no other seeks again, whether there is something or not.
    #[test]
    fn copies_learn_for_each_other() {
        let known = Known::default();
        for (number, found) in [(0, Some(0)), (1, None), (63, Some(7))] {
            let kind = kind("silence", "broken", (31, number));
            assert_eq!(known.clone().of(kind, || found), found);
            assert_eq!(known.of(kind, || panic!("it is known")), found);
        }
    }

    #[test]
    fn kinds_beyond_the_table_are_sought_each_time() {
        let known = Known::default();
        for numbers in [(32, 0), (0, 64), (u32::MAX, u32::MAX)] {
            for found in [Some(3), None] {
                assert_eq!(known.of(kind("silence", "broken", numbers), || found), found);
            }
        }
    }
}
