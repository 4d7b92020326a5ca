//! From a text to an envelope.
//!
//! Canonical JSON has one order of keys, so the attributes are asked for in that order.

use std::borrow::Cow;
use std::num::NonZeroU16;

use kernel::{Basis, Position, SimTime};
use uuid::Uuid;

use super::identity::{read_position, record_id, run_of, with_text};
use super::{Envelope, EnvelopeError, Tags, expect_cause_before, expect_text};
use crate::canonical::members::{Departure, Member, Members};
use crate::canonical::{unescape, write_text};

type Result<T, E = EnvelopeError> = std::result::Result<T, E>;

impl From<Departure> for EnvelopeError {
    fn from(departure: Departure) -> EnvelopeError {
        EnvelopeError::NotCanonical { column: departure.offset + 1 }
    }
}

pub(super) fn parse(text: &[u8]) -> Result<Envelope<'_>> {
    let text = std::str::from_utf8(text)
        .map_err(|error| EnvelopeError::NotCanonical { column: error.valid_up_to() + 1 })?;
    parse_attributes(Attributes(Members::new(text))).map_err(|error| deeper(text).unwrap_or(error))
}

fn parse_attributes(mut attributes: Attributes<'_>) -> Result<Envelope<'_>> {
    let actor = attributes.text("actor")?;
    let basis = attributes.text("basis")?;
    let causation_id = attributes.optional("causationid")?;
    let cause = attributes.optional("cause")?;
    let correlation = attributes.optional("correlationid")?;
    let content = attributes.required("data")?;
    let content_type = attributes.text("datacontenttype")?;
    let form = attributes.required("form")?;
    let id = attributes.text("id")?;
    let note = attributes.optional("note")?;
    let recorded_at = attributes.text("recordedtime")?;
    let releasable_to = attributes.text("releasableto")?;
    let seat = attributes.optional("seat")?;
    let sequence = attributes.text("sequence")?;
    let source = attributes.text("source")?;
    let source_key = attributes.optional("sourcekey")?;
    let version = attributes.text("specversion")?;
    let subject = attributes.optional("subject")?;
    let tags = attributes.optional("tags")?;
    let time = attributes.text("time")?;
    let kind = attributes.text("type")?;
    attributes.end()?;

    if version != "1.0" {
        return Err(EnvelopeError::SpecVersion { found: version.into_owned() });
    }
    let run = run_of(&source)
        .ok_or_else(|| value("source", "`/runs/` and a UUID in lowercase", &source))?;
    let position = read_sequence("sequence", &sequence)?;
    expect_id("id", run, position, &id)?;
    if content_type != "application/json" {
        return Err(value("datacontenttype", "`application/json`", &content_type));
    }
    Ok(Envelope {
        run,
        position,
        kind,
        subject,
        time: read_time("time", &time)?,
        recorded_at: read_time("recordedtime", &recorded_at)?,
        form: read_form(form)?,
        actor,
        seat,
        cause: read_cause(run, position, cause.as_deref(), causation_id.as_deref())?,
        correlation,
        releasable_to,
        basis: read_basis(&basis)?,
        source_key,
        note,
        tags: tags.map_or(Ok(Tags::List(&[])), read_tags)?,
        data: read_content(content)?,
    })
}

/// The attributes that are still to be taken.
struct Attributes<'a>(Members<'a>);

