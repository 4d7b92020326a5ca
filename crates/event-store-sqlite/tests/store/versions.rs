//! Stores as each version wrote them are read and go on.

use std::fs;
use std::path::{Path, PathBuf};

use event_store::{
    AppendCondition, AppendOnce, EventStore, Key, NewFact, Once, SnapshotId, Snapshots,
};
use event_store_sqlite::{OpenError, Options, SqliteStore};
use kernel::Position;
use rusqlite::Connection;

use crate::session::write;
use crate::support::{Folder, folder, sql};

const VERSIONS: [i64; 2] = [1, 2];
const NONE: AppendCondition = AppendCondition::none();
const SNAPSHOT: SnapshotId<'_> = SnapshotId { projection: "open-incidents", version: 1 };
const FACT: [NewFact<'_>; 1] =
    [NewFact { kind: "incident.closed", tags: &["incident:b-1"], bytes: b"{}" }];

fn key() -> Key<'static> {
    Key::new("close b-1").expect("it is a key")
}

fn fixture(version: i64) -> PathBuf {
    let name = format!("tests/stores/version-{version}.db");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn of_version(version: i64) -> Folder {
    let folder = folder();
    fs::copy(fixture(version), &folder.path).expect("the fixture is there");
    folder
}

/// The fixture of the last version; the earlier ones stay as they are.
fn write_fixture() {
    let folder = folder();
    let options = Options { index_saved_every: 1, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    write(&mut store);
    let once = store.append_once(key(), &FACT, &NONE);
    assert!(matches!(once, Ok(Once::Appended(_))));
    store.save_snapshot(SNAPSHOT, Position(5), b"two").expect("it is saved");
    store.close().expect("it is closed");
    fs::copy(&folder.path, fixture(VERSIONS[1])).expect("the fixture is written");
}

/// The version of a file, and how many columns its view of deadlines has.
fn shape(folder: &Folder) -> (i64, usize) {
    let file = Connection::open(&folder.path).expect("it is a database");
    let version = file.query_row("PRAGMA user_version", (), |row| row.get(0)).expect("it has one");
    let view = file.prepare("SELECT * FROM deadlines").expect("it has the view");
    (version, view.column_count())
}

#[test]
fn a_store_of_each_version_is_read_and_goes_on() {
    if std::env::var_os("STORE_FIXTURE").is_some() {
        write_fixture();
    }
    for version in VERSIONS {
        let folder = of_version(version);
        let mut store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
        let head = store.verify().expect("it is sound");
        expect_test::expect!["#8 384d"].assert_eq(&format!(
            "{} {}",
            head.position,
            &head.chain.to_string()[..4]
        ));
        let again = store.append_once(key(), &FACT, &NONE);
        assert!(matches!(again, Ok(Once::AlreadyAppended(_))), "{again:?}");
        let found = store.snapshot(SNAPSHOT, Position(9)).expect("it can be asked");
        let found = found.expect("it is there");
        assert_eq!((found.position, found.bytes.as_slice()), (Position(5), &b"two"[..]));
        store.append(&FACT, &NONE).expect("the log goes on");
        assert_eq!(store.verify().expect("it is sound").position, Position(9));
    }
}

#[test]
fn a_store_of_version_1_that_is_only_read_stays_as_it_is() {
    let folder = of_version(1);
    let store = SqliteStore::open_read_only(&folder.path).expect("it is a store");
    assert_eq!(store.verify().expect("it is sound").position, Position(8));
    drop(store);
    assert_eq!(fs::read(&folder.path).unwrap(), fs::read(fixture(1)).unwrap());
}

#[test]
fn a_store_of_version_1_that_is_written_is_raised_beside_its_readers() {
    let folder = of_version(1);
    assert_eq!(shape(&folder), (1, 6));
    let reading = SqliteStore::open_read_only(&folder.path).expect("it is a store");
    let mut store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
    assert_eq!(shape(&folder), (2, 8));
    store.append(&FACT, &NONE).expect("the log goes on");
    assert_eq!(reading.verify().expect("it is sound").position, Position(9));
    drop((store, reading));
    let store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
    assert_eq!(store.verify().expect("it is sound").position, Position(9));
}

#[test]
fn a_store_of_version_1_that_is_refused_is_not_raised() {
    for (text, expected) in [
        ("DROP VIEW deadlines; CREATE VIEW deadlines AS SELECT 1, 2, 3, 4, 5, 6", "definition"),
        ("DELETE FROM fact", "damaged at #1"),
    ] {
        let folder = of_version(1);
        sql(&folder, text);
        let opened = SqliteStore::open(&folder.path, Options::default()).map(|_| ());
        let said = opened.expect_err(text).to_string();
        assert!(said.contains(expected), "{said}");
        assert_eq!(shape(&folder), (1, 6), "{text}");
    }
}

#[test]
fn the_view_of_another_version_is_a_changed_one() {
    let folder = of_version(2);
    sql(&folder, "PRAGMA user_version = 1");
    let opened = SqliteStore::open(&folder.path, Options::default()).map(|_| ());
    assert!(matches!(opened, Err(OpenError::Schema { .. })), "{opened:?}");
}
