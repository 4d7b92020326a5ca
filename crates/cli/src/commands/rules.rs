//! `tripartite rules`: work on files of policy rules.

mod coverage;
mod diff;
mod explain;
mod fmt;
mod lint;
mod test;

use std::path::PathBuf;

use diagnostic::SourceText;

use crate::arguments::{Rules, RulesCommand};
use crate::exit::{Exit, Failure};
use crate::input::{self, SourceFile};
use crate::output;

pub fn rules(arguments: &Rules) -> Result<Exit, Failure> {
    match &arguments.command {
        RulesCommand::Test(files) => test::test(files),
        RulesCommand::Explain(explain) => explain::explain(explain),
        RulesCommand::Fmt(fmt) => fmt::fmt(fmt),
        RulesCommand::Lint(files) => lint::lint(files),
        RulesCommand::Coverage(files) => coverage::coverage(files),
        RulesCommand::Diff(diff) => diff::diff(diff),
    }
}

/// Does the same for each file and goes on with the next if one cannot be read; the worst end.
fn each(
    files: &[PathBuf],
    mut work: impl FnMut(&SourceFile) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    for path in files {
        let ended = match input::rules(path) {
            Ok(file) => work(&file)?,
            Err(failure) => {
                output::failure(&failure);
                failure.exit
            }
        };
        exit = exit.worse(ended);
    }
    Ok(exit)
}

fn source(file: &SourceFile) -> SourceText<'_> {
    SourceText::new(&file.name, &file.text)
}
