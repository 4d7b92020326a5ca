//! Records as facts of a store.

use event_store::NewFact;
use kernel::Position;
use uuid::Uuid;

use domain::Center;

use super::LogError;
use crate::engine::RecordOf;
use crate::stored::{self, Stored};

/// Makes the facts of a run, in the order of its records. Keeps 8 bytes a record.
pub struct Encoder {
    run: Uuid,
    /// The record at the root of each record's chain of causes.
    roots: Vec<Position>,
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
        Encoder { run, roots: Vec::new() }
    }

    /// Adds the facts of a batch to those that are there; after an error, none of them.
    pub fn encode(
        &mut self,
        batch: &[RecordOf<Center>],
        into: &mut Encoded,
    ) -> Result<(), LogError> {
        let (facts, bytes, roots) = (into.stored.len(), into.bytes.len(), self.roots.len());
        let encoded = batch.iter().try_for_each(|record| self.encode_one(record, into));
        if encoded.is_err() {
            into.stored.truncate(facts);
            into.ends.truncate(facts);
            into.bytes.truncate(bytes);
            self.roots.truncate(roots);
        }
        encoded
    }

    fn encode_one(
        &mut self,
        record: &RecordOf<Center>,
        into: &mut Encoded,
    ) -> Result<(), LogError> {
        let stored = stored::encode(&record.body)?;
        let root = self.root(record.position, record.cause);
        let tags: Vec<&str> = stored.tags.iter().map(String::as_str).collect();
        stored::envelope(self.run, record, &stored, &tags, root).write_into(&mut into.bytes)?;
        into.ends.push(into.bytes.len());
        into.stored.push(stored);
        self.roots.push(root);
        Ok(())
    }

    /// The root of a record's causes: the record itself if it has none.
    fn root(&self, position: Position, cause: Option<Position>) -> Position {
        let cause = cause.and_then(|cause| usize::try_from(cause.0).ok()?.checked_sub(1));
        cause.and_then(|index| self.roots.get(index)).copied().unwrap_or(position)
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
