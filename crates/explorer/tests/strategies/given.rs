//! What the strategies give.

use std::collections::BTreeSet;

use event_store::Reader;
use explorer::strategies::{
    Entry, Sketch, Start, Step, Walk, accepted, logs, refused, scenarios, steps,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use simulator::replay::Verifier;
use simulator::stored;

/// The first so many values of a strategy, the same at each run.
fn first<S: Strategy>(count: usize, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    let drawn = (0..count).map(|_| strategy.new_tree(&mut runner).expect("it gives").current());
    drawn.collect()
}

/// How many of the steps are accepted, each in its turn.
fn taken(start: Start, steps: &[Step]) -> usize {
    let mut walk = Walk::from(start);
    steps.iter().filter(|step| walk.take(step).is_ok()).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_of_the_accepted_steps_are_accepted((start, steps) in accepted(&Start::ALL, 1..30)) {
        prop_assert_eq!(taken(start, &steps), steps.len());
    }

    #[test]
    fn none_of_the_refused_steps_is_accepted((start, steps) in refused(&Start::ALL, 1..30)) {
        prop_assert_eq!(taken(start, &steps), 0);
    }

    #[test]
    fn a_scenario_has_no_faults_and_no_warnings(sketch in scenarios()) {
        let compiled = scenario::compile(&sketch.text());
        prop_assert!(compiled.is_ok(), "{:#?}", compiled.err());
        let warnings = compiled.map(|compiled| compiled.warnings).unwrap_or_default();
        prop_assert_eq!(warnings, []);
    }

    #[test]
    fn a_log_verifies_to_its_end(log in logs()) {
        let mut verifier = Verifier::default();
        let mut reader = Reader::new(log.lines.as_slice());
        while let Some(line) = reader.next_line().expect("its chain holds") {
            let record = stored::decode(&line.envelope).expect("it has its stored form");
            prop_assert_eq!(verifier.next(&record), Ok(()));
        }
        let replay = verifier.finish().expect("nothing is missing");
        prop_assert!(replay.ended.is_some());
    }
}

#[test]
fn steps_are_of_both_kinds_and_accepted_ones_as_many_as_asked_for() {
    let mixed = first(50, &steps(20));
    let count: usize = mixed.iter().map(Vec::len).sum();
    let taken: usize = mixed.iter().map(|steps| taken(Start::Consented, steps)).sum();
    assert!(count / 5 < taken && taken < count * 4 / 5, "{taken} of {count} are taken");
    assert!(first(20, &accepted(&Start::ALL, 20)).iter().all(|(_, steps)| steps.len() == 20));
}

/// Else a search through them would have nothing to choose.
#[test]
fn scenarios_differ_and_many_are_uncertain() {
    let sketches = first(100, &scenarios());
    let is_uncertain = |entry: &Entry| entry.chance < 100;
    let uncertain = sketches.iter().filter(|it| it.timeline.iter().any(is_uncertain)).count();
    let acting = sketches.iter().filter(|it| it.text().contains("actors:")).count();
    let texts: BTreeSet<String> = sketches.iter().map(Sketch::text).collect();
    assert!(
        50 < uncertain && 10 < acting && 90 < texts.len(),
        "{uncertain} {acting} {}",
        texts.len()
    );
}
