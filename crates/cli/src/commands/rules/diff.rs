//! `tripartite rules diff`: which verdicts change from one version of the rules to the next.

use std::io::{self, Write};

use rules::{Change, Named, Results, changes};
use serde_json::json;

use crate::arguments::{DiffRules, Format};
use crate::exit::{Exit, Failure};
use crate::judging::{judged, word};
use crate::output;

/// More changes of one kind in one rule are counted and not listed.
const LISTED_MAX: usize = 20;

pub fn diff(arguments: &DiffRules) -> Result<Exit, Failure> {
    let results = judged(&arguments.log, &arguments.judging, &[&arguments.old, &arguments.new])?;
    let [before, after] = results.as_slice() else {
        unreachable!("there are two files of rules");
    };
    let changes = changes(before, after);
    match arguments.format {
        Format::Json => output::json(&json!({ "log": after.log, "changes": changes }))?,
        Format::Text => output::data(|out| write(&changes, after, out))?,
    }
    Ok(Exit::Done)
}

fn write(changes: &[Change], results: &Results, out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return writeln!(out, "no verdict changes on {} events", results.log.events);
    }
    let mut listed = 0;
    let mut of = "";
    for change in changes {
        let (rule, line) = shown(change);
        listed = if rule == of { listed + 1 } else { 1 };
        of = rule;
        if listed <= LISTED_MAX {
            writeln!(out, "{rule}: {line}")?;
        }
    }
    let count = |rule: &str| changes.iter().filter(|change| shown(change).0 == rule).count();
    let mut rules: Vec<&str> = changes.iter().map(|change| shown(change).0).collect();
    rules.dedup();
    for rule in rules.into_iter().filter(|rule| LISTED_MAX < count(rule)) {
        writeln!(out, "{rule}: and {} more changes", count(rule) - LISTED_MAX)?;
    }
    Ok(())
}

fn shown(change: &Change) -> (&str, String) {
    match change {
        Change::RuleAdded { rule, verdict } => (rule, format!("new: {}", word(*verdict))),
        Change::RuleRemoved { rule, verdict } => {
            (rule, format!("taken out; it was: {}", word(*verdict)))
        }
        Change::Verdict { rule, old, new } => {
            (rule, format!("{} becomes {}", word(*old), word(*new)))
        }
        Change::NewlyBroken { rule, position, values } => {
            (rule, format!("newly broken at {position}{}", named(values)))
        }
        Change::NoLongerBroken { rule, position, values } => {
            (rule, format!("no longer broken at {position}{}", named(values)))
        }
    }
}

fn named(values: &Named) -> String {
    let values: Vec<String> =
        values.0.iter().map(|(name, value)| format!("{name} {value}")).collect();
    if values.is_empty() { String::new() } else { format!(" for {}", values.join(", ")) }
}
