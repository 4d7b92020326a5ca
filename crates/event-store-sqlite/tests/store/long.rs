//! Long reads, which go on two threads, and appends that go on while their caller does.

use std::ops::ControlFlow;

use event_store::{
    AppendCondition, AppendError, EventStore, Fact, NewFact, Query, Selection, StoreError,
};
use event_store_sqlite::{Options, SqliteStore};
use kernel::Position;
use rusqlite::{Connection, params};

use crate::support::{Folder, folder};

const NONE: AppendCondition = AppendCondition::none();
const FACTS: usize = 9_000;
/// In one fact of so many: larger than what is read ahead at once.
const LARGE: usize = 3_000;

/// A store of many facts, in batches that are on their way at the same time.
fn many() -> (Folder, SqliteStore, Vec<Vec<u8>>) {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    let content = |number: usize| {
        let length = if number % LARGE == 7 { 300_000 } else { number % 40 };
        format!("{number} {}", ".".repeat(length)).into_bytes()
    };
    let contents: Vec<Vec<u8>> = (0..FACTS).map(content).collect();
    let mut pending = Vec::new();
    for batch in contents.chunks(500) {
        let fact = |bytes| NewFact { kind: "number.counted", tags: &["number:any", "b"], bytes };
        let facts: Vec<NewFact<'_>> = batch.iter().map(|bytes| fact(bytes)).collect();
        pending.push(store.begin(&facts, &NONE));
    }
    let mut next = 1;
    for pending in pending {
        let span = pending.wait().expect("nothing forbids it");
        assert_eq!(span.first, Position(next), "they land in the order in which they were begun");
        next = span.last.0 + 1;
    }
    (folder, store, contents)
}

fn expect(found: &[Fact], contents: &[Vec<u8>], after: usize) {
    assert!(found.iter().map(|fact| &fact.bytes).eq(contents));
    for (fact, position) in found.iter().zip(after as u64 + 1..) {
        assert_eq!(fact.position, Position(position));
        assert_eq!(fact.kind, "number.counted");
        assert_eq!(fact.tags, ["number:any", "b"]);
    }
}

#[test]
fn a_long_read_lends_what_was_selected_and_no_more() {
    let (_folder, store, contents) = many();
    let all = store.read(&Selection::all()).unwrap();
    expect(&all, &contents, 0);
    let within = Selection::all().after(Position(100)).up_to(Position(8_500));
    expect(&store.read(&within).unwrap(), &contents[100..8_500], 100);
    let some = Selection { limit: 5_000, ..Selection::all().after(Position(1)) };
    expect(&store.read(&some).unwrap(), &contents[1..5_001], 1);
    // The chain is that of the facts, wherever the reading began.
    assert_eq!(store.read(&within).unwrap(), all[100..8_500]);
    assert_eq!(store.verify().unwrap().chain, all[FACTS - 1].chain);
}

#[test]
fn a_long_read_ends_where_its_visitor_breaks_off() {
    let (_folder, mut store, contents) = many();
    for stop in [1, 1_000, FACTS] {
        let mut seen = 0;
        let head = store.visit(&Selection::all(), &mut |_| {
            seen += 1;
            if seen < stop { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert_eq!((seen, head.unwrap()), (stop, Position(contents.len() as u64)));
    }
    // Nothing is left that would hold back the writer.
    let fact = NewFact { kind: "number.counted", tags: &[], bytes: b"" };
    store.append(&[fact], &NONE).unwrap();
    store.close().unwrap();
}

/// What a long read lends of a store that is changed under it, and the error then.
fn after_change(text: &str) -> (u64, StoreError) {
    let (folder, store, _) = many();
    Connection::open(&folder.path).and_then(|file| file.execute_batch(text)).expect("it is SQL");
    let mut last = 0;
    let result = store.visit(&Selection::all(), &mut |fact| {
        last = fact.position.0;
        ControlFlow::Continue(())
    });
    (last, result.expect_err("the store was changed"))
}

#[test]
fn a_long_read_lends_what_stands_before_the_damage_and_names_it() {
    for (text, position, reason) in [
        ("UPDATE fact SET bytes = x'00' WHERE position = 7000", 7000, "checksum"),
        ("UPDATE fact SET tags = 'c' WHERE position = 1", 1, "checksum"),
        ("UPDATE fact SET chain = x'00' WHERE position = 4500", 4500, "checksum"),
        ("DELETE FROM fact WHERE position = 6000", 6000, "missing"),
        ("DELETE FROM fact WHERE 8000 <= position", 8000, "ends before"),
    ] {
        let (last, error) = after_change(text);
        assert_eq!(last, position - 1, "{text}");
        let StoreError::Damaged { position: at, source } = error else { panic!("{error:?}") };
        assert_eq!(at, Position(position), "{text}");
        assert!(source.to_string().contains(reason), "{text}: {source}");
    }
}

#[test]
fn a_fact_that_is_rewritten_with_its_checksum_is_no_link_of_a_long_read() {
    let (folder, store, _) = many();
    let fact = &store.read(&Selection::all().after(Position(4_999)).limit(1)).unwrap()[0];
    let mut covered = 5_000u64.to_le_bytes().to_vec();
    covered.extend_from_slice(b"number.counted\0number:any b\0");
    covered.extend_from_slice(fact.chain.as_bytes());
    covered.extend_from_slice(b"other");
    let text = "UPDATE fact SET bytes = ?1, checksum = ?2 WHERE position = 5000";
    let file = Connection::open(&folder.path).unwrap();
    assert_eq!(file.execute(text, params![b"other", crc32fast::hash(&covered)]), Ok(1));
    let mut last = 0;
    let result = store.visit(&Selection::all(), &mut |fact| {
        last = fact.position.0;
        ControlFlow::Continue(())
    });
    assert_eq!(last, 4_999);
    let Err(StoreError::Damaged { position, source }) = result else { panic!("{result:?}") };
    assert_eq!(position, Position(5_000));
    assert!(source.to_string().contains("chain"), "{source}");
}

#[test]
fn an_append_that_was_begun_is_refused_as_any_other() {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).unwrap();
    let fact = NewFact { kind: "silence.broken", tags: &["question:q-1"], bytes: b"{}" };
    let unless = AppendCondition::unless(Query::new(&["silence.broken"], &[]), Position::START);
    let (first, second) = (store.begin(&[fact], &unless), store.begin(&[fact], &unless));
    assert!(matches!(store.begin(&[], &NONE).wait(), Err(AppendError::Empty)));
    assert_eq!(first.wait().unwrap().first, Position(1));
    let violated = AppendError::ConditionViolated { position: Position(1) };
    assert_eq!(format!("{:?}", second.wait().unwrap_err()), format!("{violated:?}"));
    // One that nobody waits for lands all the same.
    drop(store.begin(&[fact], &NONE));
    assert_eq!(store.close().unwrap().position, Position(2));
    let mut reading = SqliteStore::open_read_only(&folder.path).unwrap();
    let refused = reading.begin(&[fact], &NONE).wait();
    assert!(matches!(refused, Err(AppendError::Store(StoreError::ReadOnly))), "{refused:?}");
}
