//! Transit permits: a state is asked before goods cross it, and answers in the time of a regime.
//!
//! Section 4.7 of the domain notes: up to 45 days today; three days and six hours as the European
//! Union proposes them for peacetime and for its emergency regime. That regime is requested,
//! activated by the Union, and ends by itself. A permit that does not come in time is a missed
//! deadline and no permit: the goods take another way. Nobody waits any longer for an answer that
//! the goods no longer need: they have been handed over or taken back, or go another way.
//!
//! A request is answered once, and while an answer is awaited nobody asks the same state about the
//! same goods again. One that is asked later, by a new request, may answer otherwise: its last answer
//! is what it permits (an assumption).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::{Id, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Seat;
use crate::clock::{self, Clock};
use crate::ids::{ConsignmentId, PermitId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::parameter::Parameter;
use crate::task::Task;
use crate::{Actor, Center, Moment};

commands!(Permit: Request, Grant, Refuse, RequestEmergency, ActivateEmergency, EndEmergency);

/// The owner of goods, or the lead of logistics for it, asks a state to let them through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub permit: PermitId,
    pub consignment: ConsignmentId,
    /// The transit state.
    pub nation: Nation,
    pub regime: Regime,
}

/// The transit state grants the permit, late if need be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub permit: PermitId,
}

/// The transit state refuses the permit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub permit: PermitId,
}

/// Asks for the emergency regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestEmergency {}

/// The European Union activates the emergency regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateEmergency {}

