//! Where each mission stands.

use alloc::collections::{BTreeMap, BTreeSet};

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CaveatId, ContingentId, MissionId, RoeId, SectorId};
use crate::nation::{Nation, NationSet};
use crate::task::Location;

/// What a mission has its contingent do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    Patrol,
    MineClearance,
    AirPolicing,
    Escort,
    Training,
    Construction,
    GuardDepot,
    Surveillance,
    Strike,
    /// A right of every unit: never caveated, never requested, never waiting for anybody.
    SelfDefense,
}

/// One of the two chains of command that every contingent keeps.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Chain {
    National,
    /// That of the force commander.
    Multinational,
}

/// How far a mission has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Given by the commander, and not cleared by the nation.
    Ordered,
    /// Barred by a caveat before it was cleared.
    Stopped,
    Running,
    /// Stopped by a red card, and offered to others.
    Gap,
    Completed,
    /// It has lost what it rested on.
    Lapsed,
}

/// What a mission rests on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The commander's authority over the contingent.
    Authority,
    /// A live mandate of the nation, for what its contingents do in Ukraine.
    Mandate,
    /// Rules of engagement that are in effect.
    Roe,
    /// A contingent in place, that does it.
    Presence,
}

/// One mission.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mission {
    pub contingent: ContingentId,
    pub nation: Nation,
    pub activity: Activity,
    pub place: Location,
    pub sector: Option<SectorId>,
    pub roe: BTreeSet<RoeId>,
    /// The chain from which the order came.
    pub chain: Chain,
    pub ordered_at: SimTime,
    pub progress: Progress,
    /// The nations that were asked to take it over, for being able to as it became a gap.
    pub offered_to: NationSet,
}

/// All missions that were ever ordered, and all that a caveat has stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Missions {
    pub given: BTreeMap<MissionId, Mission>,
    /// The caveat that last stopped a mission, or a contingent that was to take one over.
    pub stopped: BTreeMap<MissionId, CaveatId>,
}

impl Missions {
    /// Whether the name is taken.
    pub(super) fn exists(&self, mission: MissionId) -> bool {
        self.given.contains_key(&mission) || self.stopped.contains_key(&mission)
    }
}
