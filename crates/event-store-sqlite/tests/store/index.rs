//! What a store notes beside its facts, spoilt on purpose: the saved index and the end of the log.

use event_store::{AppendCondition, EventStore, NewFact, Query, Selection, StoreError};
use event_store_sqlite::{OpenError, Options, SqliteStore};
use kernel::Position;
use rusqlite::{Connection, params};

use crate::support::{Folder, folder, sql};

const FACTS: u64 = 9;

/// A closed store with a saved index. Its facts have these bytes.
fn closed(bytes: &[u8]) -> Folder {
    let folder = folder();
    let options = Options { index_saved_every: 1, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    for _ in 0..FACTS {
        let fact = NewFact { kind: "incident.opened", tags: &["incident:1"], bytes };
        store.append(&[fact], &AppendCondition::none()).expect("nothing forbids it");
    }
    store.close().expect("the store is closed");
    folder
}

fn file(folder: &Folder) -> Connection {
    Connection::open(&folder.path).expect("it is a database")
}

/// A closed store to which something is done with the one of another log at hand: both are sound,
/// each by itself.
fn mixed(text: &str) -> Folder {
    let (folder, other) = (closed(b"{}"), closed(b"[]"));
    sql(&folder, &format!("ATTACH '{}' AS other; {text}", other.path.display()));
    folder
}

/// Where opening finds damage.
fn damage(folder: &Folder) -> Option<Position> {
    match SqliteStore::open(&folder.path, Options::default()) {
        Err(OpenError::Store(StoreError::Damaged { position, .. })) => Some(position),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    }
}

#[test]
fn a_saved_index_that_was_changed_is_not_used() {
    let folder = closed(b"{}");
    let mut bytes: Vec<u8> = file(&folder)
        .query_row("SELECT bytes FROM index_snapshot", (), |row| row.get(0))
        .expect("an index is saved");
    let name = b"incident.opened";
    let place = bytes.windows(name.len()).position(|window| window == name);
    bytes[place.expect("the index has the name")] = b'I';
    file(&folder).execute("UPDATE index_snapshot SET bytes = ?1", params![bytes]).expect("SQL");
    let store = SqliteStore::open(&folder.path, Options::default()).expect("the log is sound");
    let query = Query::new(&["incident.opened"], &[]);
    let found = store.read(&Selection::of(&query)).expect("the store can be read");
    assert_eq!(found.len() as u64, FACTS);
}

#[test]
fn a_log_is_not_opened_with_the_index_of_another() {
    let folder =
        mixed("DELETE FROM closing; DELETE FROM fact; INSERT INTO fact SELECT * FROM other.fact;");
    assert_eq!(damage(&folder), Some(Position(FACTS)));
    sql(&folder, "DELETE FROM index_snapshot");
    assert_eq!(damage(&folder), None);
}

/// As after a crash, when nothing notes how the log ended.
#[test]
fn the_last_fact_is_linked_to_the_one_before() {
    let folder = mixed(&format!(
        "DELETE FROM closing; DELETE FROM index_snapshot;
         DELETE FROM fact WHERE position = {FACTS};
         INSERT INTO fact SELECT * FROM other.fact WHERE position = {FACTS};"
    ));
    assert_eq!(damage(&folder), Some(Position(FACTS)));
}
