//! What a step does: a command, whose fields may have blanks.
//!
//! A command is checked by decoding it as the domain would, with samples in its blanks; so a
//! wrong field, word or type is found where it stands in the file.

use std::collections::BTreeSet;
use std::ops::Range;

use diagnostic::Diagnostic;
use domain::{Actor, Command, Nation};
use serde_json::Value as Json;
use simulator::script::{Slot, Template};

use super::blanks::Feed;
use super::Compiler;
use crate::check::{Deed, names};
use crate::notation::{self, Time};
use crate::vocabulary::{FieldType, Shape};
use crate::yaml::{self, Faults, Field, Node, Value, shortened};

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

/// The fields of a command as written, or with samples.
type Entries = Vec<(Node, Node)>;

/// Where a command stands, and which fields it has.
struct Form<'a> {
    kind: &'a Range<usize>,
    with: &'a Range<usize>,
    shape: &'a Shape,
}

impl Form<'_> {
    fn with(&self, fields: Entries) -> Node {
        Node { span: self.with.clone(), value: Value::Map(fields) }
    }

    fn under(&self, name: &str, inner: Node) -> Node {
        let key = Node { span: self.kind.clone(), value: Value::Text(name.to_string()) };
        Node { span: inner.span.clone(), value: Value::Map(vec![(key, inner)]) }
    }

    /// The field that a fault is about: it is missing, it is misspelt, or its value is wrong.
    fn field(&self, fault: &Diagnostic, fields: &Entries) -> Option<String> {
        let place = &fault.labels.first()?.span;
        let missing = |field: &&String| {
            fault.code == "S003" && fault.message == format!("missing key `{field}`")
        };
        let misspelt = |field: &&String| {
            fault.code == "S002" && fault.fix.as_ref().is_some_and(|fix| fix.replacement == **field)
        };
        let absent = |field: &&String| fields.iter().all(|(key, _)| key.text() != Some(field));
        let named = self.shape.keys().filter(absent).find(|key| missing(key) || misspelt(key));
        let inside = |node: &Node| node.span.start <= place.start && place.end <= node.span.end;
        let wrong = || {
            let (key, _) = fields.iter().find(|(_, value)| inside(value))?;
            self.shape.contains_key(key.text()?).then(|| key.text().map(str::to_string))?
        };
        named.cloned().or_else(wrong)
    }

    /// Puts a sample into a field.
    fn mend(&self, field: &str, fields: &mut Entries) {
        let Some(of) = self.shape.get(field) else { return };
        let value = Node { span: self.with.clone(), value: yaml_of(&of.sample()) };
        let key = Node { span: self.with.clone(), value: Value::Text(field.to_string()) };
        fields.retain(|(key, _)| key.text() != Some(field));
        fields.push((key, value));
    }

    /// Without `with`, a fault of the fields stands at the command.
    fn labelled(&self, mut fault: Diagnostic) -> Diagnostic {
        if let Some(label) = fault.labels.first_mut().filter(|label| label.span == *self.kind) {
            label.text = "this command needs `with`".to_string();
        }
        fault
    }
}

/// A field of a command: its name, what fills it, and where that stands.
type Filled = (String, Slot, Range<usize>);

impl Compiler {
    pub(super) fn act(&mut self, act: &Act<'_>) -> Doing {
        let Some((kind, shape)) = self.command_shape(act.kind) else {
            self.lost = true;
            return Doing::default();
        };
        let empty = Node { span: act.kind.span.clone(), value: Value::Map(Vec::new()) };
        let with = act.with.unwrap_or(&empty);
        let Value::Map(entries) = &with.value else {
            self.faults.push(
                Diagnostic::error("S005", format!("expected a map, found {}", with.described()))
                    .label(with.span.clone(), "`with` holds the fields of the command"),
            );
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
            if names::must_be_declared(&kind, &field) {
                self.use_of(of, value);
            }
            slots.push((field, slot, value.span.clone()));
            samples.push((key.clone(), sample));
        }
        let form = Form { kind: &act.kind.span, with: &with.span, shape: &shape };
        let command = self.command(&kind, &form, samples);
        let fixed = slots.iter().filter_map(|(field, slot, span)| match slot {
            Slot::Fixed(value) => Some((field.clone(), value.clone(), span.clone())),
            _ => None,
        });
        let deed = Some(Deed { kind: kind.clone(), by: act.by, fixed: fixed.collect() });
        Doing { deed, template: command.map(|command| template(&kind, command, slots)) }
    }

