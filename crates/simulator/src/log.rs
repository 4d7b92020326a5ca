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

impl<S: EventStore> Journal<Center> for Log<S> {
    type Error = LogError;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], LogError> {
        let stored = batch.iter().map(|record| stored::encode(&record.body));
        let stored: Vec<Stored> = stored.collect::<Result<_, _>>()?;
        let tags = stored.iter().map(|stored| stored.tags.iter().map(String::as_str).collect());
        let tags: Vec<Vec<&str>> = tags.collect();
        let mut bytes = Vec::new();
        let mut ends = Vec::with_capacity(batch.len());
        for ((record, stored), tags) in batch.iter().zip(&stored).zip(&tags) {
            let root = self.root(record.position, record.cause);
            self.roots.push(root);
            stored::envelope(self.run, record, stored, tags, root).write_into(&mut bytes)?;
            ends.push(bytes.len());
        }
        let mut start = 0;
        let facts = stored.iter().zip(&tags).zip(ends).map(|((stored, tags), end)| {
            let bytes = &bytes[std::mem::replace(&mut start, end)..end];
            NewFact { kind: &stored.kind, tags, bytes }
        });
        self.store.append(&facts.collect::<Vec<_>>(), &AppendCondition::none())?;
        Ok(batch)
    }
}
