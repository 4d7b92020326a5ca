//! `tripartite validate`: every fault of every file at once.

use diagnostic::{Severity, SourceText, listed};
use serde_json::json;

use crate::arguments::{Format, Validate};
use crate::exit::{Exit, Failure};
use crate::{input, output};

pub fn validate(arguments: &Validate) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    let mut all = Vec::new();
    for path in &arguments.scenarios {
        let scenario = match input::scenario(path) {
            Ok(scenario) => scenario,
            Err(failure) => {
                exit = exit.worse(failure.exit);
                output::failure(&failure);
                continue;
            }
        };
        let faults = match scenario::compile(&scenario.text) {
            Ok(compiled) => compiled.warnings,
            Err(faults) => faults,
        };
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            exit = exit.worse(Exit::Faults);
        }
        match arguments.format {
            Format::Json => {
                let source = SourceText::new(&scenario.name, &scenario.text);
                all.push(json!({ "file": scenario.name, "faults": listed(&source, &faults) }));
            }
            Format::Text if faults.is_empty() => {
                output::data(|out| writeln!(out, "{}: no faults", scenario.name))?;
            }
            Format::Text => output::faults(&scenario.name, &scenario.text, &faults),
        }
    }
    if arguments.format == Format::Json {
        output::json(&json!(all))?;
    }
    Ok(exit)
}
