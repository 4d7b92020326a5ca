//! The words of the center: every command and event, their fields, and the types of these.
//!
//! Taken from the JSON Schemas of the domain's own types, so that it cannot fall behind them.

use std::collections::BTreeMap;

use schemars::schema_for;
use serde_json::Value;

/// All commands and events by kind, such as `silence.object`.
pub(crate) struct Vocabulary {
    pub commands: BTreeMap<String, Shape>,
    pub events: BTreeMap<String, Shape>,
}

/// The fields of a command or an event.
pub type Shape = BTreeMap<String, FieldType>;

/// The type of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldType {
    /// The name of the type, such as `QuestionId`, or `integer`, `boolean`, `string`.
    pub name: String,
    /// A list of these.
    pub list: bool,
    /// As a field, it may be left out.
    pub optional: bool,
    /// The words to choose from, if the type has such.
    pub words: Vec<String>,
    /// The fields of a value that has some.
    pub fields: Shape,
    /// For a value that takes one of several shapes: each by the word that stands before it.
    pub shapes: Shape,
}

impl Vocabulary {
    pub(crate) fn new() -> Vocabulary {
        Vocabulary {
            commands: kinds(schema_for!(domain::Command).as_value()),
            events: kinds(schema_for!(domain::Event).as_value()),
        }
    }
}

impl FieldType {
    /// The type of an item of this list.
    #[must_use]
    pub fn item(&self) -> FieldType {
        let name = match self.name.as_str() {
            "NationSet" => "Nation",
            "Audience" => "Viewer",
            other => other,
        };
        FieldType { list: false, name: name.to_string(), ..self.clone() }
    }

    /// Its values are lists.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.list || matches!(self.name.as_str(), "Audience" | "NationSet")
    }

    /// Any text may stand here, or any name.
    pub(crate) fn is_text(&self) -> bool {
        !self.list && self.words.is_empty() && (self.name == "string" || self.name.ends_with("Id"))
    }

    /// As people say it.
    pub(crate) fn described(&self) -> String {
        if self.list {
            return format!("a list, of which each is {}", self.item().described());
        }
        if let Some(thing) = self.thing() {
            let article = if thing.starts_with(['e', 'i']) { "an" } else { "a" };
            return format!("the name of {article} {thing}");
        }
        let text = match self.name.as_str() {
            "Id" => "a name",
            "integer" => "a whole number",
            "boolean" => "`true` or `false`",
            "string" => "a text",
            "SimTime" => "an instant",
            "SimDuration" => "a duration",
            "Nation" => "a nation",
            "NationSet" => "a list of nations",
            "Audience" => "a list of seats and nations",
            "Viewer" => "a seat or a nation",
            "Actor" => "an actor",
            _ if self.words.is_empty() && self.shapes.is_empty() => {
                return format!("a {}", self.name.to_lowercase());
            }
            _ => {
                let maps = self.shapes.keys().map(|shape| format!("{shape}: {{…}}"));
                let all: Vec<String> = self.words.iter().cloned().chain(maps).collect();
                return format!("one of `{}`", all.join("`, `"));
            }
        };
        text.to_string()
    }

    /// What a name of this type names: `question`, `incident`.
    pub(crate) fn thing(&self) -> Option<String> {
        self.name.strip_suffix("Id").filter(|name| !name.is_empty()).map(str::to_lowercase)
    }

    /// A value that stands for any value of this type while a form is checked.
    #[must_use]
    pub fn sample(&self) -> Value {
        if self.is_list() {
            return Value::Array(Vec::new());
        }
        if let Some(word) = self.words.first() {
            return Value::String(word.clone());
        }
        let sample = |(name, of): (&String, &FieldType)| (name.clone(), of.sample());
        if let Some(shape) = self.shapes.first_key_value() {
            return Value::Object([sample(shape)].into_iter().collect());
        }
        if !self.fields.is_empty() {
            return Value::Object(self.fields.iter().map(sample).collect());
        }
        match self.name.as_str() {
            "integer" => Value::from(1),
            "boolean" => Value::from(false),
            "Nation" => Value::from(domain::Nation::FR.code()),
            "Actor" => Value::from(domain::Actor::Control.as_str()),
            "SimTime" => Value::from("2026-01-01T00:00:00.000Z"),
            "SimDuration" => Value::from("PT1H"),
            "Digest" => Value::from("0".repeat(32)),
            _ => Value::from("x"),
        }
    }
}

