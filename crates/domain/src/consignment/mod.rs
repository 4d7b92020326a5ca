//! Consignments: loaded, sent, handled in hubs, handed over at the border, delivered.
//!
//! Goods are national property until they are handed over at the border; then they are
//! Ukraine's. Only the one in custody redirects them. A donor loads what it has matched to a need
//! and no more, and sends it when the states on the way permit it. A state that was asked is on the
//! way: goods for which it has no answer, or a refusal, leave only by a redirect, which says that
//! they go another way. What is still its own a donor takes back as it likes. How long the ways take
//! is for scenarios to say; only hubs hold goods up by themselves.

use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{self, Clock};
use crate::ids::{ConsignmentId, HubId, NeedId, PlaceId};
use crate::model::commands;
use crate::mutation::{Mutation, off};
use crate::nation::{Nation, NationSet};
use crate::need::Needs;
use crate::task::Task;
use crate::{Center, Moment, hub, permit};

mod commands;
mod state;

use commands::crosses_nobody;
pub use commands::{ArriveAtHub, Deliver, Dispatch, HandOver, Prepare, Redirect, TakeBack};
pub use state::{Cargo, Consignment, Consignments, Mode, Stage};

commands!(Consignment: Prepare, Dispatch, Redirect, ArriveAtHub, TakeBack, HandOver, Deliver);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Prepared {
        consignment: ConsignmentId,
        owner: Nation,
        need: NeedId,
        tonnes: u32,
        mode: Mode,
        vehicles: u32,
    },
    Dispatched {
        consignment: ConsignmentId,
        owner: Nation,
        to: PlaceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<HubId>,
        #[serde(default, skip_serializing_if = "crosses_nobody")]
        route: NationSet,
    },
    Redirected {
        consignment: ConsignmentId,
        to: PlaceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<HubId>,
        #[serde(default, skip_serializing_if = "crosses_nobody")]
        route: NationSet,
    },
    ArrivedAtHub {
        consignment: ConsignmentId,
        hub: HubId,
        tonnes: u32,
    },
    LeftHub {
        consignment: ConsignmentId,
        hub: HubId,
    },
    TakenBack {
        consignment: ConsignmentId,
        owner: Nation,
        need: NeedId,
        tonnes: u32,
    },
    HandedOver {
        consignment: ConsignmentId,
        from: Nation,
    },
    /// It was expected by now, and is not delivered.
    Delayed {
        consignment: ConsignmentId,
    },
    Delivered {
        consignment: ConsignmentId,
        need: NeedId,
        tonnes: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the consignment `{consignment}` exists already")]
    ConsignmentExists { consignment: ConsignmentId },
    #[error("there is no consignment `{consignment}`")]
    UnknownConsignment { consignment: ConsignmentId },
    #[error("the consignment is in the custody of `{custodian}`")]
    NotInCustody { custodian: Nation },
    #[error("Ukraine has the consignment already")]
    AlreadyHandedOver { consignment: ConsignmentId },
    #[error("the consignment is at `{stage}`, which does not allow this")]
    WrongStage { consignment: ConsignmentId, stage: Stage },
    #[error("nobody has said what a vehicle on `{mode}` carries")]
    NoPayload { mode: Mode },
    #[error("`{nation}` has not permitted the transit")]
    NoPermit { consignment: ConsignmentId, nation: Nation },
    #[error("the goods are at the hub `{hub}`, or come from it")]
    SameHub { consignment: ConsignmentId, hub: HubId },
    #[error("a consignment is expected at an instant that is still to come")]
    ExpectedInThePast { consignment: ConsignmentId, expected_at: SimTime },
    #[error("nobody has said for which need the consignment goes")]
    NoCargo { consignment: ConsignmentId },
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match command {
        Command::Prepare(command) => decide_prepare(moment, command),
        Command::Dispatch(command) => decide_dispatch(moment, command),
        Command::Redirect(command) => decide_redirect(moment, command),
        Command::ArriveAtHub(ArriveAtHub { consignment }) => decide_arrive(moment, *consignment),
        Command::TakeBack(TakeBack { consignment }) => decide_take_back(moment, *consignment),
        Command::HandOver(HandOver { consignment }) => decide_hand_over(moment, *consignment),
        Command::Deliver(Deliver { consignment }) => decide_deliver(moment, *consignment),
    }
}

fn decide_prepare(
    moment: &Moment<'_>,
    command: &Prepare,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Prepare { consignment, owner, need, tonnes, mode } = *command;
    let Center { tasks, consignments, needs, parameters, .. } = moment.center;
    moment.entitled(moment.by.speaks_for(owner))?;
    tasks.lead(Task::Logistics)?;
    if consignments.0.contains_key(&consignment) {
        return Err(Rejection::ConsignmentExists { consignment }.into());
    }
    needs.require_matched(need, owner, tonnes)?;
    let payload = parameters.number(mode.payload());
    if payload == 0 {
        return Err(Rejection::NoPayload { mode }.into());
    }
    let vehicles = tonnes.div_ceil(payload);
    let prepared = Event::Prepared { consignment, owner, need, tonnes, mode, vehicles };
    Ok(Vec::from([prepared.into()]))
}

