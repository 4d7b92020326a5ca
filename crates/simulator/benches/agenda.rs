//! The hold model: 1,000 pending timers, each of which schedules its next one as it fires.
//!
//! Prints the takes-and-schedules a second of the agenda and of a bare binary heap, in turns so
//! that both meet the same machine. Only the ratio is worth comparing between machines.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

use kernel::{SimDuration, SimTime};
use simulator::agenda::Agenda;

const TIMERS: u64 = 1_000;
const EVENTS: u64 = 5_000_000;
const ROUNDS: u32 = 5;
const DELAY_MAX_MS: u64 = 1_000_000;

/// Marsaglia's xorshift64*: cheap beside a heap, and the same in every bench.
struct Delays(u64);

impl Delays {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        1 + ((u128::from(drawn) * u128::from(DELAY_MAX_MS)) >> 64) as u64
    }
}

/// A payload of the size of an issued command.
type Item = [u64; 12];

fn bare_heap() -> u64 {
    let mut delays = Delays(42);
    let mut heap: BinaryHeap<_> =
        (0..TIMERS).map(|timer| Reverse((delays.next(), timer))).collect();
    for _ in 0..EVENTS {
        let Some(Reverse((at, timer))) = heap.pop() else {
            break;
        };
        heap.push(Reverse((at + delays.next(), timer)));
    }
    heap.len() as u64
}

fn agenda<T: Copy>(item: T) -> u64 {
    let mut delays = Delays(42);
    let mut agenda = Agenda::new();
    for _ in 0..TIMERS {
        let at = SimTime::from_millis(0) + SimDuration::from_millis(delays.next());
        agenda.schedule(at, 0, None, item).expect("nothing is past yet");
    }
    for _ in 0..EVENTS {
        let Some(entry) = agenda.take_next() else {
            break;
        };
        let at = entry.at + SimDuration::from_millis(delays.next());
        agenda.schedule(at, entry.priority, entry.cause, entry.item).expect("a delay is positive");
    }
    agenda.len() as u64
}

/// The events a second of one round.
fn rate(work: impl FnOnce() -> u64) -> f64 {
    let start = Instant::now();
    black_box(work());
    EVENTS as f64 / start.elapsed().as_secs_f64()
}

fn main() {
    let (mut bare, mut small, mut large) = (0.0_f64, 0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        bare = bare.max(rate(bare_heap));
        small = small.max(rate(|| agenda(black_box(7_u32))));
        large = large.max(rate(|| agenda(black_box::<Item>([7; 12]))));
    }
    println!("hold model, {TIMERS} timers, best of {ROUNDS} rounds of {EVENTS} events");
    for (name, figure) in [
        ("bare binary heap", bare),
        ("agenda, 4-byte items", small),
        ("agenda, 96-byte items", large),
    ] {
        println!("{name:<22} {:>6.1} M/s  {:>5.2} of the bare heap", figure / 1e6, figure / bare);
    }
}
