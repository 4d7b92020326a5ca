//! The prosperity track: projects are prepared, money waits for the ceasefire.
//!
//! Section 5.1 of the domain notes: no ceasefire, no money. The track shares that gate with
//! security but no authority: a decision on one may depend on the other only if a party has
//! said so on record.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::{ProjectId, QuestionId};
use crate::model::commands;
use crate::parameter::Parameter;
use crate::{Center, Moment};

commands!(Prosperity: StartLaunchPlan, ReportLaunchPlan, PrepareProject, ReleaseTranche, StateLinkage);

/// Starts the launch plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartLaunchPlan {}

/// Reports on the launch plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportLaunchPlan {}

/// Prepares a project; this needs no ceasefire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepareProject {
    pub project: ProjectId,
}

/// Asks for money for a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseTranche {
    pub project: ProjectId,
    pub million_euro: u32,
    /// The security question on which the money depends, if a party has said so on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<QuestionId>,
}

/// A party states that a project and a security question depend on one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateLinkage {
    pub project: ProjectId,
    pub question: QuestionId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    LaunchPlanStarted {},
    LaunchPlanReported {},
    ProjectPrepared {
        project: ProjectId,
    },
    TrancheReleased {
        project: ProjectId,
        million_euro: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depends_on: Option<QuestionId>,
    },
    /// The ceasefire gate is closed.
    TrancheBlocked {
        project: ProjectId,
        million_euro: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depends_on: Option<QuestionId>,
    },
    LinkageStated {
        party: Actor,
        project: ProjectId,
        question: QuestionId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the launch plan has been started already")]
    LaunchPlanStarted,
    #[error("the launch plan is not running")]
    LaunchPlanNotRunning,
    #[error("the project `{project}` exists already")]
    ProjectExists { project: ProjectId },
    #[error("there is no project `{project}`")]
    UnknownProject { project: ProjectId },
    #[error("no party has linked `{project}` and `{question}` on record")]
    NotLinked { project: ProjectId, question: QuestionId },
}

/// The state of the track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Prosperity {
    pub launched_at: Option<SimTime>,
    /// Money released by project, in million euro.
    pub projects: BTreeMap<ProjectId, u64>,
    pub linked: BTreeSet<(ProjectId, QuestionId)>,
}

impl Prosperity {
    /// Refuses a dependency between the tracks that no party has put on record.
    pub(crate) fn require_linked(
        &self,
        project: ProjectId,
        question: QuestionId,
    ) -> Result<(), Rejection> {
        if self.linked.contains(&(project, question)) {
            Ok(())
        } else {
            Err(Rejection::NotLinked { project, question })
        }
    }
}

/// The subject of the one clock of the launch plan.
fn launch_plan() -> Id {
    Id::new("launch-plan").expect("it is an id")
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let track = &moment.center.prosperity;
    moment.entitled(moment.by.seat().is_some() || moment.by == Actor::Control)?;
    match command {
        Command::StartLaunchPlan(_) => {
            if track.launched_at.is_some() {
                return Err(Rejection::LaunchPlanStarted.into());
            }
            let span = moment.center.parameters.duration(Parameter::LaunchPlanWithin);
            let armed = clock::arm(Clock::LaunchPlan, launch_plan(), moment.at, span);
            Ok(Vec::from([Event::LaunchPlanStarted {}.into(), armed]))
        }
        Command::ReportLaunchPlan(_) => {
            let met = moment.center.clocks.meet(Clock::LaunchPlan, launch_plan(), moment.at);
            let met = met.ok_or(Rejection::LaunchPlanNotRunning)?;
            Ok(Vec::from([Event::LaunchPlanReported {}.into(), met]))
        }
        Command::PrepareProject(PrepareProject { project }) => {
            if track.projects.contains_key(project) {
                return Err(Rejection::ProjectExists { project: *project }.into());
            }
            Ok(Vec::from([Event::ProjectPrepared { project: *project }.into()]))
        }
        Command::ReleaseTranche(command) => decide_release(moment, command),
        Command::StateLinkage(StateLinkage { project, question }) => {
            moment.entitled(moment.by.seat().is_some())?;
            let (project, question) = (*project, *question);
            Ok(Vec::from([Event::LinkageStated { party: moment.by, project, question }.into()]))
        }
    }
}

fn decide_release(
    moment: &Moment<'_>,
    command: &ReleaseTranche,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReleaseTranche { project, million_euro, depends_on } = *command;
    let track = &moment.center.prosperity;
    if !track.projects.contains_key(&project) {
        return Err(Rejection::UnknownProject { project }.into());
    }
    if let Some(question) = depends_on {
        track.require_linked(project, question)?;
    }
    let event = if moment.center.ceasefire.is_in_force() {
        Event::TrancheReleased { project, million_euro, depends_on }
    } else {
        Event::TrancheBlocked { project, million_euro, depends_on }
    };
    Ok(Vec::from([event.into()]))
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let track = &mut center.prosperity;
    match *event {
        Event::LaunchPlanStarted {} => track.launched_at = Some(at),
        Event::LaunchPlanReported {} | Event::TrancheBlocked { .. } => {}
        Event::ProjectPrepared { project } => {
            track.projects.insert(project, 0);
        }
        Event::TrancheReleased { project, million_euro, .. } => {
            *track.projects.entry(project).or_default() += u64::from(million_euro);
        }
        Event::LinkageStated { project, question, .. } => {
            track.linked.insert((project, question));
        }
    }
}
