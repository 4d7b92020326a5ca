//! What a scenario says for campaigns: what they vary, and what they record.

use domain::clock::Clock;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Entries, Field, Node};

/// Something that could be decided otherwise.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeverEntry {
    /// What it sets, such as `washington/decide/chance`, or a list of that.
    #[schemars(required)]
    pub sets: Option<Node>,
    /// The values to compare with the scenario as it is: durations, shares, counts or distributions.
    #[schemars(required)]
    pub values: Option<Field<Vec<Node>>>,
    pub note: Option<Field<String>>,
}

/// Something that nobody knows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UncertaintyEntry {
    /// What it sets, such as `stockholm/consent/after`, or a list of that.
    #[schemars(required)]
    pub sets: Option<Node>,
    /// The distribution of its value.
    #[schemars(required)]
    pub value: Option<Node>,
    pub note: Option<Field<String>>,
}

/// What is recorded of each run: one of `happened`, `never`, `count`, `time-to`, `metric` and `missed`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OutcomeEntry {
    /// Whether this event happened.
    pub happened: Option<Field<String>>,
    /// Whether this event never happened.
    pub never: Option<Field<String>>,
    /// How often this event happened.
    pub count: Option<Field<String>>,
    /// How long it took until this event first happened.
    pub time_to: Option<Field<String>>,
    /// From when on that is counted; left out: from the start.
    pub since: Option<Field<EventEntry>>,
    /// A metric of the account, such as `breach-to-warning`.
    pub metric: Option<Field<String>>,
    /// How many deadlines of this clock were missed, such as `tier-three`.
    pub missed: Option<Field<Clock>>,
    /// What the fields of the event must be.
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
    /// Only events recorded from here on count.
    pub from: Option<Field<String>>,
    /// Only events recorded up to here count.
    pub to: Option<Field<String>>,
    pub at_least: Option<Field<u32>>,
    pub at_most: Option<Field<u32>>,
    /// Which end is the good one; left out: `high` of what happens or not, of a metric the end that the
    /// account knows to be good, otherwise `low`.
    pub better: Option<Field<Better>>,
    pub note: Option<Field<String>>,
}

/// Which end of the values is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    High,
    Low,
}

/// An event that happens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EventEntry {
    #[schemars(required)]
    pub happened: Option<Field<String>>,
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
}

/// A step on the way to something rare.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LevelEntry {
    #[schemars(required)]
    pub happened: Option<Field<String>>,
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
    /// How often it has to happen; left out: once.
    pub at_least: Option<Field<u32>>,
    pub note: Option<Field<String>>,
}
