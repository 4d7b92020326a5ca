//! One record in the JSON form of CloudEvents 1.0.
//!
//! An [`Envelope`] is written straight into a buffer, its attributes in canonical order, and read
//! back without a copy. What it says twice, for readers who know CloudEvents only, must agree:
//! `id` and `causationid` are UUIDs of version 5 made from the run and the positions.
//!
//! `data` is handed through: reading finds where it ends, not whether it makes sense.

mod fault;
mod identity;
mod parse;
mod write;

use std::borrow::Cow;
use std::num::NonZeroU16;

use kernel::{Basis, Position, SimTime};
use uuid::Uuid;

pub use fault::EnvelopeError;
pub use identity::record_id;

/// A record and what is known about it. The attribute of each field stands in backticks where
/// its name differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The run, as `source`: `/runs/<uuid>`.
    pub run: Uuid,
    /// `sequence`, in at least 12 digits so that it sorts as text.
    pub position: Position,
    /// `type`, such as `silence.broken`.
    pub kind: Cow<'a, str>,
    pub subject: Option<Cow<'a, str>>,
    /// When it happened.
    pub time: SimTime,
    /// When it was recorded: `recordedtime`.
    pub recorded_at: SimTime,
    /// The version of the shape of `data`.
    pub form: NonZeroU16,
    pub actor: Cow<'a, str>,
    pub seat: Option<Cow<'a, str>>,
    /// The record that caused this one, as `cause` and `causationid`. It comes before this one.
    pub cause: Option<Position>,
    /// `correlationid`.
    pub correlation: Option<Cow<'a, str>>,
    /// Who may see it, such as `all` or `us ua`: `releasableto`.
    pub releasable_to: Cow<'a, str>,
    pub basis: Basis,
    /// The key of the source behind the basis, such as `S05`: `sourcekey`.
    pub source_key: Option<Cow<'a, str>>,
    pub note: Option<Cow<'a, str>>,
    /// `tags`, separated by spaces; left out if there are none.
    pub tags: Tags<'a>,
    /// A JSON object in canonical form.
    pub data: Cow<'a, [u8]>,
}

/// The tags of a record: a list to be written, or the text that was read.
#[derive(Clone, Debug)]
pub enum Tags<'a> {
    List(&'a [&'a str]),
    Spaced(Cow<'a, str>),
}

impl<'a> Envelope<'a> {
    /// Appends the canonical JSON of this envelope, or nothing if an attribute is not one that
    /// CloudEvents allows.
    pub fn write_into(&self, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        write::write(self, out)
    }

    /// Reads canonical JSON, as [`Envelope::write_into`] writes it.
    pub fn parse(text: &'a [u8]) -> Result<Envelope<'a>, EnvelopeError> {
        parse::parse(text)
    }

    /// A copy that outlives the text it was read from.
    pub fn into_owned(self) -> Envelope<'static> {
        fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        Envelope {
            run: self.run,
            position: self.position,
            kind: owned(self.kind),
            subject: self.subject.map(owned),
            time: self.time,
            recorded_at: self.recorded_at,
            form: self.form,
            actor: owned(self.actor),
            seat: self.seat.map(owned),
            cause: self.cause,
            correlation: self.correlation.map(owned),
            releasable_to: owned(self.releasable_to),
            basis: self.basis,
            source_key: self.source_key.map(owned),
            note: self.note.map(owned),
            tags: Tags::Spaced(owned(self.tags.spaced())),
            data: Cow::Owned(self.data.into_owned()),
        }
    }
}

impl<'a> Tags<'a> {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (list, text): (&[&str], &str) = match self {
            Tags::List(list) => (list, ""),
            Tags::Spaced(text) => (&[], text),
        };
        list.iter().copied().chain(text.split(' ').filter(|tag| !tag.is_empty()))
    }

    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    fn spaced(self) -> Cow<'a, str> {
        match self {
            Tags::List(list) => Cow::Owned(list.join(" ")),
            Tags::Spaced(text) => text,
        }
    }
}

impl PartialEq for Tags<'_> {
    fn eq(&self, other: &Tags<'_>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Tags<'_> {}

/// A text attribute has at least one character, and only characters that CloudEvents allows.
fn expect_text(attribute: &'static str, text: &str) -> Result<(), EnvelopeError> {
    let expected = if text.is_empty() {
        "a text of at least one character"
    } else if is_text(text) {
        return Ok(());
    } else {
        "a text without line breaks and other control characters"
    };
    let found = format!("`{}`", text.escape_debug());
    Err(EnvelopeError::Value { attribute, expected, found })
}

/// Whether an attribute can hold a text.
pub fn is_text(text: &str) -> bool {
    let printable = text.bytes().fold(true, |all, byte| all & (0x20..0x7f).contains(&byte));
    let allowed = |c: char| !c.is_control() && !is_noncharacter(c);
    !text.is_empty() && (printable || text.chars().all(allowed))
}

/// The code points that Unicode reserves for ever.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

fn expect_cause_before(cause: Position, position: Position) -> Result<(), EnvelopeError> {
    if cause < position {
        return Ok(());
    }
    Err(EnvelopeError::Value {
        attribute: "cause",
        expected: "an earlier record",
        found: format!("{cause}, at {position}"),
    })
}

#[cfg(test)]
mod tests;
