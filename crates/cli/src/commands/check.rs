//! `tripartite check`: does a log keep the policy rules?

use std::io::{self, Write};

use rules::{RuleResult, Time};

use crate::arguments::{Check, Format};
use crate::exit::{Exit, Failure};
use crate::judging::{judged, word};
use crate::output;

/// More of what is broken, or pending, in one rule is counted and not listed.
const LISTED_MAX: usize = 20;

pub fn check(arguments: &Check) -> Result<Exit, Failure> {
    let results = judged(&arguments.log, &arguments.judging, &[&arguments.rules])?;
    let results = results.first().expect("there is one file of rules");
    if results.rules.is_empty() {
        let file = arguments.rules.display();
        output::say(&format!("warning: `{file}` has no rule, so nothing was judged\n"));
    }
    match arguments.format {
        Format::Json => output::json(results)?,
        Format::Text => {
            let reached = results.log.reached;
            output::data(|out| {
                results.rules.iter().try_for_each(|rule| write_rule(rule, reached, out))
            })?;
        }
    }
    let is_bad = results.rules.iter().any(|rule| rule.verdict.is_bad());
    Ok(if is_bad { Exit::Broken } else { Exit::Done })
}

/// One rule in a line, and below it what broke it and what it still waits for.
fn write_rule(rule: &RuleResult, reached: Option<Time>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}: {}", rule.rule, word(rule.verdict))?;
    if let (Some(triggered), Some(kept)) = (rule.triggered, rule.kept) {
        write!(out, "; triggered {triggered}, kept {kept}")?;
    }
    for (count, what) in [(rule.excused, "excused"), (rule.repaired, "repaired")] {
        if 0 < count {
            write!(out, ", {what} {count}")?;
        }
    }
    if let Some(tightest) = &rule.tightest {
        write!(out, "; tightest {tightest}")?;
    }
    writeln!(out)?;
    if let Some(text) = rule.given_up_text() {
        writeln!(out, "  {text}")?;
    }
    for violation in rule.violations.iter().take(LISTED_MAX) {
        writeln!(out, "  {}", violation.text)?;
    }
    if LISTED_MAX < rule.violations.len() {
        writeln!(out, "  and {} more", rule.violations.len() - LISTED_MAX)?;
    }
    for pending in rule.pending.iter().take(LISTED_MAX) {
        writeln!(out, "  {}", pending.text(reached))?;
    }
    if LISTED_MAX < rule.pending.len() {
        writeln!(out, "  and {} more pending", rule.pending.len() - LISTED_MAX)?;
    }
    rule.warnings.iter().try_for_each(|warning| writeln!(out, "  warning: {warning}"))
}
