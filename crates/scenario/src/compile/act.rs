//! What a step does: a command, whose fields may have blanks.
//!
//! A command is checked by decoding it as the domain would, with samples in its blanks; so a
//! wrong field, word or type is found where it stands in the file.

use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::{Command, Nation};
use serde_json::Value as Json;
use simulator::script::{Piece, Slot, Template};

use super::Compiler;
use crate::notation::{self, Time};
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::{self, Field, Node, Value};

/// The command of a step or an option, and what sets it off.
pub(super) struct Act<'a> {
    pub kind: &'a Field<String>,
    pub with: Option<&'a Node>,
    /// The fields of the triggering event; `None` if no event sets it off.
    pub trigger: Option<&'a Shape>,
}

/// A compiled command with the fields that are fixed in it.
pub(super) struct Compiled {
    pub kind: String,
    pub template: Template,
    pub fixed: Vec<(String, Json, Range<usize>)>,
}

impl Compiler {
    pub(super) fn act(&mut self, act: &Act<'_>) -> Option<Compiled> {
        let kind = act.kind.value.clone()?;
        let shape = self.command_shape(&kind, &act.kind.span)?;
        let (family, name) = kind.split_once('.')?;
        let empty = Node { span: act.kind.span.clone(), value: Value::Map(Vec::new()) };
        let with = act.with.unwrap_or(&empty);
        let Value::Map(entries) = &with.value else {
            self.faults.push(
                Diagnostic::error("S005", "`with` holds the fields of the command")
                    .label(with.span.clone(), "expected a map"),
            );
            return None;
        };
        let before = self.faults.len();
        let mut slots = Vec::new();
        let mut samples = Vec::new();
        for (key, value) in entries {
            let field = key.text().unwrap_or_default().to_string();
            let Some(of) = shape.get(&field) else {
                samples.push((key.clone(), value.clone()));
                continue;
            };
            let (slot, sample) = self.slot(value, of, act);
            self.require_nations(&kind, &slot, of, &value.span);
            slots.push((field, slot, value.span.clone()));
            samples.push((key.clone(), sample));
        }
        let node = |text: &str, value| Node {
            span: with.span.clone(),
            value: Value::Map(vec![(
                Node { span: act.kind.span.clone(), value: Value::Text(text.to_string()) },
                value,
            )]),
        };
        let fields = Node { span: with.span.clone(), value: Value::Map(samples) };
        let command = yaml::decode::<Command>(&node(family, node(name, fields)), &mut self.faults);
        let command = command.filter(|_| self.faults.len() == before)?;
        Some(compiled(kind.clone(), family, name, command, slots))
    }

    /// The fields of a command, or a fault that names the nearest command.
    fn command_shape(&mut self, kind: &str, span: &Range<usize>) -> Option<Shape> {
        if kind != "clock.expire"
            && let Some(shape) = self.vocabulary.commands.get(kind)
        {
            return Some(shape.clone());
        }
        let known = self.vocabulary.commands.keys().map(String::as_str);
        let near = nearest(kind, known).map(|name| format!("did you mean `{name}`?"));
        self.faults.push(
            Diagnostic::error("S103", format!("unknown command `{kind}`"))
                .label(span.clone(), "the center knows no such command")
                .help_if(near),
        );
        None
    }

    /// A value of a field, and a sample of it with its blanks filled.
    fn slot(&mut self, node: &Node, of: &FieldType, act: &Act<'_>) -> (Slot, Node) {
        let filled = |value: Value| Node { span: node.span.clone(), value };
        if let Value::List(items) = &node.value {
            let item = FieldType { list: false, name: singular(&of.name), ..of.clone() };
            let (slots, samples): (Vec<Slot>, Vec<Node>) =
                items.iter().map(|inner| self.slot(inner, &item, act)).unzip();
            let fixed = slots.iter().all(|slot| matches!(slot, Slot::Fixed(_)));
            let slot = if fixed { Slot::Fixed(json(node)) } else { Slot::List(slots) };
            return (slot, filled(Value::List(samples)));
        }
        let Some(text) = node.text() else {
            return (Slot::Fixed(json(node)), node.clone());
        };
        if text.contains("${") {
            let slot = self.blanks(text, node, of, act);
            return (slot, filled(yaml_of(&of.sample())));
        }
        if of.name == "SimTime" {
            let Some(time) = self.epoch.time(text) else {
                let fault = super::not_an_instant(text, &node.span)
                    .help(format!("{}, or `now - 20min`", notation::INSTANT_HELP));
                self.faults.push(fault);
                return (Slot::Fixed(Json::Null), filled(yaml_of(&of.sample())));
            };
            let slot = match time {
                Time::At(at) => Slot::Fixed(Json::String(at.to_string())),
                Time::Now { earlier } => Slot::Now { earlier },
            };
            let sample = match &slot {
                Slot::Fixed(value) => yaml_of(value),
                _ => yaml_of(&of.sample()),
            };
            return (slot, filled(sample));
        }
        (Slot::Fixed(json(node)), node.clone())
    }

