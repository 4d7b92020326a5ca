//! Where goods are, whose they are, and what they are for.

use alloc::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::ids::{ConsignmentId, HubId, NeedId, PlaceId};
use crate::nation::Nation;
use crate::parameter::Parameter;

/// How goods travel.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Road,
    Rail,
    Air,
}

impl Mode {
    /// What one truck, wagon or aircraft carries.
    pub(super) const fn payload(self) -> Parameter {
        match self {
            Mode::Road => Parameter::RoadPayload,
            Mode::Rail => Parameter::RailPayload,
            Mode::Air => Parameter::AirPayload,
        }
    }
}

/// How far goods have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Loaded at home.
    Prepared,
    ToHub,
    AtHub,
    ToBorder,
    InUkraine,
    Delivered,
    /// Its owner has it again.
    TakenBack,
}

/// What a consignment carries, and for which need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Cargo {
    pub need: NeedId,
    pub tonnes: u32,
    pub mode: Mode,
    /// Trucks, wagons or aircraft.
    pub vehicles: u32,
}

/// One consignment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Consignment {
    pub owner: Nation,
    pub custodian: Nation,
    /// None before it is dispatched.
    pub to: Option<PlaceId>,
    /// The hub on its way, if it takes one.
    pub via: Option<HubId>,
    /// None in logs that are older than cargo.
    pub cargo: Option<Cargo>,
    pub stage: Stage,
    /// What the hubs have handled, in tonnes, of goods that were sent elsewhere before a hub was done
    /// with them. The next hub handles the rest only.
    #[serde(skip_serializing_if = "is_none")]
    pub handled: u32,
    /// The hubs that handled these tonnes, and were left before all of it was done.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub begun_at: BTreeSet<HubId>,
    /// The hubs that were done with it before it was sent another way, and those that had done a part
    /// of it when another finished it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub behind: BTreeSet<HubId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(tonnes: &u32) -> bool {
    *tonnes == 0
}

impl Consignment {
    pub(super) const fn of(owner: Nation) -> Consignment {
        Consignment {
            owner,
            custodian: owner,
            to: None,
            via: None,
            cargo: None,
            stage: Stage::Prepared,
            handled: 0,
            begun_at: BTreeSet::new(),
            behind: BTreeSet::new(),
        }
    }

    fn tonnes(&self) -> u32 {
        self.cargo.map_or(0, |cargo| cargo.tonnes)
    }

    /// What the next hub has to handle.
    pub(super) fn unhandled(&self) -> u32 {
        self.tonnes().saturating_sub(self.handled)
    }

    /// Notes what a hub has done of it when this much still waits there.
    pub(super) fn note_handled(&mut self, waiting: Option<u32>) {
        if let Some(waiting) = waiting {
            let handled = self.tonnes().saturating_sub(waiting);
            if self.handled < handled {
                self.begun_at.extend(self.via);
            }
            self.handled = handled;
        }
    }

    /// A hub is done with all of it, also with what others had begun.
    pub(super) fn leave_hub(&mut self) {
        self.behind.append(&mut self.begun_at);
        self.handled = 0;
        self.stage = Stage::ToBorder;
    }

    /// Whether it waits in the hub, or the hub lies behind it, on this way or on one of before.
    pub(super) fn has_come_to(&self, hub: HubId) -> bool {
        let is_on_way = self.via == Some(hub);
        (is_on_way && matches!(self.stage, Stage::AtHub | Stage::ToBorder))
            || self.behind.contains(&hub)
    }

    /// Sends it on its way, to the hub first if there is one.
    pub(super) fn send(&mut self, to: PlaceId, via: Option<HubId>) {
        if self.stage == Stage::ToBorder {
            self.behind.extend(self.via);
        }
        self.to = Some(to);
        self.via = via;
        if self.stage < Stage::InUkraine {
            self.stage = if via.is_some() { Stage::ToHub } else { Stage::ToBorder };
        }
    }
}

/// All consignments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Consignments(pub BTreeMap<ConsignmentId, Consignment>);

impl Consignments {
    pub(super) fn get(&self, consignment: ConsignmentId) -> Result<&Consignment, Rejection> {
        self.0.get(&consignment).ok_or(Rejection::UnknownConsignment { consignment })
    }

    /// The consignment, if it is national property and to be handed over still.
    pub(crate) fn owned(&self, consignment: ConsignmentId) -> Result<&Consignment, Rejection> {
        let found = self.national(consignment)?;
        if found.stage == Stage::TakenBack {
            return Err(Rejection::WrongStage { consignment, stage: found.stage });
        }
        Ok(found)
    }

    /// The consignment, if it is still national property.
    pub(crate) fn national(&self, consignment: ConsignmentId) -> Result<&Consignment, Rejection> {
        let found = self.get(consignment)?;
        if found.custodian == Nation::UA {
            return Err(Rejection::AlreadyHandedOver { consignment });
        }
        Ok(found)
    }
}
