//! How fast states are gone through, and what they take: ours beside stateright on one model, the
//! real center on shipped scenarios, and how long a failing run of fifty choices takes to shrink.
//!
//! Both checkers go through the same `World`, so that what differs is the checker alone. Each row is
//! measured in a process of its own, on one thread; the best round counts. Bytes are counted by the
//! allocator, which costs a little time in all rows.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cap::Cap;
use explorer::breadth::{Distance, Ended, Limits, Searched, search};
use explorer::space::Space;
use rustix::time::{ClockId, clock_gettime};

mod model;
mod peer;
mod shrinking;

#[global_allocator]
static MEMORY: Cap<mimalloc::MiMalloc> = Cap::new(mimalloc::MiMalloc, usize::MAX);

const ROUNDS: u32 = 3;

/// The bars of the design.
const STATES_PER_SECOND_MIN: f64 = 0.2e6;
const BYTES_PER_STATE_MAX: f64 = 200.0;
const SHRINKING_SECONDS_MAX: f64 = 1.0;

/// What going through a space took.
#[derive(Clone, Copy)]
struct Spent {
    states: u64,
    seconds: f64,
    /// The most bytes at once.
    peak: f64,
    /// The bytes that are kept when everything has been gone through.
    kept: f64,
}

/// The seconds that this process has spent on a processor, in all its threads.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

/// The best of some rounds. A round returns its states and what is kept.
fn best(mut round: impl FnMut() -> (u64, f64)) -> Spent {
    let before = MEMORY.allocated();
    let rounds = (0..ROUNDS).map(|_| {
        let began = cpu_seconds();
        let (states, kept) = round();
        (cpu_seconds() - began, states, kept)
    });
    let best = rounds.min_by(|a, b| a.0.total_cmp(&b.0));
    let (seconds, states, kept) = best.expect("there are rounds");
    let peak = MEMORY.max_allocated().saturating_sub(before) as f64;
    Spent { states, seconds, peak, kept }
}

fn ours(space: &Space<'_>, depth_max: u32) -> Searched {
    let limits = Limits {
        distance: Distance::Choices,
        depth_max,
        memory_max: u64::MAX,
        transitions_max: u64::MAX,
        threads: 1,
        rule: None,
        keeps_going: false,
    };
    let searched = search(space, &limits, &AtomicBool::new(false));
    assert!(matches!(searched.ended, Ended::Everything | Ended::AtDepth), "{:?}", searched.ended);
    searched
}

fn row(what: &str, spent: &Spent) {
    let Spent { states, seconds, peak, kept } = *spent;
    let each = |bytes: f64| bytes / states as f64;
    println!(
        "{what:<36} {states:>8} {:>10.1} {:>12.0} {:>12.0}",
        states as f64 / seconds / 1e3,
        each(kept),
        each(peak)
    );
}

fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "NOT REACHED" }
}

/// The rows by their names.
fn measured(name: &str) -> Option<Spent> {
    let kept = |searched: Searched| (searched.states, searched.kept as f64);
    match name {
        "ours" => Some(best(|| kept(ours(model::eight_seats(), u32::MAX)))),
        "stateright" => Some(best(|| peer::checked(model::eight_seats()))),
        name => {
            let (name, depth) = model::SHIPPED.into_iter().find(|(shipped, _)| *shipped == name)?;
            Some(best(|| kept(ours(model::shipped(name), depth))))
        }
    }
}

/// Measures a row in a process of its own.
fn in_a_process(name: &str) -> Spent {
    let program = std::env::current_exe().expect("it runs");
    let output = Command::new(program).args(["row", name]).output().expect("it starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it prints numbers");
    let mut numbers = text.split_whitespace().map(|it| it.parse::<f64>().expect("a number"));
    let mut next = || numbers.next().expect("four numbers");
    let states = next();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
    let states = states as u64;
    Spent { states, seconds: next(), peak: next(), kept: next() }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, row, name] = arguments.as_slice()
        && row == "row"
    {
        let Spent { states, seconds, peak, kept } = measured(name).expect("a row has this name");
        println!("{states} {seconds} {peak} {kept}");
        return;
    }
    println!("per CPU-second, one thread, best of {ROUNDS} rounds\n");
    println!(
        "{:<36} {:>8} {:>10} {:>12} {:>12}",
        "", "states", "k states/s", "bytes kept", "at the peak"
    );
    let rate = |spent: &Spent| spent.states as f64 / spent.seconds;
    let (mine, theirs) = (in_a_process("ours"), in_a_process("stateright"));
    row("silence among eight seats, ours", &mine);
    row("the same, stateright 0.31", &theirs);
    assert_eq!(mine.states, theirs.states, "both find the same states");
    println!(
        "  ours: {:.2} x the states a second, {:.2} x the bytes at the peak\n",
        rate(&mine) / rate(&theirs),
        mine.peak / theirs.peak
    );
    for (name, _) in model::SHIPPED {
        let spent = in_a_process(name);
        row(name, &spent);
        let (fast, small) = (rate(&spent), spent.kept / spent.states as f64);
        println!(
            "  bar {:.1} M states/s: {:.3} of it, {}; bar {BYTES_PER_STATE_MAX:.0} bytes kept: {}",
            STATES_PER_SECOND_MIN / 1e6,
            fast / STATES_PER_SECOND_MIN,
            verdict(STATES_PER_SECOND_MIN <= fast),
            verdict(small <= BYTES_PER_STATE_MAX)
        );
    }
    shrinking::measure();
}
