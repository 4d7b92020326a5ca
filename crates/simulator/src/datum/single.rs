//! Reads a datum from a value that has no parts.

use std::fmt;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::Datum;

/// Takes a value that has no parts.
pub(super) struct Single;

/// The value has parts, or is a number that is no 64-bit integer.
#[derive(Debug)]
pub(super) struct Compound;

impl fmt::Display for Compound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a single value")
    }
}

impl std::error::Error for Compound {}

impl ser::Error for Compound {
    fn custom<T: fmt::Display>(_: T) -> Compound {
        Compound
    }
}

macro_rules! integers {
    ($($method:ident($type:ty))+) => {$(
        fn $method(self, value: $type) -> Result<Datum, Compound> {
            i64::try_from(value).map(Datum::Integer).map_err(|_| Compound)
        }
    )+};
}

macro_rules! compounds {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$ok, Compound> {
            Err(Compound)
        })+
    };
}

impl Serializer for Single {
    type Ok = Datum;
    type Error = Compound;
    type SerializeSeq = Impossible<Datum, Compound>;
    type SerializeTuple = Impossible<Datum, Compound>;
    type SerializeTupleStruct = Impossible<Datum, Compound>;
    type SerializeTupleVariant = Impossible<Datum, Compound>;
    type SerializeMap = Impossible<Datum, Compound>;
    type SerializeStruct = Impossible<Datum, Compound>;
    type SerializeStructVariant = Impossible<Datum, Compound>;

    integers! {
        serialize_i8(i8)
        serialize_i16(i16)
        serialize_i32(i32)
        serialize_i64(i64)
        serialize_u8(u8)
        serialize_u16(u16)
        serialize_u32(u32)
        serialize_u64(u64)
    }

    fn serialize_bool(self, value: bool) -> Result<Datum, Compound> {
        Ok(Datum::Bool(value))
    }

    fn serialize_str(self, text: &str) -> Result<Datum, Compound> {
        Ok(Datum::of_text(text))
    }

    fn serialize_none(self) -> Result<Datum, Compound> {
        Ok(Datum::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Datum, Compound> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Datum, Compound> {
        Ok(Datum::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Datum, Compound> {
        Ok(Datum::of_text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Datum, Compound> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Datum, Compound> {
        Err(Compound)
    }

    compounds! {
        serialize_f32(f32) -> Datum;
        serialize_f64(f64) -> Datum;
        serialize_char(char) -> Datum;
        serialize_bytes(&[u8]) -> Datum;
        serialize_unit_struct(&'static str) -> Datum;
        serialize_seq(Option<usize>) -> Impossible<Datum, Compound>;
        serialize_tuple(usize) -> Impossible<Datum, Compound>;
        serialize_tuple_struct(&'static str, usize) -> Impossible<Datum, Compound>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Impossible<Datum, Compound>;
        serialize_map(Option<usize>) -> Impossible<Datum, Compound>;
        serialize_struct(&'static str, usize) -> Impossible<Datum, Compound>;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Impossible<Datum, Compound>;
    }
}
