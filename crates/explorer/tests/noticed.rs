//! Guards of the center are off: a state machine whose system is the center without the guard, and
//! whose reference is the sound one, notices which, with few steps.
//!
//! One guard of the whole process is off at a time, so there is one test.

use std::sync::atomic::Ordering;

use domain::mutation::{Mutation, switch_off};
use explorer::strategies::{Model, Step};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

/// The steps after which the center without a guard differs from the sound one, if some were found.
fn noticed(mutation: Option<Mutation>) -> Option<Vec<Step>> {
    let config = ProptestConfig { cases: 800, failure_persistence: None, ..Default::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRunner::deterministic().new_rng());
    let found = runner.run(&Model::sequential_strategy(1..20), |(mut sound, steps, seen)| {
        let mut broken = sound.clone();
        for step in &steps {
            seen.as_ref().map(|seen| seen.fetch_add(1, Ordering::SeqCst));
            sound = Model::apply(sound, step);
            switch_off(mutation);
            let _ = broken.take(step);
            switch_off(None);
            prop_assert!(broken.state == sound.state);
        }
        Ok(())
    });
    match found {
        Ok(()) => None,
        Err(TestError::Fail(_, (_, steps, _))) => Some(steps),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_guard_that_is_off_is_noticed_and_the_steps_are_few() {
    assert_eq!(noticed(None), None, "two sound centers agree");
    let mutations = [Mutation::Authority, Mutation::BackstopStep, Mutation::SilenceProcedure];
    for mutation in mutations {
        let steps =
            noticed(Some(mutation)).unwrap_or_else(|| panic!("{} escaped", mutation.name()));
        assert_eq!(steps.len(), 1, "{}: {steps:#?}", mutation.name());
    }
}
