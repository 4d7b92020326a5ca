//! What is beside a store once it was read, or refused: nothing new, and nothing less.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use event_store::{AppendCondition, EventStore, NewFact};
use event_store_sqlite::{OpenError, Options, SqliteStore};
use kernel::Position;
use rusqlite::Connection;

use crate::support::{self, Folder, folder, sql};

const NONE: AppendCondition = AppendCondition::none();
const FACT: [NewFact<'_>; 1] = [NewFact { kind: "incident.opened", tags: &[], bytes: b"{}" }];

fn create(folder: &Folder) -> SqliteStore {
    let mut store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    store.append(&FACT, &NONE).expect("nothing forbids it");
    store
}

fn closed() -> Folder {
    let folder = folder();
    create(&folder).close().expect("it is closed");
    folder
}

fn read(path: &Path) -> SqliteStore {
    let store = SqliteStore::open_read_only(path).expect("it can be read");
    store.verify().expect("it is sound");
    store
}

/// The files of the folder, without the memory that processes share.
fn files(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let parent = folder.path.parent().expect("it is in a folder");
    fs::read_dir(parent)
        .expect("it can be listed")
        .map(|file| file.expect("it can be listed"))
        .map(|file| (file.file_name().into_string().expect("it is text"), file.path()))
        .filter(|(name, _)| !name.ends_with("-shm"))
        .map(|(name, path)| (name, fs::read(path).expect("it can be read")))
        .collect()
}

fn has(folder: &Folder, suffix: &str) -> bool {
    folder.beside(&format!("run.db{suffix}")).path.exists()
}

/// A database with a write-ahead log that its process could not carry over before it was killed.
fn left_by_a_crash(make: impl FnOnce(&Folder)) -> Folder {
    let (before, after) = (folder(), folder());
    make(&before);
    for suffix in ["", "-wal"] {
        let name = format!("run.db{suffix}");
        fs::copy(before.beside(&name).path, after.beside(&name).path).expect("both are there");
    }
    after
}

fn store_left_by_a_crash() -> Folder {
    left_by_a_crash(|folder| {
        // Neither is closed before the files are copied; there is no better crash in one process.
        std::mem::forget(create(folder));
    })
}

fn is_refused(folder: &Folder) -> [OpenError; 3] {
    let opened = [
        SqliteStore::open(&folder.path, Options::default()),
        SqliteStore::create(&folder.path, Options::default()),
        SqliteStore::open_read_only(&folder.path),
    ];
    opened.map(|opened| opened.map(|_| ()).expect_err("it is refused"))
}

#[test]
fn who_only_reads_leaves_one_file_as_it_was() {
    let folder = closed();
    let before = files(&folder);
    let modified = fs::metadata(&folder.path).unwrap().modified().unwrap();
    let store = read(&folder.path);
    assert!(has(&folder, "-wal") && has(&folder, "-shm"), "a reader makes them");
    drop(store);
    assert_eq!(files(&folder), before);
    assert!(!has(&folder, "-shm"));
    assert_eq!(fs::metadata(&folder.path).unwrap().modified().unwrap(), modified);
}

#[test]
fn the_last_of_the_readers_leaves_one_file() {
    let folder = closed();
    let (first, second) = (read(&folder.path), read(&folder.path));
    drop(first);
    assert!(has(&folder, "-wal") && has(&folder, "-shm"));
    second.verify().expect("it is sound");
    drop(second);
    assert!(!has(&folder, "-wal") && !has(&folder, "-shm"));
}

#[test]
fn a_reader_that_leaves_does_not_disturb_who_writes() {
    let folder = closed();
    let before = read(&folder.path);
    let mut store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
    drop(before);
    drop(read(&folder.path));
    assert!(has(&folder, "-wal") && has(&folder, "-shm"));
    store.append(&FACT, &NONE).expect("the log goes on");
    assert_eq!(read(&folder.path).head().unwrap().position, Position(2));
    store.close().expect("it is closed");
    assert_eq!(read(&folder.path).head().unwrap().position, Position(2));
    assert!(!has(&folder, "-wal") && !has(&folder, "-shm"));
}

#[test]
fn a_write_ahead_log_that_was_there_stays_with_whoever_reads() {
    let folder = store_left_by_a_crash();
    let before = files(&folder);
    assert_eq!(before.len(), 2, "a file and its log");
    drop(read(&folder.path));
    assert_eq!(files(&folder), before);
}

#[cfg(unix)]
#[test]
fn beside_a_link_nothing_is_left_either() {
    let folder = closed();
    let link = folder.beside("link.db");
    std::os::unix::fs::symlink(&folder.path, &link.path).unwrap();
    let before = files(&folder);
    drop(read(&link.path));
    assert_eq!(files(&folder), before);
}

#[test]
fn the_write_ahead_log_of_another_store_is_not_carried_over() {
    for (facts, of_other) in [(500, 9), (9, 500), (20, 20)] {
        let (folder, head) = support::closed(facts);
        let bytes = fs::read(&folder.path).expect("it can be read");
        let other = folder.beside("other.db");
        let mut store = create(&other);
        let fact = NewFact { kind: "other", tags: &[], bytes: b"[]" };
        for _ in 0..of_other {
            store.append(&[fact], &support::NONE).expect("nothing forbids it");
        }
        let log = folder.beside("run.db-wal").path;
        fs::copy(other.beside("other.db-wal").path, &log).expect("it is there");
        for _ in 0..2 {
            assert!(SqliteStore::open_read_only(&folder.path).is_err(), "{facts}");
            assert!(SqliteStore::open(&folder.path, Options::default()).is_err(), "{facts}");
        }
        assert!(fs::read(&folder.path).expect("it can be read") == bytes, "it is as it was");
        for name in ["run.db-wal", "run.db-shm"] {
            _ = fs::remove_file(folder.beside(name).path);
        }
        let store = SqliteStore::open(&folder.path, Options::default()).expect("it is sound");
        assert_eq!(store.verify().expect("it is sound"), head);
    }
}

#[test]
fn a_refused_file_keeps_its_write_ahead_log_and_gets_none() {
    for mode in ["delete", "wal"] {
        let folder = folder();
        let file = Connection::open(&folder.path).unwrap();
        file.query_row(&format!("PRAGMA journal_mode = {mode}"), (), |_| Ok(())).unwrap();
        file.close().unwrap();
        sql(&folder, "CREATE TABLE fact (a)");
        let before = files(&folder);
        is_refused(&folder);
        assert_eq!(files(&folder), before, "{mode}");
        assert!(!has(&folder, "-shm"), "{mode}");
    }
    let crashed = left_by_a_crash(|folder| {
        let file = Connection::open(&folder.path).unwrap();
        file.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(())).unwrap();
        file.execute_batch("CREATE TABLE fact (a)").unwrap();
        std::mem::forget(file);
    });
    let newer = store_left_by_a_crash();
    let damaged = store_left_by_a_crash();
    for (folder, text) in [
        (&newer, Some("PRAGMA user_version = 99")),
        (&damaged, Some("DELETE FROM fact; INSERT INTO closing VALUES (1, 1, zeroblob(32), '')")),
        (&crashed, None),
    ] {
        let folder = match text {
            None => folder,
            Some(text) => &left_by_a_crash(|copy| {
                for (name, bytes) in files(folder) {
                    fs::write(copy.beside(&name).path, bytes).unwrap();
                }
                let file = Connection::open(&copy.path).unwrap();
                file.execute_batch(text).unwrap();
                std::mem::forget(file);
            }),
        };
        let before = files(folder);
        assert_eq!(before.len(), 2, "a file and its log");
        is_refused(folder);
        assert_eq!(files(folder), before);
    }
}
