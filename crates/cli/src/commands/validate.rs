//! `tripartite validate`: every fault of every file at once.

use diagnostic::{Diagnostic, Severity, SourceText, listed};
use scenario::{Faulty, Source, Sources};
use serde_json::{Value, json};

use crate::arguments::{Format, Validate};
use crate::commands::show;
use crate::exit::{Exit, Failure};
use crate::input::SourceFile;
use crate::policy::RuleFile;
use crate::{input, output};

pub fn validate(arguments: &Validate) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let mut all = Vec::new();
    for path in &arguments.scenarios {
        let scenario = match input::scenario(path) {
            Ok(scenario) => Source::from(scenario),
            Err(failure) => {
                exit = exit.worse(failure.exit);
                output::failure(&failure);
                continue;
            }
        };
        let beside = match RuleFile::beside(path, &scenario) {
            Ok(beside) => beside,
            Err(failure) => {
                exit = exit.worse(failure.exit);
                output::failure(&failure);
                continue;
            }
        };
        let policy = RuleFile::policy(beside.as_ref());
        let compiled = scenario::compile_all(&scenario, &policy, &mut input::extended, &[]);
        let mut of_rules = beside.as_ref().map_or(Vec::new(), |file| file.faults().to_vec());
        let (sources, faults) = match compiled {
            Ok(compiled) => {
                of_rules.extend(beside.iter().flat_map(|file| file.strangers(&compiled)));
                (compiled.sources, compiled.warnings)
            }
            Err(Faulty { sources, faults, .. }) => (sources, faults),
        };
        exit =
            exit.worse(tell_scenario(&scenario, (&sources, &faults), arguments.format, &mut all)?);
        if let Some(file) = &beside {
            exit = exit.worse(tell(&file.source, &of_rules, arguments.format, &mut all)?);
        }
    }
    if arguments.format == Format::Json {
        output::json(&json!(all))?;
    }
    Ok(exit)
}

/// Says what is wrong with a scenario, in each of its files.
fn tell_scenario(
    scenario: &Source,
    (sources, faults): (&Sources, &[Diagnostic]),
    format: Format,
    all: &mut Vec<Value>,
) -> Result<Exit, Failure> {
    match format {
        Format::Json => {
            for (source, faults) in sources.apart(faults) {
                let text = SourceText::new(&source.name, &source.text);
                all.push(json!({ "file": source.name, "faults": listed(&text, &faults) }));
            }
            if faults.is_empty() {
                all.push(json!({ "file": scenario.name, "faults": [] }));
            }
        }
        Format::Text if faults.is_empty() => {
            output::data(|out| writeln!(out, "{}: no faults", scenario.name))?;
        }
        Format::Text => show(sources, faults),
    }
    Ok(exit_of(faults))
}

fn exit_of(faults: &[Diagnostic]) -> Exit {
    let is_faulty = faults.iter().any(|fault| fault.severity == Severity::Error);
    if is_faulty { Exit::Faults } else { Exit::Done }
}

/// Says what is wrong with a file of rules.
fn tell(
    source: &SourceFile,
    faults: &[Diagnostic],
    format: Format,
    all: &mut Vec<Value>,
) -> Result<Exit, Failure> {
    match format {
        Format::Json => {
            let text = SourceText::new(&source.name, &source.text);
            all.push(json!({ "file": source.name, "faults": listed(&text, faults) }));
        }
        Format::Text if faults.is_empty() => {
            output::data(|out| writeln!(out, "{}: no faults", source.name))?;
        }
        Format::Text => output::faults(&source.name, &source.text, faults),
    }
    Ok(exit_of(faults))
}
