//! What happens to a nation's mandate.

use kernel::{SimDuration, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::nation::Nation;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    RuleDeclared {
        nation: Nation,
        rule: Rule,
    },
    Requested {
        nation: Nation,
        ceiling: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lasts: Option<SimDuration>,
    },
    DebateDemanded {
        nation: Nation,
    },
    Granted {
        nation: Nation,
        ceiling: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<SimTime>,
    },
    Denied {
        nation: Nation,
    },
    Expired {
        nation: Nation,
    },
    /// The first units under a mandate of which parliament is only informed are in place.
    OperationBegan {
        nation: Nation,
    },
    /// The last units of an operation of which parliament is only informed have left Ukraine.
    OperationEnded {
        nation: Nation,
    },
    Informed {
        nation: Nation,
    },
    /// Parliament has voted for what lasts longer than the information rule allows.
    Authorized {
        nation: Nation,
    },
}
