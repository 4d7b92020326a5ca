//! What a field of an event says, as scripts see it.
//!
//! Scripts are written in JSON values, and events are looked at millions of times: a datum is read
//! from a field without JSON in between, and compared with a JSON value where it is.

use std::fmt;
use std::hash::{Hash, Hasher};

use kernel::{Id, SimTime};
use serde::Serialize;
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde_json::{Error, Value};

mod single;

use single::Single;

/// The value of a field. What is equal as JSON is equal here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    Null,
    Bool(bool),
    Integer(i64),
    /// A text that is a name: ids, words, nations, actors.
    Name(Id),
    Text(Box<str>),
    List(Box<[Datum]>),
    /// Anything else, as its JSON.
    Json(Box<str>),
}

impl Hash for Datum {
    fn hash<H: Hasher>(&self, into: &mut H) {
        match self {
            Datum::Null => 0_u8.hash(into),
            Datum::Bool(value) => (1_u8, value).hash(into),
            Datum::Integer(value) => (2_u8, value).hash(into),
            Datum::Name(name) => (3_u8, name).hash(into),
            Datum::Text(text) => {
                4_u8.hash(into);
                hash_text(text, into);
            }
            Datum::List(items) => (5_u8, items).hash(into),
            Datum::Json(text) => {
                6_u8.hash(into);
                hash_text(text, into);
            }
        }
    }
}

/// Hashes a text, or JSON with all its texts; those that are instants as instants are hashed.
pub(crate) fn hash_text<H: Hasher>(text: &str, into: &mut H) {
    for part in text.split('"') {
        match part.parse::<SimTime>() {
            Ok(at) => (true, at).hash(into),
            Err(_) => (false, part).hash(into),
        }
    }
    u8::MAX.hash(into);
}

impl Datum {
    /// What a field says.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Datum {
        let compound = |_| serde_json::to_value(value).map_or(Datum::Null, Datum::from);
        value.serialize(Single).unwrap_or_else(compound)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Datum::Name(name) => Some(name.as_str()),
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether a value in a script means this one: equal to it, or among its items.
    pub fn is_meant_by(&self, wanted: &Value) -> bool {
        match (wanted, self) {
            (Value::Array(all), Datum::List(items)) => {
                all.iter().all(|one| items.iter().any(|item| item.equals(one)))
            }
            (one, Datum::List(items)) => items.iter().any(|item| item.equals(one)),
            (wanted, found) => found.equals(wanted),
        }
    }

    fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Datum::Name(name), Value::String(text)) => name.as_bytes() == text.as_bytes(),
            (Datum::Text(found), Value::String(text)) => **found == **text,
            (_, Value::String(_)) => false,
            (Datum::Json(found), Value::Object(_)) => {
                serde_json::from_str(found).is_ok_and(|found: Value| has(&found, value))
            }
            (found, value) => *found == Datum::from(value.clone()),
        }
    }

    fn of_text(text: &str) -> Datum {
        Id::new(text).map_or_else(|_| Datum::Text(text.into()), Datum::Name)
    }
}

/// Whether a value is as wanted, which may leave out fields of it.
fn has(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            wanted.iter().all(|(name, part)| found.get(name).is_some_and(|found| has(found, part)))
        }
        (Value::Array(found), Value::Array(wanted)) => {
            wanted.iter().all(|part| found.iter().any(|found| has(found, part)))
        }
        (found, wanted) => found == wanted,
    }
}

impl From<Value> for Datum {
    fn from(value: Value) -> Datum {
        match value {
            Value::Null => Datum::Null,
            Value::Bool(value) => Datum::Bool(value),
            Value::String(text) => Datum::of_text(&text),
            Value::Array(items) => Datum::List(items.into_iter().map(Datum::from).collect()),
            Value::Number(number) => match number.as_i64() {
                Some(integer) => Datum::Integer(integer),
                None => Datum::Json(number.to_string().into()),
            },
            Value::Object(_) => Datum::Json(value.to_string().into()),
        }
    }
}

impl fmt::Display for Datum {
    /// Texts as they stand, all else as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Datum::Null => f.write_str("null"),
            Datum::Bool(value) => write!(f, "{value}"),
            Datum::Integer(value) => write!(f, "{value}"),
            Datum::Name(name) => write!(f, "{name}"),
            Datum::Text(text) | Datum::Json(text) => f.write_str(text),
            Datum::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "," };
                    match item.text() {
                        Some(text) => write!(f, "{separator}{}", Value::from(text))?,
                        None => write!(f, "{separator}{item}")?,
                    }
                }
                f.write_str("]")
            }
        }
    }
}

impl<'de> Deserializer<'de> for &Datum {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Datum::Null => visitor.visit_unit(),
            Datum::Bool(value) => visitor.visit_bool(*value),
            Datum::Integer(value) => match u64::try_from(*value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(*value),
            },
            Datum::Name(name) => visitor.visit_str(name.as_str()),
            Datum::Text(text) => visitor.visit_str(text),
            Datum::List(items) => {
                let items = items.iter();
                serde::de::value::SeqDeserializer::new(items).deserialize_any(visitor)
            }
            Datum::Json(text) => serde_json::from_str::<Value>(text)?.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Datum::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match (self, self.text()) {
            (_, Some(text)) => text.into_deserializer().deserialize_enum(name, variants, visitor),
            (Datum::Json(text), _) => {
                serde_json::from_str::<Value>(text)?.deserialize_enum(name, variants, visitor)
            }
            _ => Err(Error::custom(format_args!("`{self}` is no variant of {name}"))),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for &Datum {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests;
