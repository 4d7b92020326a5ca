//! What `verify` finds in a log that somebody has changed.

use kernel::Position;

use super::drafts::{BROKEN, CLOSED, OPENED, PLAIN, append, head};
use crate::{EventStore, StoreError};

/// A store whose facts can be changed behind its back.
pub trait Spoil: EventStore {
    /// Changes the bytes of the fact at this position where they are kept, and nothing else.
    fn spoil(&mut self, position: Position);
}

pub fn a_changed_fact_is_found<S: Spoil>(store: &mut S) {
    append(store, &[OPENED, BROKEN]);
    append(store, &[CLOSED, PLAIN]);
    assert_eq!(store.verify().expect("the log is sound"), head(store));
    store.spoil(Position(2));
    match store.verify() {
        Err(StoreError::Damaged { position, .. }) => assert_eq!(position, Position(2)),
        other => panic!("the second fact was changed: {other:?}"),
    }
}
