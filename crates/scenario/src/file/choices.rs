//! What a scenario says of its choices: those that are settled, and those that a search may make.

use schemars::JsonSchema;
use serde::Deserialize;
use simulator::choice::Others;

use super::{ExpectEntry, File};
use crate::yaml::{Entries, Field, List, Node};

/// How choices are answered that are not settled.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OtherChoices {
    /// From the seed.
    #[default]
    Drawn,
    /// The likeliest option happens, and the median of what would be drawn.
    ByDefault,
}

impl From<OtherChoices> for Others {
    fn from(others: OtherChoices) -> Others {
        match others {
            OtherChoices::Drawn => Others::Drawn,
            OtherChoices::ByDefault => Others::ByDefault,
        }
    }
}

impl File {
    /// Who answers the choices that are not settled.
    pub(crate) fn others(&self) -> Others {
        let others = self.other_choices.as_ref().and_then(|field| field.value);
        others.unwrap_or_default().into()
    }
}

/// Parts that are left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WithoutEntry {
    /// Steps by their names, as choices have them: `timeline/3`, `warsaw/object`.
    #[serde(default)]
    pub steps: List<String>,
    /// Nations that are not enrolled.
    #[serde(default)]
    pub nations: List<String>,
}

/// A choice that is settled.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChoiceEntry {
    /// Its name, as logs have it: `warsaw/object/delay@statement#1`.
    pub choice: Field<String>,
    /// The number of the option that is picked, from 0; of a chance `yes`, it acts, or `no`.
    #[schemars(with = "Option<Pick>")]
    pub picks: Option<Node>,
    /// The number that is drawn: a duration, or a whole number.
    pub draws: Option<Node>,
    /// What people read beside it.
    pub why: Option<Field<String>>,
}

/// The schema of what is picked.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "for the schema alone")]
enum Pick {
    Option(u32),
    Acts(Acts),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
#[expect(dead_code, reason = "for the schema alone")]
enum Acts {
    Yes,
    No,
}

/// What a search may choose besides what is uncertain already.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExploreEntry {
    /// Commands that may be given at any instant.
    #[serde(default)]
    pub open: List<OpenEntry>,
    /// Instants at which they may be given though nothing happens, so far apart.
    pub every: Option<Field<String>>,
    /// What some history must bring about.
    #[serde(default)]
    pub sometimes: List<ExpectEntry>,
}

/// Commands that somebody is free to give.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OpenEntry {
    /// Who gives them.
    #[serde(rename = "as")]
    pub acts_as: Field<String>,
    /// The commands, such as `[silence.object]`.
    #[serde(rename = "do")]
    pub commands: List<String>,
    /// What the fields of the commands may be; a list names several values.
    #[serde(default)]
    pub with: Entries<String, Node>,
    /// How often in one history, 1 by default.
    pub times: Option<Field<u8>>,
}
