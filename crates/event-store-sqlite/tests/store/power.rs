//! The power goes, or the disk fails, at any moment of a scripted run.
//!
//! Below SQLite lies a simulated [`Disk`]. At each sync of the run, what was written since the last
//! sync of each file is lost, torn between sectors of 512 bytes, or kept, in any order, and what is
//! left is opened anew. Covered: the store file, the write-ahead log, the rollback journal of a bulk
//! load and their names in the folder, carrying the log over, batches that are written before their commit, creation and closing, a
//! second loss while the log is opened and goes on, and a disk that says it synced and did not.

use std::collections::BTreeMap;
use std::path::Path;

use event_store::{AppendError, EventStore, Fact, Selection, SnapshotId, Snapshots};
use event_store_sqlite::{Durability, Options, SqliteStore, Workload};

use crate::batches::{append, whole};
use crate::disk::{Disk, Loss};
use crate::support::folder;

const BATCHES: u64 = 12;
/// So many ways in which the power can go at a sync.
const LOSSES: usize = 6;

fn options(vfs: &'static str) -> Options {
    Options {
        vfs: Some(vfs),
        // Several times in a run.
        carried_over_every: 50_000,
        index_saved_every: 1,
        ..Options::default()
    }
}

/// How many batches are found when the files are opened anew, and how the log goes on then.
/// None if the store was never made.
fn reopened(loss: &Loss) -> Option<u64> {
    let folder = folder();
    loss.write_to(folder.path.parent().expect("it is in a folder"));
    let mut store = match SqliteStore::open(&folder.path, Options::default()) {
        Ok(store) => store,
        Err(error) => {
            assert_eq!(loss.note, 0, "a store with acknowledged facts is opened: {error:?}");
            return None;
        }
    };
    let found = whole(&store);
    append(&mut store, found).expect("the log goes on");
    assert_eq!(whole(&store), found + 1);
    Some(found)
}

/// Plays the script; what is noted is how many batches were acknowledged, and one more for the
/// store itself.
fn play(disk: &Disk, options: Options) {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    disk.note(1);
    for number in 0..BATCHES {
        append(&mut store, number).expect("the disk is sound");
        disk.note(number + 2);
    }
    store.close().expect("the disk is sound");
}

#[test]
fn a_power_loss_at_any_sync_costs_nothing_that_was_acknowledged() {
    lose_power(Workload::Live, "power-loss", Durability::Fsync);
}

#[test]
fn a_power_loss_costs_no_more_in_a_bulk_load() {
    lose_power(Workload::Bulk, "power-loss-bulk", Durability::Fsync);
}

fn lose_power(workload: Workload, vfs: &'static str, durability: Durability) {
    let disk = Disk::default();
    disk.record(LOSSES);
    play(&disk, Options { workload, durability, ..options(disk.register(vfs)) });
    let losses = disk.losses();
    let mut unacknowledged = 0;
    for loss in &losses {
        let Some(found) = reopened(loss) else { continue };
        let acknowledged = loss.note.saturating_sub(1);
        assert!(acknowledged <= found, "{found} of {acknowledged} batches are left");
        assert!(found <= acknowledged + 1, "nobody appended batch {found}");
        unacknowledged += u64::from(acknowledged < found);
    }
    // Each batch took a sync, and some losses kept a batch that was not acknowledged yet.
    assert!(BATCHES * 6 < losses.len() as u64, "{} losses", losses.len());
    assert!(0 < unacknowledged);
}

/// A bulk load waits for the disk whatever is asked of it.
#[test]
fn a_bulk_load_that_need_not_wait_for_the_disk_loses_nothing_either() {
    lose_power(Workload::Bulk, "power-loss-bulk-os", Durability::Os);
}

