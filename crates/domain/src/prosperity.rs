//! The prosperity track: projects are prepared, money waits at gates.
//!
//! Section 5.1 of the domain notes: no ceasefire, no money. Every project waits at that gate; others
//! may be put in its way. Money that is blocked is asked for again once the gates are open; a
//! tranche that has a name is released once, however often it is asked for. The
//! track shares a gate with security but no authority: a decision on one may depend on the other
//! only if a party has said so on record. Then it does: the money of a project waits until the security
//! questions to which it was linked are adopted, whoever asks for it, and a question that is put as
//! depending on a project is not adopted before the project has been prepared.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::actor::Actor;
use crate::clock::{self, Clock};
use crate::ids::{ProjectId, QuestionId, TrancheId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::parameter::Parameter;
use crate::sound::{Sound, refuse_if};
use crate::{Center, Moment, decision};

commands!(Prosperity:
    StartLaunchPlan, ReportLaunchPlan, PrepareProject, GateProject, ReleaseTranche, StateLinkage,
);

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

/// Puts another gate in the way of a project's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateProject {
    pub project: ProjectId,
    pub gate: Gate,
}

/// Asks for money for a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseTranche {
    pub project: ProjectId,
    /// By its name it is asked for again, and released once; without one each request is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tranche: Option<TrancheId>,
    pub million_euro: u32,
    /// A security question to which a party has linked the project; the money waits for it, as for
    /// all others to which it was linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<QuestionId>,
}

impl ReleaseTranche {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let nothing = Rejection::NoMoney { project: self.project };
        refuse_if(self.million_euro == 0, &["million_euro"], nothing)
    }
}

/// A party states that the money of a project waits for a security question, and that the question may
/// be put as depending on the project.
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
    ProjectGated {
        project: ProjectId,
        gate: Gate,
    },
    TrancheReleased {
        project: ProjectId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tranche: Option<TrancheId>,
        million_euro: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depends_on: Option<QuestionId>,
    },
    /// Names the gates that are closed; none if the money waits only for the question on which it
    /// depends.
    TrancheBlocked {
        project: ProjectId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tranche: Option<TrancheId>,
        million_euro: u32,
        gates: BTreeSet<Gate>,
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
    #[error("`{project}` waits at the gate `{gate}` already")]
    AlreadyGated { project: ProjectId, gate: Gate },
    #[error("a tranche of nothing is no tranche")]
    NoMoney { project: ProjectId },
    #[error("the tranche `{tranche}` has been released already")]
    AlreadyReleased { tranche: TrancheId },
    #[error("the tranche `{tranche}` is one of `{project}`")]
    OfAnotherProject { tranche: TrancheId, project: ProjectId },
    #[error("with {released} million euro released the envelope of {envelope} would be exceeded")]
    BeyondEnvelope { released: u64, envelope: u32 },
    #[error("no party has linked `{project}` and `{question}` on record")]
    NotLinked { project: ProjectId, question: QuestionId },
}

/// What money may have to wait for. All but the ceasefire is an assumption.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The ceasefire is in force.
    Ceasefire,
    /// The launch plan has been started.
    LaunchPlan,
    /// The launch plan has been reported on.
    LaunchReport,
}

/// One project.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Project {
    pub gates: BTreeSet<Gate>,
    /// In million euro.
    pub released: u64,
}

/// A part of the money that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tranche {
    pub project: ProjectId,
    pub released: bool,
}

/// The state of the track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Prosperity {
    pub launched_at: Option<OnRecord>,
    pub reported_at: Option<OnRecord>,
    pub projects: BTreeMap<ProjectId, Project>,
    pub linked: BTreeSet<(ProjectId, QuestionId)>,
    /// All tranches with a name that were ever asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tranches: BTreeMap<TrancheId, Tranche>,
}

impl Prosperity {
    /// The project, if it has been prepared.
    pub(crate) fn project(&self, project: ProjectId) -> Result<&Project, Rejection> {
        self.projects.get(&project).ok_or(Rejection::UnknownProject { project })
    }

    /// What all tranches have come to, in million euro.
    fn released(&self) -> u64 {
        self.projects.values().fold(0, |sum, project| sum.saturating_add(project.released))
    }

