//! Where records go before they take effect.

use std::convert::Infallible;

use kernel::Decider;

use super::RecordOf;

/// Fourteen times the records of the longest scenario here, some 1.5 GB. What comes to more is no exercise but a
/// circle, and would fill memory and disk.
pub const RECORDS_MAX: u64 = 3_000_000;

/// Three times what the timeline of a scenario may bring. What waits takes memory too, though nothing
/// is recorded of it.
const PENDING_MAX: usize = 3_000_000;

/// What an engine records to.
pub trait Journal<D: Decider> {
    type Error;

    /// Whether commands and choices are recorded too, or events alone.
    const RECORDS_COMMANDS: bool = true;

    /// Whether the end of a run is recorded with the hash of its end state. That is a pass over
    /// the whole state: nobody needs it of a run that nobody can verify.
    const RECORDS_STATE: bool = true;

    /// A run that comes to more records is given up.
    const RECORDS_MAX: u64 = RECORDS_MAX;

    /// A run in which more steps wait is given up.
    const PENDING_MAX: usize = PENDING_MAX;

    /// Records what one command came to, whole or not at all, and shows the records where they
    /// now are: a journal may take them out of the batch.
    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<D>>,
    ) -> Result<&'b [RecordOf<D>], Self::Error>;
}

/// A journal that keeps nothing: for runs of which only the outcome counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl<D: Decider> Journal<D> for Forgetful {
    type Error = Infallible;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<D>>,
    ) -> Result<&'b [RecordOf<D>], Infallible> {
        Ok(batch)
    }
}

/// A journal that keeps nothing, of runs of which thousands are played: not even the hash of the
/// end state is taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unsealed;

impl<D: Decider> Journal<D> for Unsealed {
    type Error = Infallible;

    const RECORDS_STATE: bool = false;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<D>>,
    ) -> Result<&'b [RecordOf<D>], Infallible> {
        Ok(batch)
    }
}

/// The records for which a [`Kept`] makes room at once.
const PART: usize = 4_096;

/// A journal in memory that keeps the records as they are: for runs that are looked into and
/// seldom written down. It does not encode them.
#[derive(Clone, Debug)]
pub struct Kept<R> {
    /// Parts that have no room left; records are never moved to another place.
    full: Vec<Vec<R>>,
    last: Vec<R>,
}

impl<R> Kept<R> {
    /// All records in order.
    pub fn records(&self) -> impl Iterator<Item = &R> {
        self.full.iter().chain([&self.last]).flatten()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.full.iter().map(Vec::len).sum::<usize>() + self.last.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<R> Default for Kept<R> {
    fn default() -> Kept<R> {
        Kept { full: Vec::new(), last: Vec::new() }
    }
}

impl<D: Decider> Journal<D> for Kept<RecordOf<D>> {
    type Error = Infallible;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<D>>,
    ) -> Result<&'b [RecordOf<D>], Infallible> {
        if self.last.capacity() - self.last.len() < batch.len() {
            let next = Vec::with_capacity(PART.max(batch.len()));
            self.full.push(std::mem::replace(&mut self.last, next));
        }
        let start = self.last.len();
        self.last.append(batch);
        Ok(&self.last[start..])
    }
}
