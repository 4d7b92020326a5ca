//! Maps in which no name may stand twice: of two entries one would count, and nobody would hear which.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

struct Once<V>(BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Once<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Once<V>, D::Error> {
        from.deserialize_map(Entries(PhantomData)).map(Once)
    }
}

struct Entries<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
    type Value = BTreeMap<String, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = from.next_key::<String>()? {
            if entries.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands twice")));
            }
            entries.insert(name, from.next_value()?);
        }
        Ok(entries)
    }
}

pub(crate) fn each_once<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    Once::deserialize(from).map(|Once(entries)| entries)
}

pub(crate) fn each_once_in_each<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, BTreeMap<String, String>>, D::Error> {
    let Once(maps) = Once::<Once<String>>::deserialize(from)?;
    Ok(maps.into_iter().map(|(name, Once(entries))| (name, entries)).collect())
}
