//! What stands in `with`: the fields of each command, for editors.
//!
//! Taken from the domain's own types. A value may also be a blank (`${…}`), which an event fills;
//! instants and durations are written as people write them.

use std::collections::BTreeSet;

use schemars::schema_for;
use serde_json::{Map, Value, json};

/// The name of a blank among the definitions.
const BLANK: &str = "Blank";

/// The fields of a command: its kind, and what defines them.
struct Fields {
    kind: String,
    schema: Value,
}

/// Adds the definitions of all fields, and lets steps and options follow their command.
pub(super) fn add(definitions: &mut Map<String, Value>) {
    let schema = schema_for!(domain::Command).to_value();
    let commands = commands(&schema);
    let (steps, options) = (commands.iter().flat_map(of_step), commands.iter().map(of_option));
    for (entry, rules) in
        [("StepEntry", steps.collect::<Vec<_>>()), ("OptionEntry", options.collect())]
    {
        if let Some(entry) = definitions.get_mut(entry) {
            entry["allOf"] = Value::Array(rules);
        }
    }
    definitions.insert(BLANK.into(), json!({
        "description": "`${field}` stands for a field of the event, `${n}` for the number of times.",
        "type": "string",
        "pattern": "\\$\\{",
    }));
    for Fields { kind, schema } in commands {
        definitions.insert(name_of(&kind), open(&schema));
    }
    for (name, of) in types_of_values(&schema) {
        definitions.insert(format!("value.{name}"), value(name, of));
    }
}

/// The name of the fields of a command among the definitions.
fn name_of(kind: &str) -> String {
    format!("with.{kind}")
}

/// All commands that somebody may give.
fn commands(schema: &Value) -> Vec<Fields> {
    let mut found = Vec::new();
    for (family, inner) in variants(schema) {
        for (name, fields) in variants(resolved(schema, inner)) {
            let kind = format!("{family}.{name}");
            let fields = resolved(schema, fields).clone();
            found.extend((kind != "clock.expire").then_some(Fields { kind, schema: fields }));
        }
    }
    found
}

fn variants(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let several = schema["oneOf"].as_array().into_iter().flatten();
    several.filter_map(|one| one["properties"].as_object()).flatten()
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// The types that are no commands and no families of them, which stand under names of their own.
fn types_of_values(schema: &Value) -> Vec<(&String, &Value)> {
    let families: Vec<&Value> = variants(schema).map(|(_, family)| family).collect();
    let commands = families.iter().flat_map(|family| variants(resolved(schema, family)));
    let others: BTreeSet<&str> = families
        .iter()
        .copied()
        .chain(commands.map(|(_, command)| command))
        .filter_map(|named| named["$ref"].as_str()?.strip_prefix("#/$defs/"))
        .collect();
    let types = schema["$defs"].as_object().into_iter().flatten();
    types.filter(|(name, _)| !others.contains(name.as_str())).collect()
}

/// The fields of the command stand in `with`, or some of them in each option. Those that it needs
/// are there, unless they may stand in the options.
fn of_step(command: &Fields) -> Vec<Value> {
    let fields = json!({ "$ref": format!("#/$defs/{}", name_of(&command.kind)) });
    let is_it = json!({ "const": command.kind });
    let same = json!({ "items": { "not": { "required": ["do"] } } });
    let in_options = json!({ "items": { "properties": { "with": fields } } });
    let mut rules = vec![json!({
        "if": { "required": ["do"], "properties": { "do": is_it, "options": same } },
        "then": { "properties": { "with": fields, "options": in_options } },
    })];
    if let Some(required) = command.schema["required"].as_array() {
        let all = json!({ "type": "object", "required": required });
        rules.push(json!({
            "if": {
                "required": ["do"],
                "not": { "required": ["options"] },
                "properties": { "do": is_it },
            },
            "then": { "required": ["with"], "properties": { "with": all } },
        }));
    }
    rules
}

/// An option with a command of its own has fields of that command.
fn of_option(command: &Fields) -> Value {
    let fields = json!({ "$ref": format!("#/$defs/{}", name_of(&command.kind)) });
    json!({
        "if": { "required": ["do"], "properties": { "do": { "const": command.kind } } },
        "then": { "properties": { "with": fields } },
    })
}

/// The fields of a command, of which none need be there.
fn open(schema: &Value) -> Value {
    let mut fields = as_written(schema);
    if let Some(map) = fields.as_object_mut() {
        map.remove("required");
        map.insert("type".into(), json!(["object", "null"]));
    }
    fields
}

/// A type of values.
fn value(name: &str, schema: &Value) -> Value {
    let mut value = or_blank(schema);
    let says = match name {
        "SimTime" => {
            "An instant: `2026-01-06T14:00:00+01:00`, `T+02:30`, `D+2 09:30`, `now - 20min`."
        }
        "SimDuration" => "A duration: `6h`, `2h 30m`, `3d`.",
        _ => return value,
    };
    value["description"] = json!(says);
    value
}

/// A value as scenarios write it, or a blank. Texts and names may have blanks within; what is
/// defined elsewhere takes them there.
fn or_blank(schema: &Value) -> Value {
    let mut written = as_written(schema);
    let Some(keywords) = written.as_object_mut() else {
        return written;
    };
    let is_word = keywords.contains_key("enum") || keywords.contains_key("const");
    let is_text = keywords.get("type").is_some_and(|of| of == "string") && !is_word;
    if is_text || keywords.contains_key("$ref") {
        return written;
    }
    let about = ["description", "default"].map(|keyword| (keyword, keywords.remove(keyword)));
    let mut whole = json!({ "anyOf": [written, { "$ref": format!("#/$defs/{BLANK}") }] });
    for (keyword, says) in about {
        if let Some(says) = says {
            whole[keyword] = says;
        }
    }
    whole
}

/// The schema of a value as scenarios write it, if none of it is a blank as a whole.
fn as_written(schema: &Value) -> Value {
    let Some(keywords) = schema.as_object() else {
        return schema.clone();
    };
    let written = keywords.iter().filter_map(|(keyword, says)| {
        let says = match (keyword.as_str(), says) {
            ("$ref", Value::String(path)) => json!(path.replace("#/$defs/", "#/$defs/value.")),
            ("properties", Value::Object(fields)) => {
                fields.iter().map(|(name, of)| (name.clone(), or_blank(of))).collect()
            }
            ("oneOf" | "anyOf", Value::Array(several)) => several.iter().map(as_written).collect(),
            ("items", items) => or_blank(items),
            // The reader tells which forms there are.
            ("pattern" | "format" | "uniqueItems", _) | ("default", Value::Null) => return None,
            (_, says) => says.clone(),
        };
        Some((keyword.clone(), says))
    });
    Value::Object(written.collect())
}
