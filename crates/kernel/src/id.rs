//! Short names that are copied like numbers.

use alloc::borrow::Cow;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest id in bytes.
pub const LENGTH_MAX: usize = 24;

/// Whether a byte may stand in an id.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        allowed[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        byte += 1;
    }
    allowed
};

/// A name of 1 to 24 letters, digits, `-`, `_` or `.`, such as `breach-1`.
///
/// It is stored in place, so that states and events that hold ids are cheap to clone, to
/// compare and to hash. Ids order as their text does.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id([u8; LENGTH_MAX]);

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("a name must not be empty")]
    Empty,
    #[error("a name has at most 24 characters, this one has {length}")]
    TooLong { length: usize },
    #[error("a name has letters, digits, `-`, `_` and `.` only, not `{found}`")]
    Character { found: char },
}

impl Id {
    /// Checks and packs a name.
    pub fn new(text: &str) -> Result<Id, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some(place) = text.bytes().position(|byte| !ALLOWED[usize::from(byte)]) {
            // What comes before is ASCII, so a character begins here.
            let found = text[place..].chars().next().unwrap_or_default();
            return Err(IdError::Character { found });
        }
        if LENGTH_MAX < text.len() {
            return Err(IdError::TooLong { length: text.len() });
        }
        let mut bytes = [0; LENGTH_MAX];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Id(bytes))
    }

    /// The same name with a suffix; the front is shortened where the whole would be too long.
    pub fn suffixed(self, suffix: &str) -> Result<Id, IdError> {
        let front = self.as_str();
        let room = LENGTH_MAX.saturating_sub(suffix.len());
        let mut text = String::from(&front[..front.len().min(room)]);
        text.push_str(suffix);
        Id::new(&text)
    }

    /// The bytes as numbers, which order as the text does.
    #[inline]
    fn words(&self) -> [u64; 3] {
        let (words, _) = self.0.as_chunks::<8>();
        core::array::from_fn(|place| u64::from_be_bytes(words[place]))
    }

    /// The name as bytes, which are ASCII.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        let length = match self.words() {
            [first, 0, 0] => 8 - first.trailing_zeros() as usize / 8,
            [_, second, 0] => 16 - second.trailing_zeros() as usize / 8,
            [_, _, third] => 24 - third.trailing_zeros() as usize / 8,
        };
        &self.0[..length]
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).expect("an id is ASCII")
    }
}

impl Ord for Id {
    /// Names are looked up all the time, and a call to compare bytes costs more than it compares.
    #[inline]
    fn cmp(&self, other: &Id) -> Ordering {
        let ([first, second, third], others) = (self.words(), other.words());
        if first != others[0] {
            return first.cmp(&others[0]);
        }
        if second != others[1] {
            return second.cmp(&others[1]);
        }
        third.cmp(&others[2])
    }
}

impl PartialOrd for Id {
    #[inline]
    fn partial_cmp(&self, other: &Id) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Id, IdError> {
        Id::new(text)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name of at most 24 letters, digits, `-`, `_` or `.`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Id, E> {
                Id::new(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Name)
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,24}$" })
    }
}

/// Declares id types that cannot be mistaken for one another.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub $crate::Id);

        impl core::str::FromStr for $name {
            type Err = $crate::IdError;

            fn from_str(text: &str) -> Result<Self, $crate::IdError> {
                $crate::Id::new(text).map($name)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.0.as_str())
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.0.as_str())
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A name reads back as written, and names order as their texts do.
        #[test]
        fn a_name_is_its_text(a in "[A-Za-z0-9._-]{1,24}", b in "[A-Za-z0-9._-]{1,24}") {
            let (left, right) = (Id::new(&a).unwrap(), Id::new(&b).unwrap());
            prop_assert_eq!(left.as_str(), a.as_str());
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
        }

        /// However long the front, a suffix stays whole.
        #[test]
        fn a_suffix_stays_whole(a in "[a-z]{1,24}") {
            let id = Id::new(&a).unwrap().suffixed("-late-12").unwrap();
            prop_assert!(id.as_str().ends_with("-late-12"));
        }
    }

    #[test]
    fn a_bad_name_is_refused_with_its_reason() {
        assert_eq!(Id::new(""), Err(IdError::Empty));
        assert_eq!(Id::new("a b"), Err(IdError::Character { found: ' ' }));
        assert_eq!(Id::new(&"x".repeat(25)), Err(IdError::TooLong { length: 25 }));
    }
}
