//! What the force needs, and how far each contingent has come.

use alloc::collections::BTreeMap;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::framework::Backstop;
use crate::ids::{ContingentId, RequirementId};
use crate::nation::Nation;
use crate::task::Location;

/// Enums of words that stand on disk.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$about])* $variant),+ }
    };
}

word! {
    /// The parts of the force. Section 2.2 of the domain notes.
    Component { Land, Air, Maritime, Regeneration, Logistics, Headquarters }
}

word! {
    /// What a requirement asks for.
    Capability {
        Infantry, Armor, Engineers, AirDefense, Fighters, Surveillance, Warship, MineHunter,
        Transport, Medical, Training, Staff,
    }
}

word! {
    /// How much authority over a contingent a nation hands to the force commander.
    Degree {
        /// To assign tasks within the mission.
        Tacon,
        /// To direct the contingent for limited missions.
        Opcon,
        /// To assign missions and regroup.
        Opcom,
    }
}

word! {
    /// How far a contingent has come.
    Stage {
        Offered,
        /// Offered under a condition on the backstop that is not met.
        Conditional,
        Generated,
        Moving,
        InPlace,
        /// Relieved by another contingent, or called back by its nation.
        Recalled,
        Withdrawn,
    }
}

/// A line of the list of requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Requirement {
    pub component: Component,
    pub capability: Capability,
    /// People.
    pub quantity: u32,
    pub place: Location,
    pub needed_by: SimTime,
}

/// Authority over a contingent that its nation has handed to the force commander.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Authority {
    pub degree: Degree,
    pub since: SimTime,
}

/// A nation's contribution to one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Contingent {
    pub nation: Nation,
    pub requirement: RequirementId,
    /// People.
    pub strength: u32,
    pub stage: Stage,
    /// The weakest state of the backstop under which the offer stands.
    pub needs_backstop: Option<Backstop>,
    /// None while its nation alone commands it.
    pub authority: Option<Authority>,
    pub in_place_since: Option<SimTime>,
}

/// The state of the force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Force {
    pub requirements: BTreeMap<RequirementId, Requirement>,
    pub contingents: BTreeMap<ContingentId, Contingent>,
    /// The Turkish Straits are closed to warships of states that do not border the Black Sea.
    pub straits_closed: bool,
}
