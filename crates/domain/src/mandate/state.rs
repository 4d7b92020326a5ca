//! How far each nation's own procedure has come.

use alloc::collections::BTreeMap;

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nation::Nation;

/// What a nation's own law asks for. Durations are data, because sources and scenarios differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Rule {
    /// The government decides alone.
    #[default]
    None,
    /// Parliament votes before.
    Vote {},
    /// The government decides, informs parliament within `inform_within` of the first units in
    /// place, and needs a vote for what lasts longer than `authorize_within`.
    Information { inform_within: SimDuration, authorize_within: SimDuration },
    /// Approved after `within` unless somebody demands a debate; then parliament votes.
    DeemedApproved { within: SimDuration },
}

/// How far a mandate has come.
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
pub enum Status {
    #[default]
    None,
    Requested,
    Granted,
    Denied,
    Expired,
}

/// The mandate of one nation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Mandate {
    pub rule: Rule,
    pub status: Status,
    /// The most people that may be in place at once, as requested and then as granted.
    pub ceiling: u32,
    /// From here on it no longer holds; none if it is not limited.
    pub expires_at: Option<SimTime>,
}

impl Mandate {
    /// Whether forces may be placed under it at that instant.
    pub fn is_live(&self, at: SimTime) -> bool {
        self.status == Status::Granted && self.expires_at.is_none_or(|expires_at| at < expires_at)
    }
}

/// The mandates of all nations that have declared their rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Mandates(pub BTreeMap<Nation, Mandate>);
