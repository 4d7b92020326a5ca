//! The list of faults while it grows.

use diagnostic::{Diagnostic, Severity};

use crate::span::Span;

/// The errors, and the warnings, that one reading reports; those past them are only counted.
pub(crate) const FAULTS_MAX: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct Faults {
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    left_out: usize,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Diagnostic) {
        let list = match fault.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if list.len() < FAULTS_MAX {
            list.push(fault);
        } else if fault.severity == Severity::Error {
            self.left_out += 1;
        }
    }

    /// Adds an error with its place.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
        help: Option<String>,
    ) {
        self.push(Diagnostic::error(code, message).label(span.range(), label).help_if(help));
    }

    /// Adds a warning with its place.
    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
        help: &str,
    ) {
        self.push(Diagnostic::warning(code, message).label(span.range(), label).help(help));
    }

    /// Whether anything was found that forbids the use of the text.
    pub(crate) fn forbid(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Errors, then warnings.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        if 0 < self.left_out {
            let more = format!("and {} more faults", self.left_out);
            self.errors.push(Diagnostic::error("R127", more));
        }
        self.errors.extend(self.warnings);
        self.errors
    }
}
