//! The journal that writes the center's records to a store.

use event_store::canonical::CanonicalError;
use event_store::{AppendCondition, AppendError, EnvelopeError, EventStore, NewFact};
use kernel::Position;
use uuid::Uuid;

use domain::Center;

use crate::engine::{Journal, RecordOf};
use crate::stored::{self, Stored};

/// Writes each batch to a store, whole or not at all.
pub struct Log<S> {
    pub store: S,
    run: Uuid,
    /// The record at the root of each record's chain of causes.
    roots: Vec<Position>,
}

/// Why a batch could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error("a record has no canonical form")]
    Canonical(#[from] CanonicalError),
    #[error("a record has no envelope")]
    Envelope(#[from] EnvelopeError),
}

impl<S> Log<S> {
    pub fn new(store: S, run: Uuid) -> Log<S> {
        Log { store, run, roots: Vec::new() }
    }

    /// The root of a record's causes: the record itself if it has none.
    fn root(&self, position: Position, cause: Option<Position>) -> Position {
        let cause = cause.and_then(|cause| usize::try_from(cause.0).ok()?.checked_sub(1));
        cause.and_then(|index| self.roots.get(index)).copied().unwrap_or(position)
    }
}

/// A record ready to be appended: its bytes stand in the buffer at this range.
struct Prepared {
    stored: Stored,
    bytes: std::ops::Range<usize>,
}

impl<S: EventStore> Journal<Center> for Log<S> {
    type Error = LogError;

    fn append(&mut self, batch: &[RecordOf<Center>]) -> Result<(), LogError> {
        let mut buffer = Vec::new();
        let mut prepared = Vec::with_capacity(batch.len());
        for record in batch {
            let root = self.root(record.position, record.cause);
            self.roots.push(root);
            let stored = stored::encode(&record.body)?;
            let tags: Vec<&str> = stored.tags.iter().map(String::as_str).collect();
            let start = buffer.len();
            stored::envelope(self.run, record, &stored, &tags, root).write_into(&mut buffer)?;
            prepared.push(Prepared { stored, bytes: start..buffer.len() });
        }
        let tags: Vec<Vec<&str>> =
            prepared.iter().map(|p| p.stored.tags.iter().map(String::as_str).collect()).collect();
        let facts: Vec<NewFact<'_>> = prepared
            .iter()
            .zip(&tags)
            .map(|(p, tags)| NewFact {
                kind: &p.stored.kind,
                tags,
                bytes: &buffer[p.bytes.clone()],
            })
            .collect();
        self.store.append(&facts, &AppendCondition::none())?;
        Ok(())
    }
}
