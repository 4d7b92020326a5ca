//! Faults are built into the center on purpose: each is found, shrunk to a length that a search
//! proves to be the least, and its counterexample plays.
//!
//! One guard of the whole process is off at a time, so the tests of this file wait for each other.

mod scenarios;
mod strong;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::mutation::{Mutation, switch_off};
use explorer::breadth::{Distance, Ended, Limits, Searched, search};
use explorer::counterexample::{Certified, Counterexample, counterexample};
use explorer::folder::{Original, scenario_file};
use explorer::open::Freedom;
use explorer::space::Space;
use simulator::choice::Seeded;
use simulator::engine::Kept;
use simulator::record::CenterRecord;
use simulator::run;

/// A fault with a scenario and a rule that notices it.
struct Case {
    mutation: Mutation,
    scenario: String,
    rule: &'static str,
    /// The choices of the shortest history.
    length: usize,
}

static SWITCH: Mutex<()> = Mutex::new(());

/// Holds a guard off until it is dropped.
struct Off<'a>(#[expect(dead_code, reason = "it is held, not read")] MutexGuard<'a, ()>);

impl Off<'_> {
    fn new(mutation: Option<Mutation>) -> Self {
        let guard = SWITCH.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(switch_off(mutation), "the tests are built with mutations");
        Off(guard)
    }
}

impl Drop for Off<'_> {
    fn drop(&mut self) {
        switch_off(None);
    }
}

fn looked(case: &Case) -> (Searched, Vec<Counterexample>) {
    let compiled = scenario::compile(&case.scenario).expect("the scenario has no faults");
    assert_eq!(compiled.warnings, []);
    let rules = scenario::rules(case.rule).expect("the rule has no faults");
    let freedom = Freedom::new(&compiled.exploration);
    let space = Space::new(&compiled.script, &rules, &[], Some(&freedom));
    let limits = Limits {
        distance: Distance::Choices,
        depth_max: 12,
        memory_max: 1 << 30,
        transitions_max: 200_000,
        threads: 2,
        rule: None,
        keeps_going: false,
    };
    let stop = AtomicBool::new(false);
    let searched = search(&space, &limits, &stop);
    let found = searched.violations.iter();
    let found: Vec<Counterexample> =
        found.filter_map(|violation| counterexample(&space, violation, &limits, &stop)).collect();
    for one in &found {
        assert_plays(case, one);
    }
    (searched, found)
}

/// The file of a counterexample is read and run again: the rule is broken at the same instant.
fn assert_plays(case: &Case, found: &Counterexample) {
    let original = scenario::compile(&case.scenario).expect("no faults").script;
    let known_by = scenario::known_by(&case.scenario);
    let of = Original { way: "../original", known_by: &known_by };
    let text = scenario_file(&original, of, found);
    let source = scenario::Source { name: "found.yaml".into(), text };
    let open = &mut |_: &scenario::Source, _: &str| {
        Ok(scenario::Source { name: "original.yaml".into(), text: case.scenario.clone() })
    };
    let rules = scenario::rules(case.rule).expect("no faults");
    let policy = scenario::Policy::Rules(Arc::new(rules));
    let read = scenario::compile_all(&source, &policy, open, &[]).expect("it has no faults");
    assert_eq!(read.warnings, []);
    // As `tripartite run` does.
    let script = &read.script;
    let choose = script.chooser([].into(), Seeded::new(1, 0));
    let opening = run::opening(script, 1, None);
    let journal = Kept::<CenterRecord>::default();
    let played = run::run(script, opening, choose, journal, &mut |_| ()).expect("it is played");
    let texts: Vec<&str> = played.expectations.iter().map(|it| it.text.as_str()).collect();
    assert!(!texts.is_empty() && played.expectations.iter().all(|it| it.met), "{texts:?}");
    let broken = played.rules.expect("there are rules").rules.remove(found.rule_number);
    let first = broken.violations.first().expect("the rule is broken");
    assert_eq!(first.certain_at.0, found.story.at);
}

fn assert_found(case: &Case) {
    let name = case.mutation.name();
    {
        let _on = Off::new(None);
        let (searched, _) = looked(case);
        assert_eq!(searched.violations, [], "{name}: the sound center keeps the rule");
        assert_eq!(searched.ended, Ended::Everything, "{name}");
    }
    let _off = Off::new(Some(case.mutation));
    let (_, found) = looked(case);
    let [one] = found.as_slice() else { panic!("{name}: found {}", found.len()) };
    assert_eq!(one.certified, Certified::Shortest, "{name}");
    assert_eq!(one.length(), case.length, "{name}: {one:#?}");
}

#[test]
fn a_guard_that_is_gone_is_found() {
    assert_found(&scenarios::objection_of_a_stranger());
}

#[test]
fn a_clock_that_is_not_recomputed_after_a_revision_is_found() {
    assert_found(&scenarios::clock_after_revision());
}

#[test]
fn a_gate_that_opens_an_hour_too_early_at_72_is_found() {
    assert_found(&scenarios::gate_at_72_hours());
}

#[test]
fn a_red_card_that_is_ignored_is_found() {
    assert_found(&scenarios::red_card());
}

#[test]
fn pledges_that_stay_unconditional_without_the_backstop_are_found() {
    assert_found(&scenarios::pledges_without_backstop());
}

#[test]
fn a_mandate_that_outlives_its_time_is_found() {
    assert_found(&scenarios::mandate_beyond_its_time());
}

#[test]
fn a_tier_that_opens_without_consent_is_found() {
    assert_found(&scenarios::tier_without_consent());
}

#[test]
fn a_silence_that_authorizes_force_is_found() {
    assert_found(&scenarios::force_by_silence());
}

#[test]
fn mutations_have_names_that_differ() {
    let names: BTreeSet<&str> = Mutation::ALL.iter().map(|mutation| mutation.name()).collect();
    assert_eq!(names.len(), Mutation::ALL.len());
    assert!(Mutation::ALL.iter().all(|mutation| !mutation.effect().is_empty()));
}
