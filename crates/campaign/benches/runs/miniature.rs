//! The ladder as a program that does nothing else: what a campaign could be at best.
//!
//! Incidents come in, are looked at, verified and attributed, each with its deadline; enough of them
//! open the tiers one after the other. It has a heap of what is to come, whole numbers, and a
//! generator of its own; no names, no audiences, no reasons.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

const HOUR: u64 = 3_600_000;
const INCIDENTS: usize = 90;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Detected,
    Recorded(usize),
    Opened(usize),
    Verified(usize),
    Proposed(usize),
    Settled(usize),
    Due(usize),
    Tier(u8),
}

/// What a run comes to.
pub(crate) struct Outcome {
    pub(crate) events: u64,
    pub(crate) opened_at: [Option<u64>; 3],
}

#[derive(Clone, Copy, Default)]
struct Incident {
    verified: bool,
    settled: bool,
    late: bool,
}

/// The draws of a run (`SplitMix64`).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn span(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }
}

pub(crate) fn run(seed: u64, run: u64) -> Outcome {
    let mut draws = Draws(seed ^ run.wrapping_mul(0xd134_2543_de82_ef95));
    let mut agenda = BinaryHeap::from([Reverse((24 * HOUR, What::Detected))]);
    let mut incidents: Vec<Incident> = Vec::new();
    let mut outcome = Outcome { events: 0, opened_at: [None; 3] };
    let mut verified = 0;
    while let Some(Reverse((at, what))) = agenda.pop() {
        if 15 * 24 * HOUR < at {
            break;
        }
        // A deadline is armed or met beside most of what happens, and that is an event too.
        let mut happened = 2;
        let mut later = |at, what| agenda.push(Reverse((at, what)));
        match what {
            What::Detected => {
                let number = incidents.len();
                incidents.push(Incident::default());
                later(at + 300_000, What::Recorded(number));
                if number + 1 < INCIDENTS {
                    later(at + draws.span(HOUR, 3 * HOUR), What::Detected);
                }
                happened = 1;
            }
            What::Recorded(number) => later(at, What::Opened(number)),
            What::Opened(number) => {
                later(at + draws.span(HOUR, 6 * HOUR), What::Verified(number));
                later(at + 18 * HOUR, What::Due(number));
            }
            What::Verified(number) => {
                incidents[number].verified = draws.next() % 100 < 92;
                if incidents[number].verified {
                    verified += 1;
                    later(at + draws.span(4 * HOUR, 15 * HOUR), What::Proposed(number));
                    match verified {
                        1 => later(at + HOUR, What::Tier(0)),
                        8 => later(at + 24 * HOUR, What::Tier(1)),
                        20 if draws.next() % 100 < 50 => later(at + 48 * HOUR, What::Tier(2)),
                        _ => {}
                    }
                }
            }
            What::Proposed(number) => later(at + HOUR, What::Settled(number)),
            What::Settled(number) => incidents[number].settled = true,
            What::Due(number) => {
                let incident = &mut incidents[number];
                incident.late = !incident.settled;
                happened = u64::from(incident.late);
            }
            What::Tier(tier) => outcome.opened_at[tier as usize] = Some(at),
        }
        outcome.events += happened;
    }
    outcome
}
