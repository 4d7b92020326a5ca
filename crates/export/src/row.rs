//! A record as the formats see it.

use event_store::{CanonicalError, Chain};
use kernel::Position;
use simulator::record::{Body, CenterRecord};
use simulator::stored::{self, Stored};

/// What only a whole log has: a seat's view counts its records anew, and has neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The `id` of the `CloudEvent`.
    pub id: String,
    pub chain: Chain,
}

/// A record with its stored form.
pub struct Row<'a> {
    pub record: &'a CenterRecord,
    pub stored: Stored,
    /// The record at the root of its causes: itself if it has none.
    pub root: Position,
    pub identity: Option<Identity>,
}

impl Row<'_> {
    /// The command of a record that is about one, such as `silence.object`.
    pub fn command(&self) -> Option<String> {
        match &self.record.body {
            Body::Accepted(command) | Body::Refused(command, _) => {
                simulator::probe::kind(command).map(|kind| kind.text())
            }
            _ => None,
        }
    }
}

/// Makes rows of records, in the order of the log. Keeps 8 bytes a record.
#[derive(Debug, Default)]
pub struct Rows {
    roots: Vec<Position>,
}

impl Rows {
    pub fn row<'a>(
        &mut self,
        record: &'a CenterRecord,
        identity: Option<Identity>,
    ) -> Result<Row<'a>, CanonicalError> {
        let cause = record.cause.and_then(|cause| usize::try_from(cause.0).ok()?.checked_sub(1));
        let root = cause.and_then(|place| self.roots.get(place)).copied();
        let root = root.unwrap_or(record.position);
        self.roots.push(root);
        Ok(Row { record, stored: stored::encode(&record.body)?, root, identity })
    }
}
