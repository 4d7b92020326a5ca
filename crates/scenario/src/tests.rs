//! Scenario files as their authors see them: what is refused and in which words, what is played.

mod circles;
mod commands;
mod compiled;
mod endless;
mod events;
mod extended;
mod faults;
mod hostile;
mod injects;
mod left_out;
mod mistakes;
mod mutations;
mod parameters;
mod places;
mod played;
mod reach;
mod schema;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, SourceText, Style, render};
use domain::Event;
use serde_json::{Map, Value};

use crate::{Policy, compile, compile_with};

/// What every scenario begins with.
const HEAD: &str =
    "scenario: small\ntitle: A small one\nstart: 2026-03-02T09:00:00+01:00\nuntil: T+48:00\n";

/// The example of the reference.
fn example() -> &'static str {
    let reference = include_str!("../../../docs/scenarios.md");
    let behind = reference.split("```yaml\n").nth(1).expect("the reference has an example");
    behind.split("```").next().expect("the example ends")
}

/// The fields of an event, as JSON.
fn fields_of(event: &Event) -> Map<String, Value> {
    let inside = |value: Value| match value {
        Value::Object(variant) => variant.into_iter().next().map(|(_, content)| content),
        _ => None,
    };
    let json = serde_json::to_value(event).ok();
    match json.and_then(inside).and_then(inside) {
        Some(Value::Object(fields)) => fields,
        other => panic!("{event:?} has the fields {other:?}"),
    }
}

/// A file or folder of this crate.
fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// The files of a folder and of those in it, with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The scenarios that come with the program.
fn scenarios() -> Vec<String> {
    texts(&files(&path("../../scenarios"), "yaml"))
}

/// Those that are short enough to be played time and again; of the others a digest is kept.
fn short_scenarios() -> Vec<String> {
    let mut files = files(&path("../../scenarios"), "yaml");
    files.retain(|path| !path.with_file_name("digest.txt").exists());
    texts(&files)
}

fn texts(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|path| fs::read_to_string(path).expect("it can be read")).collect()
}

/// Faults as people see them.
fn shown(text: &str, faults: &[Diagnostic]) -> String {
    render(&SourceText::new("scenario.yaml", text), faults, Style::Plain)
}

/// The faults of a scenario, or the warnings about it.
fn faults(text: &str) -> Vec<Diagnostic> {
    compile(text).map_or_else(|faults| faults, |compiled| compiled.warnings)
}

/// The same with rules beside the scenario.
fn faults_with(text: &str, policy: &Policy) -> Vec<Diagnostic> {
    compile_with(text, policy).map_or_else(|faults| faults, |compiled| compiled.warnings)
}

/// Code and message of each.
fn found(text: &str) -> Vec<String> {
    faults(text).iter().map(|fault| format!("{} {}", fault.code, fault.message)).collect()
}

#[test]
fn the_scenarios_and_the_example_of_the_reference_are_sound() {
    for text in scenarios().iter().map(String::as_str).chain([example()]) {
        let faults = faults(text);
        assert!(faults.is_empty(), "{}", shown(text, &faults));
    }
}
