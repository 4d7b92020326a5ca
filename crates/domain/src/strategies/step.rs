//! Commands one after another, as they come.

use alloc::vec::Vec;

use kernel::SimDuration;
use proptest::collection::{SizeRange, vec};
use proptest::prelude::*;

use super::command::{any_actor, any_command, wait};
use super::plan::any_plan;
use super::setting::hours;
use crate::{Actor, Command, response};

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
        let step = |command| Step { wait: wait_in_plan(&command), by: None, command };
        plan.into_iter().map(step).collect::<Vec<Step>>()
    });
    let steps = prop_oneof![18 => single, 1 => planned];
    vec(steps, count).prop_map(|steps| steps.concat())
}

/// Commands that belong together come at once, but quiet takes its time.
fn wait_in_plan(command: &Command) -> SimDuration {
    match command {
        Command::Response(response::Command::StandDown(_)) => hours(13),
        _ => SimDuration::ZERO,
    }
}
