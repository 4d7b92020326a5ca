//! The full center: the scenario `ladder-72h` scaled to a million events.
//!
//! Measured are a whole run (decide, record, evolve, react, hash of the end state), the way of
//! its log back into a state, and the copy of a center. Rates are domain events per CPU-second;
//! commands and choices are recorded too and not counted. `-- ATTACKS with-rules` (or `without`)
//! plays one run and measures nothing, for a profiler.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use domain::Center;
use event_store::{Chain, Envelope, EventStore, Memory, Reader};
use kernel::Position;
use rustix::time::{ClockId, clock_gettime};
use simulator::choice::Seeded;
use simulator::engine::{Forgetful, Journal, Kept, Unsealed};
use simulator::log::Log;
use simulator::record::{Body, CenterRecord};
use simulator::replay::Replay;
use simulator::run::{Outcome, opening, run, run_id};
use simulator::running::Running;
use simulator::script::Script;
use simulator::snapshots::Snapshots;
use simulator::stored;

mod scaled;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A million events.
const ATTACKS: u32 = 1_600;
/// A quarter of a million: enough to replay, and the log fits into any memory.
const ATTACKS_REPLAYED: u32 = 400;
/// A center with at least so many incidents, series and pieces of evidence is copied.
const ENTITIES_MIN: usize = 1_000;
/// Runs of the scenario as it is, of as many events together as the large one.
const SMALL_RUNS: u32 = 1_400;
const SEED: u64 = 7;
const ROUNDS: u32 = 3;

/// Bare timeouts of `SimPy` on such a machine: the figure of the design, not measured here.
const SIMPY_QUOTED: f64 = 0.8e6;

/// The seconds that this process has spent on a processor.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

/// The seconds of the best round. What a round comes to is dropped after it.
fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let before = cpu_seconds();
        let outcome = black_box(work());
        best = best.min(cpu_seconds() - before);
        drop(outcome);
    }
    best
}

/// Plays a script, and shows each record.
fn play<J: Journal<Center, Error: std::fmt::Debug>>(
    script: &Script,
    journal: J,
    observe: &mut dyn FnMut(&CenterRecord),
) -> Outcome<J, Seeded> {
    let opening = opening(script, SEED, None);
    run(script, opening, Seeded::new(SEED, 0), journal, observe).expect("the script can be played")
}

fn log(script: &Script) -> Log<Memory> {
    Log::new(Memory::default(), run_id(&opening(script, SEED, None)))
}

/// Keeps the records of a run whose end state is not hashed.
#[derive(Default)]
struct KeptUnsealed(Kept<CenterRecord>);

impl Journal<Center> for KeptUnsealed {
    type Error = Infallible;

    const RECORDS_STATE: bool = false;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<CenterRecord>,
    ) -> Result<&'b [CenterRecord], Infallible> {
        Journal::<Center>::append(&mut self.0, batch)
    }
}

fn row(what: &str, events: u64, seconds: f64, bar: f64) {
    let rate = events as f64 / seconds;
    let verdict = if rate < bar { "NOT REACHED" } else { "reached" };
    println!(
        "{what:<44} {:>7.3} M/s   bar {:>3.0} M/s: {:>5.2} of it, {verdict}",
        rate / 1e6,
        bar / 1e6,
        rate / bar
    );
}

