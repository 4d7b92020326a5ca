//! What is shrunk is smaller, and still of its kind.

use explorer::strategies::{Sketch, Start, Step, Walk, accepted, scenarios};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

/// The smallest value that was found for which this does not hold.
fn smallest<S: Strategy>(strategy: &S, holds: impl Fn(&S::Value) -> bool) -> S::Value {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRunner::deterministic().new_rng());
    let failed = runner.run(strategy, |value| {
        prop_assert!(holds(&value));
        Ok(())
    });
    match failed {
        Err(TestError::Fail(_, value)) => value,
        other => panic!("nothing was found: {other:?}"),
    }
}

#[test]
fn a_failing_sequence_shrinks_to_the_steps_that_make_it_fail() {
    // One about a breach would need that to be seen first, and one that a late objection opens a wait.
    let questions = |start, steps: &[Step]| {
        let open = &Walk::of(start, steps).state.questions.0;
        let is_asked = |name: &str| !name.contains("late");
        open.iter()
            .filter(|(name, question)| question.series.is_none() && is_asked(name.0.as_str()))
            .count()
    };
    let opens_two = |start, steps: &[Step]| questions(start, &[]) + 2 <= questions(start, steps);
    let strategy = accepted(&Start::ALL, 1..40);
    let (start, steps) = smallest(&strategy, |(start, steps)| !opens_two(*start, steps));
    assert_eq!((start, steps.len()), (Start::Seated, 2), "{steps:#?}");
}

#[test]
fn a_failing_scenario_shrinks_to_one_step_and_is_still_sound() {
    let attends = |sketch: &Sketch| sketch.text().contains("silence.start");
    let sketch = smallest(&scenarios(), |sketch| !attends(sketch));
    assert_eq!(sketch.timeline.len(), 1, "{sketch:?}");
    assert_eq!(sketch.behaviors, [], "{sketch:?}");
    assert!(sketch.timeline.iter().all(|entry| entry.chance == 100), "{sketch:?}");
    assert_eq!(sketch.compiled().warnings, []);
}
