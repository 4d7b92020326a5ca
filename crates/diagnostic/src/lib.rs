//! Faults of a text with their place, what to do instead, and how they are shown.
//!
//! A reader of any text format collects [`Diagnostic`]s and goes on, so that its user sees all
//! faults at once. [`render`] draws them under the offending lines as rustc does; [`listed`]
//! gives the same facts with lines and columns for programs. Places are byte offsets; they may
//! lie outside of the text, because a fault must never hide behind a fault of its own.
//!
//! Deliberately absent: reading files, printing, and deciding which fault ends a run.

mod listed;
mod nearest;
mod place;
mod render;
mod short;
#[cfg(test)]
mod tests;
mod unseen;

use std::ops::Range;

use serde::Serialize;

pub use crate::listed::{Listed, ListedFix, ListedLabel, listed};
pub use crate::nearest::nearest;
pub use crate::place::SourceText;
pub use crate::render::{Style, render};
pub use crate::unseen::{is_unseen, unseen};

/// Whether a fault forbids the use of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Error,
    Warning,
}

/// A place in the text, in bytes, and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Range<usize>,
    pub text: String,
}

/// An edit that mends the fault: these bytes are to be replaced by this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub span: Range<usize>,
    pub replacement: String,
}

/// One fault: what is wrong, where, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A short key that never changes its meaning, such as `S101`.
    pub code: &'static str,
    pub severity: Severity,
    /// Lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// The first label is the place of the fault; the others explain it.
    pub labels: Vec<Label>,
    pub help: Option<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A fault that forbids the use of the text.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message.into())
    }

    /// A fault that the text can be used in spite of.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Diagnostic {
        Diagnostic { code, severity, message, labels: Vec::new(), help: None, fix: None }
    }

    /// Adds a place; the first one added is the place of the fault.
    #[must_use]
    pub fn label(mut self, span: Range<usize>, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says what to do instead, where there is something to be done.
    #[must_use]
    pub fn help_if(mut self, help: Option<impl Into<String>>) -> Diagnostic {
        self.help = help.map(Into::into);
        self
    }

    /// Offers an edit that mends the fault.
    #[must_use]
    pub fn fix(mut self, span: Range<usize>, replacement: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// Where the fault begins; a fault without a place stands behind all others.
    fn start(&self) -> usize {
        self.labels.first().map_or(usize::MAX, |label| label.span.start)
    }
}

/// The faults in the order of their places; faults of one place keep their order.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| diagnostic.start());
    ordered
}