    /// A text with blanks.
    fn blanks(&mut self, text: &str, node: &Node, of: &FieldType, act: &Act<'_>) -> Slot {
        let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = whole.filter(|name| *name != "n" && !name.contains('}')) {
            self.blank(name, Some(of), node, act);
            return Slot::Field(name.to_string());
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((front, behind)) = rest.split_once("${") {
            let Some((name, behind)) = behind.split_once('}') else {
                self.faults.push(
                    Diagnostic::error("S114", "a blank is not closed")
                        .label(node.span.clone(), "`${` without `}`"),
                );
                break;
            };
            pieces.push(Piece::Text(front.to_string()));
            if name == "n" {
                pieces.push(Piece::Number);
            } else {
                self.blank(name, None, node, act);
                pieces.push(Piece::Field(name.to_string()));
            }
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_string()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        Slot::Text(pieces)
    }

    /// A blank names a field of the triggering event, of the type that is wanted.
    fn blank(&mut self, name: &str, wanted: Option<&FieldType>, node: &Node, act: &Act<'_>) {
        let Some(shape) = act.trigger else {
            self.faults.push(
                Diagnostic::error("S114", format!("nothing fills `${{{name}}}`"))
                    .label(node.span.clone(), "no event sets this step off")
                    .help("blanks take their values from the event named by `upon`"),
            );
            return;
        };
        let found = shape.get(name);
        let (Some(found), wanted) = (found, wanted) else {
            let known = shape.keys().map(String::as_str);
            let near = nearest(name, known).map(|name| format!("did you mean `${{{name}}}`?"));
            self.faults.push(
                Diagnostic::error("S114", format!("the event has no field `{name}`"))
                    .label(node.span.clone(), "no such field")
                    .help_if(near),
            );
            return;
        };
        let Some(wanted) = wanted else { return };
        if (&found.name, found.list) != (&wanted.name, wanted.list) && !convertible(found, wanted) {
            self.faults.push(
                Diagnostic::error("S114", format!("`${{{name}}}` does not fit here"))
                    .label(node.span.clone(), format!("expected {}", wanted.name))
                    .help(format!("`{name}` of the event is {}", found.name)),
            );
        }
    }

    /// The nations that a command names must be enrolled; those that come to talks need not.
    fn require_nations(&mut self, kind: &str, slot: &Slot, of: &FieldType, span: &Range<usize>) {
        if kind.starts_with("talks.") || !matches!(of.name.as_str(), "Nation" | "NationSet") {
            return;
        }
        let Slot::Fixed(value) = slot else { return };
        let words = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for nation in words.iter().filter_map(|word| word.as_str()?.parse::<Nation>().ok()) {
            self.require_nation(nation, span);
        }
    }
}

/// The type of an item of this type.
fn singular(name: &str) -> String {
    if name == "NationSet" { "Nation".to_string() } else { name.to_string() }
}

/// A breach series is named after an incident, and the subject of a clock after anything.
fn convertible(found: &FieldType, wanted: &FieldType) -> bool {
    let id = |field: &FieldType| field.name.ends_with("Id") || field.name == "Id";
    let series = found.name == "IncidentId" && wanted.name == "SeriesId";
    !found.list && !wanted.list && (series || (found.name == "Id" && id(wanted)))
}

fn compiled(
    kind: String,
    family: &str,
    name: &str,
    command: Command,
    slots: Vec<(String, Slot, Range<usize>)>,
) -> Compiled {
    let fixed: Vec<(String, Json, Range<usize>)> = slots
        .iter()
        .filter_map(|(field, slot, span)| match slot {
            Slot::Fixed(value) => Some((field.clone(), value.clone(), span.clone())),
            _ => None,
        })
        .collect();
    let template = if fixed.len() == slots.len() {
        Template::Fixed(command)
    } else {
        let fields = slots.into_iter().map(|(field, slot, _)| (field, slot)).collect();
        Template::Form { family: family.to_string(), name: name.to_string(), fields }
    };
    Compiled { kind, template, fixed }
}

/// A node as the JSON that serde would read.
pub(super) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(number) => Json::from(*number),
        Value::Decimal(text) | Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(entries) => Json::Object(
            entries
                .iter()
                .map(|(key, value)| (key.text().unwrap_or_default().to_string(), json(value)))
                .collect(),
        ),
    }
}

/// A sample as YAML; samples are flat.
fn yaml_of(value: &Json) -> Value {
    match value {
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap_or(0)),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(_) => Value::List(Vec::new()),
        Json::Null | Json::Object(_) => Value::Null,
    }
}
