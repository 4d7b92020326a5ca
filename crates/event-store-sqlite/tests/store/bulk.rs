//! A store that is made for a bulk load: what lies beside it, and how it and its readers take turns.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use event_store::{AppendCondition, EventStore, NewFact, Selection, StoreError};
use event_store_sqlite::{OpenError, Options, SqliteStore, Workload};
use kernel::Position;
use rusqlite::Connection;

use crate::batches::{append, whole};
use crate::disk::{Dice, Disk};
use crate::support::{Folder, folder};

const BATCHES: u64 = 3;

fn loaded() -> (Folder, SqliteStore) {
    let folder = folder();
    let options = Options { workload: Workload::Bulk, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    for number in 0..BATCHES {
        append(&mut store, number).expect("the disk is sound");
    }
    (folder, store)
}

fn names(folder: &Folder) -> Vec<String> {
    let parent = folder.path.parent().expect("it is in a folder");
    let files = fs::read_dir(parent).expect("it can be listed");
    let name = |file: std::io::Result<fs::DirEntry>| {
        file.expect("it can be listed").file_name().into_string().expect("it is text")
    };
    let mut names: Vec<String> = files.map(name).collect();
    names.sort();
    names
}

/// Whether SQLite writes the file with a write-ahead log, as its head says.
fn is_written_ahead(folder: &Folder) -> bool {
    match fs::read(&folder.path).expect("it can be read")[18..20] {
        [1, 1] => false,
        [2, 2] => true,
        ref other => panic!("{other:?}"),
    }
}

/// A load that was killed when a part of a batch was in the file.
fn half_written() -> Folder {
    let (before, store) = loaded();
    store.close().expect("the disk is sound");
    let file = Connection::open(&before.path).expect("it is a database");
    file.execute_batch(
        "PRAGMA cache_size = 1; BEGIN;
         INSERT INTO fact
         WITH RECURSIVE later (place) AS (VALUES (100) UNION ALL SELECT place + 1 FROM later LIMIT 100)
         SELECT place, 'batch.appended', '', zeroblob(20000), zeroblob(32), NULL, NULL, 0
         FROM later;",
    )
    .expect("it is SQL");
    let after = folder();
    for name in ["run.db", "run.db-journal"] {
        fs::copy(before.beside(name).path, after.beside(name).path).expect("both are there");
    }
    after
}

#[test]
fn a_load_leaves_one_file_and_so_does_who_reads_it() {
    let (folder, store) = loaded();
    assert_eq!(names(&folder), ["run.db", "run.db-journal", "run.db-lock"]);
    store.close().expect("the disk is sound");
    assert_eq!(names(&folder), ["run.db"]);
    let bytes = fs::read(&folder.path).expect("it can be read");
    let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    assert_eq!(whole(&reader), BATCHES);
    drop(reader);
    assert_eq!(names(&folder), ["run.db"]);
    assert!(fs::read(&folder.path).expect("it can be read") == bytes, "it is as it was");
}

#[test]
fn a_batch_that_is_gone_from_a_killed_load_is_told() {
    let (folder, store) = loaded();
    let batches = store.read(&Selection::all()).expect("it is sound");
    let killed = self::folder();
    fs::copy(&folder.path, &killed.path).expect("it can be copied");
    let last = batches.last().expect("there are facts").position;
    let file = Connection::open(&killed.path).expect("it is a database");
    file.execute("DELETE FROM fact WHERE position = ?1", [last.0.cast_signed()])
        .expect("it is SQL");
    drop(file);
    let opened = SqliteStore::open_read_only(&killed.path).map(drop);
    let Err(OpenError::Store(StoreError::Damaged { position, .. })) = opened else {
        panic!("{opened:?}");
    };
    assert_eq!(position, last);
}

#[test]
fn a_loaded_store_is_a_live_one_once_it_is_opened_again() {
    let (folder, store) = loaded();
    store.close().expect("the disk is sound");
    assert!(!is_written_ahead(&folder));
    let bulk = Options { workload: Workload::Bulk, ..Options::default() };
    let mut store = SqliteStore::open(&folder.path, bulk).expect("it is a store");
    assert!(is_written_ahead(&folder));
    append(&mut store, BATCHES).expect("the log goes on");
    store.close().expect("the disk is sound");
    assert_eq!(names(&folder), ["run.db"]);
    let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    assert_eq!(whole(&reader), BATCHES + 1);
}

#[test]
fn a_batch_waits_for_those_who_read_and_lands() {
    let (folder, mut store) = loaded();
    let head = store.head().expect("it can be read").position;
    let (reached, within) = mpsc::channel();
    let (appended, done) = mpsc::channel();
    thread::scope(|scope| {
        let path = &folder.path;
        scope.spawn(move || {
            let reader = SqliteStore::open_read_only(path).expect("it can be read");
            let (mut seen, mut waited) = (0, false);
            let read = reader.visit(&Selection::all(), &mut |_| {
                seen += 1;
                if seen == 2 {
                    reached.send(()).expect("somebody waits");
                    waited = done.recv_timeout(std::time::Duration::from_millis(200)).is_err();
                }
                ControlFlow::Continue(())
            });
            assert_eq!(read.expect("it can be read"), head);
            assert_eq!(seen, head.0, "nothing of the batch is seen");
            assert!(waited, "the batch landed while somebody was reading");
        });
        within.recv().expect("it reads");
        append(&mut store, BATCHES).expect("it lands once they have read");
        let _ = appended.send(());
    });
    assert_eq!(whole(&store), BATCHES + 1);
}

/// Where it does not fit into the cache, too: each time that it is written in part it would wait for
/// those who read.
#[test]
fn a_batch_waits_four_times_for_the_disk_however_large_it_is() {
    let (disk, folder) = (Disk::default(), folder());
    let vfs = Some(disk.register("large-batch"));
    let options = Options { workload: Workload::Bulk, vfs, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    for facts in [1, 100] {
        let bytes = vec![7; 30_000];
        let fact = NewFact { kind: "batch.appended", tags: &[], bytes: &bytes };
        let before = disk.syncs();
        store.append(&vec![fact; facts], &AppendCondition::none()).expect("the disk is sound");
        assert_eq!(disk.syncs() - before, 4, "{facts} facts");
    }
    let before = disk.syncs();
    store.close().expect("the disk is sound");
    // SQLite brings a journal that it has open to the disk once more.
    assert_eq!(disk.syncs() - before, 1, "the last batch has noted where the log ends");
}

#[test]
fn a_half_batch_is_taken_back_by_who_reads() {
    let folder = half_written();
    let bytes = fs::read(&folder.path).expect("it can be read");
    let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    assert_eq!(whole(&reader), BATCHES);
    assert!(reader.head().expect("it can be read").position < Position(100));
    assert_eq!(names(&folder), ["run.db"]);
    assert!(fs::read(&folder.path).expect("it can be read").len() < bytes.len());
}

/// Puts a store of so many batches in the place of one that was half written.
fn put_over_half_written(batches: u64) -> (Folder, Vec<u8>) {
    let (other, mut store) = loaded();
    for number in BATCHES..batches {
        append(&mut store, number).expect("the disk is sound");
    }
    store.close().expect("the disk is sound");
    let folder = half_written();
    let bytes = fs::read(&other.path).expect("it can be read");
    fs::write(&folder.path, &bytes).expect("it can be written");
    (folder, bytes)
}

#[test]
fn the_journal_of_another_store_is_not_taken_back() {
    for batches in [BATCHES + 2, BATCHES + 20] {
        let (folder, bytes) = put_over_half_written(batches);
        let journal = folder.beside("run.db-journal").path;
        let journaled = fs::read(&journal).expect("it can be read");
        for _ in 0..2 {
            let read = SqliteStore::open_read_only(&folder.path).err();
            assert!(matches!(read, Some(OpenError::ForeignJournal { .. })), "{read:?}");
            let written = SqliteStore::open(&folder.path, Options::default()).err();
            assert!(matches!(written, Some(OpenError::ForeignJournal { .. })), "{written:?}");
        }
        assert!(fs::read(&folder.path).expect("it can be read") == bytes, "it is as it was");
        assert!(fs::read(&journal).expect("it can be read") == journaled, "it is as it was");
        fs::remove_file(journal).expect("it is there");
        let store = SqliteStore::open(&folder.path, Options::default()).expect("it is sound");
        assert_eq!(whole(&store), batches);
    }
}

/// What such a journal would have taken back stays then, and is damage that is told.
#[test]
fn a_flipped_bit_in_the_journal_of_a_killed_load_is_never_given_out() {
    let (_kept, store) = loaded();
    let all = store.read(&Selection::all()).expect("it is sound");
    store.close().expect("the disk is sound");
    let killed = half_written();
    let [file, journal] = ["run.db", "run.db-journal"]
        .map(|name| fs::read(killed.beside(name).path).expect("it can be read"));
    let mut dice = Dice(3);
    let (mut told, mut taken_back) = (0, 0);
    for flip in 0..200 {
        let mut flipped = journal.clone();
        // Its head is where flips matter most.
        let place = if flip < 64 { flip } else { dice.below(journal.len()) };
        flipped[place] ^= 1 << dice.below(8);
        let folder = folder();
        fs::write(&folder.path, &file).expect("it can be written");
        fs::write(folder.beside("run.db-journal").path, flipped).expect("it can be written");
        let read = SqliteStore::open_read_only(&folder.path).ok().and_then(|store| {
            store.verify().ok()?;
            store.read(&Selection::all()).ok()
        });
        match read {
            None => told += 1,
            Some(facts) => {
                assert_eq!(facts, all, "flip {flip} at {place}");
                taken_back += 1;
            }
        }
    }
    assert!(0 < told && 0 < taken_back, "{told} told, {taken_back} taken back");
}

const HALF_WRITTEN: &str = "HALF_WRITTEN_STORE";

/// Not a test of its own: what a process without rights sees.
#[test]
fn a_reader_without_rights() {
    let Some(path) = std::env::var_os(HALF_WRITTEN) else { return };
    let opened = SqliteStore::open_read_only(Path::new(&path)).map(|_| ());
    assert!(matches!(opened, Err(OpenError::HalfWritten { .. })), "{opened:?}");
}

#[cfg(unix)]
#[test]
fn a_half_batch_that_cannot_be_taken_back_is_told() {
    let folder = half_written();
    crate::support::read_without_rights(&folder, "bulk::a_reader_without_rights", HALF_WRITTEN);
    assert_eq!(names(&folder), ["run.db", "run.db-journal"], "nothing is lost");
    let reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    assert_eq!(whole(&reader), BATCHES);
}
