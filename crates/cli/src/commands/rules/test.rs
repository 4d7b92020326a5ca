//! `tripartite rules test`: the examples that stand beside the rules.

use diagnostic::{Diagnostic, listed};
use serde_json::{Value, json};

use super::{each, source};
use crate::arguments::{Format, RuleFiles};
use crate::exit::{Exit, Failure};
use crate::output;

pub fn test(arguments: &RuleFiles) -> Result<Exit, Failure> {
    let mut all = Vec::new();
    let exit = each(&arguments.files, |file| {
        let rules = match scenario::rules(&file.text) {
            Ok(rules) => rules,
            Err(faults) => {
                match arguments.format {
                    Format::Text => output::faults(&file.name, &file.text, &faults),
                    Format::Json => all.push(json!({
                        "file": file.name,
                        "faults": listed(&source(file), &faults),
                    })),
                }
                return Ok(Exit::Faults);
            }
        };
        let results = rules.run_examples();
        let failed: Vec<Diagnostic> =
            results.iter().filter_map(|result| result.fault.clone()).collect();
        match arguments.format {
            Format::Text => {
                if !failed.is_empty() {
                    output::faults(&file.name, &file.text, &failed);
                }
                let passed = results.len() - failed.len();
                output::data(|out| {
                    writeln!(out, "{}: {passed} of {} examples pass", file.name, results.len())
                })?;
            }
            Format::Json => {
                let examples: Vec<Value> = results
                    .iter()
                    .map(|result| {
                        json!({
                            "rule": result.rule,
                            "example": result.title,
                            "passed": result.passed(),
                            "missing": result.missing,
                            "unexpected": result.unexpected,
                        })
                    })
                    .collect();
                let faults = listed(&source(file), &failed);
                all.push(json!({ "file": file.name, "examples": examples, "faults": faults }));
            }
        }
        Ok(if failed.is_empty() { Exit::Done } else { Exit::Broken })
    })?;
    if arguments.format == Format::Json {
        output::json(&json!(all))?;
    }
    Ok(exit)
}