fn decide_dispatch(
    moment: &Moment<'_>,
    command: &Dispatch,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Dispatch { consignment, owner, to, via, route, expected_at } = *command;
    moment.entitled(moment.by.speaks_for(owner))?;
    moment.center.tasks.lead(Task::Logistics)?;
    let found = in_custody(moment, consignment)?;
    require_stage(found.stage == Stage::Prepared, consignment, found)?;
    let asked = moment.center.permits.asked(consignment);
    require_way(moment, (consignment, owner), via, route.iter().chain(asked.iter()).collect())?;
    let expected = expect(moment, consignment, expected_at)?;
    let mut events = Vec::from([Event::Dispatched { consignment, owner, to, via, route }.into()]);
    events.extend(expected);
    Ok(events)
}

fn decide_redirect(
    moment: &Moment<'_>,
    command: &Redirect,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let Redirect { consignment, to, via, route, expected_at } = *command;
    let found = in_custody(moment, consignment)?;
    let may = match found.stage {
        Stage::Prepared => is_kept_back(moment, consignment),
        stage => !matches!(stage, Stage::Delivered | Stage::TakenBack),
    };
    require_stage(may, consignment, found)?;
    if found.stage == Stage::Prepared {
        moment.center.tasks.lead(Task::Logistics)?;
    }
    if let Some(hub) = via {
        moment.center.consignments.national(consignment)?;
        if found.has_come_to(hub) {
            return Err(Rejection::SameHub { consignment, hub }.into());
        }
    }
    require_way(moment, (consignment, found.owner), via, route)?;
    let expected = expect(moment, consignment, expected_at)?;
    let mut events = Vec::from([Event::Redirected { consignment, to, via, route }.into()]);
    events.extend(expected);
    events.extend(permit::on_needless(moment, consignment));
    if let (Stage::AtHub, Some(hub)) = (found.stage, found.via) {
        events.extend(hub::on_departure(moment, hub, consignment));
    }
    Ok(events)
}

fn decide_arrive(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = moment.center.consignments.get(consignment)?;
    let (Stage::ToHub, Some(hub)) = (found.stage, found.via) else {
        return Err(Rejection::WrongStage { consignment, stage: found.stage }.into());
    };
    let host = moment.center.hubs.get(hub)?.nation;
    moment.entitled(moment.by.speaks_for(found.custodian) || moment.by.speaks_for(host))?;
    let tonnes = found.unhandled();
    let mut events = Vec::from([Event::ArrivedAtHub { consignment, hub, tonnes }.into()]);
    events.extend(hub::on_arrival(moment, hub));
    Ok(events)
}

fn decide_take_back(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = in_custody(moment, consignment)?;
    let owner = moment.center.consignments.national(consignment)?.owner;
    require_stage(found.stage != Stage::TakenBack, consignment, found)?;
    let Some(Cargo { need, tonnes, .. }) = found.cargo else {
        return Err(Rejection::NoCargo { consignment }.into());
    };
    let mut events = Vec::from([Event::TakenBack { consignment, owner, need, tonnes }.into()]);
    events.extend(moment.center.clocks.cancel(Clock::Consignment, consignment.0));
    events.extend(permit::on_needless(moment, consignment));
    if let (Stage::AtHub, Some(hub)) = (found.stage, found.via) {
        events.extend(hub::on_departure(moment, hub, consignment));
    }
    Ok(events)
}

fn decide_hand_over(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = in_custody(moment, consignment)?;
    let from = moment.center.consignments.national(consignment)?.custodian;
    require_stage(found.stage == Stage::ToBorder, consignment, found)?;
    let mut events = Vec::from([Event::HandedOver { consignment, from }.into()]);
    events.extend(permit::on_needless(moment, consignment));
    Ok(events)
}

fn decide_deliver(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let found = in_custody(moment, consignment)?;
    require_stage(found.stage == Stage::InUkraine, consignment, found)?;
    let Some(Cargo { need, tonnes, .. }) = found.cargo else {
        return Err(Rejection::NoCargo { consignment }.into());
    };
    let mut events = Vec::from([Event::Delivered { consignment, need, tonnes }.into()]);
    events.extend(Needs::on_delivery(moment, need, tonnes));
    events.extend(moment.center.clocks.cancel(Clock::Consignment, consignment.0));
    Ok(events)
}

