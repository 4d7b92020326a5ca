//! What can be wrong with a log, where, and what to do about it.

use std::error::Error;
use std::fmt;
use std::io;

use kernel::Position;
use uuid::Uuid;

use crate::{CanonicalError, Chain, EnvelopeError};

/// A fault of a log. Lines and columns count from 1, columns in bytes.
#[derive(Debug)]
pub struct LogFault {
    pub line: u64,
    pub column: Option<usize>,
    pub kind: LogFaultKind,
}

#[derive(Debug, thiserror::Error)]
pub enum LogFaultKind {
    #[error("the log cannot be read on")]
    Io(#[source] io::Error),
    #[error("the log is empty")]
    Empty,
    /// The end of the file comes before the end of the line.
    #[error("the last line is half-written: it has no line end")]
    CutLastLine,
    #[error("the line is longer than {max} bytes")]
    TooLong { max: usize },
    #[error("the line is blank")]
    Blank,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("the line is not JSON: {message}")]
    NotJson { message: String },
    #[error("the line has no canonical form: {0}")]
    NotCanonical(#[source] CanonicalError),
    #[error("the line is not an object")]
    NotAnObject,
    #[error("the attribute `chain` is missing")]
    ChainMissing,
    #[error("`chain` is {found}, not 64 lowercase hexadecimal digits")]
    ChainValue { found: String },
    /// The JSON is not a record: an attribute is missing, unknown or wrong.
    #[error("{0}")]
    Envelope(#[source] EnvelopeError),
    /// A line was dropped, added, duplicated or moved.
    #[error("record {expected} is expected here, but this is record {found}")]
    OutOfOrder { expected: Position, found: Position },
    /// The line, or its chain value, is not as it was written.
    #[error("the line was changed: its content makes the chain {expected}, but it says {found}")]
    Changed { expected: Chain, found: Chain },
    #[error("the record is of run {found}, but the log is of run {expected}")]
    OtherRun { expected: Uuid, found: Uuid },
}

/// A fault of a line whose number is not known yet.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) column: Option<usize>,
    pub(super) kind: LogFaultKind,
}

impl From<LogFaultKind> for Flaw {
    fn from(kind: LogFaultKind) -> Flaw {
        Flaw { column: None, kind }
    }
}

impl From<EnvelopeError> for Flaw {
    fn from(error: EnvelopeError) -> Flaw {
        let column = match error {
            EnvelopeError::NotCanonical { column } => Some(column),
            _ => None,
        };
        Flaw { column, kind: LogFaultKind::Envelope(error) }
    }
}

impl From<CanonicalError> for Flaw {
    fn from(error: CanonicalError) -> Flaw {
        let CanonicalError::NotJson(source) = error else {
            return LogFaultKind::NotCanonical(error).into();
        };
        // The reader saw a single line, so its "at line 1" would mislead.
        let text = source.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
        Flaw { column: Some(source.column()), kind: LogFaultKind::NotJson { message } }
    }
}

impl LogFault {
    pub(super) fn new(line: u64, flaw: impl Into<Flaw>) -> LogFault {
        let Flaw { column, kind } = flaw.into();
        LogFault { line, column, kind }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        use LogFaultKind::*;
        let before = self.line - 1;
        match &self.kind {
            Io(_) => "see whether the file or the pipe can be read".to_owned(),
            Empty => "name a log with at least one record".to_owned(),
            CutLastLine if before == 0 => {
                "if the line is whole, end it with a line feed; otherwise take the log from a copy: it \
                 has no whole record"
                    .to_owned()
            }
            CutLastLine => format!(
                "if the line is whole, end it with a line feed; otherwise have it dropped: the log \
                 then ends with line {before}"
            ),
            TooLong { .. } => "see whether this is a log; its records are much shorter".to_owned(),
            Blank => "remove the blank line".to_owned(),
            NotUtf8 => "save the log as UTF-8, or take it from a copy".to_owned(),
            Envelope(EnvelopeError::SpecVersion { .. }) => {
                "read the log with the version of the program that wrote it".to_owned()
            }
            Envelope(EnvelopeError::Unknown { .. }) => {
                "if a newer version of the program wrote the log, read it with that".to_owned()
            }
            OutOfOrder { expected, found } if expected < found => format!(
                "lines were dropped or moved: find the line of record {expected} in a copy; the \
                 log is sound up to line {before}"
            ),
            OutOfOrder { .. } => format!(
                "lines were added, duplicated or moved: remove what does not belong here; the log \
                 is sound up to line {before}"
            ),
            OtherRun { .. } => "keep the records of each run in a log of its own".to_owned(),
            NotJson { message } if before == 0 && message.starts_with("EOF") => {
                "each record of a log is an object in one line: if this one was laid out for reading, \
                 bring each record back into one line, or take the log from a copy"
                    .to_owned()
            }
            NotJson { .. } | NotAnObject if before == 0 => {
                "name a log: each of its lines is a record, an object in JSON".to_owned()
            }
            NotJson { .. }
            | NotCanonical(_)
            | NotAnObject
            | ChainMissing
            | ChainValue { .. }
            | Envelope(_)
            | Changed { .. } => {
                format!("take line {} from a copy; the log is sound up to line {before}", self.line)
            }
        }
    }
}

impl fmt::Display for LogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.kind),
            None => write!(f, "line {}: {}", self.line, self.kind),
        }
    }
}

impl Error for LogFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.kind.source()
    }
}
