//! The commands on missions.

use alloc::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Activity;
use crate::ids::{ContingentId, MissionId, RoeId, SectorId};
use crate::task::Location;

/// Orders a contingent to do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub mission: MissionId,
    pub contingent: ContingentId,
    pub activity: Activity,
    pub place: Location,
    /// The part of the contact line at which it is done, if it is done there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<SectorId>,
    /// The rules of engagement on which it relies.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roe: BTreeSet<RoeId>,
}

/// The nation lets a mission of the commander pass to its contingent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clear {
    pub mission: MissionId,
}

/// The nation stops a mission of its contingent; no reason is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlayRedCard {
    pub mission: MissionId,
}

/// Another nation has a contingent of its own do what a red card has stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    pub mission: MissionId,
    pub contingent: ContingentId,
}

/// Reports a mission done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    pub mission: MissionId,
}
