//! Consignments: whose property they are on the way.
//!
//! Goods are national property until they are handed over at the border; then they are
//! Ukraine's. Only the one in custody redirects them.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ConsignmentId, PlaceId};
use crate::model::commands;
use crate::nation::Nation;
use crate::task::Task;
use crate::{Center, Moment};

commands!(Consignment: Dispatch, Redirect, HandOver);

/// The owner sends goods; logistics must have a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    pub consignment: ConsignmentId,
    pub owner: Nation,
    pub to: PlaceId,
}

/// The one in custody sends the goods elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    pub consignment: ConsignmentId,
    pub to: PlaceId,
}

/// Custody passes to Ukraine at the border.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub consignment: ConsignmentId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    Dispatched { consignment: ConsignmentId, owner: Nation, to: PlaceId },
    Redirected { consignment: ConsignmentId, to: PlaceId },
    HandedOver { consignment: ConsignmentId, from: Nation },
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
}

/// One consignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Consignment {
    pub owner: Nation,
    pub custodian: Nation,
    pub to: PlaceId,
}

/// All consignments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Consignments(pub BTreeMap<ConsignmentId, Consignment>);

pub(crate) fn decide(
    moment: &Moment<'_>,
    command: &Command,
) -> Result<Vec<crate::Event>, crate::Rejection> {
    let event = match command {
        Command::Dispatch(command) => decide_dispatch(moment, command)?,
        Command::Redirect(Redirect { consignment, to }) => {
            in_custody(moment, *consignment)?;
            Event::Redirected { consignment: *consignment, to: *to }
        }
        Command::HandOver(HandOver { consignment }) => {
            let custodian = in_custody(moment, *consignment)?.custodian;
            if custodian == Nation::UA {
                return Err(Rejection::AlreadyHandedOver { consignment: *consignment }.into());
            }
            Event::HandedOver { consignment: *consignment, from: custodian }
        }
    };
    Ok(Vec::from([event.into()]))
}

fn decide_dispatch(moment: &Moment<'_>, command: &Dispatch) -> Result<Event, crate::Rejection> {
    let Dispatch { consignment, owner, to } = *command;
    moment.entitled(moment.by.speaks_for(owner))?;
    moment.center.tasks.lead(Task::Logistics)?;
    if moment.center.consignments.0.contains_key(&consignment) {
        return Err(Rejection::ConsignmentExists { consignment }.into());
    }
    Ok(Event::Dispatched { consignment, owner, to })
}

/// The consignment, if the actor has it in custody.
fn in_custody(moment: &Moment<'_>, consignment: ConsignmentId) -> Result<Consignment, Rejection> {
    let Some(found) = moment.center.consignments.0.get(&consignment) else {
        return Err(Rejection::UnknownConsignment { consignment });
    };
    if !moment.by.speaks_for(found.custodian) {
        return Err(Rejection::NotInCustody { custodian: found.custodian });
    }
    Ok(*found)
}

pub(crate) fn evolve(center: &mut Center, event: &Event, _at: SimTime) {
    let consignments = &mut center.consignments.0;
    match *event {
        Event::Dispatched { consignment, owner, to } => {
            consignments.insert(consignment, Consignment { owner, custodian: owner, to });
        }
        Event::Redirected { consignment, to } => {
            if let Some(found) = consignments.get_mut(&consignment) {
                found.to = to;
            }
        }
        Event::HandedOver { consignment, .. } => {
            if let Some(found) = consignments.get_mut(&consignment) {
                found.custodian = Nation::UA;
            }
        }
    }
}
