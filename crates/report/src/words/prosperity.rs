//! The prosperity track in words.

use domain::prosperity::Event;
use kernel::Id;

use super::{Words, act, fact};
use crate::names;

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::LaunchPlanStarted {} => act("started the launch plan"),
        Event::LaunchPlanReported {} => act("reported on the launch plan"),
        Event::ProjectPrepared { project } => act(format!("prepared the project {project}")),
        Event::TrancheReleased { project, million_euro, .. } => {
            act(format!("released {} for {project}", euro(*million_euro)))
        }
        Event::TrancheBlocked { project, million_euro, .. } => fact(format!(
            "{} for {project} are blocked: the ceasefire is not in force",
            euro(*million_euro)
        )),
        Event::LinkageStated { project, question, .. } => {
            act(format!("stated that {project} and {question} depend on one another"))
        }
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::ProjectPrepared { project }
        | Event::TrancheReleased { project, .. }
        | Event::TrancheBlocked { project, .. }
        | Event::LinkageStated { project, .. } => Some(project.0),
        Event::LaunchPlanStarted {} | Event::LaunchPlanReported {} => None,
    }
}

fn euro(million: u32) -> String {
    format!("{} million euro", names::grouped(million.into()))
}
