//! A campaign as people read it.

use std::fmt::{self, Write};

use crate::amount::{amount, difference, share, written};
use crate::analysis::{Sensitivity, box_of, is_discovered, sensitivity, unsaid, yaml};
use crate::campaign::Ended;
use crate::design::Design;
use crate::fold::Fold;
use crate::outcome::Kind;
use crate::row::Status;
use crate::statistics::sequential::Answer;
use crate::statistics::{Confidence, Estimate, Interval};
use crate::stopping::{Rule, Stopped};

mod levers;
mod outcomes;

use levers::levers;
pub(crate) use levers::{no_best, uneven};
pub use levers::{point_name, setting_name};
use outcomes::outcomes;
pub(crate) use outcomes::{no_sample, notes};
pub use outcomes::{told, without};

/// What is told besides the fold.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub title: &'a str,
    pub scenario: &'a str,
    pub seed: u64,
    pub ended: Ended,
    pub digest: &'a str,
    pub confidence: Confidence,
    /// The outcome that effects are told of.
    pub column: usize,
}

/// Writes the account, with the digest in its last line.
pub fn write(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    heading(out, about.title, '=')?;
    let layout = &fold.layout;
    writeln!(out, "scenario  {}, seed {}", about.scenario, about.seed)?;
    writeln!(out, "design    {}, {}", layout.design.name(), size(fold))?;
    ended(fold, about, out)?;
    writeln!(out)?;
    outcomes(fold, about, out)?;
    if fold.effects.is_some() {
        levers(fold, about, out)?;
    }
    uncertainties(fold, about, out)?;
    writeln!(out, "digest {}", about.digest)
}

/// How much each uncertainty matters, and where the bad end of the outcome comes about.
fn uncertainties(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let Some(column) = fold.outcomes.columns.get(about.column) else {
        return Ok(());
    };
    let level = share(about.confidence.level());
    let names = || fold.layout.uncertainties.iter().map(|one| one.name.as_str());
    let width = names().map(str::len).max().unwrap_or(0);
    let head = |what: &str| format!("{what} `{}`, with intervals at {level}", column.name);
    match sensitivity(fold, about.column, about.confidence) {
        None => {}
        Some(Sensitivity::Screened(found)) => {
            heading(
                out,
                &head("Screening (Morris): what the range of each uncertainty changes in"),
                '-',
            )?;
            for (name, one) in names().zip(&found) {
                let value = |number: f64| amount(column.kind, number);
                writeln!(
                    out,
                    "  {name:<width$}  {} {}; mean {}; spread {}",
                    value(one.size.value),
                    bounds(one.size.interval, &value, || "on every way".to_string()),
                    difference(column.kind, one.mean),
                    value(one.spread)
                )?;
            }
            writeln!(out)?;
        }
        Some(Sensitivity::Shares(found)) => {
            heading(out, &head("Indices (Sobol): shares of the variance of"), '-')?;
            for (name, one) in names().zip(&found) {
                let value = |number: f64| format!("{number:.3}");
                let shown = |Estimate { value: found, interval }: &Estimate| {
                    let interval = bounds(*interval, &value, || "in every group".to_string());
                    format!("{} {interval}", value(*found))
                };
                let (first, total) = (shown(&one.first), shown(&one.total));
                writeln!(out, "  {name:<width$}  by itself {first}; in all {total}")?;
            }
            writeln!(out)?;
        }
    }
    if let Some(why) = unsaid(fold, about.column, about.confidence) {
        writeln!(out, "How much uncertainties matter for `{}` is not told: {why}\n", column.name)?;
    }
    discovered(fold, about, out)
}

fn discovered(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    if !is_discovered(fold) {
        return Ok(());
    }
    let (words, found) = match box_of(fold, about.column, about.confidence) {
        Ok(found) => found,
        Err(why) => return writeln!(out, "Scenario discovery (PRIM): {why}\n"),
    };
    heading(out, &format!("Scenario discovery (PRIM): where {words}"), '-')?;
    let shown = |estimate: &Estimate| {
        let Interval { low, high } = estimate.interval;
        format!("{} [{}, {}]", share(estimate.value), share(low), share(high))
    };
    let (density, all) = (shown(&found.density), grouped(found.cases));
    writeln!(out, "  in the box  {density}; of all {all}: {}", share(found.base))?;
    writeln!(out, "  covered     {} of such runs", shown(&found.coverage))?;
    writeln!(out, "  (found on half of the runs, judged on the other {all})\n")?;
    writeln!(out, "{}", yaml(fold, &found))
}

