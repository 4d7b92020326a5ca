//! What the texts say, and how far each guarantee has come.

use alloc::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnRecord;
use crate::ids::{IncidentId, TextId};
use crate::nation::{Nation, NationSet};

/// The five components of the declaration.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    Monitoring,
    SupportToArmedForces,
    MultinationalForce,
    BindingCommitments,
    DefenseCooperation,
}

/// What a text says on the points that were disputed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// Monitoring is led by the US with international participation.
    MonitoringLedByUs,
    /// The Coalition takes part in a proposed US-led mechanism.
    MonitoringProposedUsLed,
    /// The US takes part in the force, with intelligence and logistics.
    UsTakesPartInForce,
    /// The force has the proposed support of the US.
    UsSupportProposed,
    /// The US commits itself to support the force if it is attacked.
    UsSupportsForceIfAttacked,
    CoordinationCell,
    SpecialCommission,
    VoluntaryParticipation,
    ConstitutionalProcedures,
}

/// The state of the US backstop.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Backstop {
    #[default]
    None,
    Political,
    Signed,
    Ratified,
    Withdrawn,
}

impl Backstop {
    /// How much it promises; a backstop that was withdrawn promises nothing.
    const fn rank(self) -> u8 {
        match self {
            Backstop::None | Backstop::Withdrawn => 0,
            Backstop::Political => 1,
            Backstop::Signed => 2,
            Backstop::Ratified => 3,
        }
    }

    /// Whether it promises anything.
    pub const fn is_promise(self) -> bool {
        0 < self.rank()
    }

    /// Whether it promises at least as much as another state of it.
    pub const fn meets(self, needed: Backstop) -> bool {
        needed.rank() <= self.rank()
    }
}

/// How far a nation's own guarantee has come.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    #[default]
    None,
    Signed,
    RatificationRequested,
    Refused,
    Ratified,
    Activated,
    Suspended,
    Void,
    /// Its term is over, and nobody had renewed it.
    Lapsed,
}

/// The state of the framework.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Framework {
    pub draft_clauses: BTreeSet<Clause>,
    pub declaration: Option<TextId>,
    pub components: BTreeSet<Component>,
    pub clauses: BTreeSet<Clause>,
    pub intent_signed_by: NationSet,
    pub commitments: Option<TextId>,
    pub backstop: Backstop,
    pub host_requested_at: Option<OnRecord>,
    pub guarantees: BTreeMap<Nation, Standing>,
    /// The attacks over which the guarantees are reviewed, each on a finding that stands.
    pub reviews: BTreeSet<IncidentId>,
    /// How often each guarantee has been renewed since it was signed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub renewals: BTreeMap<Nation, u32>,
}

impl Framework {
    pub fn standing(&self, nation: Nation) -> Standing {
        self.guarantees.get(&nation).copied().unwrap_or_default()
    }
}
