//! Hubs: how much they handle a day, who goes first, and what happens when one fails.
//!
//! Section 4.2 of the domain notes. Goods that arrive queue; at the end of each day of work the
//! hub hands on what its capacity allows, in the order of priority and then of arrival. A load
//! larger than what is left of a day goes over several days, so nothing waits for an empty hub.
//! The clock of the day runs only while the hub works and something waits.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::clock::{self, Clock};
use crate::ids::{ConsignmentId, HubId};
use crate::model::commands;
use crate::nation::{Nation, NationSet};
use crate::need::Priority;
use crate::sound::{Sound, refuse_if};
use crate::{Actor, Center, Moment, consignment};

commands!(Hub: Open, DeclareOutage, EndOutage);

/// A nation opens a hub on its soil, on the way to the border of Ukraine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub hub: HubId,
    pub nation: Nation,
    pub tonnes_per_day: u32,
}

impl Open {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let Open { hub, nation, tonnes_per_day } = *self;
        refuse_if(nation.is_organization(), &["nation"], Rejection::NoSoil { nation })?;
        refuse_if(nation == Nation::UA, &["nation"], Rejection::BehindBorder)?;
        refuse_if(tonnes_per_day == 0, &["tonnes_per_day"], Rejection::NoCapacity { hub })
    }
}

/// The hub stops working; what waits there goes on waiting unless its owners send it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareOutage {
    pub hub: HubId,
}

/// The hub works again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOutage {
    pub hub: HubId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Opened {
        hub: HubId,
        nation: Nation,
        tonnes_per_day: u32,
    },
    OutageDeclared {
        hub: HubId,
    },
    OutageEnded {
        hub: HubId,
    },
    /// Part of a day's capacity went to a consignment, of which `remaining` tonnes still wait.
    Handled {
        hub: HubId,
        consignment: ConsignmentId,
        tonnes: u32,
        remaining: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    #[error("the hub `{hub}` exists already")]
    HubExists { hub: HubId },
    #[error("there is no hub `{hub}`")]
    UnknownHub { hub: HubId },
    #[error("`{nation}` is not enrolled at the center")]
    NotEnrolled { nation: Nation },
    #[error("`{nation}` is an organization, and has no soil for a hub")]
    NoSoil { nation: Nation },
    #[error(
        "Ukraine's soil lies behind the border at which goods are handed over, and hubs before it"
    )]
    BehindBorder,
    #[error("a hub without capacity would hold goods for ever")]
    NoCapacity { hub: HubId },
    #[error("the hub `{hub}` is out of work already")]
    AlreadyOut { hub: HubId },
    #[error("the hub `{hub}` is working")]
    NotOut { hub: HubId },
}

/// Goods that wait in a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Waiting {
    pub consignment: ConsignmentId,
    /// What the hub has not handled yet.
    pub tonnes: u32,
}

/// One hub.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Hub {
    pub nation: Nation,
    pub tonnes_per_day: u32,
    pub out_since: Option<OnRecord>,
    /// In the order of arrival.
    pub queue: Vec<Waiting>,
}

/// All hubs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Hubs(pub BTreeMap<HubId, Hub>);

impl Hubs {
    pub(crate) fn get(&self, hub: HubId) -> Result<&Hub, Rejection> {
        self.0.get(&hub).ok_or(Rejection::UnknownHub { hub })
    }

    /// Puts goods at the end of a queue.
    pub(crate) fn join(&mut self, hub: HubId, consignment: ConsignmentId, tonnes: u32) {
        if let Some(found) = self.0.get_mut(&hub) {
            found.queue.push(Waiting { consignment, tonnes });
        }
    }

    /// What still waits of goods that are in a queue.
    pub(crate) fn waiting(&self, consignment: ConsignmentId) -> Option<u32> {
        let mut rows = self.0.values().flat_map(|hub| &hub.queue);
        rows.find(|row| row.consignment == consignment).map(|row| row.tonnes)
    }

    /// Takes goods out of every queue.
    pub(crate) fn leave(&mut self, consignment: ConsignmentId) {
        for hub in self.0.values_mut() {
            hub.queue.retain(|waiting| waiting.consignment != consignment);
        }
    }
}

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    match *command {
        Command::Open(ref command) => {
            let Open { hub, nation, tonnes_per_day } = *command;
            moment.entitled(moment.by.speaks_for(nation))?;
            if moment.center.hubs.0.contains_key(&hub) {
                return Err(Rejection::HubExists { hub }.into());
            }
            if let Some(nation) = moment.center.cell.not_enrolled(NationSet::EMPTY.with(nation)) {
                return Err(Rejection::NotEnrolled { nation }.into());
            }
            command.sound()?;
            Ok(Vec::from([Event::Opened { hub, nation, tonnes_per_day }.into()]))
        }
        Command::DeclareOutage(DeclareOutage { hub }) => {
            let found = of_host_or_control(moment, hub)?;
            if found.out_since.is_some() {
                return Err(Rejection::AlreadyOut { hub }.into());
            }
            let mut events = Vec::from([Event::OutageDeclared { hub }.into()]);
            events.extend(moment.center.clocks.cancel(Clock::HubDay, hub.0));
            Ok(events)
        }
        Command::EndOutage(EndOutage { hub }) => {
            let found = of_host_or_control(moment, hub)?;
            if found.out_since.is_none() {
                return Err(Rejection::NotOut { hub }.into());
            }
            let mut events = Vec::from([Event::OutageEnded { hub }.into()]);
            events.extend((!found.queue.is_empty()).then(|| day(hub, moment.at)));
            Ok(events)
        }
    }
}

