//! The form of the center's records on disk.
//!
//! A record is a CloudEvent whose `type` is `family.past-tense` and whose `data` is the canonical
//! JSON of the variant's fields. The records of the run itself are `run.started` (or `run.branched`), `run.ended`,
//! `command.accepted`, `command.refused` and `choice.made`.
//!
//! A stored form never changes. To change an event: raise its form in [`FORMS`], add a step to
//! [`UPCASTS`] that lifts the old JSON, and keep the fixture of the old form beside the new one.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;
use std::sync::Arc;

use domain::audience::NotAnAudience;
use domain::{Actor, Audience};
use event_store::canonical::{self, CanonicalError};
use event_store::{Envelope, EnvelopeError, Tags};
use kernel::{Basis, IdError, Position, Source};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::choice::Made;
use crate::probe;
use crate::record::{Body, CenterRecord, Ending, Opening, Origin, Record, Refusal};

mod entities;
mod filed;
mod nested;
mod upcast;

use entities::Entities;
pub(crate) use entities::subject;
pub use filed::{Filed, FiledError};
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
    #[error("`sourcekey` names no source: {0}")]
    Source(#[from] IdError),
    #[error("`releasableto` names no audience: {0}")]
    Audience(#[from] NotAnAudience),
}

/// The data of `command.accepted` and `command.refused`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandData<'a> {
    command: String,
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(default)]
    refusal: Option<Refusal>,
}

/// The parts of a command or an event.
fn flat<T: Serialize>(value: &T) -> Result<Stored, CanonicalError> {
    let mut entities = Entities::default();
    let Some(kind) = probe::look(value, &mut entities) else {
        return Err(serde::ser::Error::custom("not a nested enum"));
    };
    let mut data = canonical::to_vec(value)?;
    // Around the fields stands `{"family":{"name":…}}`.
    data.drain(..r#"{"":{"":"#.len() + kind.family.len() + kind.name.len());
    data.truncate(data.len() - "}}".len());
    Ok(Stored { kind: kind.text(), data, tags: entities.tags(), subject: entities.subject() })
}

/// The names of the two variants, if this can be the kind of a nested enum.
fn names(kind: &str) -> Option<(&str, &str)> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    kind.split_once('.').filter(|_| kind.bytes().all(plain))
}

/// The parts of a record that depend on what it says.
pub fn encode(body: &Body<domain::Command, domain::Event>) -> Result<Stored, CanonicalError> {
    let plain =
        |kind: &str, data| Stored { kind: kind.to_string(), data, tags: Vec::new(), subject: None };
    match body {
        Body::Event(event) => flat(event),
        Body::Accepted(command) => encode_command("command.accepted", command, None),
        Body::Refused(command, refusal) => {
            encode_command("command.refused", command, Some(refusal))
        }
        Body::Chose { key, value } => {
            let made = Made { key: key.clone(), value: *value };
            Ok(plain("choice.made", canonical::to_vec(&made)?))
        }
        Body::Started(opening) => {
            let kind = if opening.branches.is_empty() { "run.started" } else { "run.branched" };
            Ok(plain(kind, canonical::to_vec(opening.as_ref())?))
        }
        Body::Ended(ending) => Ok(plain("run.ended", canonical::to_vec(ending)?)),
    }
}

fn encode_command(
    kind: &str,
    command: &domain::Command,
    refusal: Option<&Refusal>,
) -> Result<Stored, CanonicalError> {
    let stored = flat(command)?;
    let parts: [&[u8]; 4] =
        [b"{\"command\":\"", stored.kind.as_bytes(), b"\",\"data\":", &stored.data];
    let mut data = parts.concat();
    if let Some(refusal) = refusal {
        data.extend_from_slice(b",\"refusal\":");
        canonical::write_into(&mut data, refusal)?;
    }
    data.push(b'}');
    Ok(Stored { kind: kind.to_string(), data, ..stored })
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
        releasable_to: record.audience.text(),
        basis: origin.map_or(Basis::Assumption, |origin| origin.basis),
        source_key: origin.and_then(|o| o.source.as_ref()).map(|s| Cow::Borrowed(s.as_str())),
        note: origin.and_then(|o| o.note.as_deref()).map(Cow::Borrowed),
        tags: Tags::List(tags),
        data: Cow::Borrowed(&stored.data),
    }
}

/// The newest form of a kind, which is the one that is written.
pub fn form_of(kind: &str) -> NonZeroU16 {
    let form = FORMS.iter().find(|(known, _)| *known == kind).map_or(1, |(_, form)| *form);
    NonZeroU16::new(form).unwrap_or(NonZeroU16::MIN)
}

/// Reads a record back, lifting old forms.
pub fn decode(envelope: &Envelope<'_>) -> Result<CenterRecord, StoredError> {
    let by = actor(envelope)?;
    let basis = envelope.basis;
    let source = envelope.source_key.as_deref().map(Source::new).transpose()?;
    let note = envelope.note.as_deref().map(str::to_string);
    let described = basis != Basis::Assumption || source.is_some() || note.is_some();
    Ok(Record {
        position: envelope.position,
        at: envelope.recorded_at,
        occurred_at: envelope.time,
        by,
        cause: envelope.cause,
        origin: described.then(|| Arc::new(Origin { basis, source, note })),
        audience: envelope.releasable_to.parse::<Audience>()?,
        body: decode_body(&envelope.kind, envelope.form.get(), &envelope.data)?,
    })
}

