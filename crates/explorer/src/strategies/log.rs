//! Logs of runs of random scenarios.

use std::fmt;

use event_store::Memory;
use event_store::json_lines::write_line;
use proptest::prelude::*;
use simulator::choice::Seeded;
use simulator::run::{opening, run, run_id};

use super::sketch::{Sketch, scenarios};

/// The log of a run of a scenario with a seed.
#[derive(Clone, PartialEq, Eq)]
pub struct Log {
    pub scenario: Sketch,
    pub seed: u64,
    /// As they stand in a file of JSON lines.
    pub lines: Vec<u8>,
}

/// The lines follow from the scenario and the seed.
impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Log { scenario, seed, lines } = self;
        write!(f, "{} bytes of a run with seed {seed} of\n{}", lines.len(), scenario.text())
    }
}

/// Logs of runs of [`scenarios`], with any seed: each is complete, and verifies.
pub fn logs() -> impl Strategy<Value = Log> {
    (scenarios(), any::<u64>()).prop_map(|(scenario, seed)| {
        let lines = lines(&scenario, seed);
        Log { scenario, seed, lines }
    })
}

fn lines(scenario: &Sketch, seed: u64) -> Vec<u8> {
    let script = scenario.compiled().script;
    let opening = opening(&script, seed, None);
    let log = simulator::log::Log::new(Memory::default(), run_id(&opening));
    let outcome = run(&script, opening, Seeded::new(seed, 0), log, &mut |_| ());
    let outcome = outcome.expect("a sketch can be played, and memory takes the records");
    let mut lines = Vec::new();
    for fact in outcome.journal.store.facts() {
        write_line(&mut lines, fact.bytes(), fact.chain());
    }
    lines
}