/// The same with a durability that promises less: batches are lost, and are still lost whole. So
/// the simulation does lose what is not synced.
#[test]
fn what_is_with_the_operating_system_alone_can_be_lost_and_is_lost_whole() {
    let disk = Disk::default();
    disk.record(LOSSES);
    let options = Options { durability: Durability::Os, ..options(disk.register("power-loss-os")) };
    play(&disk, options);
    let losses = disk.losses();
    let lost = losses
        .iter()
        .filter(|loss| reopened(loss).is_some_and(|found| found < loss.note.saturating_sub(1)));
    assert!(0 < lost.count());
}

/// The power goes again at any sync while what is left is opened, goes on and is closed.
#[test]
fn a_second_loss_costs_nothing_that_was_found_or_acknowledged_since() {
    lose_power_twice(Workload::Live, "first-loss", 3);
}

#[test]
fn a_second_loss_costs_no_more_behind_a_bulk_load() {
    // Which has more syncs and larger files.
    lose_power_twice(Workload::Bulk, "first-loss-bulk", 15);
}

fn lose_power_twice(workload: Workload, vfs: &'static str, every: usize) {
    let first = Disk::default();
    first.record(LOSSES);
    play(&first, Options { workload, ..options(first.register(vfs)) });
    let mut tried = 0;
    for (number, loss) in first.losses().iter().enumerate().step_by(every) {
        let Some(found) = reopened(loss) else { continue };
        let disk = Disk::left_by(loss);
        disk.record(2);
        disk.note(found + 1);
        let name: &'static str = format!("second-{vfs}-{number}").leak();
        // The file must be there for whoever looks before SQLite does, and is where it was.
        let is_store = |(name, _): &&(String, Vec<u8>)| name.ends_with("/run.db");
        let Some((path, content)) = loss.files.iter().find(is_store) else { continue };
        let folder = Path::new(path).parent().expect("it is in a folder");
        std::fs::create_dir_all(folder).expect("a folder can be made again");
        std::fs::write(path, content).expect("it can be written");
        let opened = SqliteStore::open(Path::new(path), options(disk.register(name)));
        let mut store = opened.expect("it was opened before");
        append(&mut store, found).expect("the disk is sound");
        disk.note(found + 2);
        store.close().expect("the disk is sound");
        std::fs::remove_dir_all(folder).expect("the folder can be removed");
        for second in disk.losses() {
            let again = reopened(&second).expect("a store is not lost");
            assert!(second.note - 1 <= again, "{again} of {} batches are left", second.note - 1);
            tried += 1;
        }
    }
    assert!(300 < tried, "{tried} second losses");
}

/// How the facts of a store compare with those that were appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    /// Opening or reading says that it is damaged.
    Told,
    /// The first so many facts, each as it was appended.
    Facts(usize),
}

fn left(loss: &Loss, all: &[Fact]) -> Left {
    let folder = folder();
    loss.write_to(folder.path.parent().expect("it is in a folder"));
    let Ok(store) = SqliteStore::open(&folder.path, Options::default()) else { return Left::Told };
    let (Ok(_), Ok(facts)) = (store.verify(), store.read(&Selection::all())) else {
        return Left::Told;
    };
    assert_eq!(facts, all[..facts.len()], "what is given out is what was appended");
    Left::Facts(facts.len())
}

/// What such a disk loses nobody can bring back. What is left is the beginning of the log, or
/// known to be damaged.
#[test]
fn a_disk_that_lies_about_syncs_is_never_believed_to_hold_other_facts() {
    lie(Workload::Live, "lying", 1);
}

#[test]
fn a_disk_that_lies_to_a_bulk_load_is_not_believed_either() {
    lie(Workload::Bulk, "lying-bulk", 7);
}

fn lie(workload: Workload, vfs: &'static str, every: usize) {
    let with = |vfs| Options { workload, ..options(vfs) };
    let sound = Disk::default();
    play(&sound, with(sound.register(format!("{vfs}-honest").leak())));
    let folder = folder();
    sound.files().write_to(folder.path.parent().expect("it is in a folder"));
    let store = SqliteStore::open(&folder.path, Options::default()).expect("it is sound");
    let all = store.read(&Selection::all()).expect("it is sound");
    let mut found = BTreeMap::<Left, usize>::new();
    for from in (0..sound.syncs()).step_by(every) {
        let disk = Disk::default();
        disk.record(2);
        disk.lie_from(from);
        let name: &'static str = format!("{vfs}-{from}").leak();
        play(&disk, with(disk.register(name)));
        for loss in disk.losses() {
            *found.entry(left(&loss, &all)).or_default() += 1;
        }
    }
    let lengths = found.keys().filter(|left| matches!(left, Left::Facts(_))).count();
    assert!(found.contains_key(&Left::Told) && 5 < lengths, "{found:?}");
}

