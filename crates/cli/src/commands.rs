//! One file a subcommand.

pub mod branch;
pub mod campaign;
pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod export;
pub mod man;
pub mod replay;
pub mod rules;
pub mod run;
pub mod schema;
pub mod seal;
pub mod validate;
pub mod verify;
pub mod why;

use std::path::Path;

use scenario::Compiled;
use scenario::plan::Plan;
use simulator::script::Script;

use crate::exit::{Exit, Failure};
use crate::{input, output, policy};

/// A scenario that can be played, with the rules of the file named or of its folder; or the
/// faults of both shown.
pub(crate) fn compiled(path: &Path, rules: Option<&Path>) -> Result<Script, Failure> {
    planned(path, rules).map(|(script, _)| script)
}

/// The same with what a campaign varies and records.
pub(crate) fn planned(path: &Path, rules: Option<&Path>) -> Result<(Script, Plan), Failure> {
    let scenario = input::scenario(path)?;
    let policy = policy::of_scenario(path, rules);
    let compiled = match scenario::compile(&scenario.text) {
        Ok(compiled) => {
            if !compiled.warnings.is_empty() {
                output::faults(&scenario.name, &scenario.text, &compiled.warnings);
            }
            compiled
        }
        Err(faults) => {
            output::faults(&scenario.name, &scenario.text, &faults);
            return Err(Failure::new(
                Exit::Faults,
                format!("`{}` cannot be played", scenario.name),
            ));
        }
    };
    let Compiled { script, plan, .. } = compiled;
    Ok((Script { rules: policy?, ..script }, plan))
}
