//! The center as the reference of a state machine.

use domain::strategies::{Step, Walk, starts, step};
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::sequence::{Next, played};

/// A state machine whose states are walks and whose transitions are steps: three in four of those
/// that the center accepts in this state, where one was found, the others as they come.
///
/// A test names it as its `Reference`, and has as its system under test whatever must agree with
/// the center or keep a promise about it: a policy rule, a projection, another center.
#[derive(Clone, Copy, Debug)]
pub struct Model;

impl ReferenceStateMachine for Model {
    type State = Walk;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Walk> {
        starts().prop_map(Walk::from).boxed()
    }

    fn transitions(walk: &Walk) -> BoxedStrategy<Step> {
        let accepted = Next { walk: walk.clone(), is_accepted: true };
        prop_oneof![3 => accepted, 1 => step()].boxed()
    }

    fn apply(walk: Walk, step: &Step) -> Walk {
        played(walk, step)
    }
}
