//! What an envelope repeats of its record, so that a record is found by it.

use domain::{Command, Event, Seat};
use event_store::Envelope;
use kernel::Position;
use serde::Serialize;

use super::{Entities, form_of};
use crate::probe;
use crate::record::{Body, CenterRecord};

/// Follows a log, and compares what its envelopes repeat with what their records say.
#[derive(Debug, Default)]
pub struct Filed {
    /// The record at the root of each record's chain of causes.
    roots: Vec<Position>,
}

/// An attribute that says something else than its record.
#[derive(Debug, thiserror::Error)]
#[error("`{attribute}` is {found}, but its record makes it {expected}")]
pub struct OtherAttribute {
    attribute: &'static str,
    found: String,
    expected: String,
}

impl Filed {
    /// The root of the causes of the next record: the record itself if it has none.
    pub(crate) fn root(&mut self, position: Position, cause: Option<Position>) -> Position {
        let cause = cause.and_then(|cause| usize::try_from(cause.0).ok()?.checked_sub(1));
        let root = cause.and_then(|index| self.roots.get(index)).copied().unwrap_or(position);
        self.roots.push(root);
        root
    }

    /// How many records have been followed.
    pub(crate) fn len(&self) -> usize {
        self.roots.len()
    }

    /// Forgets the records behind so many.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.roots.truncate(length);
    }

    /// Compares the envelope of the next record. One in an old form may be filed otherwise.
    pub fn check(
        &mut self,
        envelope: &Envelope<'_>,
        record: &CenterRecord,
    ) -> Result<(), OtherAttribute> {
        let root = self.root(record.position, record.cause);
        if envelope.form != form_of(&envelope.kind) {
            return Ok(());
        }
        let entities = entities(&record.body);
        expect("seat", envelope.seat.as_deref(), record.by.seat().map(Seat::as_str))?;
        expect("subject", envelope.subject.as_deref(), entities.subject().as_deref())?;
        let root = format!("{:012}", root.0);
        expect("correlationid", envelope.correlation.as_deref(), Some(&root))?;
        let tags = entities.tags();
        if envelope.tags.iter().eq(tags.iter().map(String::as_str)) {
            return Ok(());
        }
        let found = envelope.tags.iter().collect::<Vec<_>>().join(" ");
        expect("tags", Some(&found), Some(&tags.join(" ")))
    }
}

fn expect(
    attribute: &'static str,
    found: Option<&str>,
    expected: Option<&str>,
) -> Result<(), OtherAttribute> {
    let shown = |value: Option<&str>| match value {
        None | Some("") => "missing".to_string(),
        Some(text) => format!("`{text}`"),
    };
    if found == expected {
        return Ok(());
    }
    Err(OtherAttribute { attribute, found: shown(found), expected: shown(expected) })
}

/// The entities that a record names.
fn entities(body: &Body<Command, Event>) -> Entities {
    fn named(value: &impl Serialize) -> Entities {
        let mut entities = Entities::default();
        let _ = probe::look(value, &mut entities);
        entities
    }
    match body {
        Body::Event(event) => named(event),
        Body::Accepted(command) | Body::Refused(command, _) => named(command),
        Body::Started(_) | Body::Ended(_) | Body::Chose { .. } => Entities::default(),
    }
}
