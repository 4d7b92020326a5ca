//! What the writer shows to the readers, and who waits for it.

use std::sync::{Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use kernel::Position;

use crate::index::Index;

/// The log as far as it is committed.
pub(crate) struct Live {
    index: RwLock<Index>,
    end: Mutex<Position>,
    grown: Condvar,
}

impl Live {
    pub(crate) fn new(index: Index) -> Live {
        let end = Mutex::new(index.head.position);
        Live { index: RwLock::new(index), end, grown: Condvar::new() }
    }

    /// The index is changed whole or not at all, so a panic elsewhere does not matter to it.
    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what is committed, and wakes who waits for it.
    pub(crate) fn publish(&self, change: impl FnOnce(&mut Index)) {
        let end = {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            change(&mut index);
            index.head.position
        };
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
        self.grown.notify_all();
    }

    /// Waits until the log reaches beyond a position, or for so long.
    pub(crate) fn wait_beyond(&self, position: Position, at_most: Duration) -> Position {
        let began = Instant::now();
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = at_most.saturating_sub(began.elapsed());
            if position < *end || left.is_zero() {
                return *end;
            }
            let waited = self.grown.wait_timeout(end, left);
            end = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
