//! The snapshots beside a log in memory.

use std::collections::BTreeMap;

use kernel::Position;

use crate::{Snapshot, SnapshotId};

#[derive(Debug, Default)]
pub(super) struct Kept {
    /// By projection and version, then by position.
    of: BTreeMap<(String, u32), BTreeMap<Position, Vec<u8>>>,
}

impl Kept {
    pub(super) fn save(&mut self, id: SnapshotId<'_>, position: Position, bytes: &[u8]) {
        let of = self.of.entry((id.projection.to_owned(), id.version)).or_default();
        of.insert(position, bytes.to_vec());
    }

    pub(super) fn latest(&self, id: SnapshotId<'_>, up_to: Position) -> Option<Snapshot> {
        let of = self.of.get(&(id.projection.to_owned(), id.version))?;
        let (&position, bytes) = of.range(..=up_to).next_back()?;
        Some(Snapshot { position, bytes: bytes.clone() })
    }
}
