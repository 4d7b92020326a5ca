//! Somebody else writes to the file of a store that is being written, or only looks at it.

use std::process::Command;

use event_store::{AppendError, EventStore, NewFact, Selection, StoreError};
use event_store_sqlite::{Options, SqliteStore, Workload};
use rusqlite::Connection;

use crate::support::{Folder, NONE, append, folder, sql};

const FACT: NewFact<'_> = NewFact { kind: "incident.opened", tags: &[], bytes: b"" };

/// The variable in which another process finds the path of the store.
const READ: &str = "EVENT_STORE_READ_BESIDE";

/// An open store of five facts.
fn written(workload: Workload) -> (Folder, SqliteStore) {
    let folder = folder();
    let options = Options { workload, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    append(&mut store, 5);
    (folder, store)
}

#[test]
fn a_store_takes_no_more_once_somebody_else_has_written() {
    for workload in [Workload::Live, Workload::Bulk] {
        for text in [
            "UPDATE fact SET kind = 'other' WHERE position = 2",
            "DELETE FROM fact WHERE position = 3",
            "CREATE TRIGGER more AFTER INSERT ON fact BEGIN DELETE FROM fact; END",
            "DELETE FROM closing; DELETE FROM fact WHERE position = 1",
        ] {
            let (folder, mut store) = written(workload);
            sql(&folder, text);
            match store.append(&[FACT], &NONE) {
                Err(AppendError::Store(StoreError::Backend { source, .. })) => {
                    assert!(
                        source.to_string().starts_with("somebody else has written"),
                        "{source}"
                    );
                }
                other => panic!("{text}: {other:?}"),
            }
            let next = store.append(&[FACT], &NONE);
            assert!(matches!(next, Err(AppendError::Store(StoreError::Broken))), "{next:?}");
            let last: i64 = Connection::open(&folder.path)
                .and_then(|file| {
                    file.query_row("SELECT max(position) FROM fact", (), |row| row.get(0))
                })
                .expect("it can be read");
            assert_eq!(last, 5, "nothing was appended");
        }
    }
}

/// What others do who change nothing.
fn look_around(folder: &Folder, store: &SqliteStore, round: usize) {
    let facts = i64::try_from(5 + round).expect("it is small");
    let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    assert_eq!(reader.read(&Selection::all()).expect("it is sound").len(), 5 + round);
    reader.verify().expect("it is sound");
    store.verify().expect("it is sound");
    store.backup(&folder.beside(&format!("copy-{round}.db")).path).expect("it can be copied");
    drop(reader);
    let other = Connection::open(&folder.path).expect("it is a database");
    let count = |file: &Connection| {
        file.query_row("SELECT count(*) FROM events", (), |row| row.get::<_, i64>(0))
    };
    assert_eq!(count(&other).expect("it has the view"), facts);
    // One that cuts the log off counts as writing.
    for mode in ["PASSIVE", "FULL", "RESTART"] {
        other
            .query_row(&format!("PRAGMA wal_checkpoint({mode})"), (), |_| Ok(()))
            .expect("whoever may write can carry the log over");
    }
    other.execute_batch("BEGIN IMMEDIATE; ROLLBACK").expect("nobody else writes just now");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["intruding::a_reader_of_another_process", "--exact"]);
    let output = child.env(READ, &folder.path).output().expect("it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// In a process of its own.
#[test]
fn a_reader_of_another_process() {
    let Some(path) = std::env::var_os(READ) else { return };
    let reader = SqliteStore::open_read_only(path.as_ref()).expect("it can be read");
    reader.verify().expect("it is sound");
}

#[test]
fn who_reads_copies_or_carries_the_log_over_does_not_disturb() {
    for workload in [Workload::Live, Workload::Bulk] {
        let (folder, mut store) = written(workload);
        for round in 0..3 {
            look_around(&folder, &store, round);
            store.append(&[FACT], &NONE).expect("nobody has written");
        }
        // Somebody who was there all the time, and one in another process, as SQLite sees it.
        let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
        for number in 9..20 {
            store.append(&[FACT], &NONE).expect("nobody has written");
            assert_eq!(reader.head().expect("it can be read").position.0, number);
        }
        store.close().expect("it is closed");
    }
}
