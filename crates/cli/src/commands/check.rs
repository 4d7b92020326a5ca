//! `tripartite check`: does a log keep the policy rules?

use std::io::{self, Write};

use rules::{Audit, RuleResult, Standing};
use simulator::watch::Watch;

use crate::arguments::{Check, Format};
use crate::exit::{Exit, Failure};
use crate::logs::{Fault, Records};
use crate::{output, policy};

/// More violations of one rule are counted and not listed.
const VIOLATIONS_MAX: usize = 20;

pub fn check(arguments: &Check) -> Result<Exit, Failure> {
    let rules = policy::rules(&arguments.rules)?;
    let mut watch = Watch::<Audit<'_>>::new(&rules);
    let mut records = Records::open(&arguments.log, &arguments.reading)?;
    while let Some(record) = records.next()? {
        watch
            .take(&record)
            .map_err(|error| Fault::new(&error.to_string()).at(&arguments.log, record.position))?;
    }
    if arguments.closed {
        watch.judge.close();
    }
    let results = watch.judge.results();
    match arguments.format {
        Format::Json => output::json(&serde_json::to_value(&results).unwrap_or_default())?,
        Format::Text => {
            output::data(|out| results.rules.iter().try_for_each(|rule| write_rule(rule, out)))?;
        }
    }
    let broken = results.rules.iter().any(|rule| rule.verdict == Standing::Broken);
    Ok(if broken { Exit::Broken } else { Exit::Done })
}

/// One rule in a line, and below it what broke it and what it still waits for.
fn write_rule(rule: &RuleResult, out: &mut dyn Write) -> io::Result<()> {
    let verdict = match rule.verdict {
        Standing::Broken => "BROKEN",
        Standing::Pending => "pending",
        Standing::Kept => "kept",
        Standing::Vacuous => "never triggered",
    };
    write!(out, "{}: {verdict}", rule.rule)?;
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
    for violation in rule.violations.iter().take(VIOLATIONS_MAX) {
        writeln!(out, "  {}", violation.text)?;
    }
    if VIOLATIONS_MAX < rule.violations.len() {
        writeln!(out, "  and {} more", rule.violations.len() - VIOLATIONS_MAX)?;
    }
    if !rule.pending.is_empty() {
        writeln!(out, "  {} pending", rule.pending.len())?;
    }
    rule.warnings.iter().try_for_each(|warning| writeln!(out, "  warning: {warning}"))
}
