//! The commands of consignments.

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mode;
use crate::ids::{ConsignmentId, HubId, NeedId, PlaceId};
use crate::nation::{Nation, NationSet};

/// A donor loads goods that it has matched to a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prepare {
    pub consignment: ConsignmentId,
    pub owner: Nation,
    pub need: NeedId,
    pub tonnes: u32,
    pub mode: Mode,
}

/// The owner sends goods; logistics must have a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    pub consignment: ConsignmentId,
    pub owner: Nation,
    pub to: PlaceId,
    /// The hub through which they go; none if they go straight to the border.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<HubId>,
    /// The states on the way whose permit is needed.
    #[serde(default, skip_serializing_if = "crosses_nobody")]
    pub route: NationSet,
    /// When it should be delivered. If it is not by then, that is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_at: Option<SimTime>,
}

/// The one in custody sends the goods elsewhere, before the border also by another hub. Loaded
/// goods are sent by this when a state that was asked to let them through has not done so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    pub consignment: ConsignmentId,
    pub to: PlaceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<HubId>,
    /// The states on the new way whose permit is needed.
    #[serde(default, skip_serializing_if = "crosses_nobody")]
    pub route: NationSet,
    /// When it should be delivered now. Left out, it stays as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_at: Option<SimTime>,
}

/// The goods have come to the hub on their way: its host or the one in custody reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArriveAtHub {
    pub consignment: ConsignmentId,
}

/// The owner takes back goods that are its own still. They are unloaded: it may load them anew, or
/// withdraw what it has undertaken to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    pub consignment: ConsignmentId,
}

/// Custody passes to Ukraine at the border.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub consignment: ConsignmentId,
}

/// Ukraine has brought the goods to those who need them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    pub consignment: ConsignmentId,
}

/// A way on which no permit is needed is not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn crosses_nobody(route: &NationSet) -> bool {
    route.is_empty()
}
