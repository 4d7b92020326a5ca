//! Something for some kinds of events, found by the numbers of their variants.
//!
//! Scripts and outcomes name kinds, and most events are of none of these; but every event asks. So a
//! kind is sought by its name once, and then by its numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::probe::Kind;

/// Entries by kind. A copy shares what it can.
#[derive(Clone, Debug)]
pub struct ByKind<T> {
    entries: Arc<[T]>,
    by_name: Arc<BTreeMap<String, usize>>,
    /// By the numbers of a kind's variants.
    known: Arc<Vec<Vec<Known>>>,
}

/// What is known of a kind.
#[derive(Clone, Copy, Debug, Default)]
enum Known {
    /// Nobody has asked yet.
    #[default]
    Nothing,
    /// There is no entry.
    None,
    Entry(usize),
}

impl<T> ByKind<T> {
    /// Takes the entries by names of kinds: `family.name`.
    pub fn new(entries: BTreeMap<String, T>) -> ByKind<T> {
        let (names, entries): (Vec<String>, Vec<T>) = entries.into_iter().unzip();
        ByKind {
            entries: entries.into(),
            by_name: Arc::new(names.into_iter().zip(0..).collect()),
            known: Arc::default(),
        }
    }

    /// The entry of a kind, if it has one.
    #[inline]
    pub fn of(&mut self, kind: Kind) -> Option<&T> {
        let (family, name) = (kind.numbers.0 as usize, kind.numbers.1 as usize);
        let known = self.known.get(family).and_then(|names| names.get(name));
        let index = match known {
            Some(Known::Entry(index)) => *index,
            Some(Known::None) => return None,
            Some(Known::Nothing) | None => self.learn(kind, family, name)?,
        };
        self.entries.get(index)
    }

    #[cold]
    fn learn(&mut self, kind: Kind, family: usize, name: usize) -> Option<usize> {
        let found = self.by_name.get(&kind.text()).copied();
        let known = Arc::make_mut(&mut self.known);
        if known.len() <= family {
            known.resize_with(family + 1, Vec::new);
        }
        let names = &mut known[family];
        if names.len() <= name {
            names.resize(name + 1, Known::Nothing);
        }
        names[name] = found.map_or(Known::None, Known::Entry);
        found
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
        let mut entries = ByKind::new(names.map(|(name, of)| (name.to_string(), of)).into());
        for _ in 0..2 {
            assert_eq!(entries.of(kind("silence", "broken", (3, 2))), Some(&'b'));
            assert_eq!(entries.of(kind("silence", "adopted", (3, 1))), None);
            assert_eq!(entries.of(kind("incident", "opened", (7, 0))), Some(&'o'));
            assert_eq!(entries.of(kind("incident", "verified", (7, 9))), None);
        }
    }

    #[test]
    fn a_copy_knows_no_less_and_learns_for_itself() {
        let mut entries = ByKind::new(BTreeMap::from([("silence.broken".to_string(), 1)]));
        let mut copy = entries.clone();
        assert_eq!(copy.of(kind("silence", "broken", (0, 1))), Some(&1));
        assert_eq!(entries.of(kind("silence", "broken", (0, 1))), Some(&1));
    }
}
