//! A splitting for people and for programs.

use std::fmt::{self, Write};

use serde_json::{Value, json};

use super::{Levels, Summary};
use crate::amount::share;
use crate::statistics::{Confidence, Interval};
use crate::text::{About, counted, grouped, heading};

/// Writes the account, with the digest in its last line.
pub fn write<E>(
    summary: &Summary<E>,
    levels: &Levels,
    about: &About<'_>,
    out: &mut dyn Write,
) -> fmt::Result {
    let effort = summary.effort;
    heading(out, about.title, '=')?;
    writeln!(out, "scenario  {}, seed {}", about.scenario, about.seed)?;
    writeln!(
        out,
        "design    splitting, {} × {} at each of {}",
        counted(effort.repetitions.into(), "repetition"),
        counted(effort.runs.into(), "run"),
        counted(effort.levels as u64, "level")
    )?;
    let begun = summary.levels.iter().map(|level| level.begun).sum();
    writeln!(out, "runs      {} begun or copied", grouped(begun))?;
    if summary.estimates.len() < effort.repetitions as usize {
        let done = counted(summary.estimates.len() as u64, "repetition");
        writeln!(out, "          {done} came to their end")?;
    }
    for fault in &summary.faults {
        writeln!(out, "          {fault}")?;
    }
    writeln!(out)?;
    heading(out, "Levels: of the runs from the level before, how many get there", '-')?;
    let width = levels.names.iter().map(String::len).max().unwrap_or(0);
    for ((number, name), level) in (1..).zip(&levels.names).zip(&summary.levels) {
        let of = match level.begun {
            0 => "nobody got so far".to_string(),
            begun => format!(
                "{} ({} of {}), descended from {}",
                share(ratio(level.reached, begun)),
                grouped(level.reached),
                grouped(begun),
                counted(level.ancestors, "run")
            ),
        };
        writeln!(out, "  {number}  {name:<width$}  {of}")?;
    }
    writeln!(out)?;
    verdict(summary, levels, about.confidence, out)?;
    writeln!(out, "digest {}", about.digest)
}

fn verdict<E>(
    summary: &Summary<E>,
    levels: &Levels,
    confidence: Confidence,
    out: &mut dyn Write,
) -> fmt::Result {
    let last = levels.names.last().map_or("", String::as_str);
    heading(out, &format!("The chance of {last}"), '-')?;
    match summary.verdict(confidence) {
        Ok(told) => {
            let Interval { low, high } = told.estimate.interval;
            let scatter = if told.estimate.interval.is_bounded() {
                format!("[{}, {}] at {}", small(low), small(high), share(confidence.level()))
            } else {
                "in every repetition".to_string()
            };
            let (value, one_in) = (small(told.estimate.value), rounded(1.0 / told.estimate.value));
            writeln!(out, "  {value} {scatter}, or 1 in {one_in}")?;
            if let Some(plain) = told.plain {
                let (plain, error) = (rounded(plain), 100.0 * told.error);
                writeln!(
                    out,
                    "  standard error {error:.0} %; {plain} runs without splitting say as much"
                )?;
            }
        }
        Err(doubts) => {
            writeln!(out, "  refused: no estimate can be trusted")?;
            for doubt in doubts {
                writeln!(out, "  - {doubt}:\n    {}", doubt.help())?;
            }
        }
    }
    writeln!(out)
}

/// The account for programs: `levels`, `estimate` (null if it is refused) and `refused`.
pub fn account<E>(summary: &Summary<E>, levels: &Levels, confidence: Confidence) -> Value {
    let verdict = summary.verdict(confidence);
    let told = verdict.as_ref().ok().map(|told| {
        let Interval { low, high } = told.estimate.interval;
        json!({
            "value": told.estimate.value,
            "interval": told.estimate.interval.is_bounded().then_some([low, high]),
            "confidence": confidence.level(),
            "relative_error": told.error,
            "plain_runs": told.plain,
        })
    });
    let doubts = verdict.err().unwrap_or_default();
    let doubts =
        doubts.iter().map(|doubt| json!({ "why": doubt.to_string(), "help": doubt.help() }));
    let of = levels.names.iter().zip(&summary.levels);
    let of = of.map(|(name, level)| {
        json!({ "level": name, "begun": level.begun, "reached": level.reached,
            "ancestors": level.ancestors })
    });
    json!({
        "levels": of.collect::<Vec<_>>(),
        "repetitions": summary.estimates,
        "estimate": told,
        "refused": doubts.collect::<Vec<_>>(),
        "faults": { "count": summary.faults_count, "first": summary.faults },
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// A chance with three digits, however small it is.
fn small(chance: f64) -> String {
    if 0.001 <= chance { share(chance) } else { format!("{chance:.2e}") }
}

/// A number of runs with two digits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "for people")]
fn rounded(number: f64) -> String {
    if !number.is_finite() || 1e18 < number {
        return format!("{number:.1e}");
    }
    let unit = libm::pow(10.0, (libm::floor(libm::log10(number.max(1.0))) - 1.0).max(0.0));
    grouped((libm::round(number / unit) * unit) as u64)
}
