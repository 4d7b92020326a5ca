//! From JSON text to canonical JSON in one pass, without a tree in between.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::object::Draft;
use super::{CanonicalError, INTEGER_MAX, write_integer, write_text};

pub(super) fn transcode(text: &[u8]) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::with_capacity(text.len());
    let mut sink = Sink { draft: Draft::new(&mut out), refusal: None };
    let mut reader = serde_json::Deserializer::from_slice(text);
    let result = Copy { sink: &mut sink }.deserialize(&mut reader).and_then(|()| reader.end());
    match (sink.refusal, result) {
        (Some(refusal), _) => Err(refusal),
        (None, Err(error)) => Err(CanonicalError::NotJson(error)),
        (None, Ok(())) => Ok(out),
    }
}

struct Sink<'o> {
    draft: Draft<'o>,
    /// Our own reason, which the reader's error type cannot carry.
    refusal: Option<CanonicalError>,
}

impl Sink<'_> {
    fn keep<E: Error>(&mut self, result: Result<(), CanonicalError>) -> Result<(), E> {
        result.map_err(|refusal| {
            let error = E::custom(&refusal);
            self.refusal = Some(refusal);
            error
        })
    }
}

/// Copies one value.
struct Copy<'s, 'o> {
    sink: &'s mut Sink<'o>,
}

impl<'de> DeserializeSeed<'de> for Copy<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Copy<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.sink.draft.out.extend_from_slice(b"null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.sink.draft.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        let result = write_integer(self.sink.draft.out, number.into(), false);
        self.sink.keep(result)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        let magnitude = number.unsigned_abs().into();
        let result = write_integer(self.sink.draft.out, magnitude, number < 0);
        self.sink.keep(result)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        let result = write_whole(self.sink.draft.out, number);
        self.sink.keep(result)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        write_text(self.sink.draft.out, text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut separator = b'[';
        loop {
            let length = self.sink.draft.out.len();
            self.sink.draft.out.push(separator);
            if items.next_element_seed(Copy { sink: self.sink })?.is_none() {
                self.sink.draft.out.truncate(length);
                break;
            }
            separator = b',';
        }
        self.sink.draft.out.extend_from_slice(if separator == b'[' { b"[]" } else { b"]" });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut object = self.sink.draft.open();
        while let Some(key) = members.next_key::<String>()? {
            let result = self.sink.draft.key(&mut object, |draft| {
                write_text(draft.out, &key);
                Ok(())
            });
            self.sink.keep(result)?;
            members.next_value_seed(Copy { sink: self.sink })?;
        }
        let result = self.sink.draft.close(&object);
        self.sink.keep(result)
    }
}

/// Writes a number such as `1e3` or `2.0`, if it stands for an integer.
fn write_whole(out: &mut Vec<u8>, number: f64) -> Result<(), CanonicalError> {
    if number.fract() != 0.0 {
        return Err(CanonicalError::Float);
    }
    #[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is exact as a float")]
    if INTEGER_MAX as f64 + 0.5 < number.abs() {
        return Err(CanonicalError::Integer { found: number.to_string() });
    }
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and below 2^53")]
    let whole = number as i64;
    write_integer(out, whole.unsigned_abs().into(), whole < 0)
}
