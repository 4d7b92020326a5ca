//! The journals that write the center's records to a store.
//!
//! [`Log`] appends each batch as it comes; [`Daily`] gathers what a day of the simulation brings, so
//! that a store that waits for the disk waits once a day. Both write the same facts, which
//! [`Encoder`] makes.

mod encoder;

use event_store::canonical::CanonicalError;
use event_store::{AppendCondition, AppendError, EnvelopeError, EventStore};
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
        hand_over(&encoded, &mut self.store)?;
        Ok(batch)
    }
}

/// Appends facts as one batch; there is at least one.
fn hand_over(encoded: &Encoded, store: &mut impl EventStore) -> Result<(), AppendError> {
    encoded.with_facts(|facts| store.append(facts, &AppendCondition::none()).map(drop))
}

/// More than so many bytes are not held until the day is over.
const GATHERED_MAX: usize = 16 << 20;

/// Writes what a day of the simulation brings as one batch, when the next day begins.
///
/// A record takes effect before it is in the store: if the program is killed, the store holds whole
/// days. [`Daily::finish`] appends the rest and reports what fails; dropping the journal appends it
/// too, and cannot report.
pub struct Daily<S: EventStore> {
    /// None once it is finished.
    store: Option<S>,
    encoder: Encoder,
    gathered: Encoded,
    day: Option<(i32, u8, u8)>,
}

impl<S: EventStore> Daily<S> {
    pub fn new(store: S, run: Uuid) -> Daily<S> {
        let gathered = Encoded::default();
        Daily { store: Some(store), encoder: Encoder::new(run), gathered, day: None }
    }

    /// Appends the rest, and gives the store back.
    pub fn finish(mut self) -> Result<S, LogError> {
        self.commit()?;
        Ok(self.store.take().expect("it is finished once"))
    }

    /// Appends what is gathered. After a failure it is not tried again: what stands in the store is
    /// for whoever opens it anew to see.
    fn commit(&mut self) -> Result<(), AppendError> {
        let gathered = std::mem::take(&mut self.gathered);
        match &mut self.store {
            Some(store) if !gathered.is_empty() => hand_over(&gathered, store),
            _ => Ok(()),
        }
    }
}

impl<S: EventStore> Journal<Center> for Daily<S> {
    type Error = LogError;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], LogError> {
        let day = batch.first().map(|record| record.at.date());
        if day != self.day || GATHERED_MAX < self.gathered.size() {
            self.commit()?;
            self.day = day;
        }
        self.encoder.encode(batch, &mut self.gathered)?;
        Ok(batch)
    }
}

impl<S: EventStore> Drop for Daily<S> {
    fn drop(&mut self) {
        // Nobody is left to hear of a failure: `finish` is for those who want to.
        let _ = self.commit();
    }
}

#[cfg(test)]
mod tests;
