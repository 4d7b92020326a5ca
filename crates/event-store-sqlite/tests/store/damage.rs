//! Files that are damaged at rest: nothing false is ever given out.

use std::collections::BTreeMap;
use std::fs;

use event_store::{
    AppendCondition, AppendOnce, EventStore, Fact, Key, NewFact, Query, Selection, StoreError,
};
use event_store_sqlite::{OpenError, Options, SqliteStore, Workload};
use kernel::Position;
use rusqlite::Connection;

use crate::disk::Dice;
use crate::support::{self, Folder, folder, read_without_rights, sql};

const PAGE: usize = 4096;
const NONE: AppendCondition = AppendCondition::none();

/// A closed store of about thirty small pages, and what stands in it.
fn sample(workload: Workload) -> (Vec<u8>, Vec<Fact>) {
    let folder = folder();
    let options = Options { index_saved_every: 1, workload, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("the disk is sound");
    for number in 0..150 {
        let (incident, bytes) = (format!("incident:{}", number % 10), vec![number; 400]);
        let kind = if number % 3 == 0 { "incident.opened" } else { "incident.verified" };
        let fact = [NewFact { kind, tags: &[&incident, "nation:de"], bytes: &bytes }];
        let key = format!("key-{number}");
        let key = Key::new(&key).expect("the disk is sound");
        assert_eq!(
            store.append_once(key, &fact, &NONE).expect("the disk is sound").span().last.0,
            u64::from(number) + 1
        );
    }
    let facts = store.read(&Selection::all()).expect("the disk is sound");
    store.close().expect("the disk is sound");
    (fs::read(&folder.path).expect("the disk is sound"), facts)
}

/// How the damage was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Noticed {
    OnOpening,
    OnReading,
    ByVerify,
    /// It lies where nothing of the log stands.
    Never,
}

/// Opens what is left, reads it in several ways, and compares what is given out with the truth.
fn look(folder: &Folder, facts: &[Fact]) -> Noticed {
    let Ok(store) = SqliteStore::open(&folder.path, Options::default()) else {
        return Noticed::OnOpening;
    };
    let queries = [
        None,
        Some(Query::new(&["incident.opened"], &[])),
        Some(Query::new(&[], &["incident:7"])),
        Some(Query::new(&["incident.verified"], &["incident:4", "nation:de"])),
    ];
    let mut noticed = false;
    for query in &queries {
        let matches = |fact: &&Fact| {
            let tags: Vec<&str> = fact.tags.iter().map(String::as_str).collect();
            query.as_ref().is_none_or(|query| query.matches(&fact.kind, &tags))
        };
        let expected: Vec<&Fact> = facts.iter().filter(matches).collect();
        let selection = Selection { query: query.as_ref(), ..Selection::all() };
        match store.read(&selection) {
            Ok(found) => assert!(found.iter().eq(expected), "{query:?}: something false"),
            Err(_) => noticed = true,
        }
    }
    // A key that stands in the log is never taken for a new one.
    let bytes = [33; 400];
    let fact =
        [NewFact { kind: "incident.opened", tags: &["incident:3", "nation:de"], bytes: &bytes }];
    match store.clone().append_once(Key::new("key-33").expect("the disk is sound"), &fact, &NONE) {
        Ok(once) => assert_eq!(once.span().first.0, 34, "it was appended again"),
        Err(_) => noticed = true,
    }
    match (noticed, store.verify()) {
        (true, _) => Noticed::OnReading,
        (false, Err(_)) => Noticed::ByVerify,
        (false, Ok(head)) => {
            assert_eq!(head.chain, facts[facts.len() - 1].chain);
            Noticed::Never
        }
    }
}

#[test]
fn a_flipped_bit_in_any_page_is_never_given_out() {
    let (sound, facts) = sample(Workload::Live);
    let pages = sound.len() / PAGE;
    assert!((20..100).contains(&pages), "{pages} pages");
    let counts = flip(&sound, &facts);
    let total: usize = counts.values().sum();
    assert!(200 <= total);
    assert!(counts.contains_key(&Noticed::OnReading), "{counts:?}");
    // Unused space, and what a clean close leaves behind, is no part of the log.
    assert!(counts.get(&Noticed::Never).copied().unwrap_or(0) < total / 2, "{counts:?}");
}

