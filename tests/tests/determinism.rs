//! Same scenario, same seed: the same bytes.
//!
//! The chain values in `tests/chains.txt` are the same in debug and release, and on every
//! machine: this test runs in each of them against one file.

use std::fmt::Write as _;

use event_store::{EventStore, JsonLines};
use expect_test::expect_file;
use simulator::choice::Seeded;
use simulator::log::Log;
use simulator::record::{Body, CenterRecord};
use simulator::replay::{Replay, Verifier};
use simulator::run;
use tests::play::{self, play, play_again, script};

/// Every seed of every scenario comes to the chain value on record.
#[test]
fn every_run_comes_to_the_same_bytes() {
    let mut chains = String::new();
    for name in play::scenarios() {
        let script = script(&name);
        for seed in [1, 2, 2026] {
            let played = play(&script, seed);
            let again = play(&script, seed);
            assert_eq!(played.chain(), again.chain(), "{name}, seed {seed}");
            let records = played.records.len();
            writeln!(chains, "{name} seed {seed}: {records} records, chain {}", played.chain())
                .expect("a text takes more");
        }
    }
    expect_file![tests::root().join("tests/chains.txt")].assert_eq(&chains);
}

/// The choices in a log are all that a run needs besides its scenario.
#[test]
fn a_run_from_recorded_choices_is_the_same_run() {
    for name in play::scenarios() {
        let script = script(&name);
        let played = play(&script, 7);
        let again = play_again(&script, &played);
        assert_eq!(played.chain(), again.chain(), "{name}");
        assert_eq!(again.outcome.choose.unused().count(), 0, "{name}");
    }
}

/// A log replays to the state of its run, byte for byte, and the center would decide it again.
#[test]
fn a_log_replays_to_the_state_of_its_run() {
    for name in play::scenarios() {
        let played = play(&script(&name), 1);
        let mut replay = Replay::default();
        let mut verifier = Verifier::default();
        for record in &played.records {
            replay.apply(record);
            verifier.next(record).expect(&name);
        }
        let json = |center| serde_json::to_string(center).expect("a state is JSON");
        assert_eq!(json(&replay.center), json(&played.outcome.center), "{name}");
        assert_eq!(verifier.finish().expect(&name).center, played.outcome.center);
    }
}

/// Rule 43: a replay to an instant shows only what was recorded by then.
#[test]
fn a_replay_to_an_instant_knows_nothing_later() {
    for name in play::scenarios() {
        let script = script(&name);
        let played = play(&script, 1);
        let (first, last) = (script.opening.starts_at, script.opening.until);
        let middle = first + kernel::SimDuration::from_millis(last.since(first).as_millis() / 2);
        let mut replay = Replay::default();
        let known = |record: &&CenterRecord| record.at <= middle;
        played.records.iter().filter(known).for_each(|record| replay.apply(record));
        let until = run::opening(&script, 1, Some(middle));
        let mut ended = Replay::default();
        let mut keep = |record: &CenterRecord| ended.apply(record);
        let forgetful = simulator::engine::Forgetful;
        run::run(&script, until, Seeded::new(1, 0), forgetful, &mut keep).expect(&name);
        assert_eq!(replay.center, ended.center, "{name}");
    }
}

/// A file has the same facts as the memory: the same chain, in two different folders.
#[test]
fn a_log_file_has_the_chain_of_the_memory() {
    for name in play::scenarios() {
        let script = script(&name);
        let chain = play(&script, 1).chain();
        let bytes: Vec<Vec<u8>> = [1, 2]
            .map(|_| {
                let folder = tempfile::tempdir().expect("a folder");
                let path = folder.path().join("run.jsonl");
                let opening = run::opening(&script, 1, None);
                let store = JsonLines::create(&path).expect("a new log");
                let log = Log::new(store, run::run_id(&opening));
                let seeded = Seeded::new(1, 0);
                let outcome = run::run(&script, opening, seeded, log, &mut |_| {}).expect(&name);
                assert_eq!(
                    outcome.journal.store.head().expect("the log is open").chain,
                    chain,
                    "{name}"
                );
                outcome.journal.store.close().expect("it is on the disk");
                std::fs::read(path).expect("it can be read")
            })
            .into();
        assert_eq!(bytes[0], bytes[1], "{name}");
    }
}

/// Each event knows the command that made it, and each command that something made knows that.
#[test]
fn every_event_knows_its_cause() {
    for name in play::scenarios() {
        let played = play(&script(&name), 1);
        for record in &played.records {
            let Body::Event(_) = record.body else { continue };
            let cause = record.cause.expect("an event has a cause");
            let index = usize::try_from(cause.0 - 1).expect("a position");
            let command = &played.records[index];
            assert!(matches!(command.body, Body::Accepted(_)), "{name} {}", record.position);
            assert_eq!((command.at, command.by), (record.at, record.by), "{name}");
            assert!(record.occurred_at <= record.at, "{name} {}", record.position);
        }
    }
}
