//! The list of faults while it grows.

use diagnostic::Diagnostic;

/// The faults that one reading reports; those past them are only counted.
pub const FAULTS_MAX: usize = 100;

/// Faults, each once: what stands behind an alias is read at every use.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<Diagnostic>,
    left_out: usize,
}

impl Faults {
    pub(super) fn push(&mut self, fault: Diagnostic) {
        if FAULTS_MAX <= self.list.len() {
            self.left_out += 1;
        } else if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        if 0 < self.left_out {
            let more = format!("and {} more faults", self.left_out);
            self.list.push(Diagnostic::error("S010", more));
        }
        self.list
    }
}
