//! The types that the tests read.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::yaml::{Entries, Field, Node};

/// An instant as `T+hours`, read from a text.
#[derive(Debug, PartialEq)]
pub(super) struct Hours(pub(super) u32);

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix("T+").ok_or_else(|| D::Error::custom("no `T+` in front"))?;
        digits.parse().map(Hours).map_err(D::Error::custom)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    Lead,
    Member,
    Delayed { by: Field<u32>, until: Option<Hours> },
    Votes(u8),
    Between(u8, u8),
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seat {
    pub(super) name: Field<String>,
    pub(super) weight: Option<Field<u8>>,
    #[serde(default)]
    pub(super) active: Option<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Scenario {
    pub(super) name: Field<String>,
    pub(super) seats: Field<Vec<Field<Seat>>>,
    #[serde(default)]
    pub(super) roles: Entries<String, Role>,
    pub(super) start: Option<Field<Hours>>,
    pub(super) with: Option<Node>,
}
