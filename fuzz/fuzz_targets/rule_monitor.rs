//! Rules, a line `---`, and a log in JSON lines: the monitor takes any of them, and goes on from a
//! state that was saved anywhere as if it had never stopped.

#![no_main]

use foreign_log::{Mapping, Reader, Shape};
use libfuzzer_sys::fuzz_target;
use rules::{Audit, Monitor, RuleSet, Verdict, Vocabulary};

/// More rules or events make a run slow and find nothing that fewer do not.
const RULES_MAX: usize = 8;
const EVENTS_MAX: usize = 200;

fuzz_target!(|text: &str| {
    let Some((rules, log)) = text.split_once("\n---\n") else { return };
    let Ok(rules) = RuleSet::parse(rules, &Vocabulary::default()) else { return };
    if RULES_MAX < rules.len() {
        return;
    }
    let whole = verdicts(&rules, log, usize::MAX);
    let split = text.len() % 7;
    assert_eq!(verdicts(&rules, log, split), whole, "the monitor was saved after {split} events");
    let mut audit = Audit::new(&rules);
    each(&rules, log, &mut |event| audit.observe(event).map(drop));
    audit.results();
    audit.close();
    let closed = audit.results();
    assert!(closed.rules.iter().all(|rule| rule.pending.is_empty()), "nothing is pending at the end");
});

/// What becomes certain, with the monitor saved and restored after so many events.
fn verdicts(rules: &RuleSet, log: &str, split: usize) -> Vec<Verdict> {
    let mut monitor = Monitor::new(rules);
    let mut all = Vec::new();
    let mut events = 0;
    each(rules, log, &mut |event| {
        if events == split {
            let saved = serde_json::to_string(&monitor.save()).expect("a state can be written");
            let state = serde_json::from_str(&saved).expect("what was written can be read");
            monitor = Monitor::restore(rules, state);
        }
        events += 1;
        all.extend_from_slice(monitor.observe(event)?);
        Ok(())
    });
    monitor.pending();
    all.extend_from_slice(monitor.close());
    all
}

fn each(
    rules: &RuleSet,
    log: &str,
    show: &mut dyn FnMut(&rules::Event<'_>) -> Result<(), rules::OutOfOrder>,
) {
    let mapping = Mapping::default();
    let shape = if log.starts_with('{') { Shape::JsonLines } else { Shape::Csv };
    let mut reader = Reader::new(log.as_bytes(), shape, &mapping, rules.vocabulary());
    for _ in 0..EVENTS_MAX {
        if !reader.next(&mut *show).unwrap_or(false) {
            return;
        }
    }
}
