//! Values of events and rules.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use kernel::SimTime;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::Number;

/// Texts up to this length are held in place; ids seldom are longer.
const SHORT: usize = 22;

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
        Value::Text(known) if !known.as_str().contains(char::is_control) => {
            text.push_str(known.as_str());
        }
        Value::Time(ms) => push_time(text, ms + offset),
        // Writing to a text does not fail.
        other => drop(write!(text, "{other}")),
    }
}

/// `1 h 30 min`, in the units of the language.
pub(crate) fn shown_duration(ms: i64) -> String {
    let mut rest = ms.unsigned_abs();
    let mut parts = Vec::new();
    for (unit, size) in [("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)] {
        if size <= rest {
            parts.push(format!("{} {unit}", rest / size));
            rest %= size;
        }
    }
    let sign = if ms < 0 { "-" } else { "" };
    if parts.is_empty() { "0 s".to_owned() } else { format!("{sign}{}", parts.join(" ")) }
}

/// A text; short ones need no memory of their own.
#[derive(Clone)]
pub struct Text(Kept);

#[derive(Clone)]
enum Kept {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Arc<str>),
}

impl Text {
    pub fn new(text: &str) -> Text {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                let length = u8::try_from(text.len()).expect("a short text is short");
                Text(Kept::Short { length, bytes })
            }
            None => Text(Kept::Long(text.into())),
        }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("it was a text")
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Kept::Long(text) => text.as_bytes(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        match (&self.0, &other.0) {
            (Kept::Short { length: a, bytes: left }, Kept::Short { length: b, bytes: right }) => {
                a == b && left == right
            }
            (Kept::Long(left), Kept::Long(right)) => left == right,
            _ => false,
        }
    }
}

impl Eq for Text {}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Short texts are hashed by words of eight bytes; behind their end lie zeros.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Kept::Short { length, bytes } => {
                state.write_u8(*length);
                let (words, rest) = bytes.as_chunks::<8>();
                let used = usize::from(*length).div_ceil(8);
                for word in words.iter().take(used) {
                    state.write_u64(u64::from_le_bytes(*word));
                }
                if words.len() < used {
                    state.write(rest);
                }
            }
            Kept::Long(text) => text.hash(state),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text::new(text))
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
    fn texts_of_any_length_are_kept() {
        for length in [0, 1, SHORT - 1, SHORT, SHORT + 1, 1_000] {
            let text = "é".repeat(length / 2) + &"a".repeat(length % 2);
            assert_eq!(Text::new(&text).as_str(), text);
            assert_eq!(Text::new(&text), Text::new(&text.clone()));
        }
    }

    #[test]
    fn durations_are_shown_in_the_units_of_the_language() {
        assert_eq!(shown_duration(3_780_000), "1 h 3 min");
        assert_eq!(shown_duration(-1), "-1 ms");
        assert_eq!(shown_duration(0), "0 s");
        assert_eq!(shown_time(1_767_704_400_001), "2026-01-06 13:00:00.001");
    }
}
