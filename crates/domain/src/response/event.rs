//! What happens in a response.

use kernel::SimTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Tier, TierTwoReason, UsDecision};
use crate::framework::Backstop;
use crate::ids::{IncidentId, SeriesId};
use crate::nation::{Nation, NationSet};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    TierOneOpened {
        series: SeriesId,
        breach_at: SimTime,
    },
    WarningSent {
        series: SeriesId,
    },
    HostActionRecorded {
        series: SeriesId,
    },
    HostilitiesContinuing {
        series: SeriesId,
    },
    HostilitiesCeased {
        series: SeriesId,
    },
    /// The quiet period is over: the response may be stood down.
    QuietReached {
        series: SeriesId,
    },
    ConsentGiven {
        series: SeriesId,
        nation: Nation,
    },
    ConsentRefused {
        series: SeriesId,
        nation: Nation,
    },
    TierTwoProposed {
        series: SeriesId,
    },
    TierTwoOpened {
        series: SeriesId,
        acting: NationSet,
        incident: IncidentId,
        attribution_version: u32,
        reason: TierTwoReason,
    },
    /// An attribution on which an open tier relies has another version now.
    BasisRevised {
        series: SeriesId,
        incident: IncidentId,
        relied_on: u32,
        version: u32,
    },
    ExpandedAttackDetermined {
        series: SeriesId,
    },
    TierThreeProposed {
        series: SeriesId,
    },
    UsDecided {
        series: SeriesId,
        decision: UsDecision,
    },
    TierThreeOpened {
        series: SeriesId,
        acting: NationSet,
        from: Tier,
    },
    BackstopInvoked {
        series: SeriesId,
        backstop: Backstop,
    },
    BackstopDeclined {
        series: SeriesId,
    },
    StoodDown {
        series: SeriesId,
        from: Tier,
        to: Tier,
    },
    UnilateralRecorded {
        series: SeriesId,
        nation: Nation,
    },
}

impl Event {
    /// The breach series that the event is about.
    pub const fn series(&self) -> SeriesId {
        match *self {
            Event::TierOneOpened { series, .. }
            | Event::WarningSent { series }
            | Event::HostActionRecorded { series }
            | Event::HostilitiesContinuing { series }
            | Event::HostilitiesCeased { series }
            | Event::QuietReached { series }
            | Event::ConsentGiven { series, .. }
            | Event::ConsentRefused { series, .. }
            | Event::TierTwoProposed { series }
            | Event::TierTwoOpened { series, .. }
            | Event::BasisRevised { series, .. }
            | Event::ExpandedAttackDetermined { series }
            | Event::TierThreeProposed { series }
            | Event::UsDecided { series, .. }
            | Event::TierThreeOpened { series, .. }
            | Event::BackstopInvoked { series, .. }
            | Event::BackstopDeclined { series }
            | Event::StoodDown { series, .. }
            | Event::UnilateralRecorded { series, .. } => series,
        }
    }
}
