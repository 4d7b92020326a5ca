//! The handover of the operational headquarters, from one capital to the other.
//!
//! A list is worked off before; what it holds is an assumption. The move waits for no incident to
//! end, but the record says how many were open.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Event, LEADERS, Operational, Post, Rejection, next_term, operational, require_command, term,
};
use crate::actor::Actor;
use crate::center::Site;
use crate::clock::Clock;
use crate::incident::Verification;
use crate::mutation::{Mutation, off};
use crate::nation::Nation;
use crate::response::Tier;
use crate::{Center, Moment};

/// Begins the handover of the operational headquarters to the other capital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartHandover {}

/// Reports that one item of the list is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteItem {
    pub item: Item,
}

/// Hands the operational headquarters over; a new term begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub to: Site,
    pub commander: Nation,
    pub deputy: Nation,
}

/// What must be done before the operational headquarters is handed over.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    Communications,
    Staff,
    ClassifiedSystems,
    /// The watch is kept at both sites.
    Watch,
    /// Liaison officers have moved.
    Liaison,
}

/// A set of items, which a message lists by their words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Items(pub BTreeSet<Item>);

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(index, item)| {
            f.write_str(if index == 0 { "" } else { ", " })?;
            write!(f, "`{item}`")
        })
    }
}

impl Item {
    pub const ALL: [Item; 5] =
        [Item::Communications, Item::Staff, Item::ClassifiedSystems, Item::Watch, Item::Liaison];
}

pub(super) fn decide_start(moment: &Moment<'_>) -> Result<Vec<crate::Event>, crate::Rejection> {
    moment.only(&LEADERS)?;
    if operational(moment)?.handover.is_some() {
        return Err(Rejection::HandoverUnderWay.into());
    }
    Ok(Vec::from([Event::HandoverStarted {}.into()]))
}

pub(super) fn decide_complete(
    moment: &Moment<'_>,
    command: &CompleteItem,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let item = command.item;
    moment.only(&[Actor::CoChairs, Actor::Coalition, Actor::Commander])?;
    if under_way(operational(moment)?)?.0.contains(&item) {
        return Err(Rejection::AlreadyCompleted { item }.into());
    }
    Ok(Vec::from([Event::ItemCompleted { item }.into()]))
}

pub(super) fn decide_hand_over(
    moment: &Moment<'_>,
    command: &HandOver,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let HandOver { to, commander, deputy } = *command;
    moment.only(&LEADERS)?;
    let found = operational(moment)?;
    let done = &under_way(found)?.0;
    let from = found.site;
    if from == to {
        return Err(Rejection::SameSite { site: to }.into());
    }
    require_command(moment, Post::Operational, to, [commander, deputy])?;
    let lacking: BTreeSet<Item> = Item::ALL.into_iter().filter(|i| !done.contains(i)).collect();
    if !lacking.is_empty() && !off(Mutation::HandoverItems) {
        return Err(Rejection::NotReady { lacking: Items(lacking) }.into());
    }
    let Center { incidents, responses, clocks, .. } = moment.center;
    let pending =
        |v: &Verification| matches!(v, Verification::Pending | Verification::LeftUnverified { .. });
    let incidents_pending = incidents.incidents.values().filter(|i| pending(&i.verification));
    let responses_open = responses.0.values().filter(|r| r.tier != Tier::None);
    let rotated = Event::Rotated {
        from,
        to,
        commander,
        deputy,
        incidents_pending: counted(incidents_pending),
        responses_open: counted(responses_open),
    };
    let mut events = Vec::from([rotated.into()]);
    events.extend(clocks.meet(Clock::HeadquartersRotation, term(found.term), moment.at));
    events.push(next_term(moment));
    Ok(events)
}

fn counted<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

fn under_way(found: &Operational) -> Result<&Items, Rejection> {
    found.handover.as_ref().ok_or(Rejection::NoHandover)
}
