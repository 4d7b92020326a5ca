//! The commands on texts, guarantees and the backstop.

use alloc::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Backstop, Clause, Component, Rejection};
use crate::ids::TextId;
use crate::nation::Nation;
use crate::sound::{Sound, refuse_if};

/// Circulates a draft of the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CirculateDraft {
    pub text: TextId,
    pub clauses: BTreeSet<Clause>,
}

/// Adopts the declaration with its components and clauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptDeclaration {
    pub text: TextId,
    pub components: BTreeSet<Component>,
    pub clauses: BTreeSet<Clause>,
}

impl AdoptDeclaration {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        refuse_if(self.components.is_empty(), &["components"], Rejection::NothingDeclared)
    }
}

/// Signs the declaration of intent on the deployment of multinational forces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIntent {
    pub nation: Nation,
    pub text: TextId,
}

/// Finalizes the binding commitments that the declaration announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalizeCommitments {
    pub text: TextId,
}

/// The United States states where its backstop stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBackstop {
    pub state: Backstop,
}

/// Ukraine requests the force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestForce {}

/// Commands on the guarantee of one nation, each the nation's own act.
macro_rules! of_a_nation {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            pub nation: Nation,
        }
    )+};
}

of_a_nation! {
    /// A nation signs its guarantee.
    SignGuarantee
    /// A nation's government asks for ratification by its own procedure.
    RequestRatification
    /// A nation's guarantee takes effect for it.
    ActivateGuarantee
    /// A nation suspends its guarantee.
    SuspendGuarantee
    /// A party declares a nation's guarantee void.
    VoidGuarantee
    /// A nation renews its guarantee for another term.
    RenewGuarantee
}

/// A nation's own procedure ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRatification {
    pub nation: Nation,
    pub granted: bool,
}

impl SignGuarantee {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let nation = self.nation;
        refuse_if(nation.is_organization(), &["nation"], Rejection::NoParty { nation })?;
        refuse_if(nation == Nation::UA, &["nation"], Rejection::HostGuarantees { nation })
    }
}
