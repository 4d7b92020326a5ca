//! Facts that cannot be kept, and of whom that is the matter.

use std::error::Error;
use std::time::Duration;

use event_store::{AppendError, EventStore, NewFact, Span, StoreError};
use event_store_sqlite::{Durability, Options, SqliteStore};
use kernel::Position;

use crate::support::{NONE, folder};

const SMALL: NewFact<'_> = NewFact { kind: "incident.opened", tags: &[], bytes: b"{}" };

/// Which fact of the batch was refused, and why.
fn refused(result: Result<Span, AppendError>) -> (usize, String) {
    match result {
        Err(AppendError::Store(StoreError::Refused { number, source })) => {
            (number, source.to_string())
        }
        other => panic!("it should have been refused: {other:?}"),
    }
}

#[test]
fn a_fact_that_is_too_large_is_refused_and_nobody_else_hears_of_it() {
    let folder = folder();
    let durability = Durability::Group(Duration::from_millis(200));
    let options = Options { durability, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).unwrap();
    // Nobody looks at these bytes, so that they take no memory.
    let bytes = vec![0; 1_000_000_001];
    let large = NewFact { kind: "incident.opened", tags: &["incident:1"], bytes: &bytes };
    let before = store.begin(&[SMALL], &NONE);
    let (number, reason) = refused(store.begin(&[SMALL, large], &NONE).wait());
    let after = store.begin(&[SMALL], &NONE);
    assert_eq!(before.wait().unwrap().first, Position(1));
    assert_eq!(after.wait().unwrap().first, Position(2));
    assert_eq!(number, 2);
    assert_eq!(
        reason,
        "it has 1000000027 bytes with its type and tags, and a fact has 999999489 at most"
    );
    // The limit is that of a row.
    let nearly = NewFact { kind: "incident.opened", tags: &[], bytes: &bytes[..999_999_490] };
    refused(store.append(&[nearly], &NONE));
}

#[test]
fn a_refusal_counts_within_the_batch_wherever_the_log_stands() {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).unwrap();
    store.append(&[SMALL; 4], &NONE).unwrap();
    for tags in [&["incident:1", "two words"][..], &[""]] {
        let bad = NewFact { tags, ..SMALL };
        let error = store.append(&[SMALL, bad], &NONE).unwrap_err();
        assert_eq!(error.to_string(), "the log cannot keep fact 2 of the batch");
        assert!(error.source().is_some_and(|source| source.to_string().contains("space")));
    }
    assert_eq!(store.head().unwrap().position, Position(4));
}
