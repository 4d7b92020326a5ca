//! Leads and taskings in words.

use domain::task::{Event, Location, Task};
use kernel::Id;

use super::{Telling, Words, act};
use crate::names;

pub(super) fn words(event: &Event, telling: &Telling) -> Words {
    match event {
        Event::LeadAssigned { task, nations } => {
            let task = task_name(*task);
            if nations.len() == 1 && telling.by.is_one_of(*nations) {
                act(format!("took the lead of {task}"))
            } else {
                act(format!("gave the lead of {task} to {}", names::nations(*nations)))
            }
        }
        Event::LeadReleased { task, nations } => {
            act(format!("ended the lead of {} in {}", names::nations(*nations), task_name(*task)))
        }
        Event::TaskingRequested { tasking, task, nation, place } => act(format!(
            "asked {} for {tasking}, a contribution to {} {}",
            names::nation(*nation),
            task_name(*task),
            location_name(*place)
        )),
        Event::TaskingAccepted { tasking, .. } => act(format!("accepted {tasking}")),
        Event::TaskingDeclined { tasking, .. } => act(format!("declined {tasking}")),
        Event::TaskingCompleted { tasking } => act(format!("reported {tasking} as done")),
    }
}

pub(super) fn subject(event: &Event) -> Option<Id> {
    match event {
        Event::LeadAssigned { task, .. } | Event::LeadReleased { task, .. } => {
            Id::new(&task_name(*task).replace(' ', "-")).ok()
        }
        Event::TaskingRequested { tasking, .. }
        | Event::TaskingAccepted { tasking, .. }
        | Event::TaskingDeclined { tasking, .. }
        | Event::TaskingCompleted { tasking } => Some(tasking.0),
    }
}

pub(crate) fn task_name(task: Task) -> &'static str {
    match task {
        Task::Overall => "the whole",
        Task::ForceHeadquarters => "force headquarters",
        Task::KyivHeadquarters => "headquarters in Kyiv",
        Task::LandHubs => "land hubs",
        Task::Maritime => "maritime tasks",
        Task::Air => "air tasks",
        Task::Logistics => "logistics",
        Task::Monitoring => "monitoring",
        Task::Regeneration => "force regeneration",
        Task::Reconstruction => "reconstruction",
        Task::BrigadeBuildup => "brigade build-up",
    }
}

pub(crate) fn location_name(location: Location) -> &'static str {
    match location {
        Location::OutsideUkraine => "outside Ukraine",
        Location::UkraineLand => "on Ukrainian land",
        Location::UkraineSea => "at sea off Ukraine",
        Location::UkraineAir => "in Ukrainian airspace",
    }
}