    /// Refuses to release money a second time under the name that it has.
    fn require_unreleased(&self, tranche: TrancheId, asked: ProjectId) -> Result<(), Rejection> {
        match self.tranches.get(&tranche) {
            Some(&Tranche { project, .. }) if project != asked => {
                Err(Rejection::OfAnotherProject { tranche, project })
            }
            Some(Tranche { released: true, .. }) => Err(Rejection::AlreadyReleased { tranche }),
            Some(Tranche { released: false, .. }) | None => Ok(()),
        }
    }

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
    moment.entitled(moment.seat().is_some() || moment.by == Actor::Control)?;
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
            if track.launched_at.is_none() || track.reported_at.is_some() {
                return Err(Rejection::LaunchPlanNotRunning.into());
            }
            // A late report is still one.
            let mut events = Vec::from([Event::LaunchPlanReported {}.into()]);
            events.extend(moment.center.clocks.meet(Clock::LaunchPlan, launch_plan(), moment.at));
            Ok(events)
        }
        Command::PrepareProject(PrepareProject { project }) => {
            if track.projects.contains_key(project) {
                return Err(Rejection::ProjectExists { project: *project }.into());
            }
            Ok(Vec::from([Event::ProjectPrepared { project: *project }.into()]))
        }
        Command::GateProject(GateProject { project, gate }) => {
            let (project, gate) = (*project, *gate);
            if track.project(project)?.gates.contains(&gate) {
                return Err(Rejection::AlreadyGated { project, gate }.into());
            }
            Ok(Vec::from([Event::ProjectGated { project, gate }.into()]))
        }
        Command::ReleaseTranche(command) => decide_release(moment, command),
        Command::StateLinkage(StateLinkage { project, question }) => {
            moment.entitled(moment.seat().is_some())?;
            let (project, question) = (*project, *question);
            Ok(Vec::from([Event::LinkageStated { party: moment.by, project, question }.into()]))
        }
    }
}

fn decide_release(
    moment: &Moment<'_>,
    command: &ReleaseTranche,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let ReleaseTranche { project, tranche, million_euro, depends_on } = *command;
    let track = &moment.center.prosperity;
    let found = track.project(project)?;
    command.sound()?;
    if let Some(tranche) = tranche {
        track.require_unreleased(tranche, project)?;
    }
    if let Some(question) = depends_on {
        track.require_linked(project, question)?;
    }
    let envelope = moment.center.parameters.number(Parameter::ProsperityEnvelope);
    let released = track.released();
    let then = released.saturating_add(million_euro.into());
    if u64::from(envelope) < then && !off(Mutation::Envelope) {
        return Err(Rejection::BeyondEnvelope { released, envelope }.into());
    }
    let closed = found.gates.iter().filter(|gate| !is_open(moment.center, **gate));
    let gates: BTreeSet<Gate> = closed.copied().collect();
    // Of several questions that are out, the one that was named is told.
    let linked = track.linked.iter().filter(|(of, _)| *of == project).map(|&(_, on)| on);
    let mut out = depends_on.into_iter().chain(linked);
    let waits_for = out.find(|&on| !decision::is_adopted(moment.center, on));
    let event = if gates.is_empty() && waits_for.is_none() {
        Event::TrancheReleased { project, tranche, million_euro, depends_on }
    } else {
        let depends_on = waits_for.or(depends_on);
        Event::TrancheBlocked { project, tranche, million_euro, gates, depends_on }
    };
    Ok(Vec::from([event.into()]))
}

fn is_open(center: &Center, gate: Gate) -> bool {
    match gate {
        Gate::Ceasefire => center.ceasefire.is_in_force(),
        Gate::LaunchPlan => center.prosperity.launched_at.is_some(),
        Gate::LaunchReport => center.prosperity.reported_at.is_some(),
    }
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let track = &mut center.prosperity;
    match *event {
        Event::LaunchPlanStarted {} => track.launched_at = Some(at.into()),
        Event::LaunchPlanReported {} => track.reported_at = Some(at.into()),
        Event::TrancheBlocked { project, tranche, .. } => {
            let named = tranche.map(|tranche| (tranche, Tranche { project, released: false }));
            track.tranches.extend(named);
        }
        Event::ProjectPrepared { project } => {
            let gates = BTreeSet::from([Gate::Ceasefire]);
            track.projects.insert(project, Project { gates, released: 0 });
        }
        Event::ProjectGated { project, gate } => {
            if let Some(found) = track.projects.get_mut(&project) {
                found.gates.insert(gate);
            }
        }
        Event::TrancheReleased { project, tranche, million_euro, .. } => {
            let named = tranche.map(|tranche| (tranche, Tranche { project, released: true }));
            track.tranches.extend(named);
            if let Some(found) = track.projects.get_mut(&project) {
                found.released = found.released.saturating_add(million_euro.into());
            }
        }
        Event::LinkageStated { project, question, .. } => {
            track.linked.insert((project, question));
        }
    }
}
