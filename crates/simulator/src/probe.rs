//! Looks at an event without knowing its type: which kind it is, and what its fields say.
//!
//! Events are nested enums (`Event::Silence(silence::Event::Broken { … })`), and so are commands.
//! [`kind`] finds the two variants without writing anything, so it is cheap enough for every
//! event; [`fields`] copies the fields, which is done only where a script asks for them.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};
use serde_json::{Map, Value};

/// Which variant of which family a command or an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    pub family: &'static str,
    pub name: &'static str,
}

impl fmt::Display for Kind {
    /// As on disk: `silence.broken`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.family, self.name)
    }
}

/// The kind of a value of a nested enum, or `None` if it is none.
pub fn kind<T: Serialize + ?Sized>(value: &T) -> Option<Kind> {
    match value.serialize(Peel { family: None }) {
        Err(Stop { kind }) => kind,
        Ok(never) => match never {},
    }
}

/// The fields of a value of a nested enum.
pub fn fields<T: Serialize + ?Sized>(value: &T) -> Map<String, Value> {
    let peel = |value| match value {
        Value::Object(mut map) if map.len() == 1 => {
            let family = map.keys().next().cloned()?;
            map.remove(&family)
        }
        _ => None,
    };
    match serde_json::to_value(value).ok().and_then(peel).and_then(peel) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Whether a value in a script means this one: equal to it, or among its items.
pub fn means(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Array(all), Value::Array(items)) => all.iter().all(|one| items.contains(one)),
        (one, Value::Array(items)) => items.contains(one),
        (wanted, found) => wanted == found,
    }
}

/// The end of the look, with or without a find.
#[derive(Debug)]
struct Stop {
    kind: Option<Kind>,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Stop {
        Stop { kind: None }
    }
}

/// There is no such value: the look always ends in a [`Stop`].
enum Never {}

/// Goes down two enums and stops at the second.
struct Peel {
    family: Option<&'static str>,
}

impl Peel {
    fn down<T: Serialize + ?Sized>(self, name: &'static str, inner: &T) -> Result<Never, Stop> {
        match self.family {
            None => inner.serialize(Peel { family: Some(name) }),
            Some(family) => Err(Stop { kind: Some(Kind { family, name }) }),
        }
    }

    fn end<T>(self, name: &'static str) -> Result<T, Stop> {
        Err(Stop { kind: self.family.map(|family| Kind { family, name }) })
    }
}

/// Values that are no enum: there is no kind to find.
macro_rules! not_an_enum {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$ok, Stop> {
            Err(Stop { kind: None })
        })+
    };
}

impl Serializer for Peel {
    type Ok = Never;
    type Error = Stop;
    type SerializeSeq = Impossible<Never, Stop>;
    type SerializeTuple = Impossible<Never, Stop>;
    type SerializeTupleStruct = Impossible<Never, Stop>;
    type SerializeTupleVariant = Impossible<Never, Stop>;
    type SerializeMap = Impossible<Never, Stop>;
    type SerializeStruct = Impossible<Never, Stop>;
    type SerializeStructVariant = Impossible<Never, Stop>;

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Never, Stop> {
        self.down(variant, value)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Never, Stop> {
        self.end(variant)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Stop> {
        self.end(variant)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Stop> {
        self.end(variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Never, Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Never, Stop> {
        value.serialize(self)
    }

    not_an_enum! {
        serialize_bool(bool) -> Never;
        serialize_i8(i8) -> Never;
        serialize_i16(i16) -> Never;
        serialize_i32(i32) -> Never;
        serialize_i64(i64) -> Never;
        serialize_u8(u8) -> Never;
        serialize_u16(u16) -> Never;
        serialize_u32(u32) -> Never;
        serialize_u64(u64) -> Never;
        serialize_f32(f32) -> Never;
        serialize_f64(f64) -> Never;
        serialize_char(char) -> Never;
        serialize_str(&str) -> Never;
        serialize_bytes(&[u8]) -> Never;
        serialize_none() -> Never;
        serialize_unit() -> Never;
        serialize_unit_struct(&'static str) -> Never;
        serialize_seq(Option<usize>) -> Impossible<Never, Stop>;
        serialize_tuple(usize) -> Impossible<Never, Stop>;
        serialize_tuple_struct(&'static str, usize) -> Impossible<Never, Stop>;
        serialize_map(Option<usize>) -> Impossible<Never, Stop>;
        serialize_struct(&'static str, usize) -> Impossible<Never, Stop>;
    }
}

#[cfg(test)]
mod tests {
    use domain::nation::Nation;
    use domain::{Event, silence};
    use serde_json::json;

    use super::*;

    fn late() -> Event {
        let question = "q1".parse().unwrap();
        let follow_up = "q1-late-1".parse().unwrap();
        silence::Event::ObjectionCameLate { question, nation: Nation::HU, follow_up }.into()
    }

    #[test]
    fn the_kind_of_an_event_is_its_family_and_its_name() {
        assert_eq!(kind(&late()).unwrap().to_string(), "silence.objection-came-late");
        assert_eq!(kind(&7), None);
    }

    #[test]
    fn the_fields_of_an_event_are_its_data() {
        let fields = Value::Object(fields(&late()));
        assert_eq!(fields, json!({ "question": "q1", "nation": "hu", "follow_up": "q1-late-1" }));
    }

    #[test]
    fn a_value_means_itself_or_a_list_that_has_it() {
        assert!(means(&json!("fr"), &json!(["fr", "uk"])));
        assert!(means(&json!(["uk", "fr"]), &json!(["fr", "uk"])));
        assert!(!means(&json!("de"), &json!(["fr", "uk"])));
        assert!(!means(&json!("1"), &json!(1)));
    }
}
