//! Plays scenarios for the tests: from the files, into memory, with everything recorded.

use std::sync::Arc;

use event_store::{Chain, EventStore, Memory};
use rules::RuleSet;
use scenario::Policy;
use simulator::choice::{Choose, Recorded, Seeded};
use simulator::log::Log;
use simulator::record::{Body, CenterRecord, Opening};
use simulator::run::{self, Outcome};
use simulator::script::Script;

use crate::whim::Whim;

/// A run with everything that it recorded.
pub struct Played<C> {
    pub records: Vec<CenterRecord>,
    pub outcome: Outcome<Log<Memory>, C>,
}

impl<C> Played<C> {
    /// The chain value of the last record: equal histories have equal ones.
    pub fn chain(&self) -> Chain {
        self.outcome.journal.store.head().expect("it is in memory").chain
    }
}

/// The names of the folders in `scenarios/` that are short enough to be played time and again.
/// One of which only a digest is kept is played once, by `crates/cli/tests/scenarios.rs`.
///
/// # Panics
/// If there is none: then the tests over them would check nothing.
pub fn scenarios() -> Vec<String> {
    let folder = crate::root().join("scenarios");
    let entries = std::fs::read_dir(folder).expect("there is a folder of scenarios");
    let folders = entries.map(|entry| entry.expect("it can be listed"));
    let short = folders.filter(|folder| !folder.path().join("digest.txt").exists());
    let mut names: Vec<String> =
        short.filter_map(|folder| folder.file_name().into_string().ok()).collect();
    names.sort();
    assert!(!names.is_empty(), "there is no scenario");
    names
}

/// The script of a shipped scenario, with the rules beside it.
///
/// # Panics
/// If it has faults or warnings.
pub fn script(name: &str) -> Script {
    let text = crate::read(&format!("scenarios/{name}/scenario.yaml"));
    let policy = policy(name).map_or(Policy::None, |rules| Policy::Rules(Arc::new(rules)));
    let source = diagnostic::SourceText::new(name, &text);
    let shown = |faults: &[_]| diagnostic::render(&source, faults, diagnostic::Style::Plain);
    match scenario::compile_with(&text, &policy) {
        Ok(compiled) if compiled.warnings.is_empty() => compiled.script,
        Ok(compiled) => panic!("{name} has warnings:\n{}", shown(&compiled.warnings)),
        Err(faults) => panic!("{name} has faults:\n{}", shown(&faults)),
    }
}

/// The policy rules of a shipped scenario, if it has some.
///
/// # Panics
/// If they have faults or warnings.
pub fn policy(name: &str) -> Option<RuleSet> {
    let path = format!("scenarios/{name}/policy.rules");
    if !crate::root().join(&path).exists() {
        return None;
    }
    let text = crate::read(&path);
    let source = diagnostic::SourceText::new(&path, &text);
    let shown = |faults: &[_]| diagnostic::render(&source, faults, diagnostic::Style::Plain);
    match scenario::rules(&text) {
        Ok(rules) if rules.warnings().is_empty() => Some(rules),
        Ok(rules) => panic!("{path} has warnings:\n{}", shown(rules.warnings())),
        Err(faults) => panic!("{path} has faults:\n{}", shown(&faults)),
    }
}

/// Plays a script from a seed.
pub fn play(script: &Script, seed: u64) -> Played<Seeded> {
    let opening = run::opening(script, seed, None);
    play_with(script, opening, Seeded::new(seed, 0))
}

/// Plays a script as it would hardly ever go.
pub fn play_on_a_whim(script: &Script, seed: u64) -> Played<Whim> {
    let opening = run::opening(script, seed, None);
    play_with(script, opening, Whim(Seeded::new(seed, 0)))
}

/// Plays a script with the choices of an earlier run.
///
/// # Panics
/// If a choice was recorded twice.
pub fn play_again<C>(script: &Script, played: &Played<C>) -> Played<Recorded> {
    let opening = played.records.iter().find_map(|record| match &record.body {
        Body::Started(opening) => Some(Opening::clone(opening)),
        _ => None,
    });
    let choices = played.records.iter().filter_map(|record| match &record.body {
        Body::Chose { key, value } => Some((key.clone(), *value)),
        _ => None,
    });
    let recorded = Recorded::new(choices).expect("each choice is recorded once");
    play_with(script, opening.expect("a run records its beginning"), recorded)
}

fn play_with<C: Choose>(script: &Script, opening: Opening, choose: C) -> Played<C> {
    let log = Log::new(Memory::default(), run::run_id(&opening));
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let outcome = run::run(script, opening, choose, log, &mut keep).expect("the script plays");
    Played { records, outcome }
}
