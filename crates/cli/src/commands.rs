//! One file a subcommand.

pub mod check;
pub mod completions;
pub mod explain;
pub mod man;
pub mod replay;
pub mod run;
pub mod schema;
pub mod validate;
pub mod verify;

use std::path::Path;

use simulator::script::Script;

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output;

/// A scenario that can be played, or its faults shown.
pub(crate) fn compiled(path: &Path) -> Result<Script, Failure> {
    let scenario = input::scenario(path)?;
    match scenario::compile(&scenario.text) {
        Ok(compiled) => {
            if !compiled.warnings.is_empty() {
                output::faults(&scenario.name, &scenario.text, &compiled.warnings);
            }
            Ok(compiled.script)
        }
        Err(faults) => {
            output::faults(&scenario.name, &scenario.text, &faults);
            Err(Failure::new(Exit::Faults, format!("`{}` cannot be played", scenario.name)))
        }
    }
}
