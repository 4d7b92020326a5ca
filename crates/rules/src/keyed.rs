//! Maps from tuples of values: found by hash, written in order.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::tuple::Tuple;

/// A map from tuples. It is asked by key; only for saving is it walked, and then in order, so
/// that nothing depends on the order of hashes.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<V>(HashTable<(Tuple, V)>);

impl<V> Default for Keyed<V> {
    fn default() -> Keyed<V> {
        Keyed(HashTable::new())
    }
}

impl<V> Keyed<V> {
    pub(crate) fn get(&self, key: &Tuple) -> Option<&V> {
        self.get_entry(key).map(|(_, value)| value)
    }

    /// The key as it is held, with its value.
    pub(crate) fn get_entry(&self, key: &Tuple) -> Option<(&Tuple, &V)> {
        let found = self.0.find(hash(key), |(known, _)| known == key);
        found.map(|(key, value)| (key, value))
    }

    pub(crate) fn get_mut(&mut self, key: &Tuple) -> Option<&mut V> {
        self.entry_mut(key).map(|(_, value)| value)
    }

    /// The key as it is held, so that it can be shared, with its value.
    pub(crate) fn entry_mut(&mut self, key: &Tuple) -> Option<(&Tuple, &mut V)> {
        let found = self.0.find_mut(hash(key), |(known, _)| known == key);
        found.map(|(key, value)| (&*key, value))
    }

    pub(crate) fn insert(&mut self, key: Tuple, value: V) {
        match self.slot(&key) {
            Entry::Occupied(mut place) => place.get_mut().1 = value,
            Entry::Vacant(place) => drop(place.insert((key, value))),
        }
    }

    pub(crate) fn remove(&mut self, key: &Tuple) -> Option<V> {
        let found = self.0.find_entry(hash(key), |(known, _)| known == key);
        found.ok().map(|place| place.remove().0.1)
    }

    /// Changes the value of a key, which stays if the change says so.
    pub(crate) fn change(&mut self, key: &Tuple, change: impl FnOnce(&mut V) -> bool) {
        if let Ok(mut place) = self.0.find_entry(hash(key), |(known, _)| known == key)
            && !change(&mut place.get_mut().1)
        {
            place.remove();
        }
    }

    fn slot(&mut self, key: &Tuple) -> Entry<'_, (Tuple, V)> {
        self.0.entry(hash(key), |(known, _)| known == key, |(known, _)| hash(known))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the keys.
    pub(crate) fn sorted(&self) -> Vec<(&Tuple, &V)> {
        let mut entries: Vec<(&Tuple, &V)> =
            self.0.iter().map(|(key, value)| (key, value)).collect();
        entries.sort_by_key(|(a, _)| *a);
        entries
    }
}

impl<V: Default> Keyed<V> {
    /// The value of a key, which is added if it is new; with the key as it is held.
    pub(crate) fn entry(&mut self, key: &Tuple) -> (&Tuple, &mut V) {
        let place = match self.slot(key) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => place.insert((key.clone(), V::default())).into_mut(),
        };
        (&place.0, &mut place.1)
    }
}

fn hash(key: &Tuple) -> u64 {
    let mut hasher = FixedHasher::default();
    hasher.write(key.bytes());
    hasher.finish()
}

impl<V: Hash> Hash for Keyed<V> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.sorted().hash(into);
    }
}

impl<V: Serialize> Serialize for Keyed<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.sorted())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Keyed<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keyed<V>, D::Error> {
        let entries = Vec::<(Tuple, V)>::deserialize(deserializer).map_err(D::Error::custom)?;
        let mut keyed = Keyed::default();
        for (key, value) in entries {
            keyed.insert(key, value);
        }
        Ok(keyed)
    }
}

/// A hash that is the same in every process: multiply and rotate, eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FixedHasher(u64);

impl FixedHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
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
        // The table looks at the highest bits too; the multiplication left the lowest weak.
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
