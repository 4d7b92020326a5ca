//! A line of JSON, flattened: the values that lie inside one another with their paths.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use rules::KindId;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::value::Raw;

/// The values of one line. Paths lie one behind the other in one text.
#[derive(Debug, Default)]
pub(crate) struct Flat<'a> {
    paths: String,
    values: Vec<(Range<usize>, Raw<'a>)>,
    pub(crate) kind: Cell<Noted>,
}

/// What is known of the kind of the event while its line is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Noted {
    #[default]
    Unread,
    /// No rule knows the type.
    Unknown,
    Known(KindId),
}

impl<'a> Flat<'a> {
    pub(crate) fn take(&mut self, path: &str) -> Option<Raw<'a>> {
        let paths = &self.paths;
        let found = self
            .values
            .iter_mut()
            .find(|(range, _)| paths.get(range.clone()).is_some_and(|known| known == path));
        found.map(|(_, value)| std::mem::replace(value, Raw::Missing))
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Raw<'a>> {
        let known = |range: &Range<usize>| self.paths.get(range.clone());
        let found = self.values.iter().find(|(range, _)| known(range) == Some(path));
        found.map(|(_, value)| value)
    }
}

/// Which values of a line are wanted, as far as can be told while it is read.
pub(crate) trait Wanted {
    /// Whether a value at this path, or inside of it, is wanted. `seen` is what was read so far.
    fn wants(&self, path: &str, seen: &Flat<'_>) -> bool;
}

/// Reads a line; it must be an object.
pub(crate) fn flatten<'a>(line: &'a [u8], wanted: &dyn Wanted) -> serde_json::Result<Flat<'a>> {
    let mut flat = Flat::default();
    flat.values.reserve(8);
    flat.paths.reserve(64);
    let mut reader = serde_json::Deserializer::from_slice(line);
    let object = Object { flat: &mut flat, wanted, prefix: 0..0 };
    (&mut reader).deserialize_map(object)?;
    reader.end()?;
    Ok(flat)
}

struct Object<'f, 'a> {
    flat: &'f mut Flat<'a>,
    wanted: &'f dyn Wanted,
    /// The path of the object; empty for the whole line.
    prefix: Range<usize>,
}

impl<'a> Visitor<'a> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Object { flat, wanted, prefix } = self;
        while let Some(path) =
            map.next_key_seed(Key { flat: &mut *flat, prefix: prefix.clone() })?
        {
            let is_wanted =
                flat.paths.get(path.clone()).is_some_and(|path| wanted.wants(path, flat));
            if is_wanted {
                map.next_value_seed(Inside { flat: &mut *flat, wanted, path })?;
            } else {
                flat.paths.truncate(path.start);
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A key, which becomes a path behind that of its object.
struct Key<'f, 'a> {
    flat: &'f mut Flat<'a>,
    prefix: Range<usize>,
}

impl<'a> DeserializeSeed<'a> for Key<'_, 'a> {
    type Value = Range<usize>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Range<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key<'_, 'a> {
    type Value = Range<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Range<usize>, E> {
        let paths = &mut self.flat.paths;
        let start = paths.len();
        if !self.prefix.is_empty() {
            paths.extend_from_within(self.prefix);
            paths.push('.');
        }
        paths.push_str(key);
        Ok(start..paths.len())
    }
}

/// A value, kept under its path.
struct Inside<'f, 'a> {
    flat: &'f mut Flat<'a>,
    wanted: &'f dyn Wanted,
    path: Range<usize>,
}

impl<'a> DeserializeSeed<'a> for Inside<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Inside<'_, 'a> {
    fn keep(self, value: Raw<'a>) {
        self.flat.values.push((self.path, value));
    }
}

impl<'a> Visitor<'a> for Inside<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        let Inside { flat, wanted, path } = self;
        Object { flat, wanted, prefix: path }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<(), A::Error> {
        let items = Items.visit_seq(seq)?;
        self.keep(Raw::List(items));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, truth: bool) -> Result<(), E> {
        self.keep(Raw::Bool(truth));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(Raw::Whole(number));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.keep(whole(number));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.keep(Raw::Other(number.to_string()));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.keep(Raw::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Raw::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }
}

fn whole(number: u64) -> Raw<'static> {
    i64::try_from(number).map_or_else(|_| Raw::Other(number.to_string()), Raw::Whole)
}

/// A list of plain values; what lies deeper is nothing to a rule.
struct Items;

impl<'a> Visitor<'a> for Items {
    type Value = Vec<Raw<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Vec<Raw<'a>>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Item)? {
            if item != Raw::Missing {
                items.push(item);
            }
        }
        Ok(items)
    }
}

struct Item;

impl<'a> DeserializeSeed<'a> for Item {
    type Value = Raw<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Raw<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Item {
    type Value = Raw<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Raw<'a>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Raw::Missing)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Raw<'a>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Raw::Missing)
    }

    fn visit_unit<E>(self) -> Result<Raw<'a>, E> {
        Ok(Raw::Missing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Raw<'a>, E> {
        Ok(Raw::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw<'a>, E> {
        Ok(Raw::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw<'a>, E> {
        Ok(whole(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Raw<'a>, E> {
        Ok(Raw::Other(number.to_string()))
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Raw<'a>, E> {
        Ok(Raw::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw<'a>, E> {
        Ok(Raw::Text(Cow::Owned(text.to_owned())))
    }
}
