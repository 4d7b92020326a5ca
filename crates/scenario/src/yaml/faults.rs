//! The list of faults while it grows.

use std::ops::Range;

use diagnostic::{Diagnostic, Severity};

use super::{Node, Value, syntax};

/// The errors that one reading reports, and the warnings; errors past them are only counted.
pub const FAULTS_MAX: usize = 100;

/// Faults, each once: what stands behind an alias is read at every use.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Diagnostic>,
    left_out: usize,
    /// How a text is written under the key that was read last, where it is no text like others.
    pub(super) written_as: Option<&'static str>,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Diagnostic) {
        let alike = self.list.iter().filter(|other| other.severity == fault.severity);
        if FAULTS_MAX <= alike.count() {
            self.left_out += usize::from(fault.severity == Severity::Error);
        } else if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }

    /// Whether further errors are only counted.
    pub(crate) fn is_full(&self) -> bool {
        FAULTS_MAX <= self.errors()
    }

    fn errors(&self) -> usize {
        self.list.iter().filter(|fault| fault.severity == Severity::Error).count()
    }

    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Diagnostic>) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }

    /// Takes over what another reading found, with its places changed.
    pub(crate) fn join(&mut self, other: Faults, change: impl Fn(Diagnostic) -> Diagnostic) {
        self.extend(other.list.into_iter().map(change));
        self.left_out += other.left_out;
    }

    /// Whether all faults are of these kinds.
    pub(super) fn are_all(&self, codes: &[&str]) -> bool {
        self.left_out == 0 && self.list.iter().all(|fault| codes.contains(&fault.code))
    }

    /// Whether anything was found that forbids the use of the text.
    pub(crate) fn forbid(&self) -> bool {
        0 < self.errors()
    }

    /// Whether something has been found wrong in this span.
    pub(crate) fn lie_in(&self, span: &Range<usize>) -> bool {
        let inside = |place: &Range<usize>| span.start <= place.start && place.end <= span.end;
        self.list.iter().any(|fault| fault.labels.iter().any(|label| inside(&label.span)))
    }

    /// Whether a fault in this span says that another key was meant to be this one.
    pub(crate) fn mean_key(&self, key: &str, span: &Range<usize>) -> bool {
        let inside = |fix: &Range<usize>| span.start <= fix.start && fix.end <= span.end;
        let fixes = self.list.iter().filter(|fault| fault.code == "S002");
        let mut fixes = fixes.filter_map(|fault| fault.fix.as_ref());
        fixes.any(|fix| fix.replacement == key && inside(&fix.span))
    }

    /// Whether a part of this map may not have been read: a key is none that it should have, or
    /// that of a list or map stands twice.
    pub(crate) fn name_key_of(&self, node: &Node) -> bool {
        let Value::Map(entries) = &node.value else {
            return false;
        };
        let is_marked = |code: &str, key: &Node| {
            let mut faults = self.list.iter().filter(|fault| fault.code == code);
            faults.any(|fault| fault.labels.iter().any(|label| label.span == key.span))
        };
        entries.iter().any(|(key, value)| {
            let is_part = matches!(value.value, Value::List(_) | Value::Map(_));
            is_marked("S002", key) || (is_part && is_marked(syntax::TWICE, key))
        })
    }

    /// Whether a key stands twice somewhere, so that something was not read.
    pub(crate) fn name_key_twice(&self) -> bool {
        self.list.iter().any(|fault| fault.code == syntax::TWICE)
    }

    /// Drops the places that are not of the text at hand, and faults that have no other.
    pub(crate) fn keep_places(&mut self, of_the_text: impl Fn(&Range<usize>) -> bool) {
        for fault in &mut self.list {
            fault.labels.retain(|label| of_the_text(&label.span));
        }
        self.list.retain(|fault| !fault.labels.is_empty());
    }

    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        if 0 < self.left_out {
            let more = format!("and {} more faults", self.left_out);
            self.list.push(Diagnostic::error("S010", more));
        }
        self.list
    }
}