/// The gate at which a consignment is expected, if somebody says when that is; a new one stands in the
/// place of the one before.
fn expect(
    moment: &Moment<'_>,
    consignment: ConsignmentId,
    expected_at: Option<SimTime>,
) -> Result<Option<crate::Event>, Rejection> {
    let Some(expected_at) = expected_at else { return Ok(None) };
    if expected_at < moment.at {
        return Err(Rejection::ExpectedInThePast { consignment, expected_at });
    }
    let span = expected_at.since(moment.at);
    Ok(Some(clock::arm(Clock::Consignment, consignment.0, moment.at, span)))
}

/// The instant has come at which the consignment was expected.
pub(crate) fn on_expected(consignment: ConsignmentId) -> Vec<crate::Event> {
    Vec::from([Event::Delayed { consignment }.into()])
}

/// The consignment, if the actor has it in custody.
fn in_custody<'a>(
    moment: &Moment<'a>,
    consignment: ConsignmentId,
) -> Result<&'a Consignment, Rejection> {
    let found = moment.center.consignments.get(consignment)?;
    if !moment.by.speaks_for(found.custodian) && !off(Mutation::Custody) {
        return Err(Rejection::NotInCustody { custodian: found.custodian });
    }
    Ok(found)
}

fn require_stage(
    holds: bool,
    consignment: ConsignmentId,
    found: &Consignment,
) -> Result<(), Rejection> {
    if holds { Ok(()) } else { Err(Rejection::WrongStage { consignment, stage: found.stage }) }
}

/// Whether a state that was asked to let loaded goods through has not done so.
fn is_kept_back(moment: &Moment<'_>, consignment: ConsignmentId) -> bool {
    let permits = &moment.center.permits;
    !permits.asked(consignment).minus(permits.granted(consignment)).is_empty()
}

/// Refuses a way by a hub that does not exist or through a state that has not permitted it. A hub lies
/// in the state of its host, which lets nothing through where it was asked and has not said so.
fn require_way(
    moment: &Moment<'_>,
    (consignment, owner): (ConsignmentId, Nation),
    via: Option<HubId>,
    route: NationSet,
) -> Result<(), crate::Rejection> {
    let Center { hubs, permits, .. } = moment.center;
    let permitted = permits.granted(consignment);
    let mut route = route;
    if let Some(hub) = via {
        let host = hubs.get(hub)?.nation;
        if permits.asked(consignment).contains(host) {
            route = route.with(host);
        }
    }
    // Nobody asks the owner or Ukraine for a transit.
    let foreign = route.without(owner).without(Nation::UA);
    let barring = foreign.minus(permitted).iter().next();
    if let Some(nation) = barring.filter(|_| !off(Mutation::TransitPermit)) {
        return Err(Rejection::NoPermit { consignment, nation }.into());
    }
    Ok(())
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let consignments = &mut center.consignments.0;
    match *event {
        Event::Prepared { consignment, owner, need, tonnes, mode, vehicles } => {
            let cargo = Some(Cargo { need, tonnes, mode, vehicles });
            consignments.insert(consignment, Consignment { cargo, ..Consignment::of(owner) });
            center.needs.load(need, owner, tonnes);
        }
        Event::Dispatched { consignment, owner, to, via, .. } => {
            let found = consignments.entry(consignment).or_insert(Consignment::of(owner));
            found.send(to, via);
        }
        Event::Redirected { consignment, to, via, .. } => {
            if let Some(found) = consignments.get_mut(&consignment) {
                found.note_handled(center.hubs.waiting(consignment));
                found.send(to, via);
            }
            center.hubs.leave(consignment);
        }
        Event::ArrivedAtHub { consignment, hub, tonnes } => {
            center.hubs.join(hub, consignment, tonnes);
            reach(consignments.get_mut(&consignment), Stage::AtHub);
        }
        Event::LeftHub { consignment, .. } => {
            center.hubs.leave(consignment);
            if let Some(found) = consignments.get_mut(&consignment) {
                found.leave_hub();
            }
        }
        Event::TakenBack { consignment, owner, need, tonnes } => {
            center.hubs.leave(consignment);
            reach(consignments.get_mut(&consignment), Stage::TakenBack);
            center.needs.unload(need, owner, tonnes);
        }
        Event::HandedOver { consignment, .. } => {
            if let Some(found) = consignments.get_mut(&consignment) {
                found.custodian = Nation::UA;
                found.stage = Stage::InUkraine;
            }
        }
        Event::Delayed { .. } => {}
        Event::Delivered { consignment, need, tonnes } => {
            reach(consignments.get_mut(&consignment), Stage::Delivered);
            center.needs.deliver(need, tonnes);
        }
    }
}

fn reach(consignment: Option<&mut Consignment>, stage: Stage) {
    if let Some(found) = consignment {
        found.stage = stage;
    }
}
