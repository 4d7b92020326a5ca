//! The form of the center's records on disk.
//!
//! A record is a CloudEvent whose `type` is `family.past-tense` and whose `data` is the canonical
//! JSON of the variant's fields. The records of the run itself are `run.started`, `run.ended`,
//! `command.accepted`, `command.refused` and `choice.made`.
//!
//! A stored form never changes. To change an event: raise its form in [`FORMS`], add a step to
//! [`UPCASTS`] that lifts the old JSON, and keep the fixture of the old form beside the new one.

use std::borrow::Cow;
use std::num::NonZeroU16;
use std::sync::Arc;

use domain::Actor;
use event_store::canonical::{self, CanonicalError};
use event_store::{Envelope, EnvelopeError, Tags};
use kernel::{Basis, Id, Position, Source};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::choice;
use crate::record::{Body, CenterRecord, Ending, Opening, Origin, Record, Refusal};

mod upcast;

pub use upcast::{FORMS, UPCASTS, Upcast};

/// A record in the parts that an envelope wants.
pub struct Stored {
    pub kind: String,
    pub data: Vec<u8>,
    pub tags: Vec<String>,
    pub subject: Option<String>,
}

/// Why a record cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    #[error("unknown kind `{kind}`: this log was written by another program or a newer version")]
    UnknownKind { kind: String },
    #[error(
        "`{kind}` has form {found}, but the newest form known here is {known}: use a newer version"
    )]
    NewerForm { kind: String, found: u16, known: u16 },
    #[error("the data of `{kind}` in form {form} does not fit: {reason}")]
    Misfit { kind: String, form: u16, reason: String },
    #[error("unknown actor `{found}`")]
    UnknownActor { found: String },
}

/// The data of `command.accepted` and `command.refused`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandData {
    command: String,
    data: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
}

/// The data of `choice.made`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceData {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picked: Option<u32>,
    /// In decimal digits, since JSON numbers end at 2^53.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drawn: Option<String>,
}

/// The fields that name an entity, in the order in which they make the subject of a record.
const ENTITIES: [&str; 14] = [
    "incident",
    "series",
    "question",
    "tasking",
    "consignment",
    "evidence",
    "round",
    "project",
    "sensor",
    "nation",
    "seat",
    "subject",
    "task",
    "parameter",
];

/// The entity that an event is about, among its fields.
pub fn subject(fields: &Map<String, Value>) -> Option<Id> {
    ENTITIES.iter().find_map(|name| match fields.get(*name) {
        Some(Value::String(text)) => Id::new(text).ok(),
        _ => None,
    })
}

/// `incident:b-1` for each entity among the fields.
fn tags(fields: &Map<String, Value>) -> Vec<String> {
    ENTITIES
        .iter()
        .filter_map(|name| match fields.get(*name) {
            Some(Value::String(text)) => Some(format!("{name}:{text}")),
            _ => None,
        })
        .collect()
}

/// The kind and fields of a nested enum: `{"silence":{"broken":{…}}}`.
fn flat<T: Serialize>(value: &T) -> Result<(String, Map<String, Value>), CanonicalError> {
    let nested = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    let entry = |value| match value {
        Value::Object(map) => map.into_iter().next(),
        _ => None,
    };
    let Some((family, inner)) = entry(nested) else {
        return Err(serde::ser::Error::custom("not a nested enum"));
    };
    match entry(inner) {
        Some((name, Value::Object(fields))) => Ok((format!("{family}.{name}"), fields)),
        _ => Err(serde::ser::Error::custom("not a nested enum")),
    }
}

/// The other way round.
fn nested(kind: &str, fields: Value) -> Option<Value> {
    let (family, name) = kind.split_once('.')?;
    let one = |name: &str, value| Value::Object(Map::from_iter([(name.to_string(), value)]));
    Some(one(family, one(name, fields)))
}

/// The parts of a record that depend on what it says.
pub fn encode(body: &Body<domain::Command, domain::Event>) -> Result<Stored, CanonicalError> {
    let plain =
        |kind: &str, data| Stored { kind: kind.to_string(), data, tags: Vec::new(), subject: None };
    match body {
        Body::Event(event) => {
            let (kind, fields) = flat(event)?;
            let data = canonical::to_vec(&fields)?;
            let subject = subject(&fields).map(|id| id.to_string());
            Ok(Stored { kind, data, tags: tags(&fields), subject })
        }
        Body::Accepted(command) => encode_command("command.accepted", command, None),
        Body::Refused(command, refusal) => {
            encode_command("command.refused", command, Some(refusal.clone()))
        }
        Body::Chose { key, value } => {
            let (picked, drawn) = match value {
                choice::Value::Picked(index) => (Some(*index), None),
                choice::Value::Drawn(number) => (None, Some(number.to_string())),
            };
            let made = ChoiceData { key: key.to_string(), picked, drawn };
            Ok(plain("choice.made", canonical::to_vec(&made)?))
        }
        Body::Started(opening) => Ok(plain("run.started", canonical::to_vec(opening.as_ref())?)),
        Body::Ended(ending) => Ok(plain("run.ended", canonical::to_vec(ending)?)),
    }
}

