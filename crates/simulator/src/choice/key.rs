//! The name of a choice: a stream, the entity concerned, and the how-manieth time.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use kernel::{Id, IdError};

/// A named source of draws, such as `us-liaison/answers-breach/delay`: one for each actor,
/// behavior and purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    name: Arc<str>,
    /// The BLAKE3 hash of the name, so that a draw hashes one block whatever the name's length.
    hash: blake3::Hash,
}

/// Why a text does not name a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    #[error("the name of a stream must not be empty")]
    Empty,
    #[error("the name of a stream has letters, digits, `-`, `_`, `.` and `/` only, not `{found}`")]
    Character { found: char },
}

/// The name of one choice, as it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChoiceKey<'a> {
    pub stream: &'a Stream,
    /// What the choice is about, where the stream serves several entities.
    pub entity: Option<Id>,
    /// 0 for the first choice of this stream about this entity.
    pub occurrence: u32,
}

/// The name of one choice, as it stands in a log: `stream@entity#occurrence`, or
/// `stream#occurrence` where no entity is concerned. Keys order by stream, entity, occurrence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnedKey {
    stream: Arc<str>,
    entity: Option<Id>,
    occurrence: u32,
}

/// Why a text is not the key of a choice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("`{found}` has no occurrence: write `stream@entity#1` or `stream#1` for the first")]
    NoOccurrence { found: String },
    #[error(
        "`{found}` is not an occurrence: write a number from 0 to 4294967295, without leading zeros"
    )]
    Occurrence { found: String },
    #[error("`{found}` is not an entity: {error}")]
    Entity { found: String, error: IdError },
    #[error("`{found}` is not a stream: {error}")]
    Stream { found: String, error: StreamError },
}

impl Stream {
    /// Checks and hashes a name.
    pub fn new(name: impl Into<String>) -> Result<Stream, StreamError> {
        let name = name.into();
        check_stream(&name)?;
        let hash = blake3::hash(name.as_bytes());
        Ok(Stream { name: name.into(), hash })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A copy that does not share the name with this one.
    pub(crate) fn apart(&self) -> Stream {
        Stream { name: Arc::from(&*self.name), hash: self.hash }
    }

    pub(super) fn hash(&self) -> &[u8; 32] {
        self.hash.as_bytes()
    }
}

fn check_stream(name: &str) -> Result<(), StreamError> {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    match name.chars().find(|c| !allowed(c)) {
        Some(found) => Err(StreamError::Character { found }),
        None if name.is_empty() => Err(StreamError::Empty),
        None => Ok(()),
    }
}

impl ChoiceKey<'_> {
    /// The key as it goes into a log.
    pub fn to_owned_key(self) -> OwnedKey {
        let ChoiceKey { stream, entity, occurrence } = self;
        OwnedKey { stream: Arc::clone(&stream.name), entity, occurrence }
    }
}

impl OwnedKey {
    pub fn stream(&self) -> &str {
        &self.stream
    }

    pub fn entity(&self) -> Option<Id> {
        self.entity
    }

    pub fn occurrence(&self) -> u32 {
        self.occurrence
    }
}

impl fmt::Display for ChoiceKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.stream.name, self.entity, self.occurrence)
    }
}

impl fmt::Display for OwnedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.stream, self.entity, self.occurrence)
    }
}

fn write_key(
    f: &mut fmt::Formatter<'_>,
    stream: &str,
    entity: Option<Id>,
    occurrence: u32,
) -> fmt::Result {
    match entity {
        Some(entity) => write!(f, "{stream}@{entity}#{occurrence}"),
        None => write!(f, "{stream}#{occurrence}"),
    }
}

impl FromStr for OwnedKey {
    type Err = KeyError;

    /// Reads exactly what `Display` writes.
    fn from_str(text: &str) -> Result<OwnedKey, KeyError> {
        let Some((name, occurrence)) = text.rsplit_once('#') else {
            return Err(KeyError::NoOccurrence { found: text.to_owned() });
        };
        let occurrence = read_occurrence(occurrence)?;
        let (stream, entity) = match name.rsplit_once('@') {
            Some((stream, entity)) => (stream, Some(read_entity(entity)?)),
            None => (name, None),
        };
        match check_stream(stream) {
            Ok(()) => Ok(OwnedKey { stream: stream.into(), entity, occurrence }),
            Err(error) => Err(KeyError::Stream { found: stream.to_owned(), error }),
        }
    }
}

fn read_entity(text: &str) -> Result<Id, KeyError> {
    Id::new(text).map_err(|error| KeyError::Entity { found: text.to_owned(), error })
}

/// Reads a number in its one written form, so that a key has one text.
fn read_occurrence(text: &str) -> Result<u32, KeyError> {
    let canonical = |number: &u32| number.to_string() == text;
    let number = text.parse().ok().filter(canonical);
    number.ok_or_else(|| KeyError::Occurrence { found: text.to_owned() })
}

#[cfg(test)]
mod tests;
