//! The hold model: 1,000 pending timers, each of which schedules its next one as it fires.
//!
//! Every row runs the same model in this one process, in turns, so that all meet the same
//! machine; the best round counts. The engine decides, records, evolves and reacts for each
//! event; `NeXosim` and the heap record nothing. Only the ratios are worth comparing between
//! machines.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

mod delays;
mod engine;
mod heap;
mod nexosim_timers;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIMERS: u32 = 1_000;
const EVENTS: u64 = 2_000_000;
const ROUNDS: u32 = 10;
/// Events of a run, by the mean of the delays; what a run really has is counted.
const HORIZON_MS: u64 = EVENTS / TIMERS as u64 * (delays::MAX_MS + 1) / 2;

/// The bars of the design.
const EVENTS_PER_SECOND_MIN: f64 = 7e6;
const TIMES_NEXOSIM_MIN: f64 = 2.0;

/// One way to run the model; it returns how many events it ran.
struct Row {
    name: &'static str,
    run: fn() -> u64,
    best: f64,
}

impl Row {
    fn new(name: &'static str, run: fn() -> u64) -> Row {
        Row { name, run, best: 0.0 }
    }

    /// Runs the model once more, and keeps the better rate.
    fn measure(&mut self) {
        let before = cpu_seconds();
        let events = (self.run)();
        let seconds = cpu_seconds() - before;
        assert!(events.abs_diff(EVENTS) < EVENTS / 100, "{}: {events} events", self.name);
        self.best = self.best.max(events as f64 / seconds);
    }
}

/// The seconds that this process has spent on a processor, in all its threads.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

fn main() {
    let mut bare = Row::new("bare binary heap", heap::bare);
    let mut nexosim = [
        Row::new("NeXosim 1.0, 1,000 models of 1 timer", || nexosim_timers::run(TIMERS)),
        Row::new("NeXosim 1.0, 1 model of 1,000 timers", || nexosim_timers::run(1)),
    ];
    let mut ours = [
        Row::new("agenda alone, 4-byte items", heap::agenda::<1>),
        Row::new("agenda alone, 96-byte items", heap::agenda::<24>),
        Row::new("engine, nothing recorded", engine::nothing_recorded),
        Row::new("engine, recorded and hash-chained", engine::recorded),
    ];
    engine::check_log();
    for _ in 0..ROUNDS {
        bare.measure();
        nexosim.iter_mut().chain(&mut ours).for_each(Row::measure);
    }
    let anchor = nexosim[0].best.max(nexosim[1].best);
    println!(
        "hold model, {TIMERS} timers, {EVENTS} events, best of {ROUNDS} rounds, per CPU-second\n"
    );
    println!("{:<40} {:>10} {:>10} {:>10}", "", "M events/s", "x NeXosim", "x heap");
    for Row { name, best, .. } in [&bare].into_iter().chain(&nexosim).chain(&ours) {
        println!(
            "{name:<40} {:>10.2} {:>10.2} {:>10.2}",
            best / 1e6,
            best / anchor,
            best / bare.best
        );
    }
    let recorded = ours[3].best;
    println!();
    bar("recorded and hash-chained, M events/s", recorded / 1e6, EVENTS_PER_SECOND_MIN / 1e6);
    bar("the same, times the faster NeXosim", recorded / anchor, TIMES_NEXOSIM_MIN);
}

fn bar(what: &str, found: f64, at_least: f64) {
    let verdict = if found < at_least { "NOT REACHED" } else { "reached" };
    println!("bar: {what}: {found:.2}, wanted {at_least:.2}: {verdict}");
}
