//! What is over is forgotten: a monitor remembers what is open and what windows reach, not the log.

use kernel::SimTime;

use super::log::{Logged, of_p, vocabulary};
use super::sentence::STATES;
use crate::{Monitor, RuleSet};

/// Each of them remembers no more than a window, or what is open.
const BOUNDED: [&str; 17] = [
    "whenever a(x) then b(x) within 2 s",
    "whenever a(x) then r(x) within 2 s",
    "whenever a(x) then b(x) within 2 s then r(x) within 2 s or r(x) within 1 s",
    "whenever a(x) then no b(x) within 2 s otherwise r(x) within 4 s of a",
    "whenever a(x) then b(x) before c(x)",
    "after a(x) for 3 s until c(x), whenever b(x) then r(x) within 1 s",
    "between a(x) and c(x), whenever b(x) then r(x) within 2 s",
    "between a(x) and c(x), at most 1 b(x, y) per x",
    "a(x) only if b(x) between 2 s and 4 s before",
    "a(x) only if at least 2 distinct y in b(x, y) within 4 s before and s(x)",
    "at most 1 of sum n in b(x, n) per x in any 2 s",
    "at most 9 b(x, y) in total",
    "while s(x), r(x) at least every 2 s",
    "s(x) lasts at least 2 s",
    "formula: a(x) and not eventually [0 s, 2 s] r(x) and not once [0 s, 3 s] c(x)",
    "formula: a(x) and once [0 s, 4 s] (b(x) and not eventually [0 s, 2 s] r(x))",
    "formula: a(x) and previously (c(x) and not eventually [0 s, 2 s] r(x))",
];

/// The bytes that the state of a monitor takes after so many rounds, and a long silence.
fn kept(rules: &RuleSet, rounds: i64) -> usize {
    let round = |number: i64| {
        let start = number * 10_000;
        ["a", "b", "b", "c"].into_iter().zip((start..).step_by(1_000))
    };
    let events: Vec<(&str, i64)> = (0..rounds).flat_map(round).collect();
    let log: Vec<Logged> = of_p(&events);
    let mut monitor = Monitor::new(rules);
    for event in &log {
        event.borrowed(|event| monitor.observe(event).map(drop)).expect("in order");
    }
    monitor.advance_to(SimTime::from_millis(rounds * 10_000 + 1_000_000));
    serde_json::to_string(&monitor.save()).expect("a state can be written").len()
}

#[test]
fn a_long_log_leaves_no_more_behind_than_a_short_one() {
    for sentence in BOUNDED {
        let text = format!("{STATES}rule r \"\"\n{sentence}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let (short, long) = (kept(&rules, 4), kept(&rules, 200));
        // Positions and times have more digits.
        assert!(long < short + 100, "{sentence}: {short} bytes, then {long}");
    }
}
