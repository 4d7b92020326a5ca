//! The serde serializer behind [`to_vec`](super::to_vec).

use std::fmt::{self, Write as _};

use serde::ser::{self, Serialize};

use super::object::{Draft, Object};
use super::{CanonicalError, escape_into, write_integer, write_text};

type Result<T = (), E = CanonicalError> = std::result::Result<T, E>;

pub(super) struct Serializer<'d, 'o> {
    pub(super) draft: &'d mut Draft<'o>,
}

/// An array under way. `wrapped` tells that it is the content of an enum variant.
pub(super) struct Array<'d, 'o> {
    draft: &'d mut Draft<'o>,
    empty: bool,
    wrapped: bool,
}

/// An object under way. `wrapped` tells that it is the content of an enum variant.
pub(super) struct Map<'d, 'o> {
    draft: &'d mut Draft<'o>,
    object: Object,
    wrapped: bool,
}

macro_rules! integers {
    ($($method:ident($type:ty) as $wide:ident)+) => {$(
        fn $method(self, number: $type) -> Result {
            self.$wide(number.into())
        }
    )+};
}

impl<'d, 'o> Serializer<'d, 'o> {
    fn raw(self, text: &str) {
        self.draft.out.extend_from_slice(text.as_bytes());
    }

    /// Begins `{"Variant":`, which [`unwrapped`] ends.
    fn variant(self, variant: &str) -> Serializer<'d, 'o> {
        self.draft.out.push(b'{');
        write_text(self.draft.out, variant);
        self.draft.out.push(b':');
        self
    }

    fn array(self, wrapped: bool) -> Array<'d, 'o> {
        self.draft.out.push(b'[');
        Array { draft: self.draft, empty: true, wrapped }
    }

    fn map(self, wrapped: bool) -> Map<'d, 'o> {
        let object = self.draft.open();
        Map { draft: self.draft, object, wrapped }
    }
}

/// Takes a text in pieces.
struct Escaping<'o> {
    out: &'o mut Vec<u8>,
}

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        escape_into(self.out, piece);
        Ok(())
    }
}

/// Ends the object around the content of a variant.
fn unwrapped(out: &mut Vec<u8>, wrapped: bool) {
    if wrapped {
        out.push(b'}');
    }
}

impl<'d, 'o> ser::Serializer for Serializer<'d, 'o> {
    type Ok = ();
    type Error = CanonicalError;
    type SerializeSeq = Array<'d, 'o>;
    type SerializeTuple = Array<'d, 'o>;
    type SerializeTupleStruct = Array<'d, 'o>;
    type SerializeTupleVariant = Array<'d, 'o>;
    type SerializeMap = Map<'d, 'o>;
    type SerializeStruct = Map<'d, 'o>;
    type SerializeStructVariant = Map<'d, 'o>;

    integers! {
        serialize_i8(i8) as serialize_i128
        serialize_i16(i16) as serialize_i128
        serialize_i32(i32) as serialize_i128
        serialize_i64(i64) as serialize_i128
        serialize_u8(u8) as serialize_u128
        serialize_u16(u16) as serialize_u128
        serialize_u32(u32) as serialize_u128
        serialize_u64(u64) as serialize_u128
    }

    fn serialize_i128(self, number: i128) -> Result {
        write_integer(self.draft.out, number.unsigned_abs(), number < 0)
    }

    fn serialize_u128(self, number: u128) -> Result {
        write_integer(self.draft.out, number, false)
    }

    fn serialize_f32(self, _: f32) -> Result {
        Err(CanonicalError::Float)
    }

    fn serialize_f64(self, _: f64) -> Result {
        Err(CanonicalError::Float)
    }

    fn serialize_bool(self, value: bool) -> Result {
        self.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result {
        write_text(self.draft.out, text);
        Ok(())
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result {
        self.draft.out.push(b'"');
        let written = write!(Escaping { out: self.draft.out }, "{value}");
        self.draft.out.push(b'"');
        written.map_err(ser::Error::custom)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        let inner = self.variant(variant);
        value.serialize(Serializer { draft: inner.draft })?;
        unwrapped(inner.draft.out, true);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Array<'d, 'o>> {
        Ok(self.array(false))
    }

    fn serialize_tuple(self, _: usize) -> Result<Array<'d, 'o>> {
        Ok(self.array(false))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Array<'d, 'o>> {
        Ok(self.array(false))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Array<'d, 'o>> {
        Ok(self.variant(variant).array(true))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'d, 'o>> {
        Ok(self.map(false))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Map<'d, 'o>> {
        Ok(self.map(false))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Map<'d, 'o>> {
        Ok(self.variant(variant).map(true))
    }
}

impl Array<'_, '_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        if !self.empty {
            self.draft.out.push(b',');
        }
        self.empty = false;
        value.serialize(Serializer { draft: self.draft })
    }

    fn close(self) {
        self.draft.out.push(b']');
        unwrapped(self.draft.out, self.wrapped);
    }
}

impl Map<'_, '_> {
    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result {
        self.draft.key(&mut self.object, |draft| {
            write_text(draft.out, key);
            Ok::<_, CanonicalError>(())
        })?;
        value.serialize(Serializer { draft: self.draft })
    }

    fn close(self) -> Result {
        self.draft.close(&self.object)?;
        unwrapped(self.draft.out, self.wrapped);
        Ok(())
    }
}

/// The traits of arrays differ in the names of their methods only.
macro_rules! arrays {
    ($($trait:ident $method:ident)+) => {$(
        impl ser::$trait for Array<'_, '_> {
            type Ok = ();
            type Error = CanonicalError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
                self.item(value)
            }

            fn end(self) -> Result {
                self.close();
                Ok(())
            }
        }
    )+};
}

arrays! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

macro_rules! structs {
    ($($trait:ident)+) => {$(
        impl ser::$trait for Map<'_, '_> {
            type Ok = ();
            type Error = CanonicalError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result {
                self.field(key, value)
            }

            fn end(self) -> Result {
                self.close()
            }
        }
    )+};
}

structs! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Map<'_, '_> {
    type Ok = ();
    type Error = CanonicalError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        self.draft.key(&mut self.object, |draft| {
            let start = draft.out.len();
            key.serialize(Serializer { draft })?;
            quote(draft.out, start)
        })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        value.serialize(Serializer { draft: self.draft })
    }

    fn end(self) -> Result {
        self.close()
    }
}

/// Puts a key that was written as a number in quotes; other keys must be strings already.
fn quote(out: &mut Vec<u8>, start: usize) -> Result {
    match out.get(start) {
        Some(b'"') => Ok(()),
        Some(b'-' | b'0'..=b'9') => {
            out.insert(start, b'"');
            out.push(b'"');
            Ok(())
        }
        _ => Err(CanonicalError::KeyNotText),
    }
}
