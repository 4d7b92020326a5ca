//! Opening, closing, reading beside a writer, copying.

use std::fs;

use event_store::{
    AppendError, AppendOnce, EventStore, Key, NewFact, Once, Query, Selection, StoreError,
};
use event_store_sqlite::{Durability, OpenError, Options, SqliteStore, Workload};
use kernel::Position;
use rusqlite::Connection;

use crate::support::{Folder, NONE, append, closed, folder, open, sql};

fn of_first_incident(store: &SqliteStore) -> usize {
    let query = Query::new(&["incident.opened"], &["incident:0"]);
    store.read(&Selection::of(&query)).expect("the store can be read").len()
}

#[test]
fn a_log_goes_on_where_it_ended() {
    let (folder, head) = closed(7);
    let mut store = open(&folder);
    assert_eq!(store.head().unwrap(), head);
    assert_eq!(of_first_incident(&store), 3);
    append(&mut store, 3);
    assert_eq!(store.verify().unwrap().position, Position(10));
    drop(store);
    assert_eq!(open(&folder).verify().unwrap().position, Position(10));
}

/// The size of the pages of a file, as its head says.
fn page_size(folder: &Folder) -> u16 {
    let bytes = fs::read(&folder.path).expect("it can be read");
    u16::from_be_bytes([bytes[16], bytes[17]])
}

#[test]
fn a_store_keeps_the_pages_that_it_was_made_with() {
    let with = |workload| Options { workload, ..Options::default() };
    let mut heads = Vec::new();
    for (made, opened, size) in
        [(Workload::Live, Workload::Bulk, 4 << 10), (Workload::Bulk, Workload::Live, 32 << 10)]
    {
        let folder = folder();
        let mut store = SqliteStore::create(&folder.path, with(made)).expect("a new store");
        append(&mut store, 7);
        store.close().expect("it is written");
        assert_eq!(page_size(&folder), size);
        let mut store = SqliteStore::open(&folder.path, with(opened)).expect("it is a store");
        append(&mut store, 7);
        assert_eq!(store.verify().expect("it is sound").position, Position(14));
        heads.push(store.close().expect("it is written"));
        assert_eq!(page_size(&folder), size);
    }
    assert_eq!(heads[0], heads[1]);
}

/// What a program that was killed has left is in the write-ahead log, which belongs to the file.
#[test]
fn a_store_without_its_write_ahead_log_is_not_taken_for_that_of_another_program() {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    append(&mut store, 3);
    let alone = folder.beside("alone.db");
    fs::copy(&folder.path, &alone.path).expect("it can be copied");
    let opened = [
        SqliteStore::open(&alone.path, Options::default()),
        SqliteStore::open_read_only(&alone.path),
    ];
    for error in opened.map(|opened| opened.err().expect("nothing stands in it")) {
        let OpenError::NotAStore { reason, .. } = error else { panic!("{error:?}") };
        assert!(reason.contains("its write-ahead log"), "{reason}");
    }
    let strange = folder.beside("strange.db");
    sql(&strange, "CREATE TABLE t (a)");
    let error = SqliteStore::open_read_only(&strange.path).err().expect("it is another's");
    assert!(
        matches!(&error, OpenError::NotAStore { reason, .. } if reason.contains("another program")),
        "{error:?}"
    );
}

#[test]
fn one_file_is_left_after_closing() {
    let (folder, _) = closed(5);
    let parent = folder.path.parent().unwrap();
    let names: Vec<_> =
        fs::read_dir(parent).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["run.db"]);
}

#[test]
fn the_index_is_read_from_its_copy_or_built_anew() {
    let folder = folder();
    let options = Options { index_saved_every: 1, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).unwrap();
    append(&mut store, 9);
    let key = Key::new("a").unwrap();
    let fact = [NewFact { kind: "incident.closed", tags: &[], bytes: b"" }];
    let Once::Appended(span) = store.append_once(key, &fact, &NONE).unwrap() else { panic!() };
    store.close().unwrap();
    let spoil = [
        "SELECT 1",
        "UPDATE index_snapshot SET bytes = x'00'",
        "UPDATE index_snapshot SET digest = zeroblob(32)",
        "DELETE FROM index_snapshot",
    ];
    for text in spoil {
        sql(&folder, text);
        let mut store = SqliteStore::open(&folder.path, options).unwrap();
        assert_eq!(of_first_incident(&store), 3, "{text}");
        let again = store.append_once(key, &fact, &NONE).unwrap();
        assert_eq!(again, Once::AlreadyAppended(span), "{text}");
        store.verify().unwrap();
    }
}