/// The hub, for a report of its host or an inject of exercise control.
fn of_host_or_control<'a>(moment: &Moment<'a>, hub: HubId) -> Result<&'a Hub, crate::Rejection> {
    let found = moment.center.hubs.get(hub)?;
    moment.entitled(moment.by.speaks_for(found.nation) || moment.by == Actor::Control)?;
    Ok(found)
}

/// The event that starts a day of work.
fn day(hub: HubId, at: SimTime) -> crate::Event {
    clock::arm(Clock::HubDay, hub.0, at, SimDuration::from_days(1))
}

/// Goods that arrive at a working hub start a day of work if none is running.
pub(crate) fn on_arrival(moment: &Moment<'_>, hub: HubId) -> Option<crate::Event> {
    let works = moment.center.hubs.0.get(&hub).is_some_and(|found| found.out_since.is_none());
    let starts = works && !moment.center.clocks.is_open(Clock::HubDay, hub.0);
    starts.then(|| day(hub, moment.at))
}

/// A hub that has nothing left to do when these goods go stops its clock.
pub(crate) fn on_departure(
    moment: &Moment<'_>,
    hub: HubId,
    consignment: ConsignmentId,
) -> Option<crate::Event> {
    let found = moment.center.hubs.0.get(&hub)?;
    let others = found.queue.iter().any(|waiting| waiting.consignment != consignment);
    if others { None } else { moment.center.clocks.cancel(Clock::HubDay, hub.0) }
}

/// A day of work is over: the capacity goes to those who wait, in their order, down to the last
/// tonne. Another day starts if anything is left.
pub(crate) fn on_day(moment: &Moment<'_>, hub: HubId) -> Vec<crate::Event> {
    let Some(found) = moment.center.hubs.0.get(&hub) else {
        return Vec::new();
    };
    let priority = |waiting: &Waiting| priority(moment.center, waiting.consignment);
    let mut queue = found.queue.clone();
    queue.sort_by_key(priority);
    let mut room = found.tonnes_per_day;
    let mut events = Vec::new();
    let mut left = false;
    for Waiting { consignment, tonnes: waiting } in queue {
        let tonnes = waiting.min(room);
        let remaining = waiting - tonnes;
        room -= tonnes;
        left |= 0 < remaining;
        if 0 < tonnes {
            events.push(Event::Handled { hub, consignment, tonnes, remaining }.into());
        }
        if remaining == 0 {
            events.push(consignment::Event::LeftHub { consignment, hub }.into());
        }
    }
    if left {
        events.push(day(hub, moment.at));
    }
    events
}

/// The priority of the need for which goods go; the last for goods of which no need is known.
fn priority(center: &Center, consignment: ConsignmentId) -> Priority {
    let cargo = center.consignments.0.get(&consignment).and_then(|found| found.cargo);
    let need = cargo.and_then(|cargo| center.needs.0.get(&cargo.need));
    need.map_or(Priority::Third, |need| need.priority)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, at: SimTime) {
    let hubs = &mut center.hubs.0;
    if let Event::Opened { hub, nation, tonnes_per_day } = *event {
        hubs.insert(hub, Hub { nation, tonnes_per_day, out_since: None, queue: Vec::new() });
        return;
    }
    let Some(found) = hubs.get_mut(&event.hub()) else {
        return;
    };
    match *event {
        Event::Opened { .. } => {}
        Event::OutageDeclared { .. } => found.out_since = Some(at.into()),
        Event::OutageEnded { .. } => found.out_since = None,
        Event::Handled { consignment, remaining, .. } => {
            let waiting = found.queue.iter_mut().find(|row| row.consignment == consignment);
            if let Some(waiting) = waiting {
                waiting.tonnes = remaining;
            }
        }
    }
}

impl Event {
    /// The hub that the event is about.
    pub const fn hub(&self) -> HubId {
        match *self {
            Event::Opened { hub, .. }
            | Event::OutageDeclared { hub }
            | Event::OutageEnded { hub }
            | Event::Handled { hub, .. } => hub,
        }
    }
}