#[test]
fn nor_is_one_in_a_large_page() {
    let (sound, facts) = sample(Workload::Bulk);
    let counts = flip(&sound, &facts);
    assert!(counts.contains_key(&Noticed::OnReading), "{counts:?}");
}

/// Four flipped bits in each four kilobytes, and how each was noticed.
fn flip(sound: &[u8], facts: &[Fact]) -> BTreeMap<Noticed, usize> {
    let mut dice = Dice(1);
    let mut counts = BTreeMap::new();
    let pages = sound.len() / PAGE;
    for flip in 0..pages.max(50) * 4 {
        let mut bytes = sound.to_vec();
        let place = flip % pages * PAGE + dice.below(PAGE);
        bytes[place] ^= 1 << dice.below(8);
        let folder = folder();
        fs::write(&folder.path, &bytes).expect("it can be written");
        *counts.entry(look(&folder, facts)).or_default() += 1;
    }
    counts
}

#[test]
fn a_file_that_was_cut_off_is_noticed() {
    let (sound, facts) = sample(Workload::Live);
    let mut dice = Dice(2);
    let cuts = (1..sound.len() / PAGE).map(|page| page * PAGE);
    for length in cuts.chain((0..40).map(|_| 1 + dice.below(sound.len() - 1))) {
        let folder = folder();
        fs::write(&folder.path, &sound[..length]).unwrap();
        assert_ne!(look(&folder, &facts), Noticed::Never, "cut to {length} of {}", sound.len());
    }
}

/// What somebody does to a log with SQL.
fn edited(text: &str) -> (Folder, Vec<Fact>) {
    let (sound, facts) = sample(Workload::Live);
    let folder = folder();
    fs::write(&folder.path, sound).expect("the disk is sound");
    sql(&folder, text);
    (folder, facts)
}

