//! The shape of a scenario file, as it is written.

use domain::center::Role;
use domain::parameter::Parameter;
use domain::task::Task;
use kernel::Basis;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::yaml::{Entries, Field, List, Node};

mod campaign;
mod choices;
mod labeled;

pub use campaign::{Better, EventEntry, LevelEntry, LeverEntry, OutcomeEntry, UncertaintyEntry};
pub use choices::{ChoiceEntry, ExploreEntry, OpenEntry, OtherChoices, WithoutEntry};
pub use labeled::{AcceptanceEntry, LeadEntry, OrLabeled};

/// A scenario: at once the script of an exercise, the model of a campaign, and a test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct File {
    // What is missing here is a fault among others, so that it does not hide them.
    /// The short name of the scenario.
    pub scenario: Option<Field<String>>,
    pub title: Option<Field<String>>,
    /// A scenario that this one is put on top of: its folder or file, from the folder of this file.
    pub extends: Option<Field<String>>,
    /// Of a scenario that was found in the extended one: what that was then.
    pub found_in: Option<Field<String>>,
    /// What the scenario is about, and what it leaves out.
    pub about: Option<Field<String>>,
    /// The instant at which it begins, with its zone: `2026-01-06T00:00:00+01:00`.
    pub start: Option<Field<String>>,
    /// The instant at which it ends: an instant, `T+72:00`, or `D+3 00:00`.
    pub until: Option<Field<String>>,
    /// Numbers of the center that differ from the sheet of parameters.
    #[serde(default)]
    pub parameters: Entries<Parameter, ParameterEntry>,
    /// The nations that the sources name, with their positions; those under `nations` replace theirs.
    pub roster: Option<Field<Roster>>,
    /// Who is enrolled at the center.
    #[serde(default)]
    pub nations: Entries<String, NationEntry>,
    /// Who acts by themselves, and how.
    #[serde(default)]
    pub actors: Entries<String, ActorEntry>,
    /// What exercise control injects, and what the public record says happened.
    #[serde(default)]
    pub timeline: List<StepEntry>,
    /// Policy rules by which runs are judged, as in the file `policy.rules` of the folder.
    pub rules: Option<Field<String>>,
    /// What must have come about by the end.
    #[serde(default)]
    pub expect: List<ExpectEntry>,
    /// What somebody could decide otherwise: a campaign compares its values.
    #[serde(default)]
    pub levers: Entries<String, LeverEntry>,
    /// What nobody knows: a campaign draws its value once a run.
    #[serde(default)]
    pub uncertainties: Entries<String, UncertaintyEntry>,
    /// What a campaign records of each run; left out: everything that is measured anyway.
    #[serde(default)]
    pub outcomes: Entries<String, OutcomeEntry>,
    /// Steps on the way to something rare, the last of them the rare thing itself.
    #[serde(default)]
    pub levels: List<LevelEntry>,
    /// What of the extended scenario is left out.
    pub without: Option<Field<WithoutEntry>>,
    /// Choices that are settled.
    #[serde(default)]
    pub choices: List<ChoiceEntry>,
    /// How all other choices are answered; left out, they are drawn from the seed.
    pub other_choices: Option<Field<OtherChoices>>,
    /// What `tripartite explore` may choose besides.
    pub explore: Option<Field<ExploreEntry>>,
}

/// What a branch injects: a timeline in the notation of a scenario's.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InjectFile {
    #[serde(default)]
    pub timeline: List<StepEntry>,
}

/// A parameter's value, or the distribution from which it is drawn once a run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ParameterEntry {
    /// A duration, a share, a count or an actor; or a distribution.
    pub value: Node,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S101`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// A nation on the rolls of the center.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NationEntry {
    pub role: Field<Role>,
    /// The nation has accepted the silence procedure: yes, or a map with its basis and source; without
    /// one it is an assumption.
    #[schemars(with = "Option<OrLabeled<bool, AcceptanceEntry>>")]
    pub accepts_silence: Option<Node>,
    /// Tasks that it leads from the beginning; nations that lead the same task share its office. One
    /// that is founded otherwise than the entry is a map with its own basis and source.
    #[serde(default)]
    #[schemars(with = "Option<Vec<OrLabeled<Task, LeadEntry>>>")]
    pub leads: List<Node>,
    /// What the nation's own law asks for before its forces may go.
    pub mandate: Option<Field<MandateEntry>>,
    /// Whether it sends troops into Ukraine, where it has said so.
    pub troops: Option<Field<TroopsEntry>>,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S25`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// A list of nations that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Roster {
    /// The Coalition of January 2026 with Ukraine and the US.
    Coalition,
}

