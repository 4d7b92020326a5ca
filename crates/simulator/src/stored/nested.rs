//! Reads a nested enum from the names of its two variants and the JSON of its fields, which stand apart from
//! one another on disk.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::Error;
use serde_json::de::SliceRead;

/// What `{"family":{"name":…}}` would be read as.
pub(super) fn read<'de, T: Deserialize<'de>>(
    family: &str,
    name: &str,
    fields: &'de [u8],
) -> Result<T, Error> {
    let mut fields = serde_json::Deserializer::from_slice(fields);
    let value = T::deserialize(Variant { name: family, inner: Some(name), fields: &mut fields })?;
    fields.end()?;
    Ok(value)
}

/// A variant, with one inside it or with its fields.
struct Variant<'n, 'f, 'de> {
    name: &'n str,
    inner: Option<&'n str>,
    fields: &'f mut serde_json::Deserializer<SliceRead<'de>>,
}

impl<'de> Deserializer<'de> for Variant<'_, '_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, '_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name: serde::de::value::StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        <()>::deserialize(self.fields)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        match self.inner {
            Some(name) => seed.deserialize(Variant { name, inner: None, ..self }),
            None => seed.deserialize(self.fields),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.fields.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.fields.deserialize_struct("", fields, visitor)
    }
}
