//! Commands one after another: as they come, or only those that are accepted, or refused.

use alloc::vec::Vec;

use kernel::SimDuration;
use proptest::collection::{SizeRange, vec};
use proptest::prelude::*;

use super::command::{any_actor, any_command, wait};
use super::plan::any_plan;
use super::walk::{Start, Walk};
use crate::{Actor, Command};

/// One command after a wait, by a given actor or by whoever would usually issue it.
///
/// Its instants are distances from 1970, which [`Walk::take`] turns into instants near its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub wait: SimDuration,
    pub by: Option<Actor>,
    pub command: Command,
}

/// Any command of any family, over small pools of names; one in twelve by whoever it may be.
pub fn step() -> impl Strategy<Value = Step> + use<> {
    let by = prop::option::weighted(0.08, any_actor());
    (wait(), by, any_command()).prop_map(|(wait, by, command)| Step { wait, by, command })
}

/// So many times one step, or several that belong together.
pub fn steps(count: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Step>> {
    let single = step().prop_map(|step| Vec::from([step]));
    let planned = any_plan().prop_map(|plan| {
        let step = |command| Step { wait: SimDuration::ZERO, by: None, command };
        plan.into_iter().map(step).collect::<Vec<Step>>()
    });
    let steps = prop_oneof![18 => single, 1 => planned];
    vec(steps, count).prop_map(|steps| steps.concat())
}

/// So many steps are thrown before one is given up.
const CANDIDATES: usize = 8;

/// Steps from a start that the center accepts, each in its turn; now and then fewer than asked for.
pub fn accepted(start: Start, count: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Step>> {
    let candidates = vec(vec(step(), CANDIDATES), count);
    candidates.prop_map(move |candidates| {
        let mut walk = Walk::from(start);
        let taken = candidates.iter().filter_map(|steps| walk.take_first(steps));
        taken.cloned().collect()
    })
}

/// Steps from a start that the center refuses, each in its turn; now and then fewer than asked for.
pub fn refused(start: Start, count: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Step>> {
    steps(count).prop_map(move |steps| {
        let mut walk = Walk::from(start);
        steps.into_iter().filter(|step| walk.take_if(step, Result::is_err)).collect()
    })
}

/// A step that the center accepts after this walk, if one was found.
pub fn next_accepted(walk: &Walk) -> impl Strategy<Value = Option<Step>> + use<> {
    let walk = walk.clone();
    vec(step(), CANDIDATES).prop_map(move |steps| walk.clone().take_first(&steps).cloned())
}
