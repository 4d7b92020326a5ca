//! What states take, in the spaces of the bench `states`: at the peak, and when all is done. Bytes are
//! counted by the allocator, which takes time, so that nothing is timed here.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::process::Command;

use cap::Cap;

#[path = "../states/model.rs"]
mod model;
#[path = "../states/peer.rs"]
mod peer;

#[global_allocator]
static MEMORY: Cap<mimalloc::MiMalloc> = Cap::new(mimalloc::MiMalloc, usize::MAX);

/// The bar of the design.
const BYTES_PER_STATE_MAX: f64 = 200.0;

/// What going through a space takes.
#[derive(Clone, Copy)]
struct Taken {
    states: u64,
    /// The most bytes at once.
    peak: u64,
    /// The bytes that are kept when everything has been gone through: in our rows as the memory
    /// budget counts them, in that of stateright as the allocator does.
    kept: u64,
    /// The most bytes at once as the memory budget counts them; none in that of stateright.
    budget: u64,
}

/// The rows by their names.
fn counted(name: &str) -> Option<Taken> {
    let of = |space, depth| {
        let before = MEMORY.allocated();
        let searched = model::searched(space, depth);
        let (states, kept, budget) = (searched.states, searched.kept, searched.memory);
        Taken { states, peak: peak(before), kept, budget }
    };
    match name {
        "ours" => Some(of(model::eight_seats(), u32::MAX)),
        "stateright" => {
            let space = model::eight_seats();
            let before = MEMORY.allocated();
            let checker = peer::checked(space);
            let kept = MEMORY.allocated().saturating_sub(before) as u64;
            Some(Taken { states: peer::states(&checker), peak: peak(before), kept, budget: 0 })
        }
        name => {
            let (space, depth) = model::shipped(name)?;
            Some(of(space, depth))
        }
    }
}

fn peak(before: usize) -> u64 {
    MEMORY.max_allocated().saturating_sub(before) as u64
}

/// Counts a row in a process of its own.
fn in_a_process(name: &str) -> Taken {
    let program = std::env::current_exe().expect("it runs");
    let output = Command::new(program).args(["row", name]).output().expect("it starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it prints numbers");
    let numbers: Vec<u64> =
        text.split_whitespace().map(|it| it.parse().expect("a number")).collect();
    let [states, peak, kept, budget] = numbers[..] else { panic!("four numbers, not {text}") };
    Taken { states, peak, kept, budget }
}

fn row(what: &str, taken: &Taken) {
    let each = |bytes: u64| bytes as f64 / taken.states as f64;
    let Taken { states, peak, kept, budget } = *taken;
    let [kept, peak, budget] = [kept, peak, budget].map(each);
    println!("{what:<36} {states:>8} {kept:>6.0} {peak:>12.0} {budget:>8.0}");
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, row, name] = arguments.as_slice()
        && row == "row"
    {
        let Taken { states, peak, kept, budget } = counted(name).expect("a row has this name");
        println!("{states} {peak} {kept} {budget}");
        return;
    }
    println!("bytes a state, one thread\n");
    println!("{:<36} {:>8} {:>6} {:>12} {:>8}", "", "states", "kept", "at the peak", "budget");
    let (mine, theirs) = (in_a_process("ours"), in_a_process("stateright"));
    row("silence among eight seats, ours", &mine);
    row("the same, stateright 0.31", &theirs);
    println!("  ours: {:.2} x the bytes at the peak\n", mine.peak as f64 / theirs.peak as f64);
    for name in model::rows() {
        let taken = in_a_process(&name);
        row(&name, &taken);
        let reached = taken.kept as f64 / taken.states as f64 <= BYTES_PER_STATE_MAX;
        let verdict = if reached { "reached" } else { "NOT REACHED" };
        println!("  bar {BYTES_PER_STATE_MAX:.0} bytes kept: {verdict}");
    }
}
