//! Scenario files: read, checked, and compiled to a script.
//!
//! ```text
//! scenario.yaml ─yaml::read─► nodes ─yaml::decode─► File ─compile─► Script
//!                 │ syntax            │ types, keys    │ names, times, blanks, circles
//!                 └───────────────────┴────────────────┴──► faults, all at once
//! ```
//!
//! Read [`mod@file`] first: it is the format. [`compile()`] is the way from a text to a script.
//!
//! Deliberately absent: files and folders (the command line opens them), the clock, any
//! choice: a scenario is compiled the same way everywhere.

mod check;
mod compile;
mod distribution;
pub mod file;
mod notation;
mod schema;
mod vocabulary;
pub mod yaml;

use diagnostic::{Diagnostic, Severity};
use simulator::script::Script;

pub use check::reach;
pub use schema::schema;

/// A scenario that can be played.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub script: Script,
    /// What is legal but probably not meant.
    pub warnings: Vec<Diagnostic>,
}

/// Reads, checks and compiles the text of a scenario file, or says everything that is wrong.
pub fn compile(text: &str) -> Result<Compiled, Vec<Diagnostic>> {
    let node = yaml::read(text)?;
    let mut faults = Vec::new();
    let file: Option<file::File> = yaml::decode(&node, &mut faults);
    let script = file.and_then(|file| compile::compile(&file, text, &mut faults));
    match script {
        Some(script) if faults.iter().all(|fault| fault.severity == Severity::Warning) => {
            Ok(Compiled { script, warnings: faults })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests;
