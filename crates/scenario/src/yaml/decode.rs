//! From nodes to any type that serde can read.

use std::borrow::Cow;
use std::marker::PhantomData;

use diagnostic::Diagnostic;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Expected, Visitor};

use super::access::{FieldParts, Items, Pairs, Variant};
use super::error::{Error, expectation, listing, unknown_key};
use super::faults::Faults;
use super::field::{FIELD, VALUE};
use super::scalar::is_whole;
use super::{Node, Value, shape};
use crate::notation;

/// Reads a value from a node, and adds all faults that are found on the way.
///
/// `None` says that the value as a whole could not be made; where wrong values stand in
/// [`Field`](super::Field)s, there are both a value and faults.
pub fn decode<'de, T: Deserialize<'de>>(
    node: &'de Node,
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    let mut found = Faults::default();
    let value = decode_among(node, &mut found);
    faults.extend(found.finish());
    value
}

/// Like [`decode`], for a reader that has a list of faults already.
pub(crate) fn decode_among<'de, T: Deserialize<'de>>(
    node: &'de Node,
    faults: &mut Faults,
) -> Option<T> {
    match NodeReader::new(node, faults).read(PhantomData) {
        Ok(value) => Some(value),
        Err(error) => {
            faults.extend(error.into_diagnostic());
            None
        }
    }
}

/// Reads one node.
pub(super) struct NodeReader<'a, 'de> {
    pub(super) node: &'de Node,
    pub(super) faults: &'a mut Faults,
    /// A key is a text even if it looks like a number.
    pub(super) is_key: bool,
}

impl<'a, 'de> NodeReader<'a, 'de> {
    pub(super) fn new(node: &'de Node, faults: &'a mut Faults) -> Self {
        NodeReader { node, faults, is_key: false }
    }

    pub(super) fn of_key(node: &'de Node, faults: &'a mut Faults) -> Self {
        NodeReader { node, faults, is_key: true }
    }

    /// Reads the node and gives a fault that has no place yet the place of the node.
    pub(super) fn read<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        let span = &self.node.span;
        seed.deserialize(self).map_err(|error| error.at(span))
    }

    fn wrong_type(&self, wanted: &str) -> Error {
        Error::wrong_type(wanted, &self.node.value.described())
    }

    /// The digits of a whole number of any size.
    fn digits(&self) -> Result<Cow<'de, str>, Error> {
        let value = &self.node.value;
        let wrong_type = || self.in_parts(self.wrong_type("a whole number"));
        let digits = value.as_key().filter(|text| is_whole(text)).ok_or_else(wrong_type)?;
        if let Value::Text(_) = value {
            return Err(wrong_type().help("write it without quotes").replacement(&digits));
        }
        Ok(digits)
    }

    /// The help for a number of parts per million, if that is what is wanted here.
    fn in_parts(&self, error: Error) -> Error {
        if self.faults.written_as != Some(notation::PARTS_HELP) {
            return error;
        }
        match self.node.text().and_then(notation::share) {
            Some(parts) => error
                .help(format!("write `{parts}`: a share stands here in parts per million"))
                .replacement(&parts.to_string()),
            None => error.help(notation::PARTS_HELP),
        }
    }

    fn text(&self, expected: &dyn Expected) -> Result<Cow<'de, str>, Error> {
        let value = &self.node.value;
        let wrong_type = || self.wrong_type(&expectation(expected));
        let text = value.as_key().ok_or_else(|| shape::one_alone(wrong_type(), value))?;
        if self.is_key || matches!(value, Value::Text(_)) {
            return Ok(text);
        }
        if let Some(help) = self.faults.written_as {
            return Err(wrong_type().help(help));
        }
        Err(wrong_type().help("write it in quotes").replacement(&format!("\"{text}\"")))
    }
}

/// What stands for a word that means yes or no elsewhere.
fn boolean(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "1" => Some("true"),
        "no" | "n" | "off" | "false" | "0" => Some("false"),
        _ => None,
    }
}

