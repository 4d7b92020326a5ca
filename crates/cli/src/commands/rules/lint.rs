//! `tripartite rules lint`: faults, and what is hardly meant.

use diagnostic::{Severity, listed};
use serde_json::json;

use super::{each, source};
use crate::arguments::{Format, RuleFiles};
use crate::exit::{Exit, Failure};
use crate::output;

pub fn lint(arguments: &RuleFiles) -> Result<Exit, Failure> {
    let mut all = Vec::new();
    let exit = each(&arguments.files, |file| {
        let faults = match scenario::rules(&file.text) {
            Ok(rules) => rules.warnings().to_vec(),
            Err(faults) => faults,
        };
        match arguments.format {
            Format::Json => {
                all.push(json!({ "file": file.name, "faults": listed(&source(file), &faults) }));
            }
            Format::Text if faults.is_empty() => {
                output::data(|out| writeln!(out, "{}: no faults", file.name))?;
            }
            Format::Text => output::faults(&file.name, &file.text, &faults),
        }
        let is_error = |severity: Severity| severity == Severity::Error;
        Ok(match faults.iter().any(|fault| is_error(fault.severity)) {
            true => Exit::Faults,
            false if faults.is_empty() => Exit::Done,
            false => Exit::Broken,
        })
    })?;
    if arguments.format == Format::Json {
        output::json(&json!(all))?;
    }
    Ok(exit)
}