fn measure_runs() {
    let script = scaled::script(ATTACKS);
    let (mut events, mut records) = (0, 0);
    play(&script, Forgetful, &mut |record| {
        events += u64::from(matches!(record.body, Body::Event(_)));
        records += 1;
    });
    println!("full center, {ATTACKS} attacks: {events} events, {records} records");
    let unsealed = best(|| play(&script, Unsealed, &mut |_| {}));
    row("run, nothing recorded", events, unsealed, 1e6);
    let forgetful = best(|| play(&script, Forgetful, &mut |_| {}));
    row("the same, with the hash of the end state", events, forgetful, 1e6);
    let kept = best(|| {
        let outcome = play(&script, Kept::default(), &mut |_| {});
        assert_eq!(outcome.journal.len() as u64, records, "every record is kept");
        outcome
    });
    row("run, records kept in memory", events, kept, 1e6);
    let encoded = best(|| {
        let outcome = play(&script, log(&script), &mut |_| {});
        assert_eq!(
            outcome.journal.store.head().expect("it is in memory").position.0,
            records,
            "every record is in the log"
        );
        outcome
    });
    row("run, log in memory, encoded, hash-chained", events, encoded, 1e6);
    let ruled = Script { rules: Some(Arc::new(scaled::rules())), ..script.clone() };
    let watched = best(|| judged(&ruled, Forgetful, events));
    row("run, nothing recorded, twenty rules", events, watched, 1e6);
    println!("  twenty rules cost {:.2} x of the run without", watched / forgetful - 1.0);
    let whole = best(|| judged(&ruled, KeptUnsealed::default(), events));
    row("run, records kept, twenty rules, no hash", events, whole, 1e6);
    let rows = [
        ("nothing recorded", unsealed),
        ("twenty rules", watched),
        ("records kept", kept),
        ("log encoded", encoded),
        ("records kept, twenty rules, no hash", whole),
    ];
    for (what, seconds) in rows {
        let ratio = events as f64 / seconds / SIMPY_QUOTED;
        println!("  {what}: {ratio:.2} x SimPy's bare timeouts (0.8 M/s, quoted, not measured)");
    }
}

/// Plays a script that has rules.
fn judged<J: Journal<Center, Error: std::fmt::Debug>>(
    script: &Script,
    journal: J,
    events: u64,
) -> Outcome<J, Seeded> {
    let outcome = play(script, journal, &mut |_| {});
    let results = outcome.rules.as_ref().expect("the run is watched");
    let judged = results.rules.iter().filter_map(|rule| rule.triggered).sum::<u64>();
    assert!(events / 4 < judged, "the rules have something to judge: {judged}");
    outcome
}

/// The same work in many runs of one attack, whose states stay small.
fn measure_small_runs() {
    let script = scaled::script(1);
    let ruled = Script { rules: Some(Arc::new(scaled::rules())), ..script.clone() };
    let mut events = 0;
    play(&script, Unsealed, &mut |record| {
        events += u64::from(matches!(record.body, Body::Event(_)));
    });
    let each = |play: &dyn Fn()| best(|| (0..SMALL_RUNS).for_each(|_| play()));
    let unsealed = each(&|| drop(play(&script, Unsealed, &mut |_| {})));
    let whole = each(&|| drop(judged(&ruled, KeptUnsealed::default(), events)));
    println!("\n{SMALL_RUNS} runs of one attack, {events} events each");
    let events = events * u64::from(SMALL_RUNS);
    row("runs, nothing recorded", events, unsealed, 1e6);
    row("runs, records kept, twenty rules, no hash", events, whole, 1e6);
}

fn measure_replay() {
    let script = scaled::script(ATTACKS_REPLAYED);
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let outcome = play(&script, log(&script), &mut keep);
    let store = &outcome.journal.store;
    let lines = lines(store);
    let replayed = |replay: Replay| {
        assert_eq!(replay.center, outcome.center, "a replay comes to the same state");
        replay.events
    };
    let mut events = 0;
    let mut measure = |what: &str, bar: f64, replay: &dyn Fn() -> Replay| {
        let seconds = best(replay);
        events = replayed(replay());
        row(what, events, seconds, bar);
    };
    println!("\nreplay into a state, {ATTACKS_REPLAYED} attacks, {} records", records.len());
    measure("from records in memory", 5e6, &|| {
        let mut replay = Replay::default();
        for record in &records {
            replay.apply(record);
        }
        replay
    });
    measure("from the bytes of a memory store", 5e6, &|| {
        let mut replay = Replay::default();
        for fact in store.facts() {
            let envelope = Envelope::parse(fact.bytes()).expect("it was written here");
            replay.apply(&stored::decode(&envelope).expect("it was written here"));
        }
        replay
    });
    measure("from JSON lines, the chain verified", 2e6, &|| {
        let mut replay = Replay::default();
        let mut reader = Reader::new(lines.as_slice());
        while let Some(line) = reader.next_line().expect("the chain holds") {
            replay.apply(&stored::decode(&line.envelope).expect("it was written here"));
        }
        replay
    });
    let hashed = || store.facts().fold(Chain::GENESIS, |before, fact| before.link(fact.bytes()));
    let seconds = best(hashed);
    assert_eq!(hashed(), store.head().expect("it is in memory").chain, "all bytes are hashed");
    println!(
        "  BLAKE3 of these bytes alone, link by link: {:.0} ns an event, so at most {:.2} M/s",
        seconds * 1e9 / events as f64,
        events as f64 / seconds / 1e6
    );
}

