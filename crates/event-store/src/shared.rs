//! One store for several threads.

use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kernel::Position;

use crate::{
    AppendCondition, AppendError, AppendOnce, EventStore, FactView, Head, Key, NewFact, Once,
    Selection, Snapshot, SnapshotId, Snapshots, Span, StoreError, Watch,
};

/// A handle on a store that belongs to several: one call at a time, and whoever waits is woken.
///
/// A visitor is called with the store locked and must not call back.
#[derive(Debug, Default)]
pub struct Shared<S> {
    inner: Arc<Inner<S>>,
}

#[derive(Debug, Default)]
struct Inner<S> {
    store: Mutex<S>,
    grown: Condvar,
}

impl<S> Shared<S> {
    pub fn new(store: S) -> Shared<S> {
        Shared { inner: Arc::new(Inner { store: Mutex::new(store), grown: Condvar::new() }) }
    }

    /// A store whose user panicked is whole: it changes in no visitor's reach.
    fn lock(&self) -> MutexGuard<'_, S> {
        self.inner.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn grow<T>(&self, append: impl FnOnce(&mut S) -> T) -> T {
        let result = append(&mut self.lock());
        self.inner.grown.notify_all();
        result
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Shared<S> {
        Shared { inner: Arc::clone(&self.inner) }
    }
}

impl<S: EventStore> EventStore for Shared<S> {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.grow(|store| store.append(batch, unless))
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.lock().visit(selection, each)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.lock().head()
    }

    fn verify(&self) -> Result<Head, StoreError> {
        self.lock().verify()
    }
}

impl<S: AppendOnce> AppendOnce for Shared<S> {
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError> {
        self.grow(|store| store.append_once(key, batch, unless))
    }
}

impl<S: Snapshots> Snapshots for Shared<S> {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.lock().save_snapshot(id, position, bytes)
    }

    fn snapshot(
        &self,
        id: SnapshotId<'_>,
        up_to: Position,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.lock().snapshot(id, up_to)
    }
}

impl<S: EventStore> Watch for Shared<S> {
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError> {
        let began = Instant::now();
        let mut store = self.lock();
        loop {
            let end = store.head()?.position;
            let left = at_most.saturating_sub(began.elapsed());
            if position < end || left.is_zero() {
                return Ok(end);
            }
            let waited = self.inner.grown.wait_timeout(store, left);
            store = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
