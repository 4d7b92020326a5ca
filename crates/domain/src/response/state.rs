//! The state of a response.

use alloc::collections::BTreeMap;

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::OnRecord;
use crate::ids::{IncidentId, SeriesId};
use crate::nation::NationSet;

/// A step of the ladder.
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
pub enum Tier {
    #[default]
    None,
    One,
    Two,
    Three,
}

/// Why the second tier opened.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TierTwoReason {
    NotStopped,
    Persistence,
}

/// What the US decides on the third tier.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum UsDecision {
    Yes,
    No,
    Maybe,
}

/// Whether hostilities go on, as far as anybody has reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hostilities {
    /// Nobody has reported; this does not count as calm.
    Unreported,
    Continuing,
    Ceased {
        at: SimTime,
    },
}

/// The response to one breach series.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Response {
    pub tier: Tier,
    pub warned_at: Option<OnRecord>,
    pub host_acted_at: Option<OnRecord>,
    pub hostilities: Hostilities,
    pub consenting: NationSet,
    pub refusing: NationSet,
    /// The nations that act now.
    pub acting: NationSet,
    /// The attribution on which the second tier rests.
    pub relied_on: Option<(IncidentId, u32)>,
    pub expanded_at: Option<OnRecord>,
    pub us_decision: Option<UsDecision>,
    pub backstop_invoked_at: Option<OnRecord>,
    /// Once it went down the ladder: the consultations of before, which do for no third tier after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent_consultations: Option<usize>,
    pub unilateral: NationSet,
}

impl Response {
    /// Whether hostilities have ceased, and nothing says that they go on again.
    pub(super) const fn has_ceased(&self) -> bool {
        matches!(self.hostilities, Hostilities::Ceased { .. })
    }
}

/// All responses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Responses(pub BTreeMap<SeriesId, Response>);

impl Responses {
    pub(super) fn get(&self, series: SeriesId) -> Result<&Response, Rejection> {
        self.0.get(&series).ok_or(Rejection::NoResponse { series })
    }

    /// The response, if it has not been stood down altogether.
    pub(super) fn open(&self, series: SeriesId) -> Result<&Response, Rejection> {
        let found = self.get(series)?;
        let tier = found.tier;
        if tier == Tier::None { Err(Rejection::WrongTier { series, tier }) } else { Ok(found) }
    }

    /// When hostilities ceased, if the response has been stood down altogether.
    pub fn over_since(&self, series: SeriesId) -> Option<SimTime> {
        let over = self.0.get(&series).filter(|response| response.tier == Tier::None)?;
        match over.hostilities {
            Hostilities::Ceased { at } => Some(at),
            Hostilities::Unreported | Hostilities::Continuing => None,
        }
    }

    /// Whether hostilities are reported to go on anywhere.
    pub fn hostilities_anywhere(&self) -> bool {
        self.0.values().any(|response| response.hostilities == Hostilities::Continuing)
    }
}
