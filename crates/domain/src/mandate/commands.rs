//! The commands of a nation's own procedure.

use kernel::SimDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Rejection, Rule};
use crate::nation::Nation;
use crate::sound::{Sound, refuse_if};

/// Says what a nation's own law asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareRule {
    pub nation: Nation,
    pub rule: Rule,
}

impl DeclareRule {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let DeclareRule { nation, rule } = *self;
        refuse_if(rule.leaves_no_time(), &["rule"], Rejection::NoTime { nation })
    }
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

impl Request {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let Request { nation, ceiling, lasts } = *self;
        let for_no_time = lasts == Some(SimDuration::ZERO);
        refuse_if(ceiling == 0, &["ceiling"], Rejection::NothingAskedFor { nation })?;
        refuse_if(for_no_time, &["lasts"], Rejection::NothingAskedFor { nation })
    }
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
