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
use crate::policy::RuleFile;
use crate::{input, output};

/// A scenario that can be played, with the rules beside it; or the faults of both shown.
///
/// Other rules may take their place. What the scenario expects of its own is then not asked.
pub(crate) fn compiled(path: &Path, rules: Option<&Path>) -> Result<Script, Failure> {
    searchable(path, rules).map(|compiled| compiled.script)
}

/// The same with what a campaign varies and records.
pub(crate) fn planned(path: &Path, rules: Option<&Path>) -> Result<(Script, Plan), Failure> {
    searchable(path, rules).map(|Compiled { script, plan, .. }| (script, plan))
}

/// The same, with what a search may choose.
pub(crate) fn searchable(path: &Path, rules: Option<&Path>) -> Result<Compiled, Failure> {
    let source = Source::from(input::scenario(path)?);
    let beside = RuleFile::beside(path, &source)?;
    let policy = RuleFile::policy(beside.as_ref());
    let others = rules.map(RuleFile::open).transpose()?;
    let compiled = scenario::compile_all(&source, &policy, &mut input::extended, &[]);
    match &compiled {
        Ok(Compiled { sources, warnings: faults, .. }) | Err(Faulty { sources, faults, .. }) => {
            show(sources, faults);
        }
    }
    if let (Ok(compiled), Some(judging)) = (&compiled, others.as_ref().or(beside.as_ref())) {
        let strangers = judging.strangers(compiled);
        output::faults(&judging.source.name, &judging.source.text, &strangers);
    }
    let sound = beside.map(RuleFile::sound).transpose();
    let others = others.map(RuleFile::sound).transpose();
    let Ok(mut compiled) = compiled else {
        return Err(Failure::new(Exit::Faults, format!("`{}` cannot be played", source.name)));
    };
    sound?;
    if let Some(others) = others? {
        let text = compiled.sources.hashed();
        compiled.script = scenario::judged_by(compiled.script, text, others);
    }
    Ok(compiled)
}

/// A scenario that the program wrote, with the rules beside it, or its faults.
pub(crate) fn read_again(path: &Path) -> Result<Result<Compiled, Faulty>, Failure> {
    let source = Source::from(input::scenario(path)?);
    let beside = RuleFile::beside(path, &source)?;
    let policy = RuleFile::policy(beside.as_ref());
    Ok(scenario::compile_all(&source, &policy, &mut input::extended, &[]))
}

/// Shows faults, each in the file where it stands.
pub(crate) fn show(sources: &Sources, faults: &[Diagnostic]) {
    for (source, faults) in sources.apart(faults) {
        output::faults(&source.name, &source.text, &faults);
    }
}
