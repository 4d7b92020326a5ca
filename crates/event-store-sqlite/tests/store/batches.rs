//! Batches that say which they are, so that a half one, a lost one and a second one are seen.

use std::collections::BTreeSet;

use event_store::{
    AppendCondition, AppendError, AppendOnce, EventStore, Key, NewFact, Once, Selection, Span,
};
use event_store_sqlite::SqliteStore;

/// How many facts the batch with this number has.
fn size(number: u64) -> u64 {
    1 + number * 7 % 5
}

/// Every eleventh batch is larger than the cache of a store in tests, so that it is written before
/// its commit.
fn content(number: u64, place: u64) -> Vec<u8> {
    let length = if number % 11 == 7 { 30_000 } else { 40 };
    let mut bytes = format!("batch {number} fact {place} of {} ", size(number)).into_bytes();
    bytes.resize(bytes.len() + length, b'.');
    bytes
}

pub(crate) fn append(store: &mut SqliteStore, number: u64) -> Result<Span, AppendError> {
    let contents: Vec<Vec<u8>> = (0..size(number)).map(|place| content(number, place)).collect();
    let batch: Vec<NewFact<'_>> = contents
        .iter()
        .map(|bytes| NewFact { kind: "batch.appended", tags: &["batch:any"], bytes })
        .collect();
    let name = format!("batch-{number}");
    let key = Key::new(&name).expect("it is a key");
    store.append_once(key, &batch, &AppendCondition::none()).map(Once::span)
}

/// How many batches stand in a store: the first so many, each whole and once, and all of it sound.
pub(crate) fn whole(store: &SqliteStore) -> u64 {
    store.verify().expect("the log is sound");
    let mut number = 0;
    let mut facts = store.read(&Selection::all()).expect("the log can be read").into_iter();
    let mut positions = BTreeSet::new();
    while let Some(first) = facts.next() {
        let mut fact = Some(first);
        for place in 0..size(number) {
            let found = fact.take().or_else(|| facts.next());
            let found = found.unwrap_or_else(|| panic!("batch {number} is half"));
            assert_eq!(found.bytes, content(number, place), "batch {number}, fact {place}");
            positions.insert(found.position.0);
        }
        number += 1;
    }
    assert!(positions.iter().copied().eq(1..=positions.len() as u64), "positions have no gap");
    number
}