fn encode_command(
    kind: &str,
    command: &domain::Command,
    refusal: Option<Refusal>,
) -> Result<Stored, CanonicalError> {
    let (name, fields) = flat(command)?;
    let (tags, subject) = (tags(&fields), subject(&fields).map(|id| id.to_string()));
    let data = CommandData { command: name, data: Value::Object(fields), refusal };
    Ok(Stored { kind: kind.to_string(), data: canonical::to_vec(&data)?, tags, subject })
}

/// The whole envelope of a record.
pub fn envelope<'a>(
    run: Uuid,
    record: &'a CenterRecord,
    stored: &'a Stored,
    tags: &'a [&'a str],
    root: Position,
) -> Envelope<'a> {
    let origin = record.origin.as_deref();
    Envelope {
        run,
        position: record.position,
        kind: Cow::Borrowed(&stored.kind),
        subject: stored.subject.as_deref().map(Cow::Borrowed),
        time: record.occurred_at,
        recorded_at: record.at,
        form: form_of(&stored.kind),
        actor: Cow::Borrowed(record.by.as_str()),
        seat: record.by.seat().map(|seat| Cow::Borrowed(seat.as_str())),
        cause: record.cause,
        correlation: Some(Cow::Owned(format!("{:012}", root.0))),
        releasable_to: Cow::Borrowed("all"),
        basis: origin.map_or(Basis::Assumption, |origin| origin.basis),
        source_key: origin.and_then(|o| o.source.as_ref()).map(|s| Cow::Borrowed(s.as_str())),
        note: origin.and_then(|o| o.note.as_deref()).map(Cow::Borrowed),
        tags: Tags::List(tags),
        data: Cow::Borrowed(&stored.data),
    }
}

/// The newest form of a kind.
fn form_of(kind: &str) -> NonZeroU16 {
    let form = FORMS.iter().find(|(known, _)| *known == kind).map_or(1, |(_, form)| *form);
    NonZeroU16::new(form).unwrap_or(NonZeroU16::MIN)
}

/// Reads a record back, lifting old forms.
pub fn decode(envelope: &Envelope<'_>) -> Result<CenterRecord, StoredError> {
    let by = envelope.actor.parse::<Actor>();
    let by = by.map_err(|error| StoredError::UnknownActor { found: error.found })?;
    let basis = envelope.basis;
    let source = envelope.source_key.as_deref().and_then(|key| Source::new(key).ok());
    let note = envelope.note.as_deref().map(str::to_string);
    let described = basis != Basis::Assumption || source.is_some() || note.is_some();
    Ok(Record {
        position: envelope.position,
        at: envelope.recorded_at,
        occurred_at: envelope.time,
        by,
        cause: envelope.cause,
        origin: described.then(|| Arc::new(Origin { basis, source, note })),
        body: decode_body(&envelope.kind, envelope.form.get(), &envelope.data)?,
    })
}

/// Reads what a record says from its kind, form and data.
pub fn decode_body(
    kind: &str,
    form: u16,
    data: &[u8],
) -> Result<Body<domain::Command, domain::Event>, StoredError> {
    let known = form_of(kind).get();
    if known < form {
        return Err(StoredError::NewerForm { kind: kind.to_string(), found: form, known });
    }
    let misfit = |reason: String| StoredError::Misfit { kind: kind.to_string(), form, reason };
    let value = serde_json::from_slice(data).map_err(|error| misfit(error.to_string()))?;
    let value = upcast::lift(UPCASTS, kind, form, known, value);
    match kind {
        "run.started" => Ok(Body::Started(Arc::new(read::<Opening>(value).map_err(misfit)?))),
        "run.ended" => Ok(Body::Ended(read::<Ending>(value).map_err(misfit)?)),
        "choice.made" => decode_choice(value).map_err(misfit),
        "command.accepted" | "command.refused" => decode_command(value).map_err(misfit),
        _ => {
            let unknown = || StoredError::UnknownKind { kind: kind.to_string() };
            let value = nested(kind, value).ok_or_else(unknown)?;
            serde_json::from_value(value).map(Body::Event).map_err(|error| {
                let reason = error.to_string();
                if reason.starts_with("unknown variant") { unknown() } else { misfit(reason) }
            })
        }
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn decode_choice(value: Value) -> Result<Body<domain::Command, domain::Event>, String> {
    let ChoiceData { key, picked, drawn } = read(value)?;
    let key = key.parse().map_err(|error: choice::KeyError| error.to_string())?;
    let value = match (picked, drawn) {
        (Some(index), None) => choice::Value::Picked(index),
        (None, Some(text)) => {
            choice::Value::Drawn(text.parse().map_err(|_| format!("`{text}` is no number"))?)
        }
        _ => return Err("a choice is either picked or drawn".to_string()),
    };
    Ok(Body::Chose { key, value })
}

fn decode_command(value: Value) -> Result<Body<domain::Command, domain::Event>, String> {
    let CommandData { command, data, refusal } = read(value)?;
    let unknown = || format!("unknown command `{command}`");
    let command = read(nested(&command, data).ok_or_else(unknown)?)?;
    Ok(match refusal {
        None => Body::Accepted(command),
        Some(refusal) => Body::Refused(command, refusal),
    })
}
