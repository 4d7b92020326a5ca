//! Maps from tuples of values: found by hash, written in order.

mod places;

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::slab::Slab;
use crate::tuple::Tuple;
use places::Places;

/// Where a key with its value lies in its map, which does not change until the key is removed.
pub(crate) type Place = u32;

/// A map from tuples. It is asked by key; where it is walked, then in their order, so
/// that nothing depends on the order of hashes.
///
/// The table has places alone, so that what is hashed apart lies together all the same: half of a
/// table is empty, and what it costs to find something is to bring it from memory.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<V> {
    places: Places,
    entries: Slab<(Tuple, V)>,
}

impl<V> Default for Keyed<V> {
    fn default() -> Keyed<V> {
        Keyed { places: Places::default(), entries: Slab::default() }
    }
}

impl<V> Keyed<V> {
    pub(crate) fn get(&self, key: &Tuple) -> Option<&V> {
        self.at(self.place(key)?).map(|(_, value)| value)
    }

    /// Where a key is, for as long as it is there.
    pub(crate) fn place(&self, key: &Tuple) -> Option<Place> {
        let is_here = |place| self.entries.get(place).is_some_and(|(known, _)| known == key);
        self.places.find(hash(key), is_here)
    }

    pub(crate) fn at(&self, place: Place) -> Option<(&Tuple, &V)> {
        self.entries.get(place).map(|(key, value)| (key, value))
    }

    pub(crate) fn at_mut(&mut self, place: Place) -> Option<&mut V> {
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Adds a key that is not there yet.
    pub(crate) fn add(&mut self, key: Tuple, value: V) -> Place {
        let hashed = hash(&key);
        let place = self.entries.add((key, value));
        self.places.add(hashed, place);
        place
    }

    pub(crate) fn remove(&mut self, key: &Tuple) -> Option<V> {
        self.remove_at(self.place(key)?).map(|(_, value)| value)
    }

    pub(crate) fn remove_at(&mut self, place: Place) -> Option<(Tuple, V)> {
        let entry = self.entries.remove(place)?;
        self.places.remove(hash(&entry.0), place);
        Some(entry)
    }

    /// Changes the value of a key, which stays if the change says so.
    pub(crate) fn change(&mut self, key: &Tuple, change: impl FnOnce(&mut V) -> bool) {
        if let Some(place) = self.place(key) {
            self.change_at(place, change);
        }
    }

    /// Changes the value at a place, which stays if the change says so.
    pub(crate) fn change_at(&mut self, place: Place, change: impl FnOnce(&mut V) -> bool) {
        if self.at_mut(place).is_some_and(|value| !change(value)) {
            self.remove_at(place);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// In the order of the keys.
    pub(crate) fn sorted(&self) -> Vec<(&Tuple, &V)> {
        let entries = self.entries.iter().map(|(_, (key, value))| (key, value));
        let mut entries: Vec<(&Tuple, &V)> = entries.collect();
        entries.sort_by_key(|(key, _)| *key);
        entries
    }
}

impl<V: Default> Keyed<V> {
    /// The place of a key, which is added if it is new.
    pub(crate) fn place_or_add(&mut self, key: &Tuple) -> Place {
        self.place(key).unwrap_or_else(|| self.add(key.clone(), V::default()))
    }

    /// The value of a key, which is added if it is new.
    pub(crate) fn entry(&mut self, key: &Tuple) -> &mut V {
        let place = self.place_or_add(key);
        self.at_mut(place).expect("it is there")
    }
}

/// Ids differ in their last letters, which lie in the highest bits of a word, and a product carries
/// upward only: they are folded down and carried up once more, so that every bit counts in each.
fn hash(key: &Tuple) -> u32 {
    let mut hasher = FixedHasher::default();
    hasher.write(key.bytes());
    u32::try_from(hasher.finish().wrapping_mul(FACTOR) >> 32).unwrap_or_default()
}

impl<V: Hash> Hash for Keyed<V> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.sorted().hash(into);
    }
}

/// With the places, which others name.
impl<V: Serialize> Serialize for Keyed<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.entries.serialize(serializer)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Keyed<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keyed<V>, D::Error> {
        let entries = Slab::<(Tuple, V)>::deserialize(deserializer)?;
        let mut places = Places::default();
        for (place, (key, _)) in entries.iter() {
            places.add(hash(key), place);
        }
        Ok(Keyed { places, entries })
    }
}

const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

/// A hash that is the same in every process: multiply and rotate, eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FixedHasher(u64);

impl FixedHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for FixedHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        if let Some(place) = last.get_mut(..rest.len()) {
            place.copy_from_slice(rest);
        }
        self.add(u64::from_le_bytes(last) ^ (rest.len() as u64) << 56);
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_i64(&mut self, word: i64) {
        self.add(word.cast_unsigned());
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.add(word.cast_unsigned() as u64);
    }

    fn finish(&self) -> u64 {
        // The multiplication left the lowest bits weak.
        self.0 ^ self.0 >> 32
    }
}

/// Maps whose keys are no texts, as lists of pairs.
pub(crate) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(crate) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::value::Value;

    /// Of as many keys as slots, evenly thrown, nearly two of three slots have one at home.
    #[test]
    fn ids_that_differ_in_a_letter_or_two_are_spread() {
        let texts: [fn(u32) -> String; 6] = [
            |n| format!("{n}"),
            |n| format!("b-{n}"),
            |n| format!("key-{n}"),
            |n| format!("consignment-{n}"),
            |n| format!("{n}-east"),
            |n| format!("incident-of-the-day-{n}"),
        ];
        for slots in [64, 256, 1_024, 8_192] {
            for (form, text) in texts.iter().enumerate() {
                for side in 1..=4 {
                    let keys = (0..slots).map(|n| -> Tuple {
                        let values =
                            [Value::text(&text(n / side)), Value::text(&format!("v-{}", n % side))];
                        values.iter().take(if side == 1 { 1 } else { 2 }).collect()
                    });
                    let homes: BTreeSet<u32> = keys.map(|key| hash(&key) & (slots - 1)).collect();
                    let share = homes.len() * 100 / slots as usize;
                    assert!(50 < share, "{slots} slots, form {form}, {side}: {share} in a hundred");
                }
            }
        }
    }
}
