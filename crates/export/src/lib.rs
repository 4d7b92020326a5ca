//! Logs in the formats of other tools.
//!
//! Read [`Row`] first: a record as all formats see it. [`Csv`] is a table of one row a record,
//! [`Mermaid`] a sequence diagram of who asked what of the center, [`Ocel`] the objects behind the
//! events for process mining. Each is a [`Format`]: it is shown the records one after the other
//! and writes bytes; which records these are (the whole log, or what one seat may see) is for the
//! caller to say, and nothing is written that the records do not say.
//!
//! Deliberately absent: reading files, choosing what may be seen, printing, and any way back. What
//! must come back byte for byte is moved as a log, not exported.

mod csv;
mod mermaid;
mod ocel;
mod row;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use csv::{COLUMNS, Csv};
pub use mermaid::{MESSAGES_MAX, Mermaid};
pub use ocel::Ocel;
pub use row::{Identity, Row, Rows};

/// A format on its way to a file.
pub trait Format {
    /// Writes what stands before all records.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Takes the next record, and writes what can be written by now.
    fn row(&mut self, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left once the log has ended.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}
