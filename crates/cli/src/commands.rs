//! One file a subcommand.

pub mod branch;
pub mod campaign;
pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod explore;
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

use diagnostic::Diagnostic;
use scenario::plan::Plan;
use scenario::{Compiled, Faulty, Source, Sources};
use simulator::script::Script;

use crate::exit::{Exit, Failure};
use crate::{input, output, policy};

/// A scenario that can be played, with the rules of the file named or of its folder; or the
/// faults of both shown.
pub(crate) fn compiled(path: &Path, rules: Option<&Path>) -> Result<Script, Failure> {
    searchable(path, rules).map(|compiled| compiled.script)
}

/// The same with what a campaign varies and records.
pub(crate) fn planned(path: &Path, rules: Option<&Path>) -> Result<(Script, Plan), Failure> {
    searchable(path, rules).map(|Compiled { script, plan, .. }| (script, plan))
}

/// The same, with what a search may choose.
pub(crate) fn searchable(path: &Path, rules: Option<&Path>) -> Result<Compiled, Failure> {
    let input::SourceFile { name, text, .. } = input::scenario(path)?;
    let policy = policy::of_scenario(path, rules);
    let source = Source { name: name.clone(), text };
    let mut compiled = match scenario::compile_extended(&source, &mut input::extended, &[]) {
        Ok(compiled) => {
            show(&compiled.sources, &compiled.warnings);
            compiled
        }
        Err(Faulty { sources, faults, .. }) => {
            show(&sources, &faults);
            return Err(Failure::new(Exit::Faults, format!("`{name}` cannot be played")));
        }
    };
    compiled.script.rules = policy?;
    Ok(compiled)
}

/// Shows faults, each in the file where it stands.
pub(crate) fn show(sources: &Sources, faults: &[Diagnostic]) {
    for (source, faults) in sources.apart(faults) {
        output::faults(&source.name, &source.text, &faults);
    }
}