/// The European Union ends the emergency regime before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndEmergency {}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Requested { permit: PermitId, consignment: ConsignmentId, nation: Nation, regime: Regime },
    Granted { permit: PermitId, nation: Nation },
    Refused { permit: PermitId, nation: Nation },
    EmergencyRequested {},
    EmergencyActivated { ends_at: SimTime },
    EmergencyEnded {},
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the permit `{permit}` exists already")]
    PermitExists { permit: PermitId },
    #[error("there is no permit `{permit}`")]
    UnknownPermit { permit: PermitId },
    #[error("the permit `{permit}` has been answered")]
    AlreadyAnswered { permit: PermitId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` is where the goods come from or go to, so they do not cross it in transit")]
    NoTransit { consignment: ConsignmentId, nation: Nation },
    #[error("`{nation}` has been asked already (`{permit}`), and its answer is awaited")]
    AlreadyAsked { permit: PermitId, nation: Nation },
    #[error("the emergency regime is not active")]
    NoEmergency,
    #[error("the emergency regime has been requested already")]
    EmergencyRequested,
    #[error("the emergency regime is active already")]
    EmergencyActive,
    #[error("nobody has requested the emergency regime")]
    EmergencyNotRequested,
}

/// The rules under which a permit is asked for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Regime {
    /// Those of today.
    Legacy,
    /// Those proposed for peacetime.
    Peacetime,
    /// Those proposed for the time for which the emergency regime is active.
    Emergency,
}

impl Regime {
    const fn length(self) -> Parameter {
        match self {
            Regime::Legacy => Parameter::PermitLegacy,
            Regime::Peacetime => Parameter::PermitPeacetime,
            Regime::Emergency => Parameter::PermitEmergency,
        }
    }
}

/// What a transit state has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    None,
    Granted,
    Refused,
}

/// One permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Permit {
    pub consignment: ConsignmentId,
    pub nation: Nation,
    pub regime: Regime,
    pub answer: Answer,
    /// Its state has given another answer since, to another request about the same goods.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub overtaken: bool,
}

/// Where the emergency regime stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emergency {
    #[default]
    None,
    Requested,
    Active,
}

/// All permits, and the emergency regime.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Permits {
    pub permits: BTreeMap<PermitId, Permit>,
    pub emergency: Emergency,
}

impl Permits {
    /// The states that were asked to let the goods through, whatever they said.
    pub(crate) fn asked(&self, consignment: ConsignmentId) -> NationSet {
        let asked = self.permits.values().filter(|permit| permit.consignment == consignment);
        asked.map(|permit| permit.nation).collect()
    }

    /// The states that let the goods through, by what each has said last.
    pub(crate) fn granted(&self, consignment: ConsignmentId) -> NationSet {
        let said = self.permits.values().filter(|permit| permit.consignment == consignment);
        let granted = said.filter(|permit| permit.answer == Answer::Granted && !permit.overtaken);
        granted.map(|permit| permit.nation).collect()
    }

    /// Notes what a state has said last about goods.
    fn answer(&mut self, name: PermitId, answer: Answer) {
        let Some(&Permit { consignment, nation, .. }) = self.permits.get(&name) else { return };
        for (&other, permit) in &mut self.permits {
            let is_answered = permit.answer != Answer::None;
            if other == name {
                permit.answer = answer;
            } else if is_answered && (permit.consignment, permit.nation) == (consignment, nation) {
                permit.overtaken = true;
            }
        }
    }
}

/// The subject of the clocks of the emergency regime.
pub(crate) fn emergency() -> Id {
    Id::new("emergency").expect("it is an id")
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match *command {
        Command::Request(ref command) => decide_request(moment, command),
        Command::Grant(Grant { permit }) => {
            decide_answer(moment, permit, |nation| Event::Granted { permit, nation })
        }
        Command::Refuse(Refuse { permit }) => {
            decide_answer(moment, permit, |nation| Event::Refused { permit, nation })
        }
        Command::RequestEmergency(_) => decide_request_emergency(moment),
        Command::ActivateEmergency(_) => decide_activate(moment),
        Command::EndEmergency(_) => {
            moment.only(&[Actor::Nation(Nation::EU)])?;
            if moment.center.permits.emergency != Emergency::Active {
                return Err(Rejection::NoEmergency.into());
            }
            let mut events = Vec::from([Event::EmergencyEnded {}.into()]);
            events.extend(moment.center.clocks.cancel(Clock::EmergencyEnd, emergency()));
            Ok(events)
        }
    }
}

fn decide_request(
    moment: &Moment<'_>,
    command: &Request,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Request { permit, consignment, nation, regime } = *command;
    let Center { cell, consignments, permits, tasks, parameters, .. } = moment.center;
    let owner = consignments.owned(consignment)?.owner;
    let lead = tasks.lead(Task::Logistics).unwrap_or_default();
    moment.entitled(moment.by.is_one_of(lead.with(owner)))?;
    if permits.permits.contains_key(&permit) {
        return Err(Rejection::PermitExists { permit }.into());
    }
    if nation == owner || nation == Nation::UA {
        return Err(Rejection::NoTransit { consignment, nation }.into());
    }
    if let Some(nation) = cell.not_enrolled(NationSet::EMPTY.with(nation)) {
        return Err(Rejection::NotEnrolled { nation }.into());
    }
    if let Some(permit) = awaited(moment.center, consignment, nation) {
        return Err(Rejection::AlreadyAsked { permit, nation }.into());
    }
    let is_declared = permits.emergency == Emergency::Active;
    if regime == Regime::Emergency && !is_declared && !off(Mutation::EmergencyRegime) {
        return Err(Rejection::NoEmergency.into());
    }
    let span = parameters.duration(regime.length());
    Ok(Vec::from([
        Event::Requested { permit, consignment, nation, regime }.into(),
        clock::arm(Clock::TransitPermit, permit.0, moment.at, span),
    ]))
}

/// The request about goods that a state is to answer still, within its time.
fn awaited(center: &Center, consignment: ConsignmentId, nation: Nation) -> Option<PermitId> {
    let mut permits = center.permits.permits.iter();
    let is_awaited = |(name, permit): &(&PermitId, &Permit)| {
        (permit.consignment, permit.nation) == (consignment, nation)
            && permit.answer == Answer::None
            && center.clocks.is_open(Clock::TransitPermit, name.0)
    };
    permits.find(is_awaited).map(|(&name, _)| name)
}

/// The events that end the wait for the states that were asked about goods and have not answered:
/// the goods have been handed over or taken back, or go a way that leads through none of them.
pub(crate) fn on_needless(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
) -> impl Iterator<Item = crate::Event> {
    let permits = moment.center.permits.permits.iter();
    let asked = permits.filter(move |(_, permit)| permit.consignment == consignment);
    asked.filter_map(|(&permit, _)| moment.center.clocks.cancel(Clock::TransitPermit, permit.0))
}

/// The answer is the transit state's own act; one that comes late still counts.
fn decide_answer(
    moment: &Moment<'_>,
    permit: PermitId,
    answered: impl Fn(Nation) -> Event,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Some(found) = moment.center.permits.permits.get(&permit) else {
        return Err(Rejection::UnknownPermit { permit }.into());
    };
    moment.entitled(moment.by.speaks_for(found.nation))?;
    if found.answer != Answer::None {
        return Err(Rejection::AlreadyAnswered { permit }.into());
    }
    let mut events = Vec::from([answered(found.nation).into()]);
    events.extend(moment.center.clocks.meet(Clock::TransitPermit, permit.0, moment.at));
    Ok(events)
}

/// A request that the Union has not answered in time may be made again.
fn decide_request_emergency(moment: &Moment<'_>) -> Result<Vec<crate::Event>, crate::Rejection> {
    moment.entitled(moment.seat() == Some(Seat::Coalition))?;
    let awaited = moment.center.clocks.is_open(Clock::EmergencyActivation, emergency());
    match moment.center.permits.emergency {
        Emergency::Requested if awaited => return Err(Rejection::EmergencyRequested.into()),
        Emergency::None | Emergency::Requested => {}
        Emergency::Active => return Err(Rejection::EmergencyActive.into()),
    }
    let span = moment.center.parameters.duration(Parameter::EmergencyWithin);
    Ok(Vec::from([
        Event::EmergencyRequested {}.into(),
        clock::arm(Clock::EmergencyActivation, emergency(), moment.at, span),
    ]))
}

fn decide_activate(moment: &Moment<'_>) -> Result<Vec<crate::Event>, crate::Rejection> {
    moment.only(&[Actor::Nation(Nation::EU)])?;
    match moment.center.permits.emergency {
        Emergency::None => return Err(Rejection::EmergencyNotRequested.into()),
        Emergency::Requested => {}
        Emergency::Active => return Err(Rejection::EmergencyActive.into()),
    }
    let span = moment.center.parameters.duration(Parameter::EmergencyLasts);
    let mut events = Vec::from([Event::EmergencyActivated { ends_at: moment.at + span }.into()]);
    events.extend(moment.center.clocks.meet(Clock::EmergencyActivation, emergency(), moment.at));
    events.push(clock::arm(Clock::EmergencyEnd, emergency(), moment.at, span));
    Ok(events)
}

/// The emergency regime has lasted as long as it may.
pub(crate) fn on_emergency_end() -> Vec<crate::Event> {
    Vec::from([Event::EmergencyEnded {}.into()])
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let known = &mut *center.permits;
    match *event {
        Event::Requested { permit, consignment, nation, regime } => {
            let answer = Answer::None;
            let requested = Permit { consignment, nation, regime, answer, overtaken: false };
            known.permits.insert(permit, requested);
        }
        Event::Granted { permit, .. } => known.answer(permit, Answer::Granted),
        Event::Refused { permit, .. } => known.answer(permit, Answer::Refused),
        Event::EmergencyRequested {} => known.emergency = Emergency::Requested,
        Event::EmergencyActivated { .. } => known.emergency = Emergency::Active,
        Event::EmergencyEnded {} => known.emergency = Emergency::None,
    }
}
