//! What has come into the slots of a form, read as if it were JSON.

use serde::de::value::{
    MapAccessDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer,
};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde_json::{Error, Value};

use crate::datum::Datum;

/// What has come into a slot.
pub(super) enum Filled<'de> {
    Fixed(&'de Value),
    Field(&'de Datum),
    Text(String),
    List(Vec<Filled<'de>>),
    Map(Vec<(&'de str, Filled<'de>)>),
}

/// Leaves the reading to what is inside.
macro_rules! inside {
    ($filled:ident, $inner:ident => $read:expr) => {
        match $filled {
            Filled::Fixed($inner) => $read,
            Filled::Field($inner) => $read,
            Filled::Text(text) => {
                let $inner: StringDeserializer<Error> = text.into_deserializer();
                $read
            }
            Filled::List(items) => {
                let $inner: SeqDeserializer<_, Error> = items.into_deserializer();
                $read
            }
            Filled::Map(fields) => {
                let fields: MapDeserializer<'_, _, Error> =
                    MapDeserializer::new(fields.into_iter());
                let $inner = MapAccessDeserializer::new(fields);
                $read
            }
        }
    };
}

impl<'de> Deserializer<'de> for Filled<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        inside!(self, inner => inner.deserialize_any(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Filled::Fixed(Value::Null) | Filled::Field(Datum::Null) => visitor.visit_none(),
            filled => visitor.visit_some(filled),
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
        inside!(self, inner => inner.deserialize_enum(name, variants, visitor))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Filled<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
