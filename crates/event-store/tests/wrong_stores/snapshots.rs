//! The snapshots of a wrong store.

use event_store::{Snapshot, SnapshotId, Snapshots, StoreError};
use kernel::Position;

use crate::faults::Fault;
use crate::store::Wrong;

impl Snapshots for Wrong {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let id = (id.projection.to_owned(), id.version);
        let mut list = self.list();
        let end = list.end();
        if end < position && !self.does(Fault::KeepsSnapshotsOfWhatIsToCome) {
            return Err(StoreError::Ahead { position, end });
        }
        let stands = list.snapshots.iter().position(|(of, at, _)| *of == id && *at == position);
        match stands {
            Some(_) if self.does(Fault::KeepsTheOldSnapshot) => {}
            Some(place) => list.snapshots[place].2 = bytes.to_vec(),
            None => list.snapshots.push((id, position, bytes.to_vec())),
        }
        Ok(())
    }

    fn snapshot(
        &self,
        id: SnapshotId<'_>,
        up_to: Position,
    ) -> Result<Option<Snapshot>, StoreError> {
        let list = self.list();
        let of = list.snapshots.iter().filter(|((projection, version), at, _)| {
            (projection == id.projection || self.does(Fault::IgnoresTheProjection))
                && (*version == id.version || self.does(Fault::IgnoresTheVersion))
                && (*at <= up_to || self.does(Fault::FindsLaterSnapshots))
        });
        let found = if self.does(Fault::FindsTheFirstSnapshot) {
            of.min_by_key(|(_, at, _)| *at)
        } else {
            of.max_by_key(|(_, at, _)| *at)
        };
        match found {
            None if self.does(Fault::HasNoSnapshotAndCallsItAnError) => Err(StoreError::Broken),
            found => Ok(found.map(|(_, position, bytes)| Snapshot {
                position: *position,
                bytes: bytes.clone(),
            })),
        }
    }
}