/// Goes through the families and, in each, through the variants.
fn kinds(schema: &Value) -> BTreeMap<String, Shape> {
    let mut kinds = BTreeMap::new();
    for (family, inner) in variants(schema, schema) {
        for (name, fields) in variants(schema, resolve(schema, inner)) {
            kinds.insert(format!("{family}.{name}"), shape(schema, resolve(schema, fields)));
        }
    }
    kinds
}

/// The variants of an externally tagged enum: each is an object with one property.
fn variants<'a>(root: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let one_of = resolve(root, schema).get("oneOf").and_then(Value::as_array);
    let properties = one_of.into_iter().flatten().filter_map(|one| one.get("properties"));
    properties.filter_map(Value::as_object).flatten().collect()
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix('#').and_then(|pointer| root.pointer(pointer)));
    target.unwrap_or(schema)
}

fn field_type(root: &Value, schema: &Value) -> FieldType {
    // An optional field is "this or null".
    if let Some(inner) = schema.get("anyOf").and_then(|any| any.get(0)) {
        return field_type(root, inner);
    }
    if schema.get("type").and_then(Value::as_str) == Some("array")
        && let Some(items) = schema.get("items")
    {
        return FieldType { list: true, ..field_type(root, items) };
    }
    let reference = schema.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|path| path.rsplit('/').next());
    let simple = schema.get("type").and_then(|of| of.as_str().or_else(|| of.get(0)?.as_str()));
    let name = name.or(simple).unwrap_or("any");
    let inner = resolve(root, schema);
    FieldType {
        name: name.to_string(),
        list: false,
        optional: false,
        words: words(inner),
        fields: shape(root, inner),
        shapes: variants(root, inner)
            .into_iter()
            .map(|(name, of)| (name.clone(), field_type(root, of)))
            .collect(),
    }
}

/// The fields of an object.
fn shape(root: &Value, schema: &Value) -> Shape {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.into_iter().flatten().any(|it| it == name);
    let field = |(name, of): (&String, &Value)| {
        let optional = !is_required(name);
        (name.clone(), FieldType { optional, ..field_type(root, of) })
    };
    properties.map(field).collect()
}

/// The words of an enum, with or without descriptions, or of the items of a list.
fn words(schema: &Value) -> Vec<String> {
    let schema = schema.get("items").filter(|items| items.get("enum").is_some()).unwrap_or(schema);
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = described.flat_map(|one| {
        let several = one.get("enum").and_then(Value::as_array).into_iter().flatten();
        one.get("const").into_iter().chain(several)
    });
    listed.chain(described).filter_map(Value::as_str).map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_knows_kinds_fields_types_and_words() {
        let vocabulary = Vocabulary::new();
        let open = &vocabulary.commands["decision.open"];
        assert_eq!(open["question"].name, "QuestionId");
        assert_eq!(open["series"].name, "SeriesId");
        assert!(open["procedure"].words.contains(&"tripartite".to_string()));
        assert!(open["matter"].words.contains(&"use-of-force".to_string()));
        assert!(vocabulary.commands["incident.attribute"]["sources"].list);
        assert_eq!(vocabulary.events["clock.missed"]["late_by_revision"].name, "boolean");
        assert!(vocabulary.events["clock.missed"]["clock"].words.contains(&"tier-one".to_string()));
        assert!(vocabulary.events["center.closed"].is_empty());
    }
}
