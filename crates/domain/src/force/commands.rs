//! The commands on requirements, contingents and the Straits.

use alloc::collections::BTreeSet;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Capability, Component, Degree, Rejection};
use crate::framework::Backstop;
use crate::ids::{ContingentId, RequirementId};
use crate::nation::Nation;
use crate::sound::{Sound, refuse_if};
use crate::task::Location;

/// Says whether a nation sends troops into Ukraine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareStance {
    pub nation: Nation,
    pub troops_in_ukraine: bool,
}

/// Adds a line to the list of requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequirement {
    pub requirement: RequirementId,
    pub component: Component,
    pub capability: Capability,
    /// People.
    pub quantity: u32,
    pub place: Location,
    /// Who is not in place then is on record as a number.
    pub needed_by: SimTime,
}

impl PublishRequirement {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let PublishRequirement { requirement, component, capability, quantity, place, .. } = *self;
        refuse_if(quantity == 0, &["quantity"], Rejection::NothingRequired { requirement })?;
        let misfit = Rejection::WrongComponent { requirement, component, capability };
        refuse_if(!capability.fits(component), &["component", "capability"], misfit)?;
        let is_ashore = matches!(place, Location::UkraineLand | Location::UkraineAir);
        let rejection = Rejection::ShipAshore { requirement };
        refuse_if(capability.is_ship() && is_ashore, &["place", "capability"], rejection)
    }
}

/// Puts requirements to the nations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldConference {
    pub requirements: BTreeSet<RequirementId>,
}

/// A nation offers a contingent for a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    pub contingent: ContingentId,
    pub nation: Nation,
    pub requirement: RequirementId,
    /// People.
    pub strength: u32,
    /// The weakest state of the backstop under which the offer stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_backstop: Option<Backstop>,
}

impl Offer {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let Offer { contingent, nation, strength, needs_backstop, .. } = *self;
        refuse_if(nation == Nation::UA, &["nation"], Rejection::HostContributes { nation })?;
        refuse_if(nation.is_organization(), &["nation"], Rejection::NoContributor { nation })?;
        refuse_if(strength == 0, &["strength"], Rejection::NobodyOffered { contingent })?;
        match needs_backstop.filter(|needs| !needs.is_promise()) {
            None => Ok(()),
            Some(needs) => {
                refuse_if(true, &["needs_backstop"], Rejection::NoCondition { contingent, needs })
            }
        }
    }
}

/// The nation hands authority over its contingent to the force commander.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferAuthority {
    pub contingent: ContingentId,
    pub degree: Degree,
}

/// A contingent takes the place of another. The nation of the one that leaves says so. The other one is
/// in place by then, by an act of its own nation; if both are of one nation, it may go in with this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relieve {
    pub contingent: ContingentId,
    /// The contingent that takes over.
    pub by: ContingentId,
}

/// Commands on one contingent, each its nation's own act.
macro_rules! of_a_contingent {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            pub contingent: ContingentId,
        }
    )+};
}

of_a_contingent! {
    /// The nation takes its offer back.
    WithdrawOffer
    /// The nation makes the contingent ready for the force.
    Generate
    /// The nation takes authority over its contingent back.
    RevokeAuthority
    /// The nation sends the contingent on its way.
    Move
    /// The nation puts the contingent in place.
    ReportInPlace
    /// The nation calls the contingent back; no reason is asked.
    Recall
}

/// Türkiye closes the Straits to warships of states that do not border the Black Sea.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseStraits {}

/// Türkiye opens the Straits again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenStraits {}
