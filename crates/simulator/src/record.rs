//! What stands in a log: commands with what became of them, events, choices, and where the run
//! began and ended.
//!
//! The types are generic over a model's actor, command, event and audience, because the engine
//! is; [`crate::stored`] gives those of the center their form on disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::parameter::{Parameter, Value};
use domain::{Actor, Audience, Command, Event};
use kernel::{Basis, Position, Recorded, SimTime, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::choice;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<A, C, E, U> {
    pub position: Position,
    /// When it was recorded.
    pub at: SimTime,
    /// When it happened.
    pub occurred_at: SimTime,
    pub by: A,
    pub cause: Option<Position>,
    /// Where in the script it comes from; consequences come from nowhere there.
    pub origin: Option<Arc<Origin>>,
    /// Who may see it.
    pub audience: U,
    pub body: Body<C, E>,
}

/// A record of the center's log.
pub type CenterRecord = Record<Actor, Command, Event, Audience>;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<C, E> {
    /// A run began.
    Started(Arc<Opening>),
    /// A command was accepted; its events follow.
    Accepted(C),
    /// A command was refused and changed nothing.
    Refused(C, Refusal),
    Event(E),
    /// Something that was not determined was chosen.
    Chose {
        key: choice::OwnedKey,
        value: choice::Value,
    },
    /// The run ended; a log without this record was cut or is still being written.
    Ended(Ending),
}

/// Where a record comes from, and how well that is founded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub basis: Basis,
    pub source: Option<Source>,
    pub note: Option<String>,
}

impl Origin {
    /// What is stated of a record that comes from nowhere in the script: nothing.
    pub const UNSTATED: Origin = Origin { basis: Basis::Assumption, source: None, note: None };

    /// Whether a record can hold this text as its note.
    pub fn can_note(text: &str) -> bool {
        event_store::is_text(text)
    }
}

/// What a run was started with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub scenario: String,
    pub title: String,
    /// BLAKE3 of the scenario file, in hex. It says something of all that is in the file, so a
    /// [view](crate::view) has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_hash: Option<String>,
    /// In decimal digits, since JSON numbers end at 2^53. A view has none: from the seed, all
    /// that is hidden could be played again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    pub starts_at: SimTime,
    pub until: SimTime,
    /// The zone of the account that people read, in minutes east of UTC.
    pub utc_offset: i32,
    /// Where this history left others: the first branch, the branch of that branch, and so on to
    /// this one. A view has none, since edits may be of what is hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
}

/// Where a history left another one, and what is different from there on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// The id of the run that was left.
    pub parent: String,
    /// Its last record that this history shares; 0 if there is none.
    pub position: Position,
    /// The chain value of that record, in hex: it stands for all the records before it too.
    pub chain: String,
    /// From this instant on the edits hold.
    pub at: SimTime,
    #[serde(default, skip_serializing_if = "Edits::is_empty")]
    pub edits: Edits,
}

/// What a branch does differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// Each key once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<choice::Made>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<Parameter, Value>,
    /// A timeline in the notation of scenario files, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inject: Option<String>,
    /// Another seed for what is chosen from there on, in decimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}

impl Edits {
    /// Whether everything stays as it was.
    pub fn is_empty(&self) -> bool {
        *self == Edits::default()
    }
}

impl Opening {
    /// From what is drawn behind a position: by run 0 as the log was, by each other one anew. Where no
    /// seed says it, something is made up: whoever lets such a history go on asks first whether it does.
    pub fn draws_behind(&self, position: Position, run: u32) -> choice::Seeded {
        let (seed, own) = self.numbered_behind(position).unwrap_or((0, 0));
        let run = match run {
            0 => own,
            same if same == own => 0,
            other => other,
        };
        choice::Seeded::new(seed, run)
    }

    /// Whether a seed says what is drawn from here on.
    pub fn knows_draws_behind(&self, position: Position) -> bool {
        self.numbered_behind(position).is_some()
    }

    /// Whether seeds say all that was drawn, behind each branch too.
    pub fn knows_all_draws(&self) -> bool {
        let positions = self.branches.iter().map(|branch| branch.position);
        positions.chain([Position::START]).all(|position| self.knows_draws_behind(position))
    }

    /// A seed, or a seed and the number of a run, as in `7/12`. What a copy of a run draws
    /// (`7/12+3@40`) cannot be told from it.
    fn numbered_behind(&self, position: Position) -> Option<(u64, u32)> {
        let text = self.seed_as_written(position)?;
        let (seed, run) = text.split_once('/').unwrap_or((text, "0"));
        Some((seed.parse().ok()?, run.parse().ok()?))
    }

    /// All seeds, as the log has them.
    pub(crate) fn seeds(&self) -> impl Iterator<Item = &str> {
        let others = self.branches.iter().map(|branch| branch.edits.seed.as_deref());
        others.chain([self.seed.as_deref()]).flatten()
    }

