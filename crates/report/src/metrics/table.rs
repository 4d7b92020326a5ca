//! The rows of all measures as a table for people.

use std::fmt::{self, Write};

use super::limits::Bound;
use super::{Amount, Limit, Metric, Verdict};
use crate::names;
use crate::words::{parameter_value, percent};
use crate::wrap::heading;
use crate::zone::span;

/// Writes measured values beside their limits.
pub(crate) fn write(rows: &[Metric], out: &mut dyn Write) -> fmt::Result {
    heading(out, "Metrics", '-')?;
    let cells: Vec<[String; 3]> =
        rows.iter().map(|row| [row.text.clone(), amount(row.value), limit(row)]).collect();
    let head = ["", "measured", "limit"].map(str::to_string);
    let width = |column: usize| {
        let all = cells.iter().chain([&head]).filter_map(|cells| cells.get(column));
        all.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (text_width, value_width) = (width(0), width(1));
    for [text, value, limit] in [&head].into_iter().chain(&cells) {
        writeln!(out, "  {text:<text_width$}  {value:<value_width$}  {limit}")?;
    }
    out.write_char('\n')
}

/// `99 of 111 (89.2 %)`
pub(crate) fn amount(value: Amount) -> String {
    match value {
        Amount::None => "none".to_string(),
        Amount::Unknown => "unknown".to_string(),
        Amount::Duration(duration) => span(duration),
        Amount::Count(count) => names::grouped(count),
        Amount::Share { part, of } => {
            let share = tenths(u128::from(part) * 1_000_000 / u128::from(of.max(1)));
            format!("{} of {} ({share})", names::grouped(part), names::grouped(of))
        }
        Amount::PartsPerMillion(share) => tenths(share.into()),
        Amount::PerDay { thousandths } => {
            format!("{}.{:03}", names::grouped(thousandths / 1_000), thousandths % 1_000)
        }
    }
}

/// Parts per million in percent, cut after a tenth.
fn tenths(share: u128) -> String {
    percent(u32::try_from(share / 1_000 * 1_000).unwrap_or(u32::MAX))
}

/// `✓ at most 24 h [reported S70]`
fn limit(row: &Metric) -> String {
    let Some(Limit { bound, value, basis, source, set_anew, .. }) = row.limit else {
        return "–".to_string();
    };
    let bound = match bound {
        Bound::AtMost => "at most",
        Bound::AtLeast => "at least",
    };
    let verdict = match row.verdict {
        Some(Verdict::Kept) => '✓',
        Some(Verdict::Exceeded) => '✗',
        None => ' ',
    };
    let source = source.map_or(String::new(), |source| format!(" {source}"));
    let anew = if set_anew { ", set anew in the run" } else { "" };
    format!("{verdict} {bound} {}{anew} [{basis}{source}]", parameter_value(value))
}
