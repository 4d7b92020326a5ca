//! One record as an explanation tells it.

use std::fmt::{self, Write};

use domain::parameter::{Parameter, Unit};
use kernel::{Position, SimDuration, SimTime};
use simulator::choice::{OwnedKey, Value};
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe;
use simulator::record::{Body, CenterRecord, Refusal};

use super::json;
use crate::names;
use crate::summary::foundation;
use crate::words::{self, Telling};
use crate::wrap::wrapped;
use crate::zone::{Zone, span};

/// A record in words.
#[derive(Clone, Debug)]
pub(super) struct Line {
    position: Position,
    at: SimTime,
    text: String,
    note: Option<String>,
    pub(super) json: String,
}

impl Line {
    /// With its foundation, where the record is one that has any.
    pub(super) fn founded(record: &CenterRecord, zone: Zone) -> Line {
        if !matches!(record.body, Body::Accepted(_) | Body::Refused(..) | Body::Event(_)) {
            return Line::plain(record, zone);
        }
        let basis = foundation(record).map_or(String::new(), |basis| format!(" [{basis}]"));
        let note = record.origin.as_deref().and_then(|origin| origin.note.clone());
        let line = Line::plain(record, zone);
        Line { text: format!("{}{basis}", line.text), note, ..line }
    }

    /// As it stands beside others: an event is as well founded as the command that made it.
    pub(super) fn beside_others(record: &CenterRecord, zone: Zone) -> Line {
        match record.body {
            Body::Event(_) => Line::plain(record, zone),
            _ => Line::founded(record, zone),
        }
    }

    fn plain(record: &CenterRecord, zone: Zone) -> Line {
        Line {
            position: record.position,
            at: record.at,
            text: told(record, zone),
            note: None,
            json: json(record, zone),
        }
    }

    /// Writes it behind a text, with room for a number of so many characters.
    pub(super) fn write(
        &self,
        before: &str,
        width: usize,
        zone: Zone,
        out: &mut dyn Write,
    ) -> fmt::Result {
        let number = self.position.to_string();
        let first = format!("{before}{number:<width$}  {}  ", zone.short(self.at));
        let indent = before.chars().count() + 4;
        wrapped(out, &first, indent, &self.text)?;
        match &self.note {
            Some(note) => wrapped(out, &format!("{:indent$}", ""), indent, &format!("“{note}”")),
            None => Ok(()),
        }
    }
}

/// A record in a sentence.
pub(crate) fn told(record: &CenterRecord, zone: Zone) -> String {
    let by = names::actor(record.by);
    let telling = Telling { zone, at: record.at, by: record.by };
    match &record.body {
        Body::Event(event) => words::sentence(event, &telling),
        Body::Accepted(command) => zone.localized(&format!("{by}: {}", issued(command, &telling))),
        Body::Refused(command, Refusal { code, text }) => zone
            .localized(&format!("{by}: {}, refused: {text} ({code})", issued(command, &telling))),
        Body::Chose { key, value } => chosen(key, *value),
        Body::Started(opening) => format!("the run began: {}", opening.title),
        Body::Ended(_) => "the run ended".to_string(),
    }
}

/// A choice to the last millisecond: two that are not the same never read alike.
fn chosen(key: &OwnedKey, value: Value) -> String {
    let stream = key.stream();
    let purpose = stream.rsplit('/').next().unwrap_or(stream);
    let of_parameter = stream
        .strip_prefix("parameters/")
        .and_then(|name| Parameter::ALL.iter().find(|parameter| parameter.to_string() == name));
    let unit = match (purpose, of_parameter) {
        (_, Some(parameter)) => parameter.unit(),
        ("delay" | "instant", None) => Unit::Duration,
        _ => Unit::Count,
    };
    match (value, unit, purpose) {
        (Value::Picked(0), _, "chance") => format!("chosen: it acts, by {key}"),
        (Value::Picked(_), _, "chance") => format!("chosen: it does not act, by {key}"),
        (Value::Picked(others), ..) if key.is_turn() => {
            format!("chosen: number {} goes first, by {key}", others + 1)
        }
        (Value::Picked(index), ..) => format!("chosen: option {index} of {key}"),
        (Value::Drawn(ms), Unit::Duration, _) => {
            let about = span(SimDuration::from_millis(u64::try_from(ms).unwrap_or(0)));
            format!("drawn: {about} ({ms} ms) for {key}")
        }
        (Value::Drawn(parts), Unit::Share, _) => {
            format!("drawn: {parts} parts per million for {key}")
        }
        (Value::Drawn(number), ..) => format!("drawn: {number} for {key}"),
    }
}

/// ``command `silence.object`, nation hu, question q1``
fn issued(command: &domain::Command, telling: &Telling) -> String {
    let kind = probe::kind(command).map_or(String::new(), |kind| kind.text());
    let fields = Fields::of(command);
    let fields = fields.iter().map(|(name, value)| {
        let name = name.replace('_', " ");
        format!(", {name} {}", plain(value, telling))
    });
    format!("command `{kind}`{}", fields.collect::<String>())
}

/// A value without signs around it, and a list of values behind each other.
fn plain(value: &Datum, telling: &Telling) -> String {
    let text = match value {
        Datum::List(items) => {
            let items: Vec<String> = items.iter().map(|item| plain(item, telling)).collect();
            return items.join(" ");
        }
        Datum::Json(text) => return words::compound(text, telling),
        other => other.to_string(),
    };
    let duration = text.starts_with("PT").then(|| text.parse().ok()).flatten();
    duration.map_or(text, span)
}
