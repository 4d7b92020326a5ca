//! What policy rules can speak of: the kinds of events of the center, their fields and types.

use diagnostic::Diagnostic;
use rules::{RuleSet, Type, Vocabulary};

use crate::FieldType;

/// The kinds of events with their fields, and beside these `by`: who did it.
pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for (kind, shape) in crate::events() {
        let mut fields: Vec<(&str, Type)> =
            shape.iter().map(|(name, of)| (name.as_str(), type_of(of))).collect();
        if !shape.contains_key("by") {
            fields.push(("by", Type::Id));
        }
        vocabulary.add(&kind, &fields);
    }
    vocabulary
}

/// Reads rules that speak of the center, or says everything that is wrong.
pub fn rules(text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
    RuleSet::parse(text, &vocabulary())
}

/// What rules compare a field as.
fn type_of(of: &FieldType) -> Type {
    if of.list || of.name == "NationSet" {
        return Type::list(type_of(&of.item()));
    }
    match of.name.as_str() {
        "SimTime" => Type::Time,
        "SimDuration" => Type::Duration,
        "integer" => Type::Int,
        "boolean" => Type::Bool,
        "string" => Type::Text,
        "Nation" | "Actor" => Type::Id,
        name if name.ends_with("Id") => Type::Id,
        _ if of.words.is_empty() || !of.shapes.is_empty() => Type::Any,
        _ => Type::Choice(of.words.clone().into()),
    }
}