impl<'a> Attributes<'a> {
    /// Takes the value of an attribute, as it stands in the text, if it is next.
    #[inline]
    fn take(&mut self, key: &'static str) -> Result<Option<&'a str>> {
        Ok(self.0.value_of(key)?)
    }

    #[inline]
    fn required(&mut self, key: &'static str) -> Result<&'a str> {
        match self.take(key)? {
            Some(value) => Ok(value),
            None => Err(self.absent(key)),
        }
    }

    /// Why an attribute is not next.
    #[cold]
    fn absent(&self, key: &'static str) -> EnvelopeError {
        let mut rest = self.0;
        match rest.next() {
            Err(departure) => departure.into(),
            // Nobody asked for this one when it was its turn.
            Ok(Some(member)) if member.key < key => unknown(member),
            Ok(_) => EnvelopeError::Missing { attribute: key },
        }
    }

    fn text(&mut self, key: &'static str) -> Result<Cow<'a, str>> {
        read_text(key, self.required(key)?)
    }

    fn optional(&mut self, key: &'static str) -> Result<Option<Cow<'a, str>>> {
        self.take(key)?.map(|text| read_text(key, text)).transpose()
    }

    fn end(mut self) -> Result<()> {
        self.0.next()?.map_or(Ok(()), |member| Err(unknown(member)))
    }
}

fn unknown(member: Member<'_>) -> EnvelopeError {
    EnvelopeError::Unknown { attribute: member.key.to_owned() }
}

/// The fault behind a fault: keys out of order, or a version other than ours, which may well have
/// other attributes.
fn deeper(text: &str) -> Option<EnvelopeError> {
    let mut members = Members::new(text);
    let mut last_key = "";
    while let Ok(Some(member)) = members.next() {
        if member.key <= last_key {
            return Some(EnvelopeError::NotCanonical { column: member.start + 1 });
        }
        if member.key == "specversion" && member.value != "\"1.0\"" {
            let found = member.value.trim_matches('"').to_owned();
            return Some(EnvelopeError::SpecVersion { found });
        }
        last_key = member.key;
    }
    None
}

fn value(attribute: &'static str, expected: &'static str, found: &str) -> EnvelopeError {
    EnvelopeError::Value { attribute, expected, found: format!("`{found}`") }
}

#[inline]
fn read_text<'a>(attribute: &'static str, text: &'a str) -> Result<Cow<'a, str>> {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let inner = inner.ok_or_else(|| value(attribute, "a string", text))?;
    // Nearly every attribute is of this kind.
    let plain = |byte| (0x20..0x7f).contains(&byte) && byte != b'\\';
    if !inner.is_empty() && inner.bytes().fold(true, |all, byte| all & plain(byte)) {
        return Ok(Cow::Borrowed(inner));
    }
    let read = unescape(inner).ok_or_else(|| value(attribute, "a string", text))?;
    expect_text(attribute, &read)?;
    let mut again = Vec::with_capacity(text.len());
    write_text(&mut again, &read);
    if again != text.as_bytes() {
        return Err(value(attribute, "a string in its canonical spelling", text));
    }
    Ok(read)
}

fn read_tags(text: Cow<'_, str>) -> Result<Tags<'_>> {
    if text.split(' ').any(str::is_empty) {
        return Err(value("tags", "tags with one space between them", &text));
    }
    Ok(Tags::Spaced(text))
}

fn read_content(text: &str) -> Result<Cow<'_, [u8]>> {
    if text.starts_with('{') {
        Ok(Cow::Borrowed(text.as_bytes()))
    } else {
        Err(value("data", "an object", text))
    }
}

fn read_form(text: &str) -> Result<NonZeroU16> {
    // Canonical integers have neither a plus sign nor leading zeros, which the parser would take.
    let form = text.parse().ok().filter(|_| !text.starts_with(['+', '0']));
    form.ok_or_else(|| value("form", "an integer from 1 to 65535", text))
}

fn read_time(attribute: &'static str, text: &str) -> Result<SimTime> {
    text.parse().map_err(|_| value(attribute, "a time such as `2026-01-06T13:00:00.000Z`", text))
}

fn read_basis(text: &str) -> Result<Basis> {
    [Basis::Fact, Basis::Reported, Basis::Assumption]
        .into_iter()
        .find(|basis| basis.as_str() == text)
        .ok_or_else(|| value("basis", "`fact`, `reported` or `assumption`", text))
}

fn read_sequence(attribute: &'static str, text: &str) -> Result<Position> {
    read_position(text)
        .ok_or_else(|| value(attribute, "a position from 1 on, in at least 12 digits", text))
}

fn read_cause(
    run: Uuid,
    position: Position,
    cause: Option<&str>,
    causation_id: Option<&str>,
) -> Result<Option<Position>> {
    match (cause, causation_id) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(EnvelopeError::Missing { attribute: "cause" }),
        (Some(_), None) => Err(EnvelopeError::Missing { attribute: "causationid" }),
        (Some(cause), Some(id)) => {
            let cause = read_sequence("cause", cause)?;
            expect_cause_before(cause, position)?;
            expect_id("causationid", run, cause, id)?;
            Ok(Some(cause))
        }
    }
}

fn expect_id(attribute: &'static str, run: Uuid, position: Position, found: &str) -> Result<()> {
    with_text(record_id(run, position), |expected| {
        if expected == found {
            return Ok(());
        }
        let (expected, found) = (expected.to_owned(), found.to_owned());
        Err(EnvelopeError::Identity { attribute, expected, found })
    })
}
