//! Values of events and rules.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};

use kernel::SimTime;
use serde::{Deserialize, Serialize};
/// Short texts need no memory of their own; ids seldom are longer.
pub use smol_str::SmolStr as Text;

use crate::number::Number;

/// A value that a rule can compare.
///
/// Values of different types are never equal and never ordered; the order that is derived here
/// only serves to sort results.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Value {
    /// An id or a text.
    Text(Text),
    Number(Number),
    Bool(bool),
    /// Milliseconds since the epoch.
    Time(i64),
    /// Milliseconds.
    Duration(i64),
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, into: &mut H) {
        match self {
            Value::Text(text) => (0_u8, text).hash(into),
            Value::Number(number) => (1_u8, number).hash(into),
            Value::Bool(truth) => (2_u8, truth).hash(into),
            Value::Time(ms) => (3_u8, SimTime::from_millis(*ms)).hash(into),
            Value::Duration(ms) => (4_u8, ms).hash(into),
        }
    }
}

impl Value {
    pub fn text(text: &str) -> Value {
        Value::Text(Text::new(text))
    }

    pub fn whole(number: i64) -> Value {
        Value::Number(Number::whole(number))
    }

    /// How two values compare: not at all if their types differ, and ids have no order.
    pub(crate) fn compared(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) | (Value::Duration(a), Value::Duration(b)) => {
                Some(a.cmp(b))
            }
            _ => None,
        }
    }
}

/// Ids bare, as people read them.
/// Control characters are shown escaped: a line break in an id must not look like a line of a report.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => text.as_str().chars().try_for_each(|char| {
                if char.is_control() { char.escape_default().fmt(f) } else { f.write_char(char) }
            }),
            Value::Number(number) => number.fmt(f),
            Value::Bool(truth) => truth.fmt(f),
            Value::Time(ms) => f.write_str(&shown_time(*ms)),
            Value::Duration(ms) => f.write_str(&shown_duration(*ms)),
        }
    }
}

/// `2026-03-01 06:00:00`, with milliseconds only where there are any.
pub(crate) fn shown_time(ms: i64) -> String {
    let mut text = String::with_capacity(24);
    push_time(&mut text, ms);
    text
}

/// As [`shown_time`], at the end of a text.
pub(crate) fn push_time(text: &mut String, ms: i64) {
    let mut written = SimTime::from_millis(ms).write_rfc3339();
    // `2026-03-01T06:00:00.000Z`
    if let Some(between) = written.get_mut(10) {
        *between = b' ';
    }
    let written = std::str::from_utf8(&written).unwrap_or_default();
    let written = written.strip_suffix('Z').unwrap_or(written);
    text.push_str(written.strip_suffix(".000").unwrap_or(written));
}

/// A value at the end of a text, a time in a zone so many milliseconds east of UTC. What most values
/// are goes past the formatter, which is slow.
pub(crate) fn push_value(text: &mut String, value: &Value, offset: i64) {
    match value {
        Value::Text(known) if known.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
            text.push_str(known);
        }
        Value::Time(ms) => push_time(text, ms + offset),
        // Writing to a text does not fail.
        other => drop(write!(text, "{other}")),
    }
}

/// `1 h 30 min`, in the units of the language.
pub(crate) fn shown_duration(ms: i64) -> String {
    let mut text = String::with_capacity(16);
    push_duration(&mut text, ms);
    text
}

/// As [`shown_duration`], at the end of a text.
pub(crate) fn push_duration(text: &mut String, ms: i64) {
    let mut rest = ms.unsigned_abs();
    if rest == 0 {
        return text.push_str("0 s");
    }
    let mut before = if ms < 0 { "-" } else { "" };
    for (unit, size) in [(" h", 3_600_000), (" min", 60_000), (" s", 1_000), (" ms", 1)] {
        if size <= rest {
            text.push_str(before);
            text.push_str(itoa::Buffer::new().format(rest / size));
            text.push_str(unit);
            rest %= size;
            before = " ";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_three_words_even_where_there_is_none() {
        assert_eq!(size_of::<Value>(), 24);
        assert_eq!(size_of::<Option<Value>>(), 24);
    }

    #[test]
    fn durations_are_shown_in_the_units_of_the_language() {
        assert_eq!(shown_duration(3_780_000), "1 h 3 min");
        assert_eq!(shown_duration(-1), "-1 ms");
        assert_eq!(shown_duration(-90_061_001), "-25 h 1 min 1 s 1 ms");
        assert_eq!(shown_duration(i64::MIN), "-2562047788015 h 12 min 55 s 808 ms");
        assert_eq!(shown_duration(0), "0 s");
        assert_eq!(shown_time(1_767_704_400_001), "2026-01-06 13:00:00.001");
    }
}
