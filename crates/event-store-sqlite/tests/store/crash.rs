//! A process that appends is killed, again and again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use event_store::{AppendError, EventStore, StoreError};
use event_store_sqlite::{OpenError, Options, SqliteStore, Workload};

use crate::batches::{append, whole};
use crate::disk::Dice;
use crate::support::{Folder, folder};

/// Names the store to the child, which is this program with this test alone.
const STORE: &str = "CRASH_STORE";
/// `just soak-store` kills more often.
const KILLS: &str = "STORE_KILLS";

/// Not a test of its own: what the child does. It says what it is about to do and what is
/// acknowledged, and ends when it is killed.
#[test]
fn child() {
    let Some(path) = std::env::var_os(STORE) else { return };
    let path = Path::new(&path);
    let mut store = SqliteStore::open(path, Options::default()).expect("the store can be opened");
    let mut number = whole(&store);
    loop {
        println!("@begin {number}");
        append(&mut store, number).expect("the disk is sound");
        println!("@done {number}");
        number += 1;
    }
}

/// The same with a store of its own, which it makes for a bulk load and appends to as fast as it can.
#[test]
fn bulk_child() {
    let Some(path) = std::env::var_os(STORE) else { return };
    let bulk = Options { workload: Workload::Bulk, ..Options::default() };
    let mut store = SqliteStore::create(Path::new(&path), bulk).expect("a new store");
    for number in 0.. {
        println!("@begin {number}");
        append(&mut store, number).expect("the disk is sound");
        println!("@done {number}");
    }
}

fn spawn(folder: &Folder, what: &str) -> (Child, impl Iterator<Item = (String, u64)> + use<>) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args([what, "--exact", "--nocapture"])
        .env(STORE, &folder.path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let said = output.lines().map_while(Result::ok).filter_map(|line| {
        // The test harness may have begun the line.
        let (_, said) = line.split_once('@')?;
        let (what, number) = said.split_once(' ')?;
        Some((what.to_owned(), number.parse().ok()?))
    });
    (child, said)
}

fn create(folder: &Folder) {
    let store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    store.close().expect("the disk is sound");
}

#[test]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    let kills = std::env::var(KILLS).map_or(20, |text| text.parse().expect("a number of kills"));
    let (folder, mut dice) = (folder(), Dice(kills));
    create(&folder);
    let mut within_a_batch = 0;
    let mut before = 0;
    for kill in 0..kills {
        let (mut child, mut said) = spawn(&folder, "crash::child");
        let (mut begun, mut done) = (before, before);
        let mut hear = |(what, number): (String, u64)| {
            let heard = if what == "begin" { &mut begun } else { &mut done };
            *heard = number + 1;
        };
        // Every other kill waits for a batch to begin.
        let batches = 1 + 2 * dice.below(8);
        for heard in said.by_ref().take(batches) {
            hear(heard);
        }
        let wait = if kill % 2 == 0 { dice.below(300) } else { dice.below(5_000) };
        std::thread::sleep(Duration::from_micros(wait as u64));
        child.kill().expect("the child can be killed");
        child.wait().expect("the child has ended");
        said.for_each(&mut hear);
        within_a_batch += u64::from(done < begun);

        let store = SqliteStore::open(&folder.path, Options::default()).expect("it can be opened");
        let found = whole(&store);
        assert!(done <= found, "kill {kill}: {found} of {done} batches are left");
        assert!(found <= begun, "kill {kill}: nobody appended batch {found}");
        before = found;
    }
    assert!(kills / 3 <= within_a_batch, "{within_a_batch} of {kills} kills were within a batch");
}

#[test]
fn another_process_that_writes_is_named_and_can_be_read_beside() {
    let folder = folder();
    create(&folder);
    let (mut child, mut said) = spawn(&folder, "crash::child");
    assert!(said.by_ref().any(|(what, number)| what == "done" && number == 2));
    match SqliteStore::open(&folder.path, Options::default()) {
        Err(OpenError::Locked { process, .. }) => assert_eq!(process, child.id().to_string()),
        other => panic!("the child writes: {:?}", other.map(|_| ())),
    }
    let mut reader = SqliteStore::open_read_only(&folder.path).expect("it can be read");
    let known = whole(&reader);
    assert!(3 <= known);
    let before = reader.head().expect("it can be read").position;
    // The child may be far ahead of what it was heard to say.
    assert!(said.by_ref().any(|(what, number)| what == "done" && number == known + 5));
    assert!(before < reader.head().expect("it can be read").position, "the reader keeps up");
    let refused = append(&mut reader, 0);
    assert!(matches!(refused, Err(AppendError::Store(StoreError::ReadOnly))));
    child.kill().expect("the child can be killed");
    child.wait().expect("the child has ended");
    SqliteStore::open(&folder.path, Options::default()).expect("the lock went with the child");
}

/// Whoever comes first takes the half of a batch back: who reads, or who goes on.
#[test]
fn a_killed_bulk_load_loses_nothing_that_was_acknowledged() {
    let kills = std::env::var(KILLS).map_or(20, |text| text.parse().expect("a number of kills"));
    let mut dice = Dice(kills);
    let mut half_written = 0;
    for kill in 0..10 * kills {
        if kills <= kill && 0 < half_written {
            break;
        }
        let folder = folder();
        let (mut child, mut said) = spawn(&folder, "crash::bulk_child");
        let (mut begun, mut done) = (0, 0);
        let mut hear = |(what, number): (String, u64)| {
            let heard = if what == "begin" { &mut begun } else { &mut done };
            *heard = number + 1;
        };
        // A batch has just begun.
        said.by_ref().take(1 + 2 * dice.below(20)).for_each(&mut hear);
        std::thread::sleep(Duration::from_micros(dice.below(3_000) as u64));
        child.kill().expect("the child can be killed");
        child.wait().expect("the child has ended");
        said.for_each(&mut hear);
        let journal = std::fs::read(folder.beside("run.db-journal").path).unwrap_or_default();
        half_written += u64::from(journal.first().is_some_and(|first| *first != 0));

        let read = || whole(&SqliteStore::open_read_only(&folder.path).expect("it can be read"));
        let before = (kill % 2 == 0).then(read);
        let mut store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
        let found = whole(&store);
        assert!(done <= found && found <= begun, "kill {kill}: {done}, {found}, {begun}");
        assert!(before.is_none_or(|before| before == found), "kill {kill}: {before:?}, {found}");
        append(&mut store, found).expect("the log goes on");
        store.close().expect("the disk is sound");
        assert_eq!(read(), found + 1);
        assert!(!folder.beside("run.db-journal").path.exists());
    }
    assert!(0 < half_written, "no batch was half written in {kills} kills");
}
