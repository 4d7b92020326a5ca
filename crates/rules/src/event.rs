//! Events as the monitor takes them: borrowed, with fields by number.

use kernel::{Position, SimTime};

use crate::KindId;
use crate::number::Number;
use crate::value::Value;

/// So many combinations of the values of its lists an event may have. A pattern that names all of
/// its lists has an instance for each, which takes some hundred bytes.
pub const COMBINATIONS_MAX: u64 = 100_000;

/// One event of a log.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    pub position: Position,
    pub time: SimTime,
    pub kind: KindId,
    /// In the order of the fields of the kind.
    pub fields: &'a [Field<'a>],
}

impl Event<'_> {
    /// How many combinations the values of its lists have, or [`u64::MAX`] if there are more. Who
    /// takes events from outside refuses those with more than [`COMBINATIONS_MAX`]; the monitor does not.
    pub fn combinations(&self) -> u64 {
        let lengths = self.fields.iter().filter_map(|field| match field {
            Field::List(items) => u64::try_from(items.len().max(1)).ok(),
            _ => None,
        });
        lengths.fold(1, u64::saturating_mul)
    }
}

/// What an event has in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field<'a> {
    /// Nothing; a pattern that names the field does not match.
    Missing,
    /// An id or a text.
    Text(&'a str),
    Number(Number),
    Bool(bool),
    Time(SimTime),
    /// Milliseconds.
    Duration(i64),
    /// Several values: a pattern matches once for each of them.
    List(&'a [Field<'a>]),
}

impl Field<'_> {
    pub fn whole(number: i64) -> Field<'static> {
        Field::Number(Number::whole(number))
    }

    /// The value, unless there is none or there are several.
    pub(crate) fn value(self) -> Option<Value> {
        Some(match self {
            Field::Text(text) => Value::text(text),
            Field::Number(number) => Value::Number(number),
            Field::Bool(truth) => Value::Bool(truth),
            Field::Time(time) => Value::Time(time.as_millis()),
            Field::Duration(ms) => Value::Duration(ms),
            Field::Missing | Field::List(_) => return None,
        })
    }

    /// Whether this is the value, without making one.
    pub(crate) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Field::Text(text), Value::Text(other)) => text == other.as_str(),
            (Field::Text(_), _) | (_, Value::Text(_)) => false,
            _ => self.value().as_ref() == Some(value),
        }
    }
}