/// The box of an outcome as uncertainties of a scenario file, if one was found.
pub fn box_yaml(fold: &Fold, about: &About<'_>) -> Option<String> {
    box_of(fold, about.column, about.confidence).ok().map(|(_, found)| yaml(fold, &found))
}

fn size(fold: &Fold) -> String {
    let (group, runs) = (fold.layout.group() as u64, fold.layout.runs);
    let rows = fold.layout.rows();
    match (fold.layout.design, group) {
        (_, 1) => format!("{} planned", counted(runs, "run")),
        (Design::OneAtATime | Design::Factorial, _) => format!(
            "{} planned: {} × {group} settings of the levers, with the same draws",
            counted(rows, "run"),
            counted(runs, "number")
        ),
        _ => format!("{} planned: {runs} × {group} points", counted(rows, "run")),
    }
}

fn ended(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    let mut parts = vec![format!("{} done", grouped(fold.count(Status::Done)))];
    for (status, words) in [
        (Status::Panicked, "panicked"),
        (Status::OverBudget, "given up: over the budget"),
        (Status::Stuck, "stuck"),
    ] {
        if 0 < fold.count(status) {
            parts.push(format!("{} {words}", grouped(fold.count(status))));
        }
    }
    writeln!(out, "runs      {}", parts.join(", "))?;
    if about.ended == Ended::Interrupted {
        let left = fold.layout.rows() - fold.rows;
        writeln!(out, "          interrupted; {} left", counted(left, "run"))?;
    }
    let seed = about.seed;
    for fault in fold.faults.iter().take(10) {
        let (index, run, message) = (fault.index, fault.run, &fault.message);
        let status = fault.status.word();
        writeln!(out, "          row {index}, seed {seed} run {run}: {status}: {message}")?;
    }
    if 10 < fold.faults.len() {
        writeln!(out, "          and more; the table has them all")?;
    }
    stopping(fold, about.ended, out)
}

fn stopping(fold: &Fold, ended: Ended, out: &mut dyn Write) -> fmt::Result {
    let column = fold.outcomes.columns.get(fold.stopping.column);
    let (Some(column), false) = (column, fold.stopping.rule == Rule::Never) else {
        return Ok(());
    };
    let name = &column.name;
    let rule = match fold.stopping.rule {
        Rule::Never => String::new(),
        Rule::Narrow { half_width, looks } => format!(
            "stop when {}`{name}` is known to ±{}; looked at after {} runs and at each doubling, \
             all looks together at {}",
            if column.kind == Kind::Time { "the median of " } else { "" },
            amount(column.kind, half_width),
            looks.first,
            share(looks.confidence.level())
        ),
        Rule::Test { low, high, risk } => format!(
            "stop when Wald's test of `{name}` decides between {} and {} at a risk of {}",
            written(low),
            written(high),
            written(risk)
        ),
    };
    writeln!(out, "rule      {rule}")?;
    match fold.stopped {
        None if fold.stopping.is_broken() => writeln!(
            out,
            "          not reached: a run did not end, and the others are no random ones without it"
        ),
        None if ended == Ended::Interrupted => writeln!(out, "          not reached so far"),
        None => writeln!(out, "          not reached: all runs were played"),
        Some(Stopped::Narrow { runs, half_width, .. }) => {
            let half = amount(column.kind, half_width);
            writeln!(out, "          reached after {} at ±{half}", counted(runs, "run"))
        }
        Some(Stopped::Decided { runs, answer }) => {
            let answer = match answer {
                Answer::Low => "the low chance",
                Answer::High => "the high chance",
            };
            writeln!(out, "          decided after {}: {answer}", counted(runs, "run"))
        }
    }
}

/// An interval; of what came out alike every time, where that was.
fn bounds(interval: Interval, value: &dyn Fn(f64) -> String, alike: impl Fn() -> String) -> String {
    let Interval { low, high } = interval;
    if interval.is_bounded() { format!("[{}, {}]", value(low), value(high)) } else { alike() }
}

pub(crate) fn heading(out: &mut dyn Write, text: &str, line: char) -> fmt::Result {
    let rule: String = text.chars().map(|_| line).collect();
    writeln!(out, "{text}\n{rule}")
}

pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// The same with its verb.
pub(crate) fn are(count: u64, noun: &str) -> String {
    format!("{} {}", counted(count, noun), if count == 1 { "is" } else { "are" })
}

/// A number in groups of three digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
