//! Places by the hash of what lies there.
//!
//! Linear probing. A slot is a hash with its place, so that one line of memory says whether and
//! where something is; a table that keeps both apart brings two.

use super::Place;

/// Stands where there is no place.
const NONE: Place = Place::MAX;
const EMPTY: Slot = Slot { hash: 0, place: NONE };
const FEWEST_SLOTS: usize = 4;

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    place: Place,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// None, or a power of two, of which a quarter is empty.
    slots: Vec<Slot>,
    used: usize,
}

impl Places {
    pub(super) fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// The place with this hash that is the one.
    pub(super) fn find(&self, hash: u32, is_it: impl Fn(Place) -> bool) -> Option<Place> {
        self.slot_of(hash, is_it).map(|(_, place)| place)
    }

    fn slot_of(&self, hash: u32, is_it: impl Fn(Place) -> bool) -> Option<(usize, Place)> {
        let mut at = self.home(hash);
        loop {
            let slot = self.slots.get(at).filter(|slot| slot.place != NONE)?;
            if slot.hash == hash && is_it(slot.place) {
                return Some((at, slot.place));
            }
            at = self.behind(at);
        }
    }

    /// Adds a place that is not there yet.
    pub(super) fn add(&mut self, hash: u32, place: Place) {
        if self.slots.len() * 3 <= self.used * 4 {
            let larger = vec![EMPTY; (self.slots.len() * 2).max(FEWEST_SLOTS)];
            for slot in std::mem::replace(&mut self.slots, larger) {
                if slot.place != NONE {
                    self.put(slot);
                }
            }
        }
        self.put(Slot { hash, place });
        self.used += 1;
    }

    /// Into the first empty slot from its home on.
    fn put(&mut self, new: Slot) {
        let mut at = self.home(new.hash);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.place == NONE {
                *slot = new;
                return;
            }
            at = self.behind(at);
        }
    }

    /// Takes a place out; those behind it move up, so that none is cut off from its home.
    pub(super) fn remove(&mut self, hash: u32, place: Place) {
        let Some((mut hole, _)) = self.slot_of(hash, |known| known == place) else { return };
        self.used -= 1;
        let mut at = self.behind(hole);
        while let Some(slot) = self.slots.get(at).copied().filter(|slot| slot.place != NONE) {
            let from_home = self.distance(self.home(slot.hash), at);
            if self.distance(hole, at) <= from_home {
                self.set(hole, slot);
                hole = at;
            }
            at = self.behind(at);
        }
        self.set(hole, EMPTY);
    }

    fn set(&mut self, at: usize, slot: Slot) {
        if let Some(place) = self.slots.get_mut(at) {
            *place = slot;
        }
    }

    fn home(&self, hash: u32) -> usize {
        hash as usize & self.slots.len().wrapping_sub(1)
    }

    fn behind(&self, at: usize) -> usize {
        (at + 1) & self.slots.len().wrapping_sub(1)
    }

    /// How many slots lie from one to another, around the end.
    fn distance(&self, from: usize, to: usize) -> usize {
        to.wrapping_sub(from) & self.slots.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However hashes meet, what was added and not removed is found, and nothing else.
        #[test]
        fn what_is_there_is_found(
            steps in prop::collection::vec((0..40_u32, 0..5_u32, any::<bool>()), 0..200)
        ) {
            let mut places = Places::default();
            let mut all = BTreeMap::new();
            for (place, hash, removes) in steps {
                // Near the end of the table, so that they run around it.
                let hash = hash.wrapping_sub(3);
                match all.get(&place).copied() {
                    Some(known) if removes => {
                        places.remove(known, place);
                        all.remove(&place);
                    }
                    None if !removes => {
                        places.add(hash, place);
                        all.insert(place, hash);
                    }
                    _ => {}
                }
                for place in 0..40 {
                    for hash in 0..5_u32 {
                        let hash = hash.wrapping_sub(3);
                        let expected = (all.get(&place) == Some(&hash)).then_some(place);
                        prop_assert_eq!(places.find(hash, |it| it == place), expected);
                    }
                }
                prop_assert_eq!(places.is_empty(), all.is_empty());
            }
        }
    }
}
