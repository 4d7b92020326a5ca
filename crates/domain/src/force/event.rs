//! What happens to requirements and contingents.

use alloc::vec::Vec;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Capability, Component, Degree, Stage};
use crate::framework::Backstop;
use crate::ids::{ContingentId, RequirementId};
use crate::nation::Nation;
use crate::task::Location;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    StanceDeclared {
        nation: Nation,
        troops_in_ukraine: bool,
    },
    RequirementPublished {
        requirement: RequirementId,
        component: Component,
        capability: Capability,
        quantity: u32,
        place: Location,
        needed_by: SimTime,
    },
    /// The requirements were put to the nations as they then stood. Who offered nothing is
    /// recorded nowhere.
    ConferenceHeld {
        gaps: Vec<Gap>,
    },
    /// So many people are not in place at the instant by which the requirement is needed.
    RequirementShort {
        requirement: RequirementId,
        people: u32,
    },
    CapabilityOffered {
        contingent: ContingentId,
        nation: Nation,
        requirement: RequirementId,
        strength: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        needs_backstop: Option<Backstop>,
        /// The condition is not met now.
        conditional: bool,
    },
    OfferWithdrawn {
        contingent: ContingentId,
        nation: Nation,
    },
    /// The backstop no longer meets the condition. What was on its way stops; what is in place
    /// stays in place and is marked.
    FellConditional {
        contingent: ContingentId,
        nation: Nation,
        needs: Backstop,
        from: Stage,
    },
    /// The backstop meets the condition again: what had fallen back is an offer again.
    ConditionMet {
        contingent: ContingentId,
        nation: Nation,
    },
    ContingentGenerated {
        contingent: ContingentId,
        nation: Nation,
        requirement: RequirementId,
    },
    AuthorityTransferred {
        contingent: ContingentId,
        nation: Nation,
        degree: Degree,
    },
    AuthorityRevoked {
        contingent: ContingentId,
        nation: Nation,
    },
    /// Authority has returned to the nation with the end of its mandate, or because the
    /// contingent has left the force.
    AuthorityLapsed {
        contingent: ContingentId,
        nation: Nation,
    },
    ContingentMoved {
        contingent: ContingentId,
        nation: Nation,
        place: Location,
    },
    ContingentInPlace {
        contingent: ContingentId,
        nation: Nation,
        place: Location,
        strength: u32,
    },
    ContingentRelieved {
        contingent: ContingentId,
        nation: Nation,
        relief: ContingentId,
    },
    /// Nobody has relieved the contingent in time; its requirement counts on it no longer.
    RotationOverdue {
        contingent: ContingentId,
        nation: Nation,
        requirement: RequirementId,
    },
    ContingentRecalled {
        contingent: ContingentId,
        nation: Nation,
    },
    StraitsClosed {},
    StraitsOpened {},
}

/// The people who are missing for a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub requirement: RequirementId,
    pub people: u32,
}
