//! Steps that the center accepts, or refuses, each in its turn.

use std::sync::atomic::Ordering;

use domain::strategies::{Start, Step, Walk, step};
use proptest::collection::SizeRange;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::NewTree;
use proptest::test_runner::TestRunner;
use proptest_state_machine::strategy::Sequential;

thread_local! {
    /// It is made of a few hundred parts.
    static STEP: BoxedStrategy<Step> = step().boxed();
}

/// Steps from one of these starts that the center accepts, each in its turn; at least one.
pub fn accepted(
    starts: &[Start],
    count: impl Into<SizeRange>,
) -> impl Strategy<Value = (Start, Vec<Step>)> {
    sequence(starts, count.into(), true)
}

/// Steps from one of these starts that the center refuses, each in its turn; at least one.
pub fn refused(
    starts: &[Start],
    count: impl Into<SizeRange>,
) -> impl Strategy<Value = (Start, Vec<Step>)> {
    sequence(starts, count.into(), false)
}

/// What is shrunk is played again, so that what is left is of its kind.
fn sequence(
    starts: &[Start],
    count: SizeRange,
    are_accepted: bool,
) -> impl Strategy<Value = (Start, Vec<Step>)> + use<> {
    let starts = starts.to_vec();
    let steps = Sequential::new(
        count,
        move || select(starts.clone()).prop_map(Walk::from),
        move |walk: &Walk, step: &Step| walk.accepts(step) == are_accepted,
        move |walk: &Walk| Next { walk: walk.clone(), is_accepted: are_accepted },
        played,
    );
    steps.prop_map(|(walk, steps, seen)| {
        // Here all steps are looked at, not those before a failure alone.
        if let Some(seen) = seen {
            seen.store(steps.len(), Ordering::SeqCst);
        }
        (walk.start, steps)
    })
}

/// The walk with one more step; a refusal is as good a step as any.
pub(super) fn played(mut walk: Walk, step: &Step) -> Walk {
    let _ = walk.take(step);
    walk
}

/// The next step of a walk. Steps are thrown until one is as wanted, and that alone shrinks.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) walk: Walk,
    pub(super) is_accepted: bool,
}

/// After so many throws any step will do.
const THROWS_MAX: usize = 100;

impl Strategy for Next {
    type Tree = <BoxedStrategy<Step> as Strategy>::Tree;
    type Value = Step;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let strategy = STEP.with(BoxedStrategy::clone);
        for _ in 1..THROWS_MAX {
            let tree = strategy.new_tree(runner)?;
            if self.walk.accepts(&tree.current()) == self.is_accepted {
                return Ok(tree);
            }
        }
        strategy.new_tree(runner)
    }
}
