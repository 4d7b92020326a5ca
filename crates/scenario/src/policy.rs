//! What policy rules can speak of: the kinds of events of the center, their fields and types.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostic::Diagnostic;
use domain::Nation;
use rules::{RuleSet, Type, Vocabulary};
use simulator::script::{Check, Script};

use crate::{Compiled, FieldType, Shape};

/// What is known of the policy rules beside a scenario file.
#[derive(Clone, Debug, Default)]
pub enum Policy {
    /// Nothing, so nothing is said of what is expected of them.
    #[default]
    Unknown,
    /// There are none.
    None,
    Rules(Arc<RuleSet>),
}

impl Policy {
    /// The rules, if there are any.
    pub(crate) fn rules(&self) -> Option<&Arc<RuleSet>> {
        match self {
            Policy::Rules(rules) => Some(rules),
            Policy::Unknown | Policy::None => None,
        }
    }
}

/// The kinds of events with their fields, and beside these `by`: who did it.
pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let events = crate::events();
    let by = actor(&events);
    for (kind, shape) in events {
        let mut fields: Vec<(String, Type)> = shape.iter().flat_map(fields_of).collect();
        if !shape.contains_key("by") {
            fields.push(("by".to_owned(), by.clone()));
        }
        let fields: Vec<(&str, Type)> =
            fields.iter().map(|(name, of)| (name.as_str(), of.clone())).collect();
        let id = vocabulary.add(&kind, &fields);
        if shape.values().any(|of| of.name == "Audience") {
            vocabulary.restrict(id);
        }
    }
    vocabulary
}

/// A field as rules name it. One that has fields gives each of them, behind its name and a dot, and so
/// does one that takes one of several shapes, beside the word of its shape; of a list of such nothing can
/// be compared.
fn fields_of((name, of): (&String, &FieldType)) -> Vec<(String, Type)> {
    let is_whole = of.fields.is_empty();
    if of.list && !(is_whole && of.shapes.is_empty()) {
        return Vec::new();
    }
    let parts = of.fields.iter().chain(&of.shapes).flat_map(fields_of);
    let parts = parts.map(|(part, of)| (format!("{name}.{part}"), of));
    is_whole.then(|| (name.clone(), type_of(of))).into_iter().chain(parts).collect()
}

/// One of those who act, as the events name them.
fn actor(events: &BTreeMap<String, Shape>) -> Type {
    let mut fields = events.values().flat_map(BTreeMap::values);
    fields.find(|of| of.name == "Actor").map_or(Type::Id, type_of)
}

/// Reads rules that speak of the center, or says everything that is wrong.
pub fn rules(text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
    RuleSet::parse(text, &vocabulary())
}

/// What a log names a scenario by: BLAKE3 of its text, in hex, and of the rules beside it if they
/// change what happens.
pub fn hash(text: &str, rules: Option<&RuleSet>) -> String {
    match rules.filter(|rules| rules.enforces()) {
        None => hash_of_text(text),
        Some(rules) => hash_with(text, rules),
    }
}

/// The same where other rules take the place of the script's own. If those stand in the text and are
/// enforced, the text alone would not tell that they are not.
pub fn hash_instead(script: &Script, text: &str, rules: &RuleSet) -> String {
    let own = script.rules.as_deref().is_some_and(RuleSet::enforces);
    let is_in_text = script.opening.scenario_hash.as_deref() == Some(&hash_of_text(text));
    if rules.enforces() || own && is_in_text { hash_with(text, rules) } else { hash_of_text(text) }
}

fn hash_of_text(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

fn hash_with(text: &str, rules: &RuleSet) -> String {
    blake3::hash([&hash_of_text(text), rules.text()].concat().as_bytes()).to_hex().to_string()
}

/// The script of a scenario file with other rules in the place of its own. What it expects of its
/// own rules is asked no more.
#[must_use]
pub fn judged_by(mut script: Script, text: &str, rules: Arc<RuleSet>) -> Script {
    script.opening.scenario_hash = Some(hash_instead(&script, text, &rules));
    script.expectations.retain(|expected| !matches!(expected.check, Check::Rule(_)));
    script.rules = Some(rules);
    script
}

/// Warns of nations that rules name and that take no part in a scenario.
pub fn strangers(scenario: &Compiled, rules: &RuleSet) -> Vec<Diagnostic> {
    let nation = |name: &str| name.parse::<Nation>().ok();
    // Who acts is a nation or somebody else; a few words of other fields look like nations.
    let is_of_nations =
        |among: &[String]| 20 < among.iter().filter(|name| nation(name).is_some()).count();
    let takes_part = |name: &str| nation(name).is_none_or(|it| scenario.nations.contains(it));
    let named = rules.chosen().filter(|(_, among, _)| is_of_nations(among));
    named
        .filter(|(name, ..)| !takes_part(name))
        .map(|(name, _, place)| {
            Diagnostic::warning("S132", format!("`{name}` is not enrolled in this scenario"))
                .label(place, "nothing may ever name it here")
                .help("enroll it, or name a nation that takes part: else the rule tells nothing")
        })
        .collect()
}

/// What rules compare a field as.
fn type_of(of: &FieldType) -> Type {
    if of.is_list() {
        return Type::list(type_of(&of.item()));
    }
    match of.name.as_str() {
        "SimTime" => Type::Time,
        "SimDuration" => Type::Duration,
        "integer" => Type::Int,
        "boolean" => Type::Bool,
        "string" => Type::Text,
        "Nation" | "Actor" if of.words.is_empty() => Type::Id,
        name if name.ends_with("Id") => Type::Id,
        _ if of.words.is_empty() && of.shapes.is_empty() => Type::Any,
        // Of what takes one of several shapes the word that stands before it.
        _ => Type::Choice(of.words.iter().chain(of.shapes.keys()).cloned().collect()),
    }
}
