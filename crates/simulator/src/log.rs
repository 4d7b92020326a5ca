//! The journals that write the center's records to a store.
//!
//! [`Log`] appends each batch as it comes; [`Daily`] gathers what a day of the simulation brings, so
//! that a store that waits for the disk waits once a day. Both write the same facts, which
//! [`Encoder`] makes.

mod encoder;

use event_store::canonical::CanonicalError;
use event_store::{AppendCondition, AppendError, EnvelopeError, EventStore, Pending};
use kernel::Position;
use uuid::Uuid;

use domain::Center;

use crate::engine::{Journal, RecordOf};

pub use encoder::{Encoded, Encoder};

/// Writes each batch to a store, whole or not at all.
pub struct Log<S> {
    pub store: S,
    encoder: Encoder,
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
    #[error("record {position} has {bytes} bytes, more than a log that can be read again may hold")]
    TooLong { position: Position, bytes: usize },
}

impl<S> Log<S> {
    pub fn new(store: S, run: Uuid) -> Log<S> {
        Log { store, encoder: Encoder::new(run) }
    }
}

impl<S: EventStore> Journal<Center> for Log<S> {
    type Error = LogError;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], LogError> {
        let mut encoded = Encoded::default();
        self.encoder.encode(batch, &mut encoded)?;
        encoded.with_facts(|facts| self.store.append(facts, &AppendCondition::none()))?;
        Ok(batch)
    }
}

/// More than so many bytes are not held until the day is over.
const GATHERED_MAX: usize = 16 << 20;

/// Writes what a day of the simulation brings as one batch, while the next day is simulated. Days
/// that end while a batch is on its way wait for it and follow as one.
///
/// A record takes effect before it is in the store: if the program is killed, the store holds whole
/// days. What fails is reported at the end of a later day. [`Daily::finish`] appends the rest, waits
/// for it and reports what fails; dropping the journal appends it too, and cannot report.
pub struct Daily<S: EventStore> {
    /// None once it is finished.
    store: Option<S>,
    encoder: Encoder,
    gathered: Encoded,
    /// On its way into the store.
    pending: Option<Pending>,
    day: Option<(i32, u8, u8)>,
}

impl<S: EventStore> Daily<S> {
    pub fn new(store: S, run: Uuid) -> Daily<S> {
        let gathered = Encoded::default();
        let encoder = Encoder::new(run);
        Daily { store: Some(store), encoder, gathered, pending: None, day: None }
    }

    /// Appends the rest, and gives the store back.
    pub fn finish(mut self) -> Result<S, LogError> {
        self.commit()?;
        self.settle()?;
        Ok(self.store.take().expect("it is finished once"))
    }

    /// Begins to append what is gathered, once what is on its way stands in the store. After a
    /// failure neither is tried again: what stands in the store is for whoever opens it anew to
    /// see.
    fn commit(&mut self) -> Result<(), AppendError> {
        let gathered = std::mem::take(&mut self.gathered);
        self.settle()?;
        if let Some(store) = &mut self.store
            && !gathered.is_empty()
        {
            let pending = gathered.with_facts(|facts| store.begin(facts, &AppendCondition::none()));
            self.pending = Some(pending);
        }
        Ok(())
    }

    /// Waits for what is on its way.
    fn settle(&mut self) -> Result<(), AppendError> {
        self.pending.take().map_or(Ok(()), |pending| pending.wait().map(drop))
    }
}

impl<S: EventStore> Journal<Center> for Daily<S> {
    type Error = LogError;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], LogError> {
        let day = batch.first().map(|record| record.at.date());
        let is_over = day != self.day && self.pending.as_mut().is_none_or(Pending::is_known);
        if is_over || GATHERED_MAX < self.gathered.size() {
            self.commit()?;
        }
        self.day = day;
        self.encoder.encode(batch, &mut self.gathered)?;
        Ok(batch)
    }
}

impl<S: EventStore> Drop for Daily<S> {
    fn drop(&mut self) {
        // Nobody is left to hear of a failure: `finish` is for those who want to.
        let _ = self.commit().and_then(|()| self.settle());
    }
}

#[cfg(test)]
mod tests;