macro_rules! whole_numbers {
    ($($method:ident, $visit:ident, $number:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let (min, max) = (<$number>::MIN, <$number>::MAX);
            let wanted = || format!("a whole number from {min} to {max}");
            let number = self.digits()?.parse().map_err(|_| self.wrong_type(&wanted()))?;
            visitor.$visit(number)
        }
    )*};
}

impl<'de> Deserializer<'de> for NodeReader<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Decimal(text) | Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(nodes) => visitor.visit_seq(Items::new(nodes, self.faults)),
            Value::Map(entries) => visitor.visit_map(Pairs::all(entries, self.faults)),
        }
    }

    whole_numbers! {
        deserialize_i8, visit_i8, i8;
        deserialize_i16, visit_i16, i16;
        deserialize_i32, visit_i32, i32;
        deserialize_i64, visit_i64, i64;
        deserialize_i128, visit_i128, i128;
        deserialize_u8, visit_u8, u8;
        deserialize_u16, visit_u16, u16;
        deserialize_u32, visit_u32, u32;
        deserialize_u64, visit_u64, u64;
        deserialize_u128, visit_u128, u128;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            value => {
                let meant = value.as_key().and_then(|text| boolean(&text));
                let error = self.wrong_type("`true` or `false`");
                Err(match meant {
                    Some(meant) => error.help(format!("write `{meant}`")).replacement(meant),
                    None => error,
                })
            }
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text(&visitor)? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            _ => Err(self.wrong_type("nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match (name, &self.node.value) {
            (FIELD, _) => visitor.visit_seq(FieldParts::of(self)),
            (VALUE, Value::Decimal(text)) => {
                visitor.visit_newtype_struct(BorrowedStrDeserializer::new(text))
            }
            (VALUE, _) => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::List(_) => self.deserialize_any(visitor),
            value => Err(shape::in_a_list(self.wrong_type("a list"), value)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::List(nodes) if nodes.len() == length => self.deserialize_any(visitor),
            Value::List(nodes) => {
                let (wanted, found) = (entries_of_list(length), entries_of_list(nodes.len()));
                Err(Error::wrong_type(&wanted, &found))
            }
            _ => Err(self.wrong_type("a list")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Map(_) => self.deserialize_any(visitor),
            value => Err(shape::as_a_map(self.wrong_type("a map"), value, &[])),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Map(entries) = &self.node.value else {
            return Err(shape::as_a_map(self.wrong_type("a map"), &self.node.value, fields));
        };
        let mut meant = Vec::new();
        for (key, _) in entries {
            if let Some(name) = key.value.as_key().filter(|name| !fields.contains(&name.as_ref())) {
                // Nobody looks for a near name that nobody will see.
                let near = if self.faults.is_full() { &[] } else { fields };
                let fault = unknown_key(key, &name, near);
                meant.extend(fault.fix.as_ref().map(|fix| fix.replacement.clone()));
                self.faults.push(fault);
            }
        }
        let pairs = Pairs::known(entries, fields, self.faults);
        visitor.visit_map(pairs).map_err(|error| error.unless_misspelled(&meant))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, content) = match &self.node.value {
            Value::Text(_) => (self.node, None),
            Value::Map(entries) => {
                let [(name, content)] = entries.as_slice() else {
                    let found = format!("{} keys", entries.len());
                    return Err(no_choice("a map with one key", &found, names));
                };
                (name, Some(content))
            }
            _ => return Err(no_choice("a name", &self.node.value.described(), names)),
        };
        visitor.visit_enum(Variant { name, content, faults: self.faults })
    }

    serde::forward_to_deserialize_any! { f32 f64 bytes byte_buf ignored_any }
}

fn entries_of_list(length: usize) -> String {
    match length {
        1 => "a list of 1 entry".to_owned(),
        _ => format!("a list of {length} entries"),
    }
}

fn no_choice(wanted: &str, found: &str, names: &[&str]) -> Error {
    Error::wrong_type(wanted, found).help(format!("the names here are {}", listing(names)))
}