/// Who is behind a record.
fn actor(envelope: &Envelope<'_>) -> Result<Actor, StoredError> {
    let by = envelope.actor.parse::<Actor>();
    by.map_err(|error| StoredError::UnknownActor { found: error.found })
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
    let data = lifted(kind, form, known, data).map_err(misfit)?;
    match kind {
        "run.started" | "run.branched" => decode_opening(kind, &data).map_err(misfit),
        "run.ended" => Ok(Body::Ended(read::<Ending>(&data).map_err(misfit)?)),
        "choice.made" => decode_choice(&data).map_err(misfit),
        "command.accepted" | "command.refused" => decode_command(kind, &data).map_err(misfit),
        _ => {
            let unknown = || StoredError::UnknownKind { kind: kind.to_string() };
            let (family, name) = names(kind).ok_or_else(unknown)?;
            let event = nested::read(family, name, &data).map_err(|error| reason(&error));
            event.map(Body::Event).map_err(|reason| {
                if reason.starts_with("unknown variant") { unknown() } else { misfit(reason) }
            })
        }
    }
}

/// The data in its newest form.
fn lifted<'a>(kind: &str, form: u16, known: u16, data: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
    if form == known {
        return Ok(Cow::Borrowed(data));
    }
    let value = upcast::lift(UPCASTS, kind, form, known, read(data)?);
    Ok(Cow::Owned(value.to_string().into_bytes()))
}

fn read<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(data).map_err(|error| reason(&error))
}

/// What an error says, without its place, which would be one in a text that nobody has seen.
fn reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    reason.rsplit_once(" at line ").map_or(reason.as_str(), |(what, _)| what).to_string()
}

/// No time in a scenario file can be more minutes off UTC.
const UTC_OFFSET_MAX: u32 = 26 * 60 - 1;

/// A run that began as a branch says so in its kind.
fn decode_opening(kind: &str, data: &[u8]) -> Result<Body<domain::Command, domain::Event>, String> {
    let opening: Opening = read(data)?;
    match (kind, opening.branches.is_empty()) {
        ("run.started", false) => Err("only `run.branched` has `branches`".to_string()),
        ("run.branched", true) => Err("`branches` is empty".to_string()),
        _ if !opening.seeds().all(is_seed) => {
            Err("a seed is a number such as `7`, or of a campaign `7/12` or `7/12+3@40`"
                .to_string())
        }
        _ if opening.until < opening.starts_at => {
            Err("`until` comes before `starts_at`".to_string())
        }
        _ if UTC_OFFSET_MAX < opening.utc_offset.unsigned_abs() => {
            Err(format!("no clock is {} minutes off UTC, as `utc_offset` says", opening.utc_offset))
        }
        _ => Ok(Body::Started(Arc::new(opening))),
    }
}

/// A seed as it is written: with the run of a campaign, which is not its first, and the copies of it.
fn is_seed(text: &str) -> bool {
    fn is_whole<N: FromStr<Err: fmt::Debug> + ToString>(text: &str) -> bool {
        text.parse::<N>().is_ok_and(|number| number.to_string() == text)
    }
    let is_copy = |copy: &str| {
        let numbers = copy.split_once('@');
        numbers.is_some_and(|(number, step)| is_whole::<u32>(number) && is_whole::<u64>(step))
    };
    let mut parts = text.split('+');
    let begun = parts.next().unwrap_or_default();
    let Some((seed, run)) = begun.split_once('/') else { return is_whole::<u64>(text) };
    let copies: Vec<&str> = parts.collect();
    is_whole::<u64>(seed)
        && is_whole::<u32>(run)
        && (run != "0" || !copies.is_empty())
        && copies.into_iter().all(is_copy)
}

fn decode_choice(data: &[u8]) -> Result<Body<domain::Command, domain::Event>, String> {
    let Made { key, value } = read(data)?;
    Ok(Body::Chose { key, value })
}

fn decode_command(kind: &str, data: &[u8]) -> Result<Body<domain::Command, domain::Event>, String> {
    let CommandData { command, data, refusal } = read(data)?;
    let unknown = || format!("unknown command `{command}`");
    let (family, name) = names(&command).ok_or_else(unknown)?;
    let command =
        nested::read(family, name, data.get().as_bytes()).map_err(|error| reason(&error))?;
    match (kind, refusal) {
        ("command.accepted", None) => Ok(Body::Accepted(command)),
        ("command.accepted", Some(_)) => Err("only `command.refused` has a `refusal`".to_string()),
        (_, Some(refusal)) => Ok(Body::Refused(command, refusal)),
        (_, None) => Err("there is no `refusal`".to_string()),
    }
}

#[cfg(test)]
mod tests;
