//! The prosperity track in words.

use domain::ids::{ProjectId, QuestionId, TrancheId};
use domain::prosperity::{Event, Gate};
use kernel::Id;

use super::{Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::LaunchPlanStarted {} => act("started the launch plan"),
        Event::LaunchPlanReported {} => act("reported on the launch plan"),
        Event::ProjectPrepared { project } => act(format!("prepared the project {project}")),
        Event::TrancheReleased { project, tranche, million_euro, depends_on } => act(format!(
            "released {}{}{}",
            euro(*million_euro),
            purpose(*project, *tranche),
            bound(*depends_on)
        )),
        Event::ProjectGated { project, gate } => {
            act(format!("made {project} wait until {}", opening(*gate)))
        }
        Event::TrancheBlocked { project, tranche, million_euro, gates, depends_on } => {
            let wait = match depends_on {
                Some(question) if gates.is_empty() => format!("while {question} is not adopted"),
                on => {
                    let gates = names::list(gates.iter().copied().map(opening));
                    format!("until {gates}{}", bound(*on))
                }
            };
            let purpose = purpose(*project, *tranche);
            fact(format!("{}{purpose} are blocked {wait}", euro(*million_euro)))
        }
        Event::LinkageStated { project, question, .. } => {
            act(format!("linked {project} and {question}: its money waits for {question}"))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::ProjectPrepared { project }
        | Event::ProjectGated { project, .. }
        | Event::TrancheReleased { project, .. }
        | Event::TrancheBlocked { project, .. }
        | Event::LinkageStated { project, .. } => Some(project.0),
        Event::LaunchPlanStarted {} | Event::LaunchPlanReported {} => None,
    }
}

/// What the money is for.
fn purpose(project: ProjectId, tranche: Option<TrancheId>) -> String {
    let name = tranche.map_or(String::new(), |name| format!(" (the tranche {name})"));
    format!(" for {project}{name}")
}

/// The linkage that money is said to have.
fn bound(depends_on: Option<QuestionId>) -> String {
    depends_on.map_or(String::new(), |question| format!("; it depends on {question}"))
}

/// What opens a gate.
fn opening(gate: Gate) -> &'static str {
    match gate {
        Gate::Ceasefire => "the ceasefire is in force",
        Gate::LaunchPlan => "the launch plan is started",
        Gate::LaunchReport => "the launch plan is reported on",
    }
}

fn euro(million: u32) -> String {
    format!("{} million euro", names::grouped(million.into()))
}
