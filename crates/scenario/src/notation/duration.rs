//! Durations, with their units.

use jiff::Span;
use kernel::SimDuration;

/// Ten thousand years: more than lies between any two instants.
const LONGEST_MS: u64 = 3_652_500 * 86_400_000;

/// Reads a duration.
pub(crate) fn duration(text: &str) -> Option<SimDuration> {
    let span: Span = text.parse().ok()?;
    let too_long = span.get_years() != 0 || span.get_months() != 0;
    let too_short = span.get_microseconds() != 0 || span.get_nanoseconds() != 0;
    if span.is_negative() || too_long || too_short {
        return None;
    }
    let units = [
        (i64::from(span.get_weeks()), 604_800_000),
        (i64::from(span.get_days()), 86_400_000),
        (i64::from(span.get_hours()), 3_600_000),
        (span.get_minutes(), 60_000),
        (span.get_seconds(), 1_000),
        (span.get_milliseconds(), 1),
    ];
    let ms = units
        .iter()
        .try_fold(0i64, |sum, &(count, unit)| sum.checked_add(count.checked_mul(unit)?))?;
    u64::try_from(ms).ok().filter(|ms| *ms <= LONGEST_MS).map(SimDuration::from_millis)
}

/// Whether a text counts in months or years, which are not all of one length.
pub(crate) fn counts_by_calendar(text: &str) -> bool {
    text.parse().is_ok_and(|span: Span| span.get_years() != 0 || span.get_months() != 0)
}

/// Whether a text that is no duration would be one with smaller numbers.
pub(crate) fn is_too_long(text: &str) -> bool {
    let mut small = String::new();
    for character in text.chars() {
        match character {
            // What stands behind a point makes nothing long.
            '.' | ',' => return false,
            '0'..='9' if small.ends_with('1') => {}
            '0'..='9' => small.push('1'),
            other => small.push(other),
        }
    }
    duration(text).is_none() && duration(&small).is_some()
}

/// A span as [`duration`] reads it, the greatest units first.
pub(crate) fn written_duration(span: SimDuration) -> String {
    let mut rest = span.as_millis();
    if rest == 0 {
        return "0h".to_string();
    }
    let mut parts = Vec::new();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];
    for (unit, name) in units {
        if unit <= rest {
            parts.push(format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    parts.join(" ")
}
