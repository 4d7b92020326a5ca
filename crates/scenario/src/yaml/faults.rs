//! The list of faults while it grows.

use std::ops::Range;

use diagnostic::{Diagnostic, Severity};

use super::{Node, Value};

/// The errors that one reading reports, and the warnings; errors past them are only counted.
pub const FAULTS_MAX: usize = 100;

/// Faults, each once: what stands behind an alias is read at every use.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Diagnostic>,
    left_out: usize,
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

    /// Whether anything was found that forbids the use of the text.
    pub(crate) fn forbid(&self) -> bool {
        0 < self.errors()
    }

    /// Whether a fault in this span says that another key was meant to be this one.
    pub(crate) fn mean_key(&self, key: &str, span: &Range<usize>) -> bool {
        let inside = |fix: &Range<usize>| span.start <= fix.start && fix.end <= span.end;
        let fixes = self.list.iter().filter(|fault| fault.code == "S002");
        let mut fixes = fixes.filter_map(|fault| fault.fix.as_ref());
        fixes.any(|fix| fix.replacement == key && inside(&fix.span))
    }

    /// Whether a key of this map is none that it should have.
    pub(crate) fn name_key_of(&self, node: &Node) -> bool {
        let Value::Map(entries) = &node.value else {
            return false;
        };
        let unknown = self.list.iter().filter(|fault| fault.code == "S002");
        let mut places = unknown.filter_map(|fault| Some(&fault.labels.first()?.span));
        places.any(|place| entries.iter().any(|(key, _)| key.span == *place))
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
