//! The same faults for programs: `--format json`, the page, an editor.

use serde::Serialize;

use crate::place::Lines;
use crate::{Diagnostic, Severity, SourceText, in_order};

/// A fault with lines and columns in the place of byte offsets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed<'a> {
    pub code: &'a str,
    pub severity: Severity,
    pub message: &'a str,
    pub file: &'a str,
    /// The first is the place of the fault.
    pub labels: Vec<ListedLabel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<ListedFix<'a>>,
}

/// A place: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedLabel<'a> {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub text: &'a str,
}

/// An edit in bytes, as programs apply it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedFix<'a> {
    pub start: usize,
    pub end: usize,
    pub replacement: &'a str,
}

/// Lists faults in the order of their places.
pub fn listed<'a>(source: &SourceText<'a>, diagnostics: &'a [Diagnostic]) -> Vec<Listed<'a>> {
    let lines = Lines::of(source.text);
    in_order(diagnostics)
        .into_iter()
        .map(|diagnostic| listed_one(source, &lines, diagnostic))
        .collect()
}

fn listed_one<'a>(
    source: &SourceText<'a>,
    lines: &Lines<'_>,
    diagnostic: &'a Diagnostic,
) -> Listed<'a> {
    let labels = diagnostic.labels.iter().map(|label| {
        let span = lines.clamped(&label.span);
        let (start, end) = (lines.place(span.start), lines.place(span.end));
        ListedLabel {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: &label.text,
        }
    });
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let span = lines.clamped(&fix.span);
        ListedFix { start: span.start, end: span.end, replacement: &fix.replacement }
    });
    Listed {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        file: source.name,
        labels: labels.collect(),
        help: diagnostic.help.as_deref(),
        fix,
    }
}