#[test]
fn what_somebody_edits_is_found_with_its_position() {
    let edits = [
        ("UPDATE fact SET bytes = zeroblob(400) WHERE position = 70", 70),
        ("UPDATE fact SET kind = 'incident.closed' WHERE position = 70", 70),
        ("UPDATE fact SET tags = 'nation:fr' WHERE position = 70", 70),
        ("UPDATE fact SET key = 'other' WHERE position = 70", 70),
        ("UPDATE fact SET chain = zeroblob(32) WHERE position = 70", 70),
        ("DELETE FROM fact WHERE position = 70", 70),
        ("DELETE FROM fact WHERE position = 150", 150),
        (
            "INSERT INTO fact SELECT 151, kind, tags, bytes, chain, NULL, NULL, checksum
          FROM fact WHERE position = 150",
            151,
        ),
        (
            "UPDATE fact SET position = -1 WHERE position = 70;
          UPDATE fact SET position = 70 WHERE position = 71;
          UPDATE fact SET position = 71 WHERE position = -1",
            70,
        ),
    ];
    for (text, expected) in edits {
        let (folder, _) = edited(text);
        let found = match SqliteStore::open(&folder.path, Options::default()) {
            Ok(store) => store.verify().map(|_| ()),
            Err(OpenError::Store(error)) => Err(error),
            Err(other) => panic!("{text}: {other}"),
        };
        match found {
            Err(StoreError::Damaged { position, .. }) => assert_eq!(position.0, expected, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// Writes other bytes into the fact at 70, with the checksum that then fits, and with the chain
/// value that fits too if `linked`.
fn rewritten(linked: bool) -> (Folder, Vec<Fact>) {
    let (folder, facts) = edited("SELECT 1");
    let (before, fact) = (&facts[68], &facts[69]);
    let bytes = [9; 400];
    let chain = if linked { before.chain.link(&bytes) } else { fact.chain };
    let mut crc = crc32fast::Hasher::new();
    for part in [&70u64.to_le_bytes()[..], fact.kind.as_bytes(), &[0]] {
        crc.update(part);
    }
    crc.update(fact.tags.join(" ").as_bytes());
    // The key and how many facts it stands for.
    for part in [&[0][..], b"key-69", &[0], &1u32.to_le_bytes(), chain.as_bytes(), &bytes] {
        crc.update(part);
    }
    let text = "UPDATE fact SET bytes = ?1, chain = ?2, checksum = ?3 WHERE position = 70";
    let parameters = rusqlite::params![bytes, chain.as_bytes(), crc.finalize()];
    let file = Connection::open(&folder.path).expect("the disk is sound");
    assert_eq!(file.execute(text, parameters), Ok(1));
    (folder, facts)
}

#[test]
fn a_fact_that_is_rewritten_with_its_checksum_breaks_the_chain() {
    for (linked, expected) in [(false, 70), (true, 71)] {
        let (folder, _) = rewritten(linked);
        let store = SqliteStore::open(&folder.path, Options::default()).unwrap();
        for found in [store.verify().map(|_| ()), store.read(&Selection::all()).map(|_| ())] {
            match found {
                Err(StoreError::Damaged { position, source }) => {
                    assert_eq!(position.0, expected, "{source}");
                    assert!(source.to_string().contains("chain"), "{source}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn how_many_facts_a_batch_without_a_key_has_is_damage() {
    let (folder, _) = support::closed(3);
    sql(&folder, "UPDATE fact SET key_facts = 7 WHERE position = 2");
    let reader = SqliteStore::open_read_only(&folder.path).err();
    assert!(
        matches!(reader, Some(OpenError::Store(StoreError::Damaged { position: Position(2), .. }))),
        "{reader:?}"
    );
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    use event_store::{SnapshotId, Snapshots};

    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).unwrap();
    let id = SnapshotId { projection: "open-incidents", version: 1 };
    support::append(&mut store, 2);
    for position in [1, 2] {
        store.save_snapshot(id, Position(position), b"state").unwrap();
    }
    store.close().unwrap();
    let text = "UPDATE snapshot SET bytes = x'00' WHERE position = 2";
    Connection::open(&folder.path).and_then(|file| file.execute_batch(text)).unwrap();
    let store = SqliteStore::open(&folder.path, Options::default()).unwrap();
    let found = store.snapshot(id, Position(9)).unwrap().unwrap();
    assert_eq!(found.position.0, 1);
}

#[test]
fn a_full_disk_is_told_and_the_log_goes_on_once_there_is_room() {
    let folder = folder();
    let small = Options { pages_max: Some(60), ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, small).unwrap();
    let mut number = 0;
    let refused = loop {
        match crate::batches::append(&mut store, number) {
            Ok(_) => number += 1,
            Err(error) => break error,
        }
        assert!(number < 1_000, "the disk is full and nobody says so");
    };
    assert!(0 < number, "some batches fit");
    assert!(matches!(refused, event_store::AppendError::Store(_)), "{refused:?}");
    assert!(refused.to_string().starts_with("cannot "), "{refused}");
    assert_eq!(crate::batches::whole(&store), number);
    drop(store);
    let mut store = SqliteStore::open(&folder.path, Options::default()).unwrap();
    assert_eq!(crate::batches::whole(&store), number);
    crate::batches::append(&mut store, number).unwrap();
    assert_eq!(crate::batches::whole(&store), number + 1);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let created = SqliteStore::create(std::path::Path::new("/proc/run.db"), Options::default());
    assert!(matches!(created, Err(OpenError::Lock { .. })));
}

/// Names the store to a child without rights, which is this program with the test below alone.
const IN_READ_ONLY_FOLDER: &str = "READ_ONLY_STORE";

/// Not a test of its own: what somebody may do who cannot write to the folder.
#[test]
fn a_reader_without_rights() {
    let Some(path) = std::env::var_os(IN_READ_ONLY_FOLDER) else { return };
    let path = std::path::Path::new(&path);
    assert!(fs::write(path.with_extension("other"), "").is_err(), "the folder can be written");
    let store = SqliteStore::open_read_only(path).expect("it can be read all the same");
    assert_eq!(store.verify().expect("it is sound").position.0, 150);
    let opened = SqliteStore::open(path, Options::default());
    assert!(matches!(opened, Err(OpenError::Lock { .. })));
}

#[cfg(unix)]
#[test]
fn a_store_in_a_folder_that_cannot_be_written_can_be_read() {
    let folder = folder();
    fs::write(&folder.path, sample(Workload::Live).0).unwrap();
    read_without_rights(&folder, "damage::a_reader_without_rights", IN_READ_ONLY_FOLDER);
}