/// The log as a text.
fn lines(store: &Memory) -> Vec<u8> {
    let mut lines = Vec::new();
    for fact in store.facts() {
        let (last, record) = fact.bytes().split_last().expect("a record is an object");
        assert_eq!(*last, b'}');
        lines.extend_from_slice(record);
        lines.extend_from_slice(b",\"chain\":\"");
        lines.extend_from_slice(&fact.chain().to_hex());
        lines.extend_from_slice(b"\"}\n");
    }
    lines
}

fn measure_copy() {
    const COPIES: u32 = 1_000;
    const BAR: f64 = 100.0;
    let (count, center) = (1..=100)
        .map(|attacks| play(&scaled::script(attacks), Forgetful, &mut |_| {}).center)
        .map(|center| (entities(&center), center))
        .find(|(count, _)| ENTITIES_MIN <= *count)
        .expect("each attack adds more than a hundred");
    let seconds = best(|| {
        for _ in 0..COPIES {
            black_box(black_box(&center).clone());
        }
    });
    let micros = seconds * 1e6 / f64::from(COPIES);
    let verdict = if BAR < micros { "NOT REACHED" } else { "reached" };
    println!("\ncopy of a center of {count} entities: {micros:.1} µs   bar {BAR} µs: {verdict}");
}

/// A running center is copied, and taken up at positions all over its history.
fn measure_restore() {
    const COPIES: u32 = 1_000;
    const BAR: f64 = 100.0;
    let script = (1..=100)
        .map(scaled::script)
        .find(|script| ENTITIES_MIN <= entities(&play(script, Forgetful, &mut |_| {}).center))
        .expect("each attack adds more than a hundred");
    let begin = || {
        let seeded = Seeded::new(SEED, 0);
        let opening = opening(&script, SEED, None);
        Running::begin(&script, opening, seeded, Forgetful, &mut |_| {}).expect("it begins")
    };
    let mut last = begin();
    while last.step(&mut |_| {}).expect("it goes on") {}
    let micros = |seconds: f64| seconds * 1e6 / f64::from(COPIES);
    let verdict = |micros: f64| if BAR < micros { "NOT REACHED" } else { "reached" };
    let copied = micros(best(|| (0..COPIES).for_each(|_| drop(black_box(last.clone())))));
    let (count, head) = (entities(last.center()), last.head().0);
    let first = verdict(copied);
    println!(
        "copy of a running center of {count} entities: {copied:.1} µs   bar {BAR} µs: {first}"
    );
    let (snapshots, _) = Snapshots::along(begin(), &mut |_| {}).expect("it is played");
    let restored = micros(best(|| {
        for copy in 0..u64::from(COPIES) {
            let position = Position(head * copy / u64::from(COPIES));
            black_box(snapshots.at(position).expect("it is taken up"));
        }
    }));
    println!("  taken up at 1,000 of its {head} positions, replay included: {restored:.1} µs each");
}

fn entities(center: &Center) -> usize {
    let incidents = &center.incidents;
    incidents.incidents.len() + incidents.evidence.len() + incidents.series.len()
}

/// Plays once, without a clock: for a profiler.
fn play_once(attacks: &str, rules: &str) {
    let script = scaled::script(attacks.parse().expect("a number of attacks"));
    match rules {
        "with-rules" => {
            let script = Script { rules: Some(Arc::new(scaled::rules())), ..script };
            drop(judged(&script, KeptUnsealed::default(), 0));
        }
        _ => drop(play(&script, KeptUnsealed::default(), &mut |_| {})),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [attacks, rules] = arguments.as_slice() {
        return play_once(attacks, rules);
    }
    println!("per CPU-second, best of {ROUNDS} rounds\n");
    measure_runs();
    measure_small_runs();
    measure_replay();
    measure_copy();
    measure_restore();
}
