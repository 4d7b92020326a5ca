//! The commands of a nation's own procedure.

use kernel::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::nation::Nation;

/// Says what a nation's own law asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareRule {
    pub nation: Nation,
    pub rule: Rule,
}

/// A government asks for a mandate, or for the renewal of the one it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub nation: Nation,
    /// The most people on their way or in place in Ukraine at once.
    pub ceiling: u32,
    /// Counted from the grant; without it the mandate is not limited in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<SimDuration>,
}

/// Parliament votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordVote {
    pub nation: Nation,
    pub granted: bool,
}

/// A group of parliament demands that the request is debated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandDebate {
    pub nation: Nation,
}

/// The government informs parliament of the first units in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inform {
    pub nation: Nation,
}