    /// The fields of a command, or a fault that names the nearest command.
    fn command_shape(&mut self, field: &Field<String>) -> Option<(String, Shape)> {
        let kind = field.value.clone()?;
        if kind != "clock.expire"
            && let Some(shape) = self.vocabulary.commands.get(&kind)
        {
            return Some((kind, shape.clone()));
        }
        let known = self.vocabulary.commands.keys().map(String::as_str);
        let help = self.kinds(&kind, known.filter(|kind| *kind != "clock.expire"));
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

    /// The command with these fields, as the domain reads it. It stops at the first field that
    /// is wrong; that is then mended with a sample, so that the next one is found.
    fn command(&mut self, kind: &str, form: &Form<'_>, mut fields: Entries) -> Option<Command> {
        let (family, name) = kind.split_once('.')?;
        let mut mended: BTreeSet<String> = BTreeSet::new();
        loop {
            let mut found = Faults::default();
            let node = form.under(family, form.under(name, form.with(fields.clone())));
            let command = yaml::decode_among(&node, &mut found);
            let faults = found.finish();
            let wrong = faults.iter().filter_map(|fault| form.field(fault, &fields));
            let wrong: Vec<String> = wrong.filter(|field| !mended.contains(field)).collect();
            let known = |fault: &Diagnostic| {
                form.field(fault, &fields).is_some_and(|field| mended.contains(&field))
            };
            let new = faults.into_iter().filter(|fault| !known(fault));
            self.faults.extend(new.map(|fault| form.labelled(fault)));
            if wrong.is_empty() {
                return command;
            }
            for field in wrong {
                form.mend(&field, &mut fields);
                mended.insert(field);
            }
        }
    }

    /// A value of a field, and a sample of it with its blanks filled and its faults mended.
    fn slot(&mut self, node: &Node, of: &FieldType, kind: &str, feed: &Feed) -> (Slot, Node) {
        let filled = |value: Value| Node { span: node.span.clone(), value };
        if let Value::List(items) = &node.value {
            let item = of.item();
            let (slots, samples): (Vec<Slot>, Vec<Node>) =
                items.iter().map(|inner| self.slot(inner, &item, kind, feed)).unzip();
            let fixed = slots.iter().all(|slot| matches!(slot, Slot::Fixed(_)));
            let slot = if fixed { Slot::Fixed(json(node)) } else { Slot::List(slots) };
            return (slot, filled(Value::List(samples)));
        }
        let Some(text) = node.text() else {
            return (Slot::Fixed(json(node)), node.clone());
        };
        if text.contains("${") {
            let (slot, sample) = self.blanks(text, &node.span, of, feed);
            return (slot, filled(yaml_of(&sample)));
        }
        let sound = match of.name.as_str() {
            "SimTime" if !of.list => return self.time(text, node),
            "Nation" if !of.list => self.named_nation(text, &node.span, kind).is_some(),
            "Actor" if !of.list => self.actor(text, &node.span).is_some(),
            _ => true,
        };
        let sample = if sound { node.clone() } else { filled(yaml_of(&of.sample())) };
        (Slot::Fixed(json(node)), sample)
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

    fn time(&mut self, text: &str, node: &Node) -> (Slot, Node) {
        let (slot, sample) = match self.epoch.time(text) {
            Some(Time::At(at)) => (Slot::Fixed(Json::String(at.to_string())), at),
            Some(Time::Now { earlier }) => (Slot::Now { earlier }, self.epoch.start),
            None => {
                let fault = super::not_an_instant(text, &node.span);
                let help = format!("{}, or `now - 20min`", notation::INSTANT_HELP);
                self.faults.push(fault.help(help));
                (Slot::Fixed(Json::Null), self.epoch.start)
            }
        };
        let value = Value::Text(sample.to_string());
        (slot, Node { span: node.span.clone(), value })
    }
}

fn template(kind: &str, command: Command, slots: Vec<Filled>) -> Template {
    if slots.iter().all(|(_, slot, _)| matches!(slot, Slot::Fixed(_))) {
        return Template::Fixed(command);
    }
    let (family, name) = kind.split_once('.').unwrap_or((kind, ""));
    let fields = slots.into_iter().map(|(field, slot, _)| (field, slot)).collect();
    Template::Form { family: family.to_string(), name: name.to_string(), fields }
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
