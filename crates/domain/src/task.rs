//! Tasks and their leads, and what a lead asks of nations.
//!
//! Section 2.3 of the domain notes: every task has a national leader; Poland leads logistics.
//! The lead's office is one, even if two nations share it. A lead asks, a nation accepts or
//! declines without giving reasons.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::ids::TaskingId;
use crate::model::commands;
use crate::nation::{Nation, NationSet};
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment};

commands!(Task:
    AssignLead, ReleaseLead, RequestTasking, AcceptTasking, DeclineTasking,
    CompleteTasking,
);

/// Gives a task to a lead; several nations share one office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignLead {
    pub task: Task,
    pub nations: NationSet,
}

impl AssignLead {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let AssignLead { task, nations } = *self;
        refuse_if(nations.is_empty(), &["nations"], Rejection::NoNation { task })?;
        match nations.iter().find(|nation| nation.is_organization()) {
            Some(nation) => refuse_if(true, &["nations"], Rejection::NoLeadNation { nation }),
            None => Ok(()),
        }
    }
}

/// The lead gives the task back: a co-lead its own part of the office, the co-chairs the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLead {
    pub task: Task,
}

/// Asks a nation for a contribution to a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestTasking {
    pub tasking: TaskingId,
    pub task: Task,
    pub nation: Nation,
    pub place: Location,
}

/// Commands on one tasking.
macro_rules! of_a_tasking {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            pub tasking: TaskingId,
        }
    )+};
}

