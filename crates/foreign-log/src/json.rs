//! A line of JSON, flattened: the values that lie inside one another with the paths that lead there.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::names::{LINE, Names, NodeId, Noted};
use crate::value::Raw;

/// The values of one line that are asked for.
#[derive(Debug, Default)]
pub(crate) struct Flat<'a> {
    values: Vec<(NodeId, Raw<'a>)>,
    pub(crate) kind: Noted,
}

impl<'a> Flat<'a> {
    /// An empty line in the room of one that is done with.
    pub(crate) fn again(done: Flat<'_>) -> Flat<'a> {
        let mut values = done.values;
        values.clear();
        // Nothing is left in it; only its room is taken over.
        let values = values.into_iter().map(|(node, _)| (node, Raw::Missing)).collect();
        Flat { values, kind: Noted::Unread }
    }

    /// Of a path that stands there twice, the first value counts.
    pub(crate) fn get(&self, node: NodeId) -> Option<&Raw<'a>> {
        self.values.iter().find(|(known, _)| *known == node).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, node: NodeId) -> Option<&mut Raw<'a>> {
        self.values.iter_mut().find(|(known, _)| *known == node).map(|(_, value)| value)
    }

    pub(crate) fn keep(&mut self, node: NodeId, value: Raw<'a>, names: &Names) {
        if node == names.kind.node
            && self.kind == Noted::Unread
            && let Raw::Text(name) | Raw::Cell(name) = &value
        {
            self.kind = names.kind_of(name);
        }
        self.values.push((node, value));
    }
}

/// Reads a line; it must be an object.
pub(crate) fn flatten<'a>(
    line: &'a [u8],
    names: &Names,
    flat: &mut Flat<'a>,
) -> serde_json::Result<()> {
    // Looking once whether all of it is UTF-8 is faster than to look at each text; where it is
    // not, only the texts that are asked for must be.
    match std::str::from_utf8(line) {
        Ok(text) => read(&mut serde_json::Deserializer::from_str(text), names, flat),
        Err(_) => read(&mut serde_json::Deserializer::from_slice(line), names, flat),
    }
}

fn read<'a, R: serde_json::de::Read<'a>>(
    reader: &mut serde_json::Deserializer<R>,
    names: &Names,
    flat: &mut Flat<'a>,
) -> serde_json::Result<()> {
    (&mut *reader).deserialize_map(Object { flat, names, node: LINE })?;
    reader.end()
}

struct Object<'f, 'a> {
    flat: &'f mut Flat<'a>,
    names: &'f Names,
    /// Where the object lies.
    node: NodeId,
}

impl<'a> Visitor<'a> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Object { flat, names, node } = self;
        while let Some(inside) = map.next_key_seed(Key { names, node })? {
            match inside.filter(|inside| names.wants(*inside, flat.kind)) {
                Some(node) => map.next_value_seed(Inside { flat: &mut *flat, names, node })?,
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}

/// A key, which leads from its object to a node, or to nothing that is asked for.
struct Key<'f> {
    names: &'f Names,
    node: NodeId,
}

impl<'a> DeserializeSeed<'a> for Key<'_> {
    type Value = Option<NodeId>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Option<NodeId>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<NodeId>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<NodeId>, E> {
        Ok(self.names.inside(self.node, key))
    }
}

/// A value, kept under its path.
struct Inside<'f, 'a> {
    flat: &'f mut Flat<'a>,
    names: &'f Names,
    node: NodeId,
}

impl<'a> DeserializeSeed<'a> for Inside<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Inside<'_, 'a> {
    fn keep(self, value: Raw<'a>) {
        self.flat.keep(self.node, value, self.names);
    }
}

impl<'a> Visitor<'a> for Inside<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        let Inside { flat, names, node } = self;
        Object { flat: &mut *flat, names, node }.visit_map(map)?;
        if [names.time.node, names.kind.node].contains(&node) {
            flat.keep(node, Raw::Object, names);
        }
        Ok(())
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
        self.keep(fraction(number));
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

/// So many decimal digits survive the way through a binary fraction.
const DIGITS_MAX: usize = 15;

/// A number with a fraction, or a whole one that is larger than whole numbers are read.
fn fraction(number: f64) -> Raw<'static> {
    let text = number.to_string();
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit);
    if DIGITS_MAX < digits.count() { Raw::Rounded(text) } else { Raw::Other(text) }
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
        Ok(fraction(number))
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Raw<'a>, E> {
        Ok(Raw::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw<'a>, E> {
        Ok(Raw::Text(Cow::Owned(text.to_owned())))
    }
}
