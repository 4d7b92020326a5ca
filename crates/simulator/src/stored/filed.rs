//! What an envelope says of its record, compared with how that record is written.

use domain::Seat;
use event_store::{CanonicalError, Envelope};
use kernel::Position;

use super::{encode, form_of};
use crate::record::CenterRecord;

/// Follows a log, and compares what its envelopes repeat with what their records say.
#[derive(Debug, Default)]
pub struct Filed {
    /// The record at the root of each record's chain of causes.
    roots: Vec<Position>,
}

/// An envelope that is not that of its record.
#[derive(Debug, thiserror::Error)]
pub enum FiledError {
    #[error("`{attribute}` is {found}, but its record makes it {expected}")]
    Other { attribute: &'static str, found: String, expected: String },
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
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

    /// Compares the envelope of the next record with the one that would be written. One in an old form
    /// may be filed otherwise, and says it in other words.
    pub fn check(
        &mut self,
        envelope: &Envelope<'_>,
        record: &CenterRecord,
    ) -> Result<(), FiledError> {
        let root = self.root(record.position, record.cause);
        if envelope.form != form_of(&envelope.kind) {
            return Ok(());
        }
        let stored = encode(&record.body)?;
        expect("type", Some(&envelope.kind), Some(&stored.kind))?;
        expect("seat", envelope.seat.as_deref(), record.by.seat().map(Seat::as_str))?;
        expect("subject", envelope.subject.as_deref(), stored.subject.as_deref())?;
        let root = format!("{:012}", root.0);
        expect("correlationid", envelope.correlation.as_deref(), Some(&root))?;
        expect("releasableto", Some(&envelope.releasable_to), Some(&record.audience.text()))?;
        if !envelope.tags.iter().eq(stored.tags.iter().map(String::as_str)) {
            let found = envelope.tags.iter().collect::<Vec<_>>().join(" ");
            expect("tags", Some(&found), Some(&stored.tags.join(" ")))?;
        }
        if envelope.data != stored.data {
            let [found, expected] = [&*envelope.data, &*stored.data].map(String::from_utf8_lossy);
            expect("data", Some(&found), Some(&expected))?;
        }
        Ok(())
    }
}

fn expect(
    attribute: &'static str,
    found: Option<&str>,
    expected: Option<&str>,
) -> Result<(), FiledError> {
    let shown = |value: Option<&str>| match value {
        None | Some("") => "missing".to_string(),
        Some(text) => format!("`{text}`"),
    };
    if found == expected {
        return Ok(());
    }
    Err(FiledError::Other { attribute, found: shown(found), expected: shown(expected) })
}
