//! Canonical JSON as of RFC 8785: one value has one text, so that texts can be hashed.
//!
//! Keys are sorted by their UTF-16 code units, there is no white space, and strings have one
//! spelling. Narrower than the RFC, because facts hold whole numbers only: a number with a
//! fraction is refused, and so is an integer beyond ±(2^53 − 1), which other readers would round.
//!
//! Keys that arrive sorted are written as they come. An object whose keys arrive in another order
//! is sorted afterwards, at the cost of a second look at its text.

pub(crate) mod members;
mod object;
mod serializer;
mod text;
mod transcode;

use serde::Serialize;

pub(crate) use text::{escape_into, unescape, write_text};

/// The largest integer that every JSON reader keeps exactly.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why a value has no canonical JSON.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    #[error("a number with a fraction; write it in whole units")]
    Float,
    #[error("the integer {found} is beyond ±(2^53 − 1); write it as a string")]
    Integer { found: String },
    #[error("the key `{key}` occurs twice in one object")]
    DuplicateKey { key: String },
    #[error("a key of an object is not a string")]
    KeyNotText,
    /// The text is not JSON; the source says in which line and column.
    #[error("not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    #[error("{0}")]
    Custom(String),
}

impl serde::ser::Error for CanonicalError {
    fn custom<T: std::fmt::Display>(message: T) -> CanonicalError {
        CanonicalError::Custom(message.to_string())
    }
}

/// The canonical JSON of a value.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::with_capacity(128);
    write_into(&mut out, value)?;
    Ok(out)
}

/// Appends the canonical JSON of a value, or nothing if there is none.
pub fn write_into<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
) -> Result<(), CanonicalError> {
    let start = out.len();
    let mut draft = object::Draft::new(out);
    let result = value.serialize(serializer::Serializer { draft: &mut draft });
    if result.is_err() {
        out.truncate(start);
    }
    result
}

/// The canonical JSON of a JSON text, whatever its spaces, key order and escapes.
///
/// Refuses duplicate keys, and nesting deeper than 128.
pub fn canonicalize(text: &[u8]) -> Result<Vec<u8>, CanonicalError> {
    transcode::transcode(text)
}

fn write_integer(out: &mut Vec<u8>, magnitude: u128, negative: bool) -> Result<(), CanonicalError> {
    let sign = if negative { "-" } else { "" };
    match u64::try_from(magnitude) {
        Ok(small) if small <= INTEGER_MAX => {
            out.extend_from_slice(sign.as_bytes());
            out.extend_from_slice(itoa::Buffer::new().format(small).as_bytes());
            Ok(())
        }
        _ => Err(CanonicalError::Integer { found: format!("{sign}{magnitude}") }),
    }
}

#[cfg(test)]
mod tests;
