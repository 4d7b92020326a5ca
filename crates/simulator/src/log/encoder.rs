//! Records as facts of a store.

use event_store::{LINE_LENGTH_MAX, NewFact};
use uuid::Uuid;

use domain::Center;

use super::LogError;
use crate::engine::RecordOf;
use crate::stored::{self, Filed, Stored};

/// A line holds a record and its chain value.
const RECORD_LENGTH_MAX: usize = LINE_LENGTH_MAX - 128;

/// Makes the facts of a run, in the order of its records. Keeps 8 bytes a record.
pub struct Encoder {
    run: Uuid,
    filed: Filed,
}

/// Facts that are ready to be appended.
#[derive(Default)]
pub struct Encoded {
    stored: Vec<Stored>,
    bytes: Vec<u8>,
    /// Where the bytes of each fact end.
    ends: Vec<usize>,
}

impl Encoder {
    pub fn new(run: Uuid) -> Encoder {
        Encoder { run, filed: Filed::default() }
    }

    /// Adds the facts of a batch to those that are there; after an error, none of them.
    pub fn encode(
        &mut self,
        batch: &[RecordOf<Center>],
        into: &mut Encoded,
    ) -> Result<(), LogError> {
        let (facts, bytes, filed) = (into.stored.len(), into.bytes.len(), self.filed.len());
        let encoded = batch.iter().try_for_each(|record| self.encode_one(record, into));
        if encoded.is_err() {
            into.stored.truncate(facts);
            into.ends.truncate(facts);
            into.bytes.truncate(bytes);
            self.filed.truncate(filed);
        }
        encoded
    }

    fn encode_one(
        &mut self,
        record: &RecordOf<Center>,
        into: &mut Encoded,
    ) -> Result<(), LogError> {
        let stored = stored::encode(&record.body)?;
        let root = self.filed.root(record.position, record.cause);
        let tags: Vec<&str> = stored.tags.iter().map(String::as_str).collect();
        let start = into.bytes.len();
        stored::envelope(self.run, record, &stored, &tags, root).write_into(&mut into.bytes)?;
        let bytes = into.bytes.len() - start;
        if RECORD_LENGTH_MAX < bytes {
            return Err(LogError::TooLong { position: record.position, bytes });
        }
        into.ends.push(into.bytes.len());
        into.stored.push(stored);
        Ok(())
    }
}

impl Encoded {
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// The bytes of all facts together.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of each fact.
    pub fn each(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.bytes[std::mem::replace(&mut start, end)..end])
    }

    /// Lends the facts as a store wants them.
    pub fn with_facts<T>(&self, lend: impl FnOnce(&[NewFact<'_>]) -> T) -> T {
        let tags =
            self.stored.iter().map(|stored| stored.tags.iter().map(String::as_str).collect());
        let tags: Vec<Vec<&str>> = tags.collect();
        let parts = self.stored.iter().zip(&tags).zip(self.each());
        let facts =
            parts.map(|((stored, tags), bytes)| NewFact { kind: &stored.kind, tags, bytes });
        lend(&facts.collect::<Vec<_>>())
    }
}
