//! What is wrong with a line.

use std::fmt;
use std::io;

/// A line that cannot be read as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1; of a record that spans several lines, its first.
    pub line: u64,
    /// In bytes, from 1.
    pub column: Option<usize>,
    pub message: String,
    pub help: Option<String>,
    /// The field of the rules whose type has no such value, as `event.field`.
    pub declared: Option<String>,
    /// The log ends in the middle of this line.
    pub is_cut: bool,
}

impl Fault {
    pub(crate) fn new(line: u64, message: impl Into<String>) -> Fault {
        Fault {
            line,
            column: None,
            message: message.into(),
            help: None,
            declared: None,
            is_cut: false,
        }
    }

    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Why a log cannot be read on.
#[derive(Debug)]
pub enum ReadError {
    Fault(Fault),
    Io(io::Error),
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> ReadError {
        ReadError::Fault(fault)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> ReadError {
        ReadError::Io(error)
    }
}
