//! Bases in words.

use domain::base::{Event, Stage};

use super::{Words, act};

pub(super) fn words(event: &Event) -> Words {
    match event {
        Event::Planned { base, .. } => act(format!("planned the base {base}")),
        Event::BuildingBegan { base, .. } => act(format!("began to build the base {base}")),
        Event::Opened { base, .. } => act(format!("opened the base {base}")),
        Event::Attacked { base, incident, .. } => {
            act(format!("reported that the base {base} was attacked in {incident}"))
        }
        Event::Closed { base, .. } => act(format!("closed the base {base}")),
    }
}

pub(crate) fn base_stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Planned => "planned",
        Stage::UnderConstruction => "under construction",
        Stage::Open => "open",
        Stage::Attacked => "attacked",
        Stage::Closed => "closed",
    }
}
