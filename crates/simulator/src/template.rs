//! Commands with blanks that the triggering event and the instant fill in.

use std::iter::{self, Once};

use domain::Command;
use kernel::id::LENGTH_MAX;
use kernel::{SimDuration, SimTime};
use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{Deserialize, IntoDeserializer};
use serde_json::{Error, Value};

use crate::datum::Datum;
use crate::fields::Fields;

mod filled;

use filled::Filled;

/// A command, or the form of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// Nothing is left open.
    Fixed(Command),
    /// The family, the name, and the fields with their blanks.
    Form { family: String, name: String, fields: Vec<(String, Slot)> },
}

/// A value in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    Fixed(Value),
    /// The value of a field of the triggering event.
    Field(String),
    /// Pieces of text and of fields, put together.
    Text(Vec<Piece>),
    /// So much after the instant of the command, or before it.
    Now {
        offset_ms: i64,
    },
    List(Vec<Slot>),
    /// A value with fields of its own.
    Map(Vec<(String, Slot)>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Field(String),
    /// Which time this step acts: 1, 2, 3 …
    Number,
}

/// What fills the blanks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filling<'a> {
    pub fields: &'a Fields,
    pub number: u32,
    pub at: SimTime,
}

/// A form that cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{step}` cannot make the command `{command}`: {reason}")]
pub struct TemplateError {
    pub step: String,
    pub command: String,
    pub reason: String,
}

impl Template {
    /// Whether the number of times stands in it.
    pub(crate) fn has_number(&self) -> bool {
        match self {
            Template::Fixed(_) => false,
            Template::Form { fields, .. } => fields.iter().any(|(_, slot)| slot.has_number()),
        }
    }

    /// Whether a certain instant stands in it, or could come to stand in a text of it.
    pub(crate) fn has_instant(&self) -> bool {
        match self {
            Template::Fixed(command) => {
                serde_json::to_value(command).is_ok_and(|it| names_instant(&it))
            }
            Template::Form { fields, .. } => fields.iter().any(|(_, slot)| slot.has_instant()),
        }
    }

    /// The command with its blanks filled. It is read from the form as it would be from JSON, but
    /// none is written.
    pub(crate) fn fill(&self, step: &str, filling: &Filling<'_>) -> Result<Command, TemplateError> {
        let (family, name, fields) = match self {
            Template::Fixed(command) => return Ok(command.clone()),
            Template::Form { family, name, fields } => (family, name, fields),
        };
        let command =
            nested(family, nested(name, MapAccessDeserializer::new(map(filled(fields, filling)))));
        Command::deserialize(command).map_err(|error| TemplateError {
            step: step.to_string(),
            command: format!("{family}.{name}"),
            reason: error.to_string(),
        })
    }
}

/// The fields that could be filled; one that the event leaves out is left out here as well.
fn filled<'a>(
    fields: &'a [(String, Slot)],
    filling: &Filling<'a>,
) -> impl Iterator<Item = (&'a str, Filled<'a>)> {
    fields.iter().filter_map(|(name, slot)| Some((name.as_str(), slot.fill(filling)?)))
}

/// So much later, or earlier.
fn shifted(at: SimTime, offset_ms: i64) -> SimTime {
    let span = SimDuration::from_millis(offset_ms.unsigned_abs());
    if offset_ms < 0 { at - span } else { at + span }
}

fn map<'a, V: IntoDeserializer<'a, Error>, I: Iterator<Item = (&'a str, V)>>(
    entries: I,
) -> MapDeserializer<'a, I, Error> {
    MapDeserializer::new(entries)
}

/// A variant of an enum and what is in it.
fn nested<'a, V: IntoDeserializer<'a, Error>>(
    variant: &'a str,
    content: V,
) -> MapAccessDeserializer<MapDeserializer<'a, Once<(&'a str, V)>, Error>> {
    MapAccessDeserializer::new(map(iter::once((variant, content))))
}

