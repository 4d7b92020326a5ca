//! What it costs to keep the log of a run, where it is kept.
//!
//! Each scenario is played with its log in memory (once a batch at a time, once a day at a time), in a
//! file of lines, and in a SQLite store to which a day of the simulation is committed at a time
//! and brought to the disk. Medians of the rounds count; the figure is the ratio to memory in the same
//! round, since the speed of a machine changes between rounds.

#![expect(clippy::print_stdout, reason = "a bench is there to print")]

use std::path::Path;
use std::time::{Duration, Instant};

use domain::Center;
use event_store::{EventStore, Head, JsonLines, Memory};
use event_store_sqlite::{Options, SqliteStore, Workload};
use simulator::choice::Seeded;
use simulator::engine::Journal;
use simulator::log::{Daily, Log};
use simulator::run;
use simulator::script::Script;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The scenario that is read most, and the largest there is.
const SCENARIOS: [(&str, usize); 2] = [("ladder-72h", 41), ("full-year", 5)];

fn main() {
    // `cargo test --benches` only wants to see that it runs.
    let measured = std::env::args().any(|argument| argument == "--bench");
    for (name, rounds) in SCENARIOS {
        let script = script(name);
        let rounds = if measured { rounds } else { 1 };
        println!("{name}");
        let mut times: [Vec<f64>; 4] = Default::default();
        let mut heads = [Head::default(); 4];
        for _ in 0..rounds {
            let folder = tempfile::tempdir().expect("a folder");
            for (place, (time, head)) in round(&script, folder.path()).into_iter().enumerate() {
                times[place].push(time.as_secs_f64());
                heads[place] = head;
            }
        }
        assert!(heads.iter().all(|head| *head == heads[0]), "the logs are the same");
        let records = u32::try_from(heads[0].position.0).expect("a run that is measured");
        for (what, here) in WHERE.iter().zip(&times) {
            let speed = median(here.iter().map(|time| f64::from(records) / time));
            let ratio = median(times[0].iter().zip(here).map(|(memory, time)| memory / time));
            println!("  {what:36} {speed:>10.0} records/s  {ratio:.2} of memory");
        }
        if !measured {
            break;
        }
    }
}

const WHERE: [&str; 4] =
    ["memory", "memory, a day at a time", "lines", "SQLite (fsync), a day at a time"];

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn round(script: &Script, folder: &Path) -> [(Duration, Head); 4] {
    let id = run::run_id(&run::opening(script, 1, None));
    let memory = timed(script, Log::new(Memory::default(), id), |log| head(&log.store));
    let daily = timed(script, Daily::new(Memory::default(), id), |daily| {
        head(&daily.finish().expect("memory takes all"))
    });
    let lines = JsonLines::create(&folder.join("run.jsonl")).expect("a new log");
    let lines = timed(script, Log::new(lines, id), |log| log.store.close().expect("it is written"));
    // As in the program.
    let options = Options { workload: Workload::Bulk, ..Options::default() };
    let store = SqliteStore::create(&folder.join("run.db"), options);
    let store = timed(script, Daily::new(store.expect("a new store"), id), |daily| {
        daily.finish().expect("it is written").close().expect("it is written")
    });
    [memory, daily, lines, store]
}

fn head(store: &impl EventStore) -> Head {
    store.head().expect("memory knows its end")
}

/// How long a run takes until its log is where it is kept.
fn timed<J>(script: &Script, journal: J, finish: impl FnOnce(J) -> Head) -> (Duration, Head)
where
    J: Journal<Center>,
    J::Error: std::fmt::Debug,
{
    let opening = run::opening(script, 1, None);
    let begun = Instant::now();
    let outcome = run::run(script, opening, Seeded::new(1, 0), journal, &mut |_| {});
    let head = finish(outcome.expect("the script plays").journal);
    (begun.elapsed(), head)
}

fn script(name: &str) -> Script {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let text = std::fs::read_to_string(folder.join("scenario.yaml")).expect("a shipped scenario");
    scenario::compile(&text).expect("it has no faults").script
}