/// A nation's rule for sending forces, with the durations that belong to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MandateEntry {
    pub rule: Field<MandateRule>,
    /// Of `information`: parliament is told within this time of the first units in place.
    pub inform_within: Option<Field<String>>,
    /// Of `information`: parliament must have voted on what lasts longer than this.
    pub authorize_within: Option<Field<String>>,
    /// Of `deemed-approved`: the time in which a debate can be demanded.
    pub within: Option<Field<String>>,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S60`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// The kinds of rules for sending forces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MandateRule {
    /// The government decides alone.
    None,
    /// Parliament votes before.
    Vote,
    /// The government decides and informs parliament; what lasts needs a vote.
    Information,
    /// Approved unless a debate is demanded in time.
    DeemedApproved,
}

/// Whether a nation sends troops into Ukraine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TroopsEntry {
    pub in_ukraine: Field<bool>,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S25`.
    pub source: Option<Field<String>>,
    pub note: Option<Field<String>>,
}

/// An actor with its behaviors.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActorEntry {
    /// In whose name it acts: a seat, a nation, `monitors`, `commission`, `commander` or `cochairs`.
    #[serde(rename = "as")]
    #[schemars(required)]
    pub acts_as: Option<Field<String>>,
    #[serde(default)]
    pub behaviors: List<StepEntry>,
}

/// An inject of the timeline or a behavior of an actor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepEntry {
    /// Needed for behaviors, where it must be unique for its actor: choices are named by it.
    pub name: Option<Field<String>>,
    /// The instant of an inject.
    pub at: Option<Field<String>>,
    /// The window from which the instant of an inject is drawn.
    pub window: Option<Field<WindowEntry>>,
    /// The kind of event that sets it off, such as `incident.opened`.
    pub upon: Option<Field<String>>,
    /// What the fields of that event must be.
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
    /// What must hold when it is set off. Without `at`, `window` and `upon` it is set off by
    /// the event that makes these hold.
    #[serde(default)]
    pub when: List<ConditionEntry>,
    /// What must not have come about when the delay has passed.
    #[serde(default)]
    pub unless: List<ConditionEntry>,
    /// The delay: a duration or a distribution.
    pub after: Option<Node>,
    /// The chance that it acts at all, such as `95%`.
    #[schemars(with = "Option<String>")]
    pub chance: Option<Node>,
    /// How often: of an inject exactly, of a behavior at most.
    pub times: Option<Field<u32>>,
    /// The interval between the times of an inject: a duration or a distribution.
    pub every: Option<Node>,
    /// Who acts, in the timeline.
    pub by: Option<Field<String>>,
    /// The command, such as `incident.verify`.
    #[serde(rename = "do")]
    pub command: Option<Field<String>>,
    /// The fields of the command. `${field}` stands for a field of the event, `${n}` for the
    /// number of times.
    pub with: Option<Node>,
    /// Several commands of which one is chosen; their `with` is added to the one above.
    #[serde(default)]
    pub options: List<OptionEntry>,
    pub basis: Option<Field<Basis>>,
    /// The key of the source, such as `S05`.
    pub source: Option<Field<String>>,
    /// What people read beside it.
    pub note: Option<Field<String>>,
}

/// A span of time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WindowEntry {
    pub from: Field<String>,
    pub to: Field<String>,
}

/// One of several commands.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OptionEntry {
    /// Its share of the weights of all options.
    pub weight: Field<u32>,
    #[serde(rename = "do")]
    pub command: Option<Field<String>>,
    pub with: Option<Node>,
    pub note: Option<Field<String>>,
}

/// A question to the past: an event that happened, or never did.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConditionEntry {
    /// The kind of event that must have happened.
    pub happened: Option<Field<String>>,
    /// The kind of event that must not have happened.
    pub never: Option<Field<String>>,
    /// What its fields must be; `${field}` is a field of the event that sets the step off.
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
    /// How far back to look; left out: to the beginning.
    pub within: Option<Field<String>>,
    pub at_least: Option<Field<u32>>,
    pub at_most: Option<Field<u32>>,
}

/// What must have come about by the end of a run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExpectEntry {
    pub happened: Option<Field<String>>,
    pub never: Option<Field<String>>,
    /// A place in the end state, such as `/ceasefire/state`, with `is`.
    pub state: Option<Field<String>>,
    /// A policy rule by its name; `is` is `kept`, `broken`, `given-up`, `pending` or `vacuous`, or a list of these.
    pub rule: Option<Field<String>>,
    /// What stands in the place of the state, or what has come of the rule.
    #[serde(default, deserialize_with = "present")]
    pub is: Option<Node>,
    /// When a violation of the rule is certain.
    pub at: Option<Field<String>>,
    /// The position of the event at which a violation of the rule is reported.
    pub position: Option<Field<u64>>,
    /// What the fields of the event must be, or the values of a violation of the rule.
    #[serde(rename = "where", default)]
    pub matching: Entries<String, Node>,
    /// Only events recorded from here on count.
    pub from: Option<Field<String>>,
    /// Only events recorded up to here count.
    pub to: Option<Field<String>>,
    pub at_least: Option<Field<u32>>,
    pub at_most: Option<Field<u32>>,
}

/// A value that may be `null` and is there all the same.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Node>, D::Error> {
    Node::deserialize(deserializer).map(Some)
}
