//! The JSON Schema of a scenario file, for editors.

mod fields;

use domain::parameter::Parameter;
use domain::{Actor, Nation};
use serde_json::{Map, Value, json};

use crate::file::File;
use crate::vocabulary::Vocabulary;

/// Draft 2020-12. Commands with their fields, events, actors, nations and parameters are listed, so
/// that an editor can offer them.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(File).to_value();
    let vocabulary = Vocabulary::new();
    let commands = vocabulary.commands.keys().filter(|kind| *kind != "clock.expire");
    let commands: Vec<&String> = commands.collect();
    let events: Vec<&String> = vocabulary.events.keys().collect();
    let actors = Actor::names().filter(|name| *name != Actor::Clock.as_str());
    let actors: Vec<&str> = actors.collect();
    let nations: Vec<&str> = Nation::all().map(Nation::code).collect();
    for (key, names) in [("nations", json!(nations)), ("parameters", json!(Parameter::ALL))] {
        if let Some(map) = schema.pointer_mut(&format!("/properties/{key}")) {
            map["propertyNames"] = json!({ "enum": names });
        }
    }
    schema["anyOf"] = head();
    let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) else {
        return schema;
    };
    definitions.insert("CommandKind".into(), json!({ "type": "string", "enum": commands }));
    definitions.insert("EventKind".into(), json!({ "type": "string", "enum": events }));
    definitions.insert("ActorName".into(), json!({ "type": "string", "enum": actors }));
    for (entry, key, kind) in [
        ("ActorEntry", "as", "ActorName"),
        ("OpenEntry", "as", "ActorName"),
        ("StepEntry", "by", "ActorName"),
        ("StepEntry", "do", "CommandKind"),
        ("OptionEntry", "do", "CommandKind"),
        ("OpenEntry", "do", "CommandKind"),
        ("StepEntry", "upon", "EventKind"),
        ("ConditionEntry", "happened", "EventKind"),
        ("ConditionEntry", "never", "EventKind"),
        ("ExpectEntry", "happened", "EventKind"),
        ("ExpectEntry", "never", "EventKind"),
        ("OutcomeEntry", "happened", "EventKind"),
        ("OutcomeEntry", "never", "EventKind"),
        ("OutcomeEntry", "count", "EventKind"),
        ("OutcomeEntry", "time-to", "EventKind"),
        ("EventEntry", "happened", "EventKind"),
        ("LevelEntry", "happened", "EventKind"),
    ] {
        refer(definitions, entry, key, kind);
    }
    fields::add(definitions);
    schema
}

/// A file says all of its head itself, or extends another one that says the rest.
fn head() -> Value {
    let texts = |keys: &[&str]| {
        let texts = keys.iter().map(|key| (key.to_string(), json!({ "type": "string" })));
        json!({ "required": keys, "properties": texts.collect::<Map<_, _>>() })
    };
    json!([texts(&["scenario", "title", "start", "until"]), texts(&["extends"])])
}

/// Lets a text key take one of the listed kinds, and keeps its description.
fn refer(definitions: &mut Map<String, Value>, entry: &str, key: &str, kind: &str) {
    let properties = definitions.get_mut(entry).and_then(|entry| entry.get_mut("properties"));
    let Some(property) = properties.and_then(|all| all.get_mut(key)) else {
        return;
    };
    let description = property.get("description").cloned();
    let named = json!({ "$ref": format!("#/$defs/{kind}") });
    if let Some(items) = property.get_mut("items") {
        *items = named;
        return;
    }
    // A key without a value is as good as none.
    let may_be_null = property
        .get("type")
        .is_some_and(|of| of.as_array().is_some_and(|all| all.iter().any(|one| one == "null")));
    *property = if may_be_null { json!({ "anyOf": [named, { "type": "null" }] }) } else { named };
    if let (Some(text), Some(map)) = (description, property.as_object_mut()) {
        map.insert("description".into(), text);
    }
}
