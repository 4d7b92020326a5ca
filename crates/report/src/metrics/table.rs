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
        rows.iter().map(|row| [row.text.clone(), measured(row), against(row)]).collect();
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

/// The amount of a row; what is rounded to the limit that it breaks does not look like it.
fn measured(row: &Metric) -> String {
    let told = amount(row.value);
    match row.limit {
        Some(Limit { bound, value, .. })
            if row.verdict == Some(Verdict::Exceeded) && parameter_value(value) == told =>
        {
            let beyond = if bound == Bound::AtMost { '>' } else { '<' };
            format!("{beyond} {told}")
        }
        _ => told,
    }
}

/// `99 of 111 (89.2 %)`
pub(crate) fn amount(value: Amount) -> String {
    match value {
        Amount::None => "none".to_string(),
        Amount::Unknown => "unknown".to_string(),
        Amount::Duration(duration) => span(duration),
        Amount::Count(count) => names::grouped(count),
        Amount::Share { part, of } => {
            let part_of_all = share(part, of.max(1));
            format!("{} of {} ({part_of_all})", names::grouped(part), names::grouped(of))
        }
        Amount::PartsPerMillion(parts) => share(parts, 1_000_000),
        Amount::PerDay { thousandths } => {
            format!("{}.{:03}", names::grouped(thousandths / 1_000), thousandths % 1_000)
        }
    }
}

/// A share in percent, rounded to a tenth; what is not quite none or all does not look so.
fn share(part: u64, of: u64) -> String {
    let (part, of) = (u128::from(part), u128::from(of));
    let tenths = (2_000 * part + of) / (2 * of);
    match tenths {
        0 if 0 < part => "< 0.1 %".to_string(),
        1_000 if part < of => "> 99.9 %".to_string(),
        _ => percent(u32::try_from(tenths * 1_000).unwrap_or(u32::MAX)),
    }
}

/// `✓ at most 24 h [reported S70]`
pub(crate) fn against(row: &Metric) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rounded_to_the_limit_that_it_breaks_does_not_look_like_it() {
        use domain::parameter::{Parameter, Value};
        use kernel::{Basis, SimDuration};

        let day = SimDuration::from_hours(24);
        let told = |value, bound, limit, exceeded| {
            let limit = Limit {
                bound,
                parameter: Some(Parameter::TierOneWithin),
                value: limit,
                basis: Basis::Assumption,
                source: None,
                set_anew: false,
            };
            let verdict = if exceeded { Verdict::Exceeded } else { Verdict::Kept };
            let row = Metric::plain("a", "a", value);
            measured(&Metric { limit: Some(limit), verdict: Some(verdict), ..row })
        };
        let late = Amount::Duration(SimDuration::from_millis(86_401_000));
        assert_eq!(told(late, Bound::AtMost, Value::Duration(day), true), "> 24 h");
        assert_eq!(told(late, Bound::AtMost, Value::Duration(day), false), "24 h");
        let low = Amount::PartsPerMillion(699_600);
        let limit = Value::Share(700_000);
        assert_eq!(told(low, Bound::AtLeast, limit, true), "< 70 %");
    }

    #[test]
    fn shares_are_rounded_but_not_to_none_or_all() {
        let told = |part, of| amount(Amount::Share { part, of });
        assert_eq!(told(2, 3), "2 of 3 (66.7 %)");
        assert_eq!(told(1, 114), "1 of 114 (0.9 %)");
        assert_eq!(told(1, 2_000), "1 of 2,000 (0.1 %)");
        assert_eq!(told(1, 2_001), "1 of 2,001 (< 0.1 %)");
        assert_eq!(told(1_999, 2_000), "1,999 of 2,000 (> 99.9 %)");
        assert_eq!([told(0, 7), told(7, 7)], ["0 of 7 (0 %)", "7 of 7 (100 %)"]);
        let parts = [0, 1, 499, 500, 123_456, 999_499, 999_999, 1_000_000];
        let told = parts.map(|parts| amount(Amount::PartsPerMillion(parts)));
        let all = ["0 %", "< 0.1 %", "< 0.1 %", "0.1 %", "12.3 %", "99.9 %", "> 99.9 %", "100 %"];
        assert_eq!(told, all);
    }
}
