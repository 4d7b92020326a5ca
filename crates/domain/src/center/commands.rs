//! The commands of the cell.

use kernel::{Basis, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Rejection, Role, Site};
use crate::actor::Seat;
use crate::ids::TextId;
use crate::nation::Nation;
use crate::parameter::{Parameter, Value};
use crate::sound::{Sound, refuse_if};

/// Sets a number that the center works with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetParameter {
    pub parameter: Parameter,
    pub value: Value,
    pub basis: Basis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl SetParameter {
    pub(crate) fn sound(&self) -> Sound<Rejection> {
        let SetParameter { parameter, value, .. } = *self;
        let is_other = value.unit() != parameter.unit();
        refuse_if(is_other, &["value", "parameter"], Rejection::WrongUnit { parameter })
    }
}

/// Puts a nation on the rolls of the center.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enroll {
    pub nation: Nation,
    pub role: Role,
    /// The nation has accepted that its silence may count as consent.
    #[serde(default)]
    pub accepts_silence: bool,
}

/// A nation accepts the silence procedure: from now on its silence may count as consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptSilence {
    pub nation: Nation,
}

/// Decides to set up the cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub site: Site,
}

/// Agrees the terms of reference, a tripartite text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeTerms {
    pub text: TextId,
}

/// Fills a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FillSeat {
    pub seat: Seat,
}

/// Leaves a seat empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VacateSeat {
    pub seat: Seat,
}

/// Declares initial operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachInitialOperations {}

/// Declares full operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachFullOperations {}

/// Moves the cell to another site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relocate {
    pub to: Site,
}

/// Closes the cell for good: an act of the Coalition that decided on it (an assumption).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {}

/// A nation sends people to the cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attend {
    pub nation: Nation,
}

/// A nation's people no longer come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StayAway {
    pub nation: Nation,
}
