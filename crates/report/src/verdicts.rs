//! What came of each policy rule.

use std::fmt::{self, Write};

use domain::Viewer;
use rules::{Instance, Results, RuleResult, Standing};

use crate::names;
use crate::wrap::{heading, wrapped};
use crate::zone::Zone;

/// More violations of one rule are counted and not listed.
const VIOLATIONS_MAX: usize = 10;
/// More open instances of one rule are counted and not listed.
const PENDING_MAX: usize = 5;

/// Writes the section. Rules of a view are judged by what its viewer may see: a duty that was
/// done out of their sight was not done for them.
pub(crate) fn write(
    results: &Results,
    viewer: Option<Viewer>,
    zone: Zone,
    out: &mut dyn Write,
) -> fmt::Result {
    out.write_char('\n')?;
    match viewer {
        None => heading(out, "Rules", '-')?,
        Some(viewer) => {
            heading(out, &format!("Rules, by what {} may see", names::viewer(viewer)), '-')?;
        }
    }
    results.rules.iter().try_for_each(|rule| write_rule(rule, zone, out))
}

fn write_rule(rule: &RuleResult, zone: Zone, out: &mut dyn Write) -> fmt::Result {
    let word = match rule.verdict {
        Standing::Broken => "BROKEN",
        Standing::GivenUp => "GIVEN UP",
        Standing::Pending => "pending",
        Standing::Kept => "kept",
        Standing::Vacuous => "vacuous",
    };
    wrapped(out, &format!("  {word:<8}"), 10, &format!("{}: {}", rule.rule, rule.title))?;
    wrapped(out, "          ", 10, &counts(rule))?;
    if let Some(text) = rule.given_up_text() {
        wrapped(out, "          ", 12, &text)?;
    }
    for violation in rule.violations.iter().take(VIOLATIONS_MAX) {
        wrapped(out, "          ", 12, &violation.text)?;
    }
    more(rule.violations.len(), VIOLATIONS_MAX, "violations", out)?;
    for open in rule.pending.iter().take(PENDING_MAX) {
        wrapped(out, "          ", 12, &pending(open, zone))?;
    }
    more(rule.pending.len(), PENDING_MAX, "open", out)?;
    // What the run never put to the test is not known to hold.
    for warning in &rule.warnings {
        wrapped(out, "          ", 12, &format!("not tested: {warning}"))?;
    }
    Ok(())
}

/// How often it was asked, and how it went.
fn counts(rule: &RuleResult) -> String {
    let broken = rule.violations.len() as u64;
    let Some((triggered, kept)) = rule.triggered.zip(rule.kept) else {
        return format!("broken {broken}");
    };
    let mut text =
        format!("triggered {}, kept {}", names::grouped(triggered), names::grouped(kept));
    let others = [
        (broken, "broken"),
        (rule.pending.len() as u64, "pending"),
        (rule.excused, "excused"),
        (rule.repaired, "repaired"),
    ];
    for (count, what) in others.into_iter().filter(|(count, _)| 0 < *count) {
        text.extend([", ", what, " ", &names::grouped(count)]);
    }
    if let Some(tightest) = &rule.tightest {
        text.extend(["; the tightest took ", tightest]);
    }
    text
}

/// An instance that is not decided.
fn pending(open: &Instance, zone: Zone) -> String {
    let whom = open.whom();
    let due = match open.due {
        Some(due) => format!("due {}", zone.short(due.0)),
        None => "never due".to_string(),
    };
    let what = if open.reparation { "reparation pending" } else { "pending" };
    let repair = match open.reparation_due {
        _ if open.reparation_came => "; its reparation has come".to_owned(),
        Some(due) => format!("; then its reparation, due {}", zone.short(due.0)),
        None => String::new(),
    };
    format!("{what}{whom} since {}, {due}{repair}", open.position)
}

fn more(count: usize, shown: usize, what: &str, out: &mut dyn Write) -> fmt::Result {
    if shown < count {
        writeln!(out, "          and {} more {what}", count - shown)?;
    }
    Ok(())
}
