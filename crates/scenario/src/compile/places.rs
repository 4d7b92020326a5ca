//! The places that the state of a center can have, as its types say them.
//!
//! A state is written here like into any format, and only the names of its fields are kept: also of
//! those that are left out while nothing is there, which its text does not show. What lies in lists, or
//! under names that come with a run, is open: any place may come there.

use std::fmt::{self, Display};

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// What may lie at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Open,
    Fields(Vec<(&'static str, Place)>),
}

/// A pointer into a state leads where nothing can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nowhere<'a> {
    /// The way to the last place that there is; empty for the whole.
    pub(super) before: &'a str,
    /// What it does not have.
    pub(super) part: &'a str,
    /// What it has, in order.
    pub(super) known: Vec<&'static str>,
}

impl Place {
    /// The places of a value.
    pub(super) fn of(value: &impl Serialize) -> Place {
        value.serialize(Places).unwrap_or(Place::Open)
    }

    /// Whether something can be where a pointer leads. What stands in front of its first `/` is taken
    /// for its first part.
    pub(super) fn expect<'a>(&self, pointer: &'a str) -> Result<(), Nowhere<'a>> {
        let (mut place, mut end) = (self, 0);
        let Some(parts) = pointer.strip_prefix('/') else {
            let part = pointer.split('/').next().unwrap_or(pointer);
            return Err(self.nowhere("", part));
        };
        for part in parts.split('/') {
            let Place::Fields(fields) = place else { return Ok(()) };
            let Some((_, inner)) = fields.iter().find(|(name, _)| *name == part) else {
                return Err(place.nowhere(pointer.get(..end).unwrap_or_default(), part));
            };
            place = inner;
            end += 1 + part.len();
        }
        Ok(())
    }

    fn nowhere<'a>(&self, before: &'a str, part: &'a str) -> Nowhere<'a> {
        let fields = if let Place::Fields(fields) = self { fields.as_slice() } else { &[] };
        let mut known: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        Nowhere { before, part, known }
    }
}

/// Nothing is wrong with a name.
#[derive(Debug)]
struct Never;

impl Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state cannot be written")
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    fn custom<T: Display>(_: T) -> Never {
        Never
    }
}

struct Places;

/// What is open, with whatever is in it.
struct Passed;

struct Fields(Vec<(&'static str, Place)>);

impl SerializeStruct for Fields {
    type Ok = Place;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.0.push((name, value.serialize(Places)?));
        Ok(())
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), Never> {
        self.0.push((name, Place::Open));
        Ok(())
    }

    fn end(self) -> Result<Place, Never> {
        Ok(Place::Fields(self.0))
    }
}

macro_rules! open {
    ($($method:ident: $of:ty;)*) => {$(
        fn $method(self, _: $of) -> Result<Place, Never> {
            Ok(Place::Open)
        }
    )*};
}

impl Serializer for Places {
    type Ok = Place;
    type Error = Never;
    type SerializeSeq = Passed;
    type SerializeTuple = Passed;
    type SerializeTupleStruct = Passed;
    type SerializeTupleVariant = Passed;
    type SerializeMap = Passed;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Passed;

    open! {
        serialize_bool: bool;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
        serialize_f32: f32;
        serialize_f64: f64;
        serialize_char: char;
        serialize_str: &str;
        serialize_bytes: &[u8];
        serialize_unit_struct: &'static str;
    }

    fn serialize_none(self) -> Result<Place, Never> {
        Ok(Place::Open)
    }

    fn serialize_unit(self) -> Result<Place, Never> {
        Ok(Place::Open)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Place, Never> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<Place, Never> {
        Ok(Place::Open)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Place, Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Place, Never> {
        Ok(Place::Open)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Passed, Never> {
        Ok(Passed)
    }

    fn serialize_tuple(self, _: usize) -> Result<Passed, Never> {
        Ok(Passed)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Passed, Never> {
        Ok(Passed)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Passed, Never> {
        Ok(Passed)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Passed, Never> {
        Ok(Passed)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Never> {
        Ok(Fields(Vec::new()))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Passed, Never> {
        Ok(Passed)
    }
}

macro_rules! passed {
    ($($of:ident: $method:ident $(, $name:ty)?;)*) => {$(
        impl $of for Passed {
            type Ok = Place;
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $name,)? _: &T) -> Result<(), Never> {
                Ok(())
            }

            fn end(self) -> Result<Place, Never> {
                Ok(Place::Open)
            }
        }
    )*};
}

passed! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
    SerializeStructVariant: serialize_field, &'static str;
}

impl SerializeMap for Passed {
    type Ok = Place;
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Never> {
        Ok(())
    }

    fn end(self) -> Result<Place, Never> {
        Ok(Place::Open)
    }
}
