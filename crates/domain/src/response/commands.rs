//! The commands of the first tier and of the nations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::ids::SeriesId;
use crate::nation::Nation;
use crate::sound::{Sound, refuse_if};

/// Sends the diplomatic warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendWarning {
    pub series: SeriesId,
}

/// Puts on record that the host's army has acted to stop the breach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordHostAction {
    pub series: SeriesId,
}

/// Reports whether hostilities go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHostilities {
    pub series: SeriesId,
    pub continuing: bool,
}

/// A nation consents to act, or withdraws its consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub series: SeriesId,
    pub nation: Nation,
    pub consents: bool,
}

impl Consent {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let nation = self.nation;
        refuse_if(nation.is_organization(), &["nation"], Rejection::NoForces { nation })
    }
}

/// Asks the US for its backstop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvokeBackstop {
    pub series: SeriesId,
}

/// A nation, or Ukraine, has responded on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUnilateral {
    pub series: SeriesId,
    pub nation: Nation,
}