#[test]
fn a_file_that_is_not_empty_is_not_overwritten() {
    let (folder, _) = closed(1);
    let create = || SqliteStore::create(&folder.path, Options::default());
    assert!(matches!(create(), Err(OpenError::NotEmpty { .. })));
    assert_eq!(open(&folder).head().unwrap().position, Position(1));
    fs::write(&folder.path, "precious").unwrap();
    assert!(matches!(create(), Err(OpenError::NotEmpty { .. })));
    assert_eq!(fs::read(&folder.path).unwrap(), b"precious");
    fs::write(&folder.path, "").unwrap();
    assert!(create().is_ok());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_file_and_not_an_empty_one() {
    let folder = folder();
    let made = std::process::Command::new("mkfifo").arg(&folder.path).status();
    assert!(made.expect("it runs").success());
    let opened = SqliteStore::open_read_only(&folder.path).map(drop);
    let reason = opened.expect_err("it is no store").to_string();
    assert!(reason.ends_with("is not a store: it is no file"), "{reason}");
}

#[test]
fn a_file_that_is_no_store_is_refused_with_its_reason() {
    let reason = |folder: &Folder| {
        let before = fs::read(&folder.path).ok();
        let writing = SqliteStore::open(&folder.path, Options::default()).map(|_| ());
        let reading = SqliteStore::open_read_only(&folder.path).map(|_| ());
        let texts = [writing, reading].map(|opened| {
            let text = opened.expect_err("it is no store").to_string();
            text.replace(&folder.path.display().to_string(), "run.db")
        });
        assert_eq!(texts[0], texts[1]);
        let blank = before.as_ref().is_none_or(Vec::is_empty);
        assert!(blank || SqliteStore::create(&folder.path, Options::default()).is_err());
        assert_eq!(fs::read(&folder.path).ok(), before, "nothing of it is changed");
        texts[0].clone()
    };
    let other = folder();
    assert_eq!(reason(&other), "there is no file `run.db`");
    fs::write(&other.path, "").unwrap();
    assert_eq!(reason(&other), "`run.db` is not a store: it is empty");
    fs::write(&other.path, "{\"specversion\":\"1.0\"}\n".repeat(100)).unwrap();
    assert_eq!(reason(&other), "`run.db` is not a store: it is no SQLite database");
    fs::remove_file(&other.path).unwrap();
    sql(&other, "CREATE TABLE book (title TEXT)");
    assert_eq!(
        reason(&other),
        "`run.db` is not a store: it is a SQLite database of another program"
    );

    let (newer, _) = closed(1);
    for none in [0, -1] {
        sql(&newer, &format!("PRAGMA user_version = {none}"));
        assert_eq!(reason(&newer), "`run.db` is not a store: its version is none that a store has");
    }
    sql(&newer, "PRAGMA user_version = 3");
    assert_eq!(
        reason(&newer),
        "`run.db` is a store of version 3, and this program knows version 2"
    );
    let (changed, _) = closed(1);
    sql(&changed, "DROP VIEW deadlines; CREATE VIEW deadlines AS SELECT 1");
    assert_eq!(reason(&changed), "`run.db` is damaged: the definition of `deadlines` was changed");
    let (haunted, _) = closed(1);
    sql(&haunted, "CREATE TRIGGER t AFTER INSERT ON fact BEGIN DELETE FROM fact; END");
    assert_eq!(reason(&haunted), "`run.db` is damaged: the definition of `t` was changed");
}

#[test]
fn tables_and_views_of_others_are_let_be() {
    let (folder, _) = closed(2);
    sql(&folder, "CREATE VIEW mine AS SELECT * FROM events; CREATE INDEX by_kind ON fact (kind)");
    let mut store = open(&folder);
    append(&mut store, 1);
    assert_eq!(store.verify().unwrap().position, Position(3));
}

#[test]
fn a_reader_sees_what_a_writer_appends() {
    let (folder, _) = closed(2);
    let mut store = open(&folder);
    let mut reader = SqliteStore::open_read_only(&folder.path).unwrap();
    append(&mut store, 4);
    assert_eq!(reader.head().unwrap(), store.head().unwrap());
    assert_eq!(of_first_incident(&reader), 3);
    assert_eq!(reader.verify().unwrap().position, Position(6));
    let fact = NewFact { kind: "incident.opened", tags: &[], bytes: b"" };
    let refused = reader.append(&[fact], &NONE);
    assert!(matches!(refused, Err(AppendError::Store(StoreError::ReadOnly))));
}

#[test]
fn a_closed_store_can_be_read_and_takes_no_more() {
    let (folder, _) = closed(2);
    let store = open(&folder);
    let mut other = store.clone();
    store.close().unwrap();
    let fact = NewFact { kind: "incident.opened", tags: &[], bytes: b"" };
    let refused = other.append(&[fact], &NONE).unwrap_err();
    assert!(matches!(refused, AppendError::Store(StoreError::Backend { .. })), "{refused:?}");
    assert_eq!(other.read(&Selection::all()).unwrap().len(), 2);
}

#[test]
fn a_copy_is_a_store() {
    let (folder, _) = closed(2);
    let mut store = open(&folder);
    append(&mut store, 3);
    let copy = Folder::beside(&folder, "copy.db");
    store.backup(&copy.path).unwrap();
    append(&mut store, 3);
    assert!(matches!(store.backup(&copy.path), Err(OpenError::NotEmpty { .. })));
    let mut copied = open(&copy);
    assert_eq!(copied.verify().unwrap().position, Position(5));
    append(&mut copied, 3);
    assert_eq!(copied.head().unwrap(), store.head().unwrap());
}

#[test]
fn every_durability_keeps_what_was_appended() {
    for durability in
        [Durability::Fsync, Durability::Group(std::time::Duration::from_millis(1)), Durability::Os]
    {
        let folder = folder();
        let options = Options { durability, ..Options::default() };
        let mut store = SqliteStore::create(&folder.path, options).unwrap();
        append(&mut store, 5);
        store.close().unwrap();
        let noted: String = Connection::open(&folder.path)
            .and_then(|file| file.query_row("SELECT durability FROM closing", (), |row| row.get(0)))
            .unwrap();
        assert_eq!(noted, durability.to_string());
        assert_eq!(open(&folder).verify().unwrap().position, Position(5));
    }
}

#[test]
fn a_log_that_became_shorter_or_other_is_not_opened() {
    for (text, at) in [
        ("DELETE FROM fact WHERE position = 5", 5),
        ("DELETE FROM fact WHERE 3 <= position", 3),
        ("DELETE FROM fact", 1),
        ("DELETE FROM fact WHERE 1 < position; UPDATE fact SET position = -1", 1),
        ("UPDATE closing SET position = 9", 6),
        ("UPDATE closing SET chain = zeroblob(32)", 5),
    ] {
        let (folder, _) = closed(5);
        sql(&folder, text);
        match SqliteStore::open(&folder.path, Options::default()) {
            Err(OpenError::Store(StoreError::Damaged { position, .. })) => {
                assert_eq!(position, Position(at), "{text}");
            }
            opened => panic!("{text}: {:?}", opened.map(|_| ())),
        }
    }
}

#[test]
fn what_was_added_before_the_first_fact_is_found() {
    for position in [0, -5] {
        let (folder, _) = closed(3);
        sql(
            &folder,
            &format!(
                "INSERT INTO fact SELECT {position}, kind, tags, bytes, chain, key, key_facts, checksum
                 FROM fact WHERE position = 2"
            ),
        );
        let store = open(&folder);
        assert_eq!(store.read(&Selection::all()).unwrap().len(), 3, "it is no part of the log");
        let error = store.verify().expect_err("it does not belong there");
        assert!(
            matches!(error, StoreError::Damaged { position: Position::START, .. }),
            "{error:?}"
        );
        let said = format!("{error:?}");
        assert!(said.contains(&format!("added at {position}, before the first")), "{said}");
    }
}

#[test]
fn a_schema_that_cannot_be_read_or_is_another_is_damage() {
    let (folder, _) = closed(1);
    let sound = fs::read(&folder.path).unwrap();
    let texts = sound.windows(7).enumerate().filter(|(_, text)| text == b"CREATE ");
    let mut tried = 0;
    for (start, _) in texts {
        for (place, byte) in [(3, 0xff), (3, b'e'), (20, 0xff), (20, b'?'), (60, 0xff), (60, b'?')]
        {
            let mut bytes = sound.clone();
            bytes[start + place] = byte;
            fs::write(&folder.path, bytes).unwrap();
            let opened = SqliteStore::open(&folder.path, Options::default()).map(|_| ());
            assert!(
                matches!(opened, Err(OpenError::NotAStore { .. } | OpenError::Schema { .. })),
                "{start} + {place}: {opened:?}"
            );
            tried += 1;
        }
    }
    assert_eq!(tried, 7 * 6, "each table and view");
}

#[test]
fn a_writer_notices_that_another_has_written() {
    let (folder, head) = closed(2);
    let mut store = open(&folder);
    sql(&folder, "INSERT INTO fact VALUES (3, 'a', '', x'', zeroblob(32), NULL, NULL, 0)");
    let fact = NewFact { kind: "incident.opened", tags: &[], bytes: b"" };
    for expected in ["Damaged", "Broken"] {
        let refused = format!("{:?}", store.append(&[fact], &NONE).unwrap_err());
        assert!(refused.contains(expected), "{refused}");
    }
    assert_eq!(store.head().unwrap(), head);
}

#[test]
fn another_writer_of_the_file_makes_it_busy_and_nothing_is_written() {
    let (folder, head) = closed(2);
    let mut store = open(&folder);
    let other = Connection::open(&folder.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let fact = NewFact { kind: "incident.opened", tags: &[], bytes: b"" };
    let refused = store.append(&[fact], &NONE);
    assert!(matches!(refused, Err(AppendError::Store(StoreError::Busy))), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.append(&[fact], &NONE).unwrap().first, head.position.next());
}
