//! A store that is only read, when the file below it becomes another one.

use std::time::{Duration, Instant};

use event_store::{Damage, EventStore, NewFact, Query, Selection, StoreError, Watch};
use event_store_sqlite::{Options, SqliteStore};
use kernel::Position;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::support::{Folder, NONE, append, closed, open, read_without_rights, sql};

fn read(folder: &Folder) -> SqliteStore {
    SqliteStore::open_read_only(&folder.path).expect("it can be read")
}

/// A store of so many facts of another kind, in the same folder.
fn other(folder: &Folder, count: usize) -> Folder {
    let other = folder.beside("other.db");
    let mut store = SqliteStore::create(&other.path, Options::default()).expect("a new store");
    for _ in 0..count {
        let fact = NewFact { kind: "other", tags: &["incident:9"], bytes: b"[]" };
        store.append(&[fact], &NONE).expect("nothing forbids it");
    }
    store.close().expect("it is closed");
    other
}

/// Puts the other store into the file, as SQLite does it.
fn restore(folder: &Folder, from: &Folder) {
    let from = Connection::open(&from.path).expect("it is a database");
    let mut to = Connection::open(&folder.path).expect("it is a database");
    let backup = Backup::new(&from, &mut to).expect("it can be copied");
    backup.run_to_completion(1000, Duration::ZERO, None).expect("it is copied");
}

fn damage<T: std::fmt::Debug>(result: Result<T, StoreError>) -> (u64, String) {
    match result {
        Err(StoreError::Damaged { position, source }) => (position.0, source.to_string()),
        other => panic!("it should have been noticed: {other:?}"),
    }
}

#[test]
fn a_reader_notices_that_another_log_was_put_in_the_place_of_its_own() {
    for (count, at, reason) in
        [(5, 5, Damage::Rewritten), (7, 5, Damage::Rewritten), (3, 4, Damage::CutOff)]
    {
        let (folder, _) = closed(5);
        let reader = read(&folder);
        restore(&folder, &other(&folder, count));
        let noticed = (at, reason.to_string());
        for _ in 0..2 {
            assert_eq!(damage(reader.head()), noticed);
            let query = Query::new(&["incident.opened"], &[]);
            assert_eq!(damage(reader.read(&Selection::of(&query))), noticed);
            assert_eq!(damage(reader.read(&Selection::all())), noticed);
        }
    }
}

#[test]
fn a_fact_that_does_not_follow_is_told_each_time() {
    let (folder, head) = closed(3);
    let others = other(&folder, 5);
    // The second of the two follows the first.
    for last in [4, 5] {
        let reader = read(&folder);
        let attach = format!("ATTACH '{}' AS other;", others.path.display());
        let range = format!("position BETWEEN 4 AND {last}");
        sql(&folder, &format!("{attach} INSERT INTO fact SELECT * FROM other.fact WHERE {range}"));
        for _ in 0..2 {
            assert_eq!(damage(reader.head()).0, 4);
            assert_eq!(damage(reader.wait_beyond(head.position, Duration::ZERO)).0, 4);
        }
        sql(&folder, &format!("DELETE FROM fact WHERE {range}"));
        assert_eq!(reader.head().expect("it is as it was"), head);
    }
}

#[test]
fn a_fact_that_was_not_asked_for_is_not_given_out() {
    let (folder, _) = closed(6);
    let reader = read(&folder);
    // The end stays what it was, the first two change their tags with their checksums.
    let swap =
        "UPDATE fact SET tags = CASE tags WHEN 'incident:0' THEN 'incident:1' ELSE 'incident:0' END
                WHERE position IN (1, 2)";
    sql(&folder, swap);
    let file = Connection::open(&folder.path).expect("it is a database");
    for position in [1i64, 2] {
        let covered: (String, String, Vec<u8>, Vec<u8>) = file
            .query_row(
                "SELECT kind, tags, chain, bytes FROM fact WHERE position = ?1",
                [position],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .expect("it is there");
        let (kind, tags, chain, bytes) = covered;
        let parts = [&position.to_le_bytes()[..], kind.as_bytes(), &[0], tags.as_bytes(), &[0]];
        let all = [parts.concat(), chain, bytes].concat();
        file.execute(
            "UPDATE fact SET checksum = ?1 WHERE position = ?2",
            (crc32fast::hash(&all), position),
        )
        .expect("SQL");
    }
    for selection in [Selection::all(), Selection::all().backwards()] {
        let query = Query::new(&[], &["incident:0"]);
        let found = reader.read(&Selection { query: Some(&query), ..selection });
        assert!(matches!(found, Err(StoreError::Unsound { .. })), "{found:?}");
    }
    assert_eq!(reader.read(&Selection::all()).expect("each fact is sound").len(), 6);
}

/// Names the store to a child without rights, which is this program with the test below alone.
const GROWING: &str = "GROWING_STORE";

/// Not a test of its own: what somebody sees who cannot write to the folder.
#[test]
fn a_reader_without_rights() {
    let Some(path) = std::env::var_os(GROWING) else { return };
    let reader = SqliteStore::open_read_only(path.as_ref()).expect("it can be read all the same");
    assert_eq!(reader.head().expect("it can be read").position, Position(3));
    let began = Instant::now();
    // It may be unreadable while the writer comes and goes.
    while !reader.head().is_ok_and(|head| head.position == Position(5)) {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", reader.head());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(reader.read(&Selection::all()).expect("it is sound").len(), 5);
    reader.verify().expect("it is sound");
}

#[cfg(unix)]
#[test]
fn what_is_read_without_rights_is_seen_to_grow() {
    use std::os::unix::fs::MetadataExt;

    let (folder, _) = closed(3);
    // Only somebody to whom rights mean nothing can write here in the meantime.
    if std::fs::metadata(&folder.path).expect("it is there").uid() != 0 {
        return;
    }
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_secs(2));
            let mut store = open(&folder);
            append(&mut store, 2);
            store.close().expect("it is closed");
        });
        read_without_rights(&folder, "following::a_reader_without_rights", GROWING);
    });
}
