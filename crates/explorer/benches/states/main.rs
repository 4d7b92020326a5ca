//! How fast states are gone through: ours beside stateright on one model, the real center on shipped
//! scenarios, and how long a failing run of fifty choices takes to shrink.
//!
//! Both checkers go through the same `World`, so that what differs is the checker alone. Each row is
//! measured in a process of its own, on one thread; the best round counts. How many bytes that takes
//! is counted by another bench, `bytes`, since counting costs time.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::process::Command;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

mod model;
mod peer;
mod shrinking;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: u32 = 3;
/// Small spaces are gone through more often, for so long.
const SECONDS_MIN: f64 = 0.5;

/// The bars of the design.
const STATES_PER_SECOND_MIN: f64 = 0.2e6;
const SHRINKING_SECONDS_MAX: f64 = 1.0;

/// What going through a space took.
#[derive(Clone, Copy)]
struct Spent {
    states: u64,
    seconds: f64,
}

/// The seconds that this process has spent on a processor, in all its threads.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

/// The best of some rounds. A round returns how many states it went through.
fn best(mut round: impl FnMut() -> u64) -> Spent {
    let (began, mut rounds) = (cpu_seconds(), 0);
    let mut best = Spent { states: 0, seconds: f64::INFINITY };
    while rounds < ROUNDS || cpu_seconds() - began < SECONDS_MIN {
        let before = cpu_seconds();
        let states = round();
        let seconds = cpu_seconds() - before;
        if seconds < best.seconds {
            best = Spent { states, seconds };
        }
        rounds += 1;
    }
    best
}

fn row(what: &str, spent: &Spent) {
    let Spent { states, seconds } = *spent;
    println!("{what:<36} {states:>8} {:>10.1}", states as f64 / seconds / 1e3);
}

fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "NOT REACHED" }
}

/// The rows by their names.
fn measured(name: &str) -> Option<Spent> {
    match name {
        "ours" => {
            let space = model::eight_seats();
            Some(best(|| model::searched(space, u32::MAX).states))
        }
        "stateright" => {
            let space = model::eight_seats();
            Some(best(|| peer::states(&peer::checked(space))))
        }
        name => {
            let (space, depth) = model::shipped(name)?;
            Some(best(|| model::searched(space, depth).states))
        }
    }
}

/// Measures a row in a process of its own.
fn in_a_process(name: &str) -> Spent {
    let program = std::env::current_exe().expect("it runs");
    let output = Command::new(program).args(["row", name]).output().expect("it starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it prints numbers");
    let (states, seconds) = text.trim().split_once(' ').expect("two numbers");
    Spent { states: states.parse().expect("a number"), seconds: seconds.parse().expect("a number") }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, row, name] = arguments.as_slice()
        && row == "row"
    {
        let Spent { states, seconds } = measured(name).expect("a row has this name");
        println!("{states} {seconds}");
        return;
    }
    println!("per CPU-second, one thread, best of at least {ROUNDS} rounds\n");
    println!("{:<36} {:>8} {:>10}", "", "states", "k states/s");
    let rate = |spent: &Spent| spent.states as f64 / spent.seconds;
    let (mine, theirs) = (in_a_process("ours"), in_a_process("stateright"));
    row("silence among eight seats, ours", &mine);
    row("the same, stateright 0.31", &theirs);
    assert_eq!(mine.states, theirs.states, "both find the same states");
    println!("  ours: {:.2} x the states a second\n", rate(&mine) / rate(&theirs));
    for name in model::rows() {
        let spent = in_a_process(&name);
        row(&name, &spent);
        println!(
            "  bar {:.1} M states/s: {:.3} of it, {}",
            STATES_PER_SECOND_MIN / 1e6,
            rate(&spent) / STATES_PER_SECOND_MIN,
            verdict(STATES_PER_SECOND_MIN <= rate(&spent))
        );
    }
    shrinking::measure();
}