    /// The seed from which it draws behind a position, as the log has it.
    pub fn seed_as_written(&self, position: Position) -> Option<&str> {
        let mut reached = self.branches.iter().rev().filter(|branch| branch.position <= position);
        let other = reached.find_map(|branch| branch.edits.seed.as_deref());
        other.or(self.seed.as_deref())
    }

    /// The choices that branches override; the later branch has the last word.
    pub fn overrides(&self) -> BTreeMap<choice::OwnedKey, choice::Value> {
        let made = self.branches.iter().flat_map(|branch| &branch.edits.choices);
        made.map(|made| (made.key.clone(), made.value)).collect()
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    pub reason: EndingReason,
    /// BLAKE3 of the canonical JSON of the end state, in hex; a view has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_hash: Option<String>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndingReason {
    /// Nothing was left to come.
    Quiet,
    /// The instant was reached until which the run was to go.
    Horizon,
}

/// Why a command was refused, for readers and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Such as `silence.not-asked`.
    pub code: String,
    /// A sentence.
    pub text: String,
}

/// In front of the name of a rule in the code of a refusal.
const BY_RULE: &str = "rule.";

impl Refusal {
    /// A policy rule forbids what the center would accept.
    pub fn by_rule(name: &str, title: &str) -> Refusal {
        let text = format!("the rule `{name}` forbids it: {title}");
        Refusal { code: format!("{BY_RULE}{name}"), text }
    }

    /// A policy rule is not judged any more: what cannot be judged is not known to be allowed.
    pub fn unjudged(name: &str, title: &str) -> Refusal {
        let text =
            format!("the rule `{name}` is given up, so that nothing is known to keep it: {title}");
        Refusal { code: format!("{BY_RULE}{name}"), text }
    }

    /// Whether a policy rule refused the command, and not the center.
    pub fn is_by_rule(&self) -> bool {
        self.rule().is_some()
    }

    /// The name of the policy rule that refused the command, if it was one.
    pub fn rule(&self) -> Option<&str> {
        self.code.strip_prefix(BY_RULE)
    }
}

impl From<domain::Rejection> for Refusal {
    fn from(rejection: domain::Rejection) -> Refusal {
        let text = rejection.to_string();
        Refusal { code: code(serde_json::to_value(&rejection).unwrap_or_default()), text }
    }
}

/// The names of the variants of a nested enum, without its fields.
fn code(rejection: Json) -> String {
    match rejection {
        Json::String(name) => name,
        Json::Object(map) => match map.into_iter().next() {
            Some((family, Json::String(name))) => format!("{family}.{name}"),
            Some((family, Json::Object(inner))) => match inner.into_iter().next() {
                Some((name, Json::Object(_))) => format!("{family}.{name}"),
                _ => family,
            },
            _ => String::new(),
        },
        _ => String::new(),
    }
}

impl<A: Copy + PartialEq, C: PartialEq, E: PartialEq, U: Copy + PartialEq> Record<A, C, E, U> {
    /// Whether two records would be written alike.
    pub fn reads_as(&self, other: &Self) -> bool {
        let envelope = |record: &Self| {
            let Record { position, at, occurred_at, by, cause, audience, .. } = *record;
            (position, at, occurred_at, by, cause, audience)
        };
        let origin = |record: &Self| record.origin.as_deref().cloned().unwrap_or(Origin::UNSTATED);
        envelope(self) == envelope(other)
            && self.body == other.body
            && origin(self) == origin(other)
    }
}

impl<A: Copy, C, E, U> Record<A, C, E, U> {
    /// The event as the model wants it, if this record is one.
    pub fn recorded(&self) -> Option<Recorded<A, &E>> {
        let Body::Event(event) = &self.body else {
            return None;
        };
        Some(Recorded {
            position: self.position,
            at: self.at,
            occurred_at: self.occurred_at,
            by: self.by,
            cause: self.cause,
            event,
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::nation::Nation;
    use domain::{NotEntitled, Rejection, framework, silence};

    use super::*;

    #[test]
    fn a_refusal_has_a_code_and_a_sentence() {
        let question = "q1".parse().unwrap();
        let not_asked = silence::Rejection::NotAsked { question, nation: Nation::DE };
        let refusal = Refusal::from(Rejection::from(not_asked));
        assert_eq!(refusal.code, "silence.not-asked");
        assert_eq!(refusal.text, "`de` was not asked about `q1`");
        let code = |rejection: Rejection| Refusal::from(rejection).code;
        assert_eq!(code(NotEntitled { by: Actor::Control }.into()), "authority");
        assert_eq!(code(framework::Rejection::NoCeasefire.into()), "framework.no-ceasefire");
    }
}
