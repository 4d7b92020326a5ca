//! What a step does: a command, whose fields may have blanks.
//!
//! A command is checked by decoding it as the domain would, with samples in its blanks; so a
//! wrong field, word or type is found where it stands in the file.

use std::ops::Range;

use diagnostic::Diagnostic;
use domain::{Actor, Audience, Command, Nation};
use serde_json::Value as Json;
use simulator::script::{Slot, Template};

use super::Compiler;
use super::blanks::Feed;
use super::form::Form;
use crate::check::{Deed, names};
use crate::notation::{self, Strange, Time};
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::{Field, Node, Value, shortened};

/// The command of a step or an option, by whom, and what fills its blanks.
pub(super) struct Act<'a> {
    pub kind: &'a Field<String>,
    pub with: Option<&'a Node>,
    pub by: Option<Actor>,
    pub feed: &'a Feed,
}

/// What could be read of an act.
#[derive(Default)]
pub(super) struct Doing {
    pub deed: Option<Deed>,
    pub template: Option<Template>,
}

/// A field of a command: its name, what fills it, and where that stands.
pub(super) type Filled = (String, Slot, Range<usize>);

impl Compiler {
    pub(super) fn act(&mut self, act: &Act<'_>) -> Doing {
        let Some((kind, shape)) = self.command_shape(act.kind) else {
            self.lost = true;
            return Doing::default();
        };
        let empty = Node { span: act.kind.span.clone(), value: Value::Map(Vec::new()) };
        let with = act.with.unwrap_or(&empty);
        let Value::Map(entries) = &with.value else {
            self.faults.push(no_map(with, &shape));
            let deed = Some(Deed { kind, by: act.by, fixed: Vec::new() });
            return Doing { deed, template: None };
        };
        let mut slots: Vec<Filled> = Vec::new();
        let mut samples = Vec::new();
        for (key, value) in entries {
            let field = key.text().unwrap_or_default().to_string();
            let Some(of) = shape.get(&field) else {
                samples.push((key.clone(), value.clone()));
                continue;
            };
            let (slot, sample) = self.slot(value, of, &kind, act.feed);
            let sample = sample.unwrap_or_else(|| yaml_of(&of.sample(), &value.span));
            if names::must_be_declared(&kind, &field) {
                self.use_of(of, value);
            }
            slots.push((field, slot, value.span.clone()));
            samples.push((key.clone(), sample));
        }
        let form = Form { kind: &act.kind.span, with: &with.span, shape: &shape };
        let command = self.command(&kind, &form, samples);
        if let Some(command) = &command {
            self.sound(&kind, command, &slots);
        }
        let fixed = slots.iter().filter_map(|(field, slot, span)| match slot {
            Slot::Fixed(value) => Some((field.clone(), value.clone(), span.clone())),
            _ => None,
        });
        let deed = Some(Deed { kind: kind.clone(), by: act.by, fixed: fixed.collect() });
        Doing { deed, template: command.map(|command| template(&kind, command, slots)) }
    }

    /// The fields of a command, or a fault that names the nearest command.
    pub(super) fn command_shape(&mut self, field: &Field<String>) -> Option<(String, Shape)> {
        let kind = field.value.clone()?;
        if kind != "clock.expire"
            && let Some(shape) = self.vocabulary.commands.get(&kind)
        {
            return Some((kind, shape.clone()));
        }
        let known = self.vocabulary.commands.keys().map(String::as_str);
        let help = self.kinds(&kind, &known.filter(|kind| *kind != "clock.expire"));
        let label = match kind.as_str() {
            "clock.expire" => "the clock alone issues it",
            _ => "the center knows no such command",
        };
        self.faults.push(
            Diagnostic::error("S103", format!("unknown command `{}`", shortened(&kind)))
                .label(field.span.clone(), label)
                .help_if(help),
        );
        None
    }

    /// A value of a field, and what of it can be checked now; nothing if it is all blank, or
    /// has been found wrong.
    fn slot(
        &mut self,
        node: &Node,
        of: &FieldType,
        kind: &str,
        feed: &Feed,
    ) -> (Slot, Option<Node>) {
        match &node.value {
            Value::List(items) => return self.list(node, items, of, kind, feed),
            Value::Map(entries) => return self.map(node, entries, of, kind, feed),
            _ => {}
        }
        let Some(text) = node.text() else {
            return (Slot::Fixed(node.json()), Some(node.clone()));
        };
        if text.contains("${") {
            let (slot, sample) = self.blanks(text, &node.span, of, feed);
            return (slot, sample.map(|text| node.with(Value::Text(text))));
        }
        let sound = match of.name.as_str() {
            "SimTime" if !of.list => return self.time(text, node),
            "SimDuration" if !of.list => return self.length(text, node),
            "Nation" if !of.list => self.named_nation(text, &node.span, kind).is_some(),
            "Viewer" => {
                Audience::GROUPS.contains(&text)
                    || self.named_nation(text, &node.span, kind).is_some()
            }
            "Actor" if !of.list => self.actor(text, &node.span).is_some(),
            _ => true,
        };
        (Slot::Fixed(node.json()), sound.then(|| node.clone()))
    }

