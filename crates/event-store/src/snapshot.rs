//! States saved beside the log, so that a replay need not begin at its beginning.

use std::ops::ControlFlow;

use kernel::Position;

use crate::{EventStore, FactView, Query, Selection, StoreError};

/// Whose state a snapshot is. A new version does not see the snapshots of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotId<'a> {
    pub projection: &'a str,
    pub version: u32,
}

/// The state after the fact at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub position: Position,
    pub bytes: Vec<u8>,
}

/// A store that keeps snapshots. They are a convenience: whatever is wrong with one, the facts
/// are still there.
///
/// 15. **Latest.** The latest snapshot of this projection and version at or before a position is
///     found, and no other; one that is saved again at its position replaces the one before. One
///     beyond the end of the log is refused.
/// 16. **Never an error.** A snapshot that is damaged or does not decode is as good as none:
///     [`restore`] takes an earlier one, or replays from the beginning.
pub trait Snapshots: EventStore {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError>;

    /// The latest snapshot at or before `up_to`. One that is damaged is passed over.
    fn snapshot(&self, id: SnapshotId<'_>, up_to: Position)
    -> Result<Option<Snapshot>, StoreError>;
}

/// A state that follows from facts.
pub trait Projection: Default {
    const ID: SnapshotId<'static>;

    /// The facts that it follows from.
    fn query() -> Query;

    fn apply(&mut self, fact: FactView<'_>);

    fn encode(&self) -> Vec<u8>;

    /// None for what this version did not encode.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// A projection as of a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored<P> {
    pub projection: P,
    /// All facts up to here are in it.
    pub position: Position,
    /// The snapshot it began with, or the beginning of the log.
    pub from: Position,
}

/// The projection as of `up_to`, or of the head if that is earlier: from the latest snapshot that
/// decodes and the facts after it.
pub fn restore<P: Projection, S: Snapshots>(
    store: &S,
    up_to: Position,
) -> Result<Restored<P>, StoreError> {
    let (mut projection, from) = begin(store, up_to.min(store.head()?.position))?;
    let query = P::query();
    let seen = store.visit(&Selection::of(&query).after(from).up_to(up_to), &mut |fact| {
        P::apply(&mut projection, fact);
        ControlFlow::Continue(())
    })?;
    Ok(Restored { projection, position: seen.min(up_to), from })
}

fn begin<P: Projection, S: Snapshots>(
    store: &S,
    mut up_to: Position,
) -> Result<(P, Position), StoreError> {
    while let Some(snapshot) = store.snapshot(P::ID, up_to)? {
        if let Some(projection) = P::decode(&snapshot.bytes) {
            return Ok((projection, snapshot.position));
        }
        match snapshot.position.min(up_to).0.checked_sub(1) {
            Some(before) => up_to = Position(before),
            None => break,
        }
    }
    Ok((P::default(), Position::START))
}
