//! `tripartite rules coverage`: what no example notices.

use std::io::{self, Write};

use diagnostic::{Diagnostic, listed};
use rules::{ChangeKind, RuleCoverage};
use serde_json::json;

use super::{each, source};
use crate::arguments::{Format, RuleFiles};
use crate::exit::{Exit, Failure};
use crate::{output, policy};

/// More changes are counted and not shown under their lines.
const SHOWN_MAX: usize = 100;

pub fn coverage(arguments: &RuleFiles) -> Result<Exit, Failure> {
    let mut all = Vec::new();
    let exit = each(&arguments.files, |file| {
        let Ok(rules) = policy::of_file(file) else { return Ok(Exit::Faults) };
        let coverage = rules.coverage();
        let unnoticed = || coverage.iter().flat_map(|rule| &rule.unnoticed);
        match arguments.format {
            Format::Text => {
                let faults = unnoticed().take(SHOWN_MAX).map(|it| it.fault.clone());
                let faults: Vec<Diagnostic> = faults.collect();
                if !faults.is_empty() {
                    output::faults(&file.name, &file.text, &faults);
                }
                output::data(|out| write(&file.name, &coverage, out))?;
            }
            Format::Json => {
                let faults: Vec<Diagnostic> = unnoticed().map(|it| it.fault.clone()).collect();
                let lines = listed(&source(file), &faults);
                all.push(json!({ "file": file.name, "rules": coverage, "faults": lines }));
            }
        }
        Ok(Exit::Done)
    })?;
    if arguments.format == Format::Json {
        output::json(&json!(all))?;
    }
    Ok(exit)
}

fn write(name: &str, coverage: &[RuleCoverage], out: &mut dyn Write) -> io::Result<()> {
    for rule in coverage {
        write!(out, "{}: ", rule.rule)?;
        match rule.examples {
            0 => writeln!(out, "no example")?,
            _ if rule.fails => writeln!(out, "an example fails; `rules test` shows it")?,
            count => {
                let shown = rule.shown.join(", ");
                let shown = if shown.is_empty() { "nothing" } else { &shown };
                let (noticed, changes) = (rule.noticed, rule.changes);
                let examples = if count == 1 { "1 example shows" } else { "examples show" };
                writeln!(out, "{examples} {shown}; {noticed} of {changes} changes noticed")?;
            }
        }
    }
    let with = coverage.iter().filter(|rule| 0 < rule.examples).count();
    let failing = match coverage.iter().filter(|rule| rule.fails).count() {
        0 => String::new(),
        count => format!(", and those of {count} fail"),
    };
    let of_kind = |kind: fn(ChangeKind) -> bool| {
        coverage.iter().flat_map(|rule| &rule.unnoticed).filter(|it| kind(it.kind)).count()
    };
    let branches = of_kind(|kind| kind == ChangeKind::Branch);
    let others = of_kind(|kind| kind != ChangeKind::Branch);
    writeln!(
        out,
        "{name}: {with} of {} rules have examples{failing}; unnoticed: {branches} branches, {others} bounds, \
         comparisons and needs",
        coverage.len()
    )
}