    fn list(
        &mut self,
        node: &Node,
        items: &[Node],
        of: &FieldType,
        kind: &str,
        feed: &Feed,
    ) -> (Slot, Option<Node>) {
        let item = of.item();
        let (slots, samples): (Vec<Slot>, Vec<Option<Node>>) =
            items.iter().map(|inner| self.slot(inner, &item, kind, feed)).unzip();
        let fixed: Option<Vec<Json>> = slots.iter().map(Slot::fixed).collect();
        let slot = fixed.map_or(Slot::List(slots), |values| Slot::Fixed(Json::Array(values)));
        let checked = samples.into_iter().flatten().collect();
        (slot, Some(node.with(Value::List(checked))))
    }

    /// A value with fields of its own, or one of several shapes.
    fn map(
        &mut self,
        node: &Node,
        entries: &[(Node, Node)],
        of: &FieldType,
        kind: &str,
        feed: &Feed,
    ) -> (Slot, Option<Node>) {
        let mut slots = Vec::new();
        let mut samples = Vec::new();
        for (key, value) in entries {
            let name = key.text().unwrap_or_default();
            let inner = of.shapes.get(name).or_else(|| of.fields.get(name));
            let (slot, sample) = match inner {
                Some(inner) => {
                    let (slot, sample) = self.slot(value, inner, kind, feed);
                    let sample = sample.unwrap_or_else(|| yaml_of(&inner.sample(), &value.span));
                    (slot, sample)
                }
                None => (Slot::Fixed(value.json()), value.clone()),
            };
            slots.push((name.to_string(), slot));
            samples.push((key.clone(), sample));
        }
        let fixed: Option<_> =
            slots.iter().map(|(name, slot)| Some((name.clone(), slot.fixed()?))).collect();
        let slot = fixed.map_or(Slot::Map(slots), |values| Slot::Fixed(Json::Object(values)));
        (slot, Some(node.with(Value::Map(samples))))
    }

    /// A nation that an event or command names must be enrolled; who comes to talks need not.
    pub(super) fn named_nation(
        &mut self,
        text: &str,
        span: &Range<usize>,
        kind: &str,
    ) -> Option<Nation> {
        let nation = self.nation(text, span)?;
        if !kind.starts_with("talks.") {
            self.require_nation(nation, span);
        }
        Some(nation)
    }

    fn length(&mut self, text: &str, node: &Node) -> (Slot, Option<Node>) {
        let Some(span) = notation::duration(text) else {
            self.faults.push(super::not_a_duration(text, &node.span));
            return (Slot::Fixed(Json::Null), None);
        };
        let text = span.to_string();
        (Slot::Fixed(Json::String(text.clone())), Some(node.with(Value::Text(text))))
    }

    fn time(&mut self, text: &str, node: &Node) -> (Slot, Option<Node>) {
        match self.epoch.time(text) {
            Ok(Time::At(at)) => {
                let text = at.to_string();
                (Slot::Fixed(Json::String(text.clone())), Some(node.with(Value::Text(text))))
            }
            Ok(Time::Now { offset_ms }) => (Slot::Now { offset_ms }, None),
            Err(why) => {
                let fault = super::not_an_instant(text, &node.span, why);
                self.faults.push(match why {
                    Strange::NoInstant => {
                        fault.help(format!("{}, or `now - 20min`", notation::INSTANT_HELP))
                    }
                    _ => fault,
                });
                (Slot::Fixed(Json::Null), None)
            }
        }
    }
}

fn no_map(with: &Node, shape: &Shape) -> Diagnostic {
    let fields: Vec<String> = shape.keys().map(|field| format!("{field}: …")).collect();
    let help = match fields.as_slice() {
        [] => "this command has none: leave `with` out".to_string(),
        _ => format!("write `{{ {} }}`", fields.join(", ")),
    };
    Diagnostic::error("S005", format!("expected a map, found {}", with.described()))
        .label(with.span.clone(), "`with` holds the fields of the command")
        .help(help)
}

/// Samples stand where the values stand that they are samples of.
pub(super) fn yaml_of(value: &Json, span: &Range<usize>) -> Node {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap_or(0)),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(|item| yaml_of(item, span)).collect()),
        Json::Object(fields) => {
            let key = |name: &String| Node { span: span.clone(), value: Value::Text(name.clone()) };
            Value::Map(fields.iter().map(|(k, v)| (key(k), yaml_of(v, span))).collect())
        }
    };
    Node { span: span.clone(), value }
}

fn template(kind: &str, command: Command, slots: Vec<Filled>) -> Template {
    if slots.iter().all(|(_, slot, _)| matches!(slot, Slot::Fixed(_))) {
        return Template::Fixed(command);
    }
    let (family, name) = kind.split_once('.').unwrap_or((kind, ""));
    let fields = slots.into_iter().map(|(field, slot, _)| (field, slot)).collect();
    Template::Form { family: family.to_string(), name: name.to_string(), fields }
}
