//! How a command ends, and what the shell is told.

use std::process::ExitCode;

/// The end of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// Something was judged and is not as it should be.
    Broken,
    /// The command line names something that cannot be meant.
    Usage,
    /// A scenario, a log, a file of rules or a seal has faults.
    Faults,
    /// A file, a store or the output failed.
    Failed,
}

impl Exit {
    /// The worse of two ends: what cannot be read weighs more than what has faults, and that
    /// more than what is not as it should be.
    #[must_use]
    pub fn worse(self, other: Exit) -> Exit {
        if self.code() < other.code() { other } else { self }
    }

    fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Broken => 1,
            Exit::Usage => 2,
            Exit::Faults => 3,
            Exit::Failed => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Why a command could not do its work: what people read, and how it ends.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    pub fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit, message: message.into(), help: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

/// The whole chain of an error, from what failed down to why.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let reason = inner.to_string();
        if !text.ends_with(&reason) {
            text = format!("{text}: {reason}");
        }
        source = inner.source();
    }
    text
}
