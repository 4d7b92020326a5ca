//! Bases in Ukraine: planned, under construction, open, attacked, closed.
//!
//! Sections 2.2 and 9.2 of the domain notes: after a ceasefire the UK and France set up "military hubs"
//! across Ukraine and build protected facilities for weapons and equipment. They are called bases
//! here, because hubs are those of logistics.
//!
//! The office that leads the task must be filled when a nation plans a base. Assumptions, because no
//! source says it: what is built and opened there needs what a contingent needs that goes in, but for a
//! mandate, which is for troops; what was attacked works no more until its nation opens it again; and
//! a base stays open when the ceasefire ends, for its nation alone closes it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::force::{self, require_cessation, require_host_request, require_stance};
use crate::ids::{BaseId, IncidentId};
use crate::model::commands;
use crate::nation::Nation;
use crate::sound::{Sound, refuse_if};
use crate::task::{Location, Task};
use crate::{Actor, Center, Moment};

commands!(Base: Plan, Build, Open, ReportAttack, Close);

/// A nation says that it will set up a base in Ukraine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub base: BaseId,
    pub nation: Nation,
}

impl Plan {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let nation = self.nation;
        refuse_if(nation == Nation::UA, &["nation"], Rejection::HostSetsUp { nation })?;
        refuse_if(nation.is_organization(), &["nation"], Rejection::NoBaseNation { nation })
    }
}

/// The nation begins to build the base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Build {
    pub base: BaseId,
}

/// The nation opens the base that it has built, or one that was attacked, again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub base: BaseId,
}

/// Somebody who sees it reports that an incident was an attack on the base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportAttack {
    pub base: BaseId,
    pub incident: IncidentId,
}

/// The nation gives the base up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub base: BaseId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Planned {
        base: BaseId,
        nation: Nation,
    },
    BuildingBegan {
        base: BaseId,
        nation: Nation,
    },
    /// It works, for the first time or again.
    Opened {
        base: BaseId,
        nation: Nation,
    },
    /// It works no more, whatever it was before.
    Attacked {
        base: BaseId,
        nation: Nation,
        incident: IncidentId,
    },
    Closed {
        base: BaseId,
        nation: Nation,
    },
}

impl Event {
    /// The base that the event is about.
    pub const fn base(&self) -> BaseId {
        match *self {
            Event::Planned { base, .. }
            | Event::BuildingBegan { base, .. }
            | Event::Opened { base, .. }
            | Event::Attacked { base, .. }
            | Event::Closed { base, .. } => base,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the base `{base}` exists already")]
    BaseExists { base: BaseId },
    #[error("there is no base `{base}`")]
    UnknownBase { base: BaseId },
    #[error("`{nation}` is the host, and sets up no base of the force")]
    HostSetsUp { nation: Nation },
    #[error("`{nation}` is not enrolled at the center as a nation that acts, and sets up no base")]
    NoBaseNation { nation: Nation },
    #[error("the base `{base}` is `{stage}`, which does not allow this")]
    WrongStage { base: BaseId, stage: Stage },
    #[error("`{incident}` is on record as an attack on `{base}` already")]
    AlreadyReported { base: BaseId, incident: IncidentId },
}

/// How far a base has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Planned,
    UnderConstruction,
    Open,
    Attacked,
    Closed,
}

/// One base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Base {
    pub nation: Nation,
    pub stage: Stage,
    /// The incident that was the last attack on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attacked_in: Option<IncidentId>,
}

/// All bases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Bases(pub BTreeMap<BaseId, Base>);

impl Bases {
    /// Whether there has been none yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.0.is_empty()
    }

    fn get(&self, base: BaseId) -> Result<Base, Rejection> {
        self.0.get(&base).copied().ok_or(Rejection::UnknownBase { base })
    }
}

/// Who sees what happens to a base, beside its nation.
const WITNESSES: [Actor; 3] = [Actor::Ua, Actor::Monitors, Actor::Commander];

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match *command {
        Command::Plan(ref command) => decide_plan(moment, command)?,
        Command::Build(Build { base }) => {
            let nation = own(moment, base, &[Stage::Planned])?;
            admit(moment, nation)?;
            Event::BuildingBegan { base, nation }
        }
        Command::Open(Open { base }) => {
            let nation = own(moment, base, &[Stage::UnderConstruction, Stage::Attacked])?;
            admit(moment, nation)?;
            Event::Opened { base, nation }
        }
        Command::ReportAttack(ReportAttack { base, incident }) => {
            decide_attack(moment, base, incident)?
        }
        Command::Close(Close { base }) => {
            let not_closed =
                [Stage::Planned, Stage::UnderConstruction, Stage::Open, Stage::Attacked];
            Event::Closed { base, nation: own(moment, base, &not_closed)? }
        }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_plan(moment: &Moment<'_>, command: &Plan) -> Result<Event, crate::Rejection> {
    let Plan { base, nation } = *command;
    moment.entitled(moment.by.speaks_for(nation))?;
    let Center { bases, cell, tasks, .. } = moment.center;
    if bases.0.contains_key(&base) {
        return Err(Rejection::BaseExists { base }.into());
    }
    command.sound()?;
    if !cell.is_acting(nation) {
        return Err(Rejection::NoBaseNation { nation }.into());
    }
    tasks.lead(Task::LandHubs)?;
    require_stance(moment, nation, Location::UkraineLand)?;
    Ok(Event::Planned { base, nation })
}

fn decide_attack(
    moment: &Moment<'_>,
    base: BaseId,
    incident: IncidentId,
) -> Result<Event, crate::Rejection> {
    let found = moment.center.bases.get(base)?;
    let sees_it = WITNESSES.contains(&moment.by) || moment.by.speaks_for(found.nation);
    moment.entitled(sees_it)?;
    moment.center.incidents.incident(incident)?;
    require_stage(base, found, &[Stage::UnderConstruction, Stage::Open, Stage::Attacked])?;
    if found.attacked_in == Some(incident) {
        return Err(Rejection::AlreadyReported { base, incident }.into());
    }
    Ok(Event::Attacked { base, nation: found.nation, incident })
}

/// The nation of a base at one of these stages, for a step that is its own act.
fn own(moment: &Moment<'_>, base: BaseId, from: &[Stage]) -> Result<Nation, crate::Rejection> {
    let found = moment.center.bases.get(base)?;
    moment.entitled(moment.by.speaks_for(found.nation))?;
    require_stage(base, found, from)?;
    Ok(found.nation)
}

fn require_stage(base: BaseId, found: Base, from: &[Stage]) -> Result<(), Rejection> {
    let stage = found.stage;
    if from.contains(&stage) { Ok(()) } else { Err(Rejection::WrongStage { base, stage }) }
}

/// Ukraine has asked for the force, it is safe for it to come, and the nation sends people there.
fn admit(moment: &Moment<'_>, nation: Nation) -> Result<(), force::Rejection> {
    require_host_request(moment)?;
    require_cessation(moment)?;
    require_stance(moment, nation, Location::UkraineLand)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let bases = &mut center.bases.0;
    let stage = match *event {
        Event::Planned { base, nation } => {
            bases.insert(base, Base { nation, stage: Stage::Planned, attacked_in: None });
            return;
        }
        Event::BuildingBegan { .. } => Stage::UnderConstruction,
        Event::Opened { .. } => Stage::Open,
        Event::Attacked { .. } => Stage::Attacked,
        Event::Closed { .. } => Stage::Closed,
    };
    let Some(found) = bases.get_mut(&event.base()) else { return };
    found.stage = stage;
    if let Event::Attacked { incident, .. } = *event {
        found.attacked_in = Some(incident);
    }
}