/// Appends until something fails, and says how many were acknowledged and what failed.
fn play_until_it_fails(disk: &Disk, options: Options) -> (u64, Option<AppendError>) {
    let folder = folder();
    let Ok(mut store) = SqliteStore::create(&folder.path, options) else { return (0, None) };
    disk.note(1);
    for number in 0..BATCHES {
        match append(&mut store, number) {
            Ok(_) => disk.note(number + 2),
            Err(error) => return (number, Some(error)),
        }
    }
    (BATCHES, None)
}

#[test]
fn a_failing_write_or_sync_is_told_and_what_it_concerned_lands_once() {
    fail_once(Workload::Live, "failing");
}

#[test]
fn a_failing_write_or_sync_of_a_bulk_load_is_told_as_well() {
    fail_once(Workload::Bulk, "failing-bulk");
}

fn fail_once(workload: Workload, vfs: &'static str) {
    let with = |vfs| Options { workload, ..options(vfs) };
    let sound = Disk::default();
    play(&sound, with(sound.register(format!("{vfs}-never").leak())));
    let (mut unknown, mut nothing) = (0, 0);
    for operation in 0..sound.operations() {
        let disk = Disk::default();
        disk.fail_at(operation);
        let name: &'static str = format!("{vfs}-{operation}").leak();
        let (acknowledged, error) = play_until_it_fails(&disk, with(disk.register(name)));
        match &error {
            Some(AppendError::Unknown(_)) => unknown += 1,
            Some(AppendError::Store(_)) => nothing += 1,
            Some(other) => panic!("operation {operation}: {other:?}"),
            None => {}
        }
        let loss = disk.files();
        let folder = folder();
        loss.write_to(folder.path.parent().expect("it is in a folder"));
        let Ok(mut store) = SqliteStore::open(&folder.path, Options::default()) else {
            assert_eq!(loss.note, 0, "operation {operation}");
            continue;
        };
        let found = whole(&store);
        assert!(acknowledged <= found && found <= acknowledged + 1, "operation {operation}");
        if matches!(error, Some(AppendError::Store(_))) {
            assert_eq!(found, acknowledged, "operation {operation}: nothing was written");
        }
        // Whatever became of it, repeating it with its key is safe.
        append(&mut store, acknowledged).expect("the disk is sound again");
        assert_eq!(whole(&store), acknowledged + 1, "operation {operation}");
    }
    assert!(0 < unknown && 0 < nothing, "{unknown} unknown, {nothing} without effect");
}

/// A snapshot is of no fact: what becomes of it is nothing to those who append.
#[test]
fn a_snapshot_that_cannot_be_written_keeps_nobody_from_appending() {
    let mut failed = 0;
    for later in (0..).step_by(20) {
        let disk = Disk::default();
        let folder = folder();
        let options = options(disk.register(format!("snapshot-{later}").leak()));
        let mut store = SqliteStore::create(&folder.path, options).expect("the disk is sound");
        append(&mut store, 0).expect("the disk is sound");
        disk.fail_at(disk.operations() + later);
        // More than the cache has room for, so that pages are written before the end.
        let id = SnapshotId { projection: "large", version: 1 };
        let end = store.head().expect("it can be read").position;
        if store.save_snapshot(id, end, &vec![7; 4 << 20]).is_ok() {
            break;
        }
        failed += 1;
        let after = append(&mut store, 1);
        assert!(after.is_ok(), "operation {later}: {after:?}");
    }
    assert!(2 < failed, "{failed} snapshots failed");
}
