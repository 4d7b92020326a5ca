//! What came of each outcome, as people read it.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::{About, counted, grouped, heading};
use crate::amount::{amount, difference, share};
use crate::fold::{Fold, Found};
use crate::outcome::{Column, EXPECTATION, Kind};
use crate::statistics::Interval;
use crate::statistics::survival::Curve;
use crate::stopping::Stopped;
use crate::summary::Reading;

pub(super) fn outcomes(fold: &Fold, about: &About<'_>, out: &mut dyn Write) -> fmt::Result {
    if let Some(why) = no_sample(fold) {
        heading(out, "Outcomes", '-')?;
        writeln!(out, "  {why}")?;
        return noted(fold, out);
    }
    let level = share(about.confidence.level());
    let of = match (fold.layout.uncertainties.is_empty(), fold.layout.group()) {
        (true, _) => "of the scenario as it is",
        (false, 1) => "with the uncertainties drawn",
        (false, _) => "of the first run of each group, with the uncertainties drawn",
    };
    heading(out, &format!("Outcomes {of}, each with its interval at {level}"), '-')?;
    let columns = &fold.outcomes.columns;
    let width = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
    let mut nothing = Vec::new();
    let mut always: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (column, found) in columns.iter().zip(&fold.found) {
        let reading = Reading::of(column, found, about.confidence);
        if let Reading::Nothing = reading {
            nothing.push(column.name.as_str());
            continue;
        }
        if let Some(value) = constant(column, &reading).filter(|_| found.nothing == 0) {
            always.entry(value).or_default().push(&column.name);
            continue;
        }
        writeln!(out, "  {:<width$}  {}", column.name, told(column, &reading))?;
        if 0 < found.nothing {
            writeln!(out, "  {:<width$}  ({})", "", without(found))?;
        }
    }
    for (value, names) in always {
        writeln!(out, "  {value} in every run: {}", names.join(", "))?;
    }
    if !nothing.is_empty() {
        writeln!(out, "  nothing to record in any run: {}", nothing.join(", "))?;
    }
    // Numbered, since nobody has named them.
    for column in columns.iter().filter(|column| column.name.starts_with(EXPECTATION)) {
        writeln!(out, "  {}: {}", column.name, column.text)?;
    }
    if fold.outcomes.judge() {
        writeln!(
            out,
            "  rule-…: not broken by the end of a run, though what is pending then may be"
        )?;
    }
    noted(fold, out)
}

fn noted(fold: &Fold, out: &mut dyn Write) -> fmt::Result {
    for note in notes(fold) {
        writeln!(out, "  ({note})")?;
    }
    writeln!(out)
}

/// Why no outcome is told: the runs are no sample of what the scenario leaves uncertain.
pub(crate) fn no_sample(fold: &Fold) -> Option<&'static str> {
    (!fold.layout.design.is_sample()).then_some(
        "not told: `morris` plays four values of each uncertainty alone, which is no sample of it",
    )
}

/// What the intervals do not reckon with: a test that has ended the campaign, and runs that did not
/// end.
pub(crate) fn notes(fold: &Fold) -> Vec<String> {
    let stopped = matches!(fold.stopped, Some(Stopped::Decided { .. })).then(|| {
        "no interval is corrected for the stop: all are those of a number of runs that was fixed \
         beforehand, and hold less often than they say"
            .to_string()
    });
    let (all, out) = (fold.rows.div_ceil(fold.layout.group() as u64), fold.left_out);
    let left_out = (0 < out && out < all).then(|| {
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let off = difference(Kind::Flag, out as f64 / all as f64);
        format!(
            "{} of {} did not end and {} in no estimate; such runs are no random ones, and for them \
             alone a chance may be off by up to {}, and a mean by any amount",
            grouped(out),
            counted(all, "run"),
            if out == 1 { "is" } else { "are" },
            off.trim_start_matches('+')
        )
    });
    stopped.into_iter().chain(left_out).collect()
}

/// The value that a number had in every run in which there was one.
fn constant(column: &Column, reading: &Reading) -> Option<String> {
    match reading {
        Reading::Number { mean, .. } if reading.is_constant() => Some(amount(column.kind, *mean)),
        _ => None,
    }
}

/// How many runs an estimate leaves out.
pub fn without(found: &Found) -> String {
    format!("nothing to record in {}", counted(found.nothing, "run"))
}

/// One outcome in a line.
pub fn told(column: &Column, reading: &Reading) -> String {
    let kind = column.kind;
    let value = |number: f64| amount(kind, number);
    let between = |Interval { low, high }: Interval| format!("[{}, {}]", value(low), value(high));
    match reading {
        Reading::Nothing => "nothing to record".to_string(),
        Reading::Share { happened, runs, estimate } => {
            let text = format!(
                "{} {} ({} of {})",
                value(estimate.value),
                between(estimate.interval),
                grouped(*happened),
                grouped(*runs)
            );
            if *happened == 0 { format!("{text}: {}", column.never) } else { text }
        }
        Reading::Number { runs, mean, .. } if reading.is_constant() => {
            format!("always {} ({})", value(*mean), counted(*runs, "run"))
        }
        Reading::Number { mean, estimate, quantiles, .. } => {
            let interval =
                estimate.map_or(String::new(), |one| format!(" {}", between(one.interval)));
            let mut text = format!("mean {}{interval}", value(*mean));
            for (share, found) in quantiles {
                #[expect(clippy::cast_precision_loss, reason = "for people")]
                let at = found.value as f64;
                let percent = 100.0 * share;
                let name = format!("{percent:.0} %").replace("50 %", "median");
                let _ = write!(text, "; {name} {}", value(at));
            }
            text
        }
        Reading::Time { curve, horizon } => time(kind, curve, *horizon),
    }
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn time(kind: Kind, curve: &Curve, horizon: i64) -> String {
    let value = |time: i64| amount(kind, time as f64);
    let (survival, Interval { low, high }) = curve.last();
    let (by, low, high) = (share(1.0 - survival), share(1.0 - high), share(1.0 - low));
    let median = match curve.median() {
        None => "no median: fewer than half see it".to_string(),
        Some(median) => {
            let bound = |bound: Option<i64>| bound.map_or("?".to_string(), value);
            format!("median {} [{}, {}]", value(median.time), bound(median.low), bound(median.high))
        }
    };
    format!("{median}; by {}: {by} [{low}, {high}]", value(horizon))
}
