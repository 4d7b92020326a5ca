//! Opens files of policy rules about the center.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnostic::Diagnostic;
use rules::{RuleSet, Vocabulary};

use crate::exit::{Exit, Failure};
use crate::input::SourceFile;
use crate::{input, output};

/// The name of the file of rules in the folder of a scenario.
const BESIDE: &str = "policy.rules";

/// The rules of a file about the center, or all its faults shown.
pub fn rules(path: &Path) -> Result<RuleSet, Failure> {
    of_file(&input::rules(path)?)
}

/// The rules of a file that was read, about the center.
pub fn of_file(file: &SourceFile) -> Result<RuleSet, Failure> {
    shown(file, scenario::rules(&file.text))
}

/// The rules of a file that was read, about the events of a vocabulary and its own.
pub fn about(file: &SourceFile, vocabulary: &Vocabulary) -> Result<RuleSet, Failure> {
    shown(file, RuleSet::parse(&file.text, vocabulary))
}

fn shown(file: &SourceFile, read: Result<RuleSet, Vec<Diagnostic>>) -> Result<RuleSet, Failure> {
    let rules = read.map_err(|faults| {
        output::faults(&file.name, &file.text, &faults);
        Failure::new(Exit::Faults, format!("`{}` has faults", file.name))
    })?;
    if !rules.warnings().is_empty() {
        output::faults(&file.name, &file.text, rules.warnings());
    }
    Ok(rules)
}

/// The rules by which runs of a scenario are judged: those of the file that was named, or those
/// that lie beside it.
pub fn of_scenario(scenario: &Path, named: Option<&Path>) -> Result<Option<Arc<RuleSet>>, Failure> {
    found(scenario, named).map(|path| rules(&path).map(Arc::new)).transpose()
}

/// The file of these rules.
pub fn found(scenario: &Path, named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| beside(scenario))
}

/// The file of rules in the scenario's folder. A file of another name than `scenario.yaml` is a
/// scenario by itself.
fn beside(scenario: &Path) -> Option<PathBuf> {
    let folder = if scenario.is_dir() {
        scenario
    } else {
        scenario.parent().filter(|_| scenario.ends_with("scenario.yaml"))?
    };
    Some(folder.join(BESIDE)).filter(|path| path.exists())
}
