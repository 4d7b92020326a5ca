//! Opens files of policy rules about the center.

use std::borrow::Borrow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnostic::Diagnostic;
use rules::{RuleSet, Vocabulary};
use scenario::{Compiled, Policy, Source};

use crate::exit::{Exit, Failure};
use crate::input::SourceFile;
use crate::{input, output};

/// The name of the file of rules in the folder of a scenario.
const BESIDE: &str = "policy.rules";

/// The rules of a file, or all its faults shown.
pub fn rules(path: &Path) -> Result<Arc<RuleSet>, Failure> {
    RuleFile::open(path)?.sound()
}

/// The rules of a file that was read, about the center.
pub fn of_file(file: &SourceFile) -> Result<RuleSet, Failure> {
    shown(file, scenario::rules(&file.text))
}

/// The rules of a file that was read, about the events of a vocabulary and its own.
pub fn about(file: &SourceFile, vocabulary: &Vocabulary) -> Result<RuleSet, Failure> {
    shown(file, RuleSet::parse(&file.text, vocabulary))
}

fn shown<T: Borrow<RuleSet>>(
    file: &SourceFile,
    read: Result<T, Vec<Diagnostic>>,
) -> Result<T, Failure> {
    let faults = match &read {
        Ok(rules) => rules.borrow().warnings(),
        Err(faults) => faults,
    };
    if !faults.is_empty() {
        output::faults(&file.name, &file.text, faults);
    }
    read.map_err(|_| Failure::new(Exit::Faults, format!("`{}` has faults", file.name)))
}

/// The file of the rules by which runs of a scenario are judged: the one that was named, or the
/// one that lies beside it.
pub fn found(scenario: &Path, named: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    if let Some(named) = named {
        return Ok(Some(named.to_path_buf()));
    }
    if input::comes_once(scenario) {
        return Ok(in_folder(scenario));
    }
    Ok(beside(scenario, &input::scenario(scenario)?.into()))
}

/// A file of rules, and what came of reading it.
pub struct RuleFile {
    pub source: SourceFile,
    read: Result<Arc<RuleSet>, Vec<Diagnostic>>,
}

impl RuleFile {
    pub fn open(path: &Path) -> Result<RuleFile, Failure> {
        let source = input::rules(path)?;
        let read = scenario::rules(&source.text).map(Arc::new);
        Ok(RuleFile { source, read })
    }

    /// The file beside a scenario that was read, or beside the nearest one that it extends, if there
    /// is one.
    pub fn beside(scenario: &Path, read: &Source) -> Result<Option<RuleFile>, Failure> {
        beside(scenario, read).map(|path| RuleFile::open(&path)).transpose()
    }

    /// What is wrong with it, or only doubted.
    pub fn faults(&self) -> &[Diagnostic] {
        match &self.read {
            Ok(rules) => rules.warnings(),
            Err(faults) => faults,
        }
    }

    /// What it says of nations that take no part in a scenario.
    pub fn strangers(&self, scenario: &Compiled) -> Vec<Diagnostic> {
        self.read.as_ref().map_or(Vec::new(), |rules| scenario::strangers(scenario, rules))
    }

    /// What is known of the rules of a scenario that has this file beside it.
    pub fn policy(file: Option<&RuleFile>) -> Policy {
        match file.map(|file| &file.read) {
            None => Policy::None,
            Some(Ok(rules)) => Policy::Rules(Arc::clone(rules)),
            Some(Err(_)) => Policy::Unknown,
        }
    }

    /// The rules, or all faults shown.
    pub fn sound(self) -> Result<Arc<RuleSet>, Failure> {
        shown(&self.source, self.read)
    }
}

/// The file of rules beside a scenario. One that has no rules of its own has those of the nearest
/// scenario that it extends.
fn beside(scenario: &Path, read: &Source) -> Option<PathBuf> {
    let mut path = scenario.to_path_buf();
    let mut source = read.clone();
    for _ in 0..scenario::FILES_MAX {
        let found = in_folder(&path);
        let head = scenario::Head::of(&source.text);
        if found.is_some() || head.has_rules {
            return found;
        }
        // What cannot be opened is a fault of the scenario, and told there.
        source = input::extended(&source, &head.extends?).ok()?;
        path = PathBuf::from(&source.name);
    }
    None
}

/// The file of rules in the scenario's folder. A file of another name than `scenario.yaml` is a
/// scenario by itself.
fn in_folder(scenario: &Path) -> Option<PathBuf> {
    let folder = if scenario.is_dir() {
        scenario
    } else {
        scenario.parent().filter(|_| scenario.ends_with("scenario.yaml"))?
    };
    Some(folder.join(BESIDE)).filter(|path| path.exists())
}