/// Whether a value of a script is a certain instant, or has one in it.
pub fn names_instant(value: &Value) -> bool {
    match value {
        Value::String(text) => text.parse::<SimTime>().is_ok(),
        Value::Array(items) => items.iter().any(names_instant),
        Value::Object(entries) => entries.values().any(names_instant),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether fields of this name may hold an instant. A test of the explorer goes through them all.
pub fn is_name_of_instants(name: &str) -> bool {
    ["_at", "_by", "_from", "_until", "_before", "_after"].iter().any(|end| name.ends_with(end))
        || ["at", "since", "from", "to", "until"].contains(&name)
}

impl Slot {
    fn has_number(&self) -> bool {
        match self {
            Slot::Fixed(_) | Slot::Field(_) | Slot::Now { .. } => false,
            Slot::Text(pieces) => pieces.contains(&Piece::Number),
            Slot::List(slots) => slots.iter().any(Slot::has_number),
            Slot::Map(entries) => entries.iter().any(|(_, slot)| slot.has_number()),
        }
    }

    fn has_instant(&self) -> bool {
        match self {
            Slot::Fixed(value) => names_instant(value),
            // An instant within a longer text would stay the same whenever it is.
            Slot::Text(pieces) => pieces.iter().any(|piece| match piece {
                Piece::Field(name) => is_name_of_instants(name),
                Piece::Text(_) | Piece::Number => false,
            }),
            Slot::Field(_) | Slot::Now { .. } => false,
            Slot::List(slots) => slots.iter().any(Slot::has_instant),
            Slot::Map(entries) => entries.iter().any(|(_, slot)| slot.has_instant()),
        }
    }

    /// The value, if nothing is left open.
    pub fn fixed(&self) -> Option<Value> {
        match self {
            Slot::Fixed(value) => Some(value.clone()),
            _ => None,
        }
    }

    fn fill<'a>(&'a self, filling: &Filling<'a>) -> Option<Filled<'a>> {
        match self {
            Slot::Fixed(value) => Some(Filled::Fixed(value)),
            Slot::Field(name) => filling.fields.get(name).map(Filled::Field),
            Slot::Text(pieces) => {
                let mut text = String::with_capacity(LENGTH_MAX);
                for piece in pieces {
                    piece.fill(filling, &mut text);
                }
                Some(Filled::Text(text))
            }
            Slot::Now { offset_ms } => {
                Some(Filled::Text(shifted(filling.at, *offset_ms).to_string()))
            }
            Slot::List(slots) => {
                Some(Filled::List(slots.iter().filter_map(|slot| slot.fill(filling)).collect()))
            }
            Slot::Map(fields) => Some(Filled::Map(filled(fields, filling).collect())),
        }
    }
}

impl Piece {
    fn fill(&self, filling: &Filling<'_>, text: &mut String) {
        match self {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Number => text.push_str(&filling.number.to_string()),
            Piece::Field(name) => match filling.fields.get(name) {
                Some(Datum::Name(name)) => text.push_str(name.as_str()),
                Some(datum) => text.push_str(&datum.to_string()),
                None => {}
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::nation::Nation;
    use domain::silence::Object;
    use serde_json::json;

    use super::*;

    fn form(fields: Vec<(&str, Slot)>) -> Template {
        let fields = fields.into_iter().map(|(name, slot)| (name.to_string(), slot)).collect();
        Template::Form { family: "silence".into(), name: "object".into(), fields }
    }

    #[test]
    fn blanks_are_filled_from_the_event_and_the_number() {
        let question = Slot::Text(vec![
            Piece::Field("question".into()),
            Piece::Text("-".into()),
            Piece::Number,
        ]);
        let template = form(vec![("question", question), ("nation", Slot::Fixed(json!("hu")))]);
        let fields = [("question", Datum::from(json!("q")))].into_iter().collect();
        let filling = Filling { fields: &fields, number: 7, at: SimTime::default() };
        let object = Object { question: "q-7".parse().unwrap(), nation: Nation::HU };
        assert_eq!(template.fill("desk/object", &filling), Ok(object.into()));
    }

    #[test]
    fn a_form_that_makes_no_command_says_which_and_why() {
        let template = form(vec![("question", Slot::Fixed(json!("not an id")))]);
        let filling = Filling { fields: &Fields::default(), number: 1, at: SimTime::default() };
        let error = template.fill("desk/object", &filling).unwrap_err().to_string();
        assert!(error.contains("`desk/object`") && error.contains("`silence.object`"), "{error}");
    }
}
