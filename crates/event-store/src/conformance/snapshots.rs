//! Snapshots, and what is restored from them.

use kernel::Position;

use super::drafts::{CLOSED, OPENED, PLAIN, append};
use crate::{FactView, Projection, Query, Snapshot, SnapshotId, Snapshots, StoreError, restore};

const ID: SnapshotId<'static> = SnapshotId { projection: "open-incidents", version: 2 };

fn save(store: &mut impl Snapshots, id: SnapshotId<'_>, position: u64, bytes: &[u8]) {
    store.save_snapshot(id, Position(position), bytes).expect("the snapshot is saved");
}

/// The position of the latest one, and its bytes.
fn latest(store: &impl Snapshots, id: SnapshotId<'_>, up_to: u64) -> Option<(u64, Vec<u8>)> {
    let found = store.snapshot(id, Position(up_to)).expect("the store can be asked");
    found.map(|Snapshot { position, bytes }| (position.0, bytes))
}

pub fn the_latest_snapshot_up_to_a_position_is_found<S: Snapshots>(store: &mut S) {
    append(store, &[OPENED; 5]);
    assert_eq!(latest(store, ID, 5), None);
    save(store, ID, 2, b"two");
    save(store, ID, 4, &[0; 10_000]);
    save(store, ID, 3, b"");
    assert_eq!(latest(store, ID, 1), None);
    assert_eq!(latest(store, ID, 2), Some((2, b"two".to_vec())));
    assert_eq!(latest(store, ID, 3), Some((3, b"".to_vec())));
    assert_eq!(latest(store, ID, u64::MAX), Some((4, vec![0; 10_000])));
}

pub fn snapshots_are_told_apart_by_projection_and_version<S: Snapshots>(store: &mut S) {
    append(store, &[OPENED; 3]);
    save(store, ID, 1, b"ours");
    save(store, SnapshotId { projection: "open", ..ID }, 2, b"theirs");
    save(store, SnapshotId { version: 3, ..ID }, 3, b"new");
    assert_eq!(latest(store, ID, 9), Some((1, b"ours".to_vec())));
    assert_eq!(latest(store, SnapshotId { version: 1, ..ID }, 9), None);
}

pub fn a_snapshot_is_replaced_at_its_position<S: Snapshots>(store: &mut S) {
    append(store, &[OPENED]);
    save(store, ID, 1, b"before");
    save(store, ID, 1, b"after");
    assert_eq!(latest(store, ID, 1), Some((1, b"after".to_vec())));
}

pub fn a_snapshot_beyond_the_end_is_refused<S: Snapshots>(store: &mut S) {
    let ahead = |store: &mut S, at| store.save_snapshot(ID, Position(at), b"of what is to come");
    save(store, ID, 0, b"the beginning");
    append(store, &[OPENED, CLOSED]);
    for at in [3, u64::MAX] {
        let refused = ahead(store, at);
        assert!(matches!(refused, Err(StoreError::Ahead { .. })), "{refused:?}");
    }
    append(store, &[PLAIN]);
    assert_eq!(latest(store, ID, 9), Some((0, b"the beginning".to_vec())));
    save(store, ID, 3, b"the end");
}

/// How many incidents are open.
#[derive(Debug, Default, PartialEq, Eq)]
struct Open(u8);

impl Projection for Open {
    const ID: SnapshotId<'static> = ID;

    fn query() -> Query {
        Query::new(&["incident.opened", "incident.closed"], &[])
    }

    fn apply(&mut self, fact: FactView<'_>) {
        self.0 = if fact.kind == "incident.opened" { self.0 + 1 } else { self.0 - 1 };
    }

    fn encode(&self) -> Vec<u8> {
        vec![self.0, !self.0]
    }

    fn decode(bytes: &[u8]) -> Option<Open> {
        match *bytes {
            [count, check] if check == !count => Some(Open(count)),
            _ => None,
        }
    }
}

/// The count, its position, and where the replay began.
fn restored<S: Snapshots>(store: &S, up_to: u64) -> (u8, u64, u64) {
    let restored = restore::<Open, S>(store, Position(up_to)).expect("there are always the facts");
    (restored.projection.0, restored.position.0, restored.from.0)
}

pub fn a_snapshot_that_does_not_decode_falls_back<S: Snapshots>(store: &mut S) {
    append(store, &[OPENED, OPENED, CLOSED, OPENED, PLAIN]);
    save(store, ID, 4, b"not what this version encodes");
    assert_eq!(restored(store, 9), (2, 5, 0));
    save(store, ID, 2, &Open(2).encode());
    assert_eq!(restored(store, 9), (2, 5, 2));
    save(store, ID, 0, b"damaged");
    assert_eq!(restored(store, 1), (1, 1, 0));
}

pub fn a_restored_projection_is_the_replayed_one<S: Snapshots>(store: &mut S) {
    append(store, &[OPENED, OPENED, CLOSED]);
    let at = restore::<Open, S>(store, Position(2)).expect("there are the facts");
    save(store, ID, 2, &at.projection.encode());
    append(store, &[OPENED, PLAIN, OPENED]);
    for (up_to, expected) in [(1, (1, 1, 0)), (2, (2, 2, 2)), (3, (1, 3, 2)), (9, (3, 6, 2))] {
        assert_eq!(restored(store, up_to), expected);
    }
}
