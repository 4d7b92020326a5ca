//! Values that know where they stand, for the types of scenario files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Node, Value};

/// The name by which a field asks for its place.
pub(super) const FIELD: &str = "$field";
/// The name by which a value asks to be told numbers that are no `i64` from texts.
pub(super) const VALUE: &str = "$value";

/// A value and its place; or only the place, if its type refuses what stands there.
///
/// The refusal is then already on the list of faults, so nobody has to report it again. In a
/// struct, `Option<Field<T>>` is a key that may be missing. From any other format than ours a
/// field reads as its value alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<T> {
    pub value: Option<T>,
    pub span: Range<usize>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field<T>, D::Error> {
        deserializer.deserialize_newtype_struct(FIELD, FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Field<T>, A::Error> {
        let start = parts.next_element()?.unwrap_or_default();
        let end = parts.next_element()?.unwrap_or_default();
        let value = parts.next_element()?;
        Ok(Field { value, span: start..end })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Field<T>, D::Error> {
        let value = Some(T::deserialize(inner)?);
        Ok(Field { value, span: 0..0 })
    }
}

/// A list that may be left out. What is no list is a fault on the list, and no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T> {
    pub items: Vec<Field<T>>,
    /// There is nothing here of which no part was read.
    pub sound: bool,
}

/// A map that may be left out, in the order of the file; its keys know their place as well. What
/// is no map is a fault on the list, and no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries<K, V> {
    pub items: Vec<(Field<K>, Field<V>)>,
    /// There is nothing here of which no part was read.
    pub sound: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { items: Vec::new(), sound: true }
    }
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Entries { items: Vec::new(), sound: true }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Option::<Field<Vec<Field<T>>>>::deserialize(deserializer)?;
        let Some(Field { value, .. }) = read else {
            return Ok(List::default());
        };
        let sound = value.as_ref().is_some_and(|all| all.iter().all(|one| one.value.is_some()));
        Ok(List { items: value.unwrap_or_default(), sound })
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Option::<Field<Pairs<K, V>>>::deserialize(deserializer)?;
        let Some(Field { value, .. }) = read else {
            return Ok(Entries::default());
        };
        let whole =
            |(key, value): &(Field<K>, Field<V>)| key.value.is_some() && value.value.is_some();
        let sound = value.as_ref().is_some_and(|pairs| pairs.0.iter().all(whole));
        Ok(Entries { items: value.map(|pairs| pairs.0).unwrap_or_default(), sound })
    }
}

/// The entries of a map that is there.
struct Pairs<K, V>(Vec<(Field<K>, Field<V>)>);

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Pairs<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<K, V> {
    type Value = Pairs<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<K, V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Pairs(entries))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let Field { value, span } = Field::deserialize(deserializer)?;
        let value = value.unwrap_or(Value::Null);
        Ok(Node { span, value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_newtype_struct(VALUE, ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<Value, D::Error> {
        String::deserialize(number).map(Value::Decimal)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<Vec<T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<Vec<T>>::json_schema(generator)
    }
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<BTreeMap<K, V>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<BTreeMap<K, V>>::json_schema(generator)
    }
}

impl JsonSchema for Node {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}