of_a_tasking! {
    /// The nation accepts.
    AcceptTasking
    /// The nation declines; no reason is asked.
    DeclineTasking
    /// The nation reports the tasking done.
    CompleteTasking
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    LeadAssigned { task: Task, nations: NationSet },
    LeadReleased { task: Task, nations: NationSet },
    TaskingRequested { tasking: TaskingId, task: Task, nation: Nation, place: Location },
    TaskingAccepted { tasking: TaskingId, nation: Nation },
    TaskingDeclined { tasking: TaskingId, nation: Nation },
    TaskingCompleted { tasking: TaskingId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("a lead needs at least one nation")]
    NoNation { task: Task },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` is an observer or an organization, and leads nothing")]
    NoLeadNation { nation: Nation },
    #[error("the task `{task}` is led by {nations} already")]
    AlreadyLed { task: Task, nations: NationSet },
    #[error("the task `{task}` has no lead")]
    NoLead { task: Task },
    #[error("the tasking `{tasking}` exists already")]
    TaskingExists { tasking: TaskingId },
    #[error("there is no tasking `{tasking}`")]
    UnknownTasking { tasking: TaskingId },
    #[error("the tasking `{tasking}` is `{progress}`, which does not allow this")]
    WrongProgress { tasking: TaskingId, progress: Progress },
}

/// The kinds of task that have a lead.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    Overall,
    ForceHeadquarters,
    KyivHeadquarters,
    LandHubs,
    Maritime,
    Air,
    Logistics,
    Monitoring,
    Regeneration,
    Reconstruction,
    BrigadeBuildup,
}

/// Where a contribution would be.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    OutsideUkraine,
    UkraineLand,
    UkraineSea,
    UkraineAir,
}

impl Location {
    pub fn is_in_ukraine(self) -> bool {
        self != Location::OutsideUkraine
    }
}

/// How far a tasking has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    Requested,
    Accepted,
    Declined,
    Completed,
}

/// One tasking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tasking {
    pub task: Task,
    pub nation: Nation,
    pub place: Location,
    pub progress: Progress,
}

/// Leads and taskings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Tasks {
    pub leads: BTreeMap<Task, NationSet>,
    pub taskings: BTreeMap<TaskingId, Tasking>,
}

impl Tasks {
    /// The lead office of a task.
    pub fn lead(&self, task: Task) -> Result<NationSet, Rejection> {
        self.leads.get(&task).copied().ok_or(Rejection::NoLead { task })
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match command {
        Command::AssignLead(command) => decide_assign(moment, command)?,
        Command::ReleaseLead(ReleaseLead { task }) => decide_release(moment, *task)?,
        Command::RequestTasking(command) => decide_request(moment, command)?,
        Command::AcceptTasking(AcceptTasking { tasking }) => {
            let nation = own(moment, *tasking, &[Progress::Requested])?.nation;
            Event::TaskingAccepted { tasking: *tasking, nation }
        }
        Command::DeclineTasking(DeclineTasking { tasking }) => {
            let nation = own(moment, *tasking, &[Progress::Requested, Progress::Accepted])?.nation;
            Event::TaskingDeclined { tasking: *tasking, nation }
        }
        Command::CompleteTasking(CompleteTasking { tasking }) => {
            own(moment, *tasking, &[Progress::Accepted])?;
            Event::TaskingCompleted { tasking: *tasking }
        }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_assign(moment: &Moment<'_>, command: &AssignLead) -> Result<Event, crate::Rejection> {
    let AssignLead { task, nations } = *command;
    let cochairs = matches!(moment.by, Actor::CoChairs | Actor::Coalition);
    // A nation takes a lead for itself; who is to share it with others is for the co-chairs to say.
    let alone = !nations.is_empty() && nations.iter().all(|nation| moment.by.speaks_for(nation));
    moment.entitled(cochairs || alone)?;
    command.sound()?;
    if let Some(nation) = moment.center.cell.not_enrolled(nations) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    if let Some(nation) = nations.iter().find(|&nation| !moment.center.cell.is_acting(nation)) {
        return Err(Rejection::NoLeadNation { nation }.into());
    }
    if let Ok(nations) = moment.center.tasks.lead(task) {
        return Err(Rejection::AlreadyLed { task, nations }.into());
    }
    Ok(Event::LeadAssigned { task, nations })
}

/// A nation gives up its own lead alone: who shares the office with it keeps it.
fn decide_release(moment: &Moment<'_>, task: Task) -> Result<Event, crate::Rejection> {
    let lead = moment.center.tasks.lead(task)?;
    let own = lead.iter().filter(|&nation| moment.by.speaks_for(nation)).collect();
    let nations = if moment.by == Actor::CoChairs { lead } else { own };
    moment.entitled(!nations.is_empty())?;
    Ok(Event::LeadReleased { task, nations })
}

fn decide_request(
    moment: &Moment<'_>,
    command: &RequestTasking,
) -> Result<Event, crate::Rejection> {
    let RequestTasking { tasking, task, nation, place } = *command;
    let lead = moment.center.tasks.lead(task)?;
    moment.entitled(moment.by.is_one_of(lead) || Actor::CoChairs == moment.by)?;
    if moment.center.tasks.taskings.contains_key(&tasking) {
        return Err(Rejection::TaskingExists { tasking }.into());
    }
    if let Some(nation) = moment.center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    Ok(Event::TaskingRequested { tasking, task, nation, place })
}

/// The tasking, for a step that is the nation's own act.
fn own(
    moment: &Moment<'_>,
    tasking: TaskingId,
    from: &[Progress],
) -> Result<Tasking, crate::Rejection> {
    let Some(found) = moment.center.tasks.taskings.get(&tasking) else {
        return Err(Rejection::UnknownTasking { tasking }.into());
    };
    moment.entitled(moment.by.speaks_for(found.nation))?;
    if !from.contains(&found.progress) {
        return Err(Rejection::WrongProgress { tasking, progress: found.progress }.into());
    }
    Ok(*found)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let tasks = &mut center.tasks;
    match *event {
        Event::LeadAssigned { task, nations } => {
            tasks.leads.insert(task, nations);
        }
        Event::LeadReleased { task, nations } => {
            let left = tasks.leads.remove(&task).map(|lead| lead.minus(nations));
            if let Some(left) = left.filter(|left| !left.is_empty()) {
                tasks.leads.insert(task, left);
            }
        }
        Event::TaskingRequested { tasking, task, nation, place } => {
            let requested = Tasking { task, nation, place, progress: Progress::Requested };
            tasks.taskings.insert(tasking, requested);
        }
        Event::TaskingAccepted { tasking, .. } => progress(tasks, tasking, Progress::Accepted),
        Event::TaskingDeclined { tasking, .. } => progress(tasks, tasking, Progress::Declined),
        Event::TaskingCompleted { tasking } => progress(tasks, tasking, Progress::Completed),
    }
}

fn progress(tasks: &mut Tasks, tasking: TaskingId, progress: Progress) {
    if let Some(found) = tasks.taskings.get_mut(&tasking) {
        found.progress = progress;
    }
}
