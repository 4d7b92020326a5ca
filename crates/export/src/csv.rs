//! A table: RFC 4180, one row a record, the same columns for every log.

use std::borrow::Cow;
use std::io::{self, Write};

use kernel::Source;
use simulator::record::{Body, Origin};
use simulator::stored;

use crate::{Format, Row};

/// The columns, in order. Their names are those of the attributes of the log, where there is one.
pub const COLUMNS: [&str; 22] = [
    "sequence",
    "recordedtime",
    "time",
    "type",
    "command",
    "subject",
    "actor",
    "seat",
    "cause",
    "correlation",
    "refusalcode",
    "refusal",
    "basis",
    "sourcekey",
    "note",
    "releasableto",
    "tags",
    "form",
    "data",
    "id",
    "chain",
    "scenario",
];

/// A spreadsheet takes a cell that begins so for a formula. What begins with the guard itself is
/// guarded too, so that taking one guard away always gives the text back.
const GUARDED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', GUARD];
const GUARD: char = '\'';

/// The table in writing.
#[derive(Debug, Default)]
pub struct Csv {
    /// Named by the first record, and told in each row so that tables can be put together.
    scenario: String,
}

impl Format for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        line(&COLUMNS.map(Cow::Borrowed), out)
    }

    fn row(&mut self, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
        if let Body::Started(opening) = &row.record.body {
            self.scenario.clone_from(&opening.scenario);
        }
        line(&self.cells(row), out)
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl Csv {
    fn cells<'a>(&'a self, row: &'a Row<'_>) -> [Cow<'a, str>; COLUMNS.len()] {
        fn some<'a>(text: Option<impl Into<Cow<'a, str>>>) -> Cow<'a, str> {
            text.map_or(Cow::Borrowed(""), Into::into)
        }
        let (record, stored) = (row.record, &row.stored);
        let origin: &Origin = record.origin.as_deref().unwrap_or(&Origin::UNSTATED);
        let refusal = match &record.body {
            Body::Refused(_, refusal) => Some(refusal),
            _ => None,
        };
        [
            record.position.0.to_string().into(),
            record.at.to_string().into(),
            record.occurred_at.to_string().into(),
            stored.kind.as_str().into(),
            some(row.command()),
            some(stored.subject.as_deref()),
            record.by.as_str().into(),
            some(record.by.seat().map(domain::Seat::as_str)),
            some(record.cause.map(|cause| cause.0.to_string())),
            row.root.0.to_string().into(),
            some(refusal.map(|refusal| refusal.code.as_str())),
            some(refusal.map(|refusal| refusal.text.as_str())),
            origin.basis.as_str().into(),
            some(origin.source.as_ref().map(Source::as_str)),
            some(origin.note.as_deref()),
            record.audience.text(),
            stored.tags.join(" ").into(),
            stored::form_of(&stored.kind).to_string().into(),
            String::from_utf8_lossy(&stored.data),
            some(row.identity.as_ref().map(|identity| identity.id.as_str())),
            some(row.identity.as_ref().map(|identity| identity.chain.to_string())),
            self.scenario.as_str().into(),
        ]
    }
}

fn line(cells: &[Cow<'_, str>], out: &mut dyn Write) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if 0 < index {
            out.write_all(b",")?;
        }
        write_cell(cell, out)?;
    }
    out.write_all(b"\r\n")
}

/// A cell in quotes where it needs them, and behind the guard where it could be a formula.
fn write_cell(cell: &str, out: &mut dyn Write) -> io::Result<()> {
    let guard = if cell.starts_with(GUARDED) { "'" } else { "" };
    if cell.contains(['"', ',', '\n', '\r']) {
        write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        write!(out, "{guard}{cell}")
    }
}

#[cfg(test)]
mod tests;
