//! What a store notes beside its facts, spoilt on purpose: the saved index and the end of the log.

use event_store::{
    AppendCondition, AppendOnce, EventStore, Key, NewFact, Query, Selection, StoreError,
};
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

/// Puts an index of one type, one tag and one key in the place of the saved one, and its digest.
fn save_index(folder: &Folder, tagged: &[u8], key: &str, keyed: u8) {
    let (count, file) = (u8::try_from(FACTS).expect("it is small"), file(folder));
    let chain: [u8; 32] = file
        .query_row("SELECT chain FROM closing", (), |row| row.get(0))
        .expect("the end is noted");
    let mut bytes = vec![count];
    bytes.extend_from_slice(&chain);
    let mut list = |name: &str, distances: &[u8]| {
        bytes.extend_from_slice(&[1, u8::try_from(name.len()).expect("it is short")]);
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(u8::try_from(distances.len()).expect("it is short"));
        bytes.extend_from_slice(distances);
    };
    list("incident.opened", &vec![1; usize::from(count)]);
    list("incident:1", tagged);
    bytes.extend_from_slice(&[1, keyed]);
    bytes.extend_from_slice(&blake3::hash(key.as_bytes()).as_bytes()[..16]);
    let digest = *blake3::hash(&bytes).as_bytes();
    let written =
        file.execute("UPDATE index_snapshot SET bytes = ?1, digest = ?2", params![bytes, digest]);
    assert_eq!(written.expect("SQL"), 1);
}

#[test]
fn a_saved_index_of_facts_to_come_is_not_used() {
    let folder = closed(b"{}");
    save_index(&folder, &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "key", 1);
    let mut store = SqliteStore::open(&folder.path, Options::default()).expect("the log is sound");
    store.verify().expect("the index was built anew");
    let fact = NewFact { kind: "incident.opened", tags: &["incident:2"], bytes: b"{}" };
    let none = AppendCondition::none();
    let key = Key::new("key").expect("it is a key");
    let landed = store.append_once(key, &[fact], &none).expect("nobody has used the key");
    assert_eq!(landed.span().first, Position(FACTS + 1));
    let query = Query::new(&[], &["incident:1"]);
    assert_eq!(store.read(&Selection::of(&query)).expect("it can be read").len() as u64, FACTS);
}

#[test]
fn verify_finds_what_only_the_saved_index_knows() {
    for (tagged, keyed) in [(&[1; 9][..], 2), (&[1; 8], 2)] {
        let folder = closed(b"{}");
        save_index(&folder, tagged, "key", keyed);
        let store = SqliteStore::open(&folder.path, Options::default()).expect("nobody looked");
        let found = store.verify();
        assert!(matches!(found, Err(StoreError::Unsound { .. })), "{found:?}");
    }
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
