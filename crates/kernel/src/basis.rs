//! How well a statement is founded: on a fact, on a report, or on our own assumption.

use core::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Id, IdError};

/// The foundation of a parameter or an injected event.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// An official text, an on-record statement, or several independent outlets.
    Fact,
    /// A press account, a leak, a draft, a single outlet.
    Reported,
    /// No source: a plausible value for the model.
    Assumption,
}

impl Basis {
    /// The word on disk and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Basis::Fact => "fact",
            Basis::Reported => "reported",
            Basis::Assumption => "assumption",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The key of a source in the project's list of sources, such as `S05`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Source(Id);

impl Source {
    /// Reads a key: `S` and digits, or a word such as `seed`.
    pub fn new(key: &str) -> Result<Source, IdError> {
        Id::new(key).map(Source)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
