//! Some values in a fixed order, written one behind the other in few bytes.
//!
//! Tables hold very many tuples, and what they cost is to bring them from memory: two ids of ten
//! letters are 22 bytes, held in place. Equal tuples have equal bytes.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::Number;
use crate::value::Value;

/// Longer tuples take memory of their own.
const SHORT: usize = 22;

// The first byte of a value is the length of its text, or one of these.
const LONG_TEXT: u8 = 250;
const NUMBER: u8 = 251;
const FALSE: u8 = 252;
const TRUE: u8 = 253;
const TIME: u8 = 254;
const DURATION: u8 = 255;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tuple {
    /// Behind the end lie zeros.
    Short {
        length: u8,
        bytes: [u8; SHORT],
    },
    Long(Box<[u8]>),
}

impl Default for Tuple {
    fn default() -> Tuple {
        Tuple::Short { length: 0, bytes: [0; SHORT] }
    }
}

impl Tuple {
    pub(crate) fn new() -> Tuple {
        Tuple::default()
    }

    pub(crate) fn clear(&mut self) {
        *self = Tuple::default();
    }

    pub(crate) fn push(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                let text = text.as_bytes();
                match u8::try_from(text.len()) {
                    Ok(length) if length < LONG_TEXT => self.extend(&[length]),
                    _ => {
                        self.extend(&[LONG_TEXT]);
                        self.extend(&(text.len() as u64).to_le_bytes());
                    }
                }
                self.extend(text);
            }
            Value::Number(number) => {
                let (units, scale) = number.parts();
                self.extend(&[NUMBER, scale]);
                self.extend(&units.to_le_bytes());
            }
            Value::Bool(truth) => self.extend(&[if *truth { TRUE } else { FALSE }]),
            Value::Time(ms) => self.push_instant(TIME, *ms),
            Value::Duration(ms) => self.push_instant(DURATION, *ms),
        }
    }

    fn push_instant(&mut self, first: u8, ms: i64) {
        self.extend(&[first]);
        self.extend(&ms.to_le_bytes());
    }

    fn extend(&mut self, more: &[u8]) {
        match self {
            Tuple::Short { length, bytes } => {
                let (used, end) = (usize::from(*length), usize::from(*length) + more.len());
                match (bytes.get_mut(used..end), u8::try_from(end)) {
                    (Some(place), Ok(end)) => {
                        place.copy_from_slice(more);
                        *length = end;
                    }
                    _ => *self = Tuple::Long([self.bytes(), more].concat().into()),
                }
            }
            Tuple::Long(bytes) => *bytes = [bytes, more].concat().into(),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Tuple::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Tuple::Long(bytes) => bytes,
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        values(self.bytes())
    }

    pub(crate) fn get(&self, column: usize) -> Option<Value> {
        parts(self.bytes()).nth(column).and_then(read)
    }

    /// Those of its values that stand in these columns.
    pub(crate) fn picked(&self, columns: &[usize]) -> Tuple {
        let mut picked = Tuple::new();
        let parts = columns.iter().filter_map(|column| parts(self.bytes()).nth(*column));
        parts.for_each(|part| picked.extend(part));
        picked
    }
}

/// The values of a tuple with these bytes.
pub(crate) fn values(bytes: &[u8]) -> impl Iterator<Item = Value> {
    parts(bytes).map_while(read)
}

/// The bytes of each value.
fn parts(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (first, rest) = bytes.split_first()?;
        let behind = match *first {
            LONG_TEXT => {
                let (length, _) = rest.split_first_chunk()?;
                usize::try_from(u64::from_le_bytes(*length)).ok()?.checked_add(8)?
            }
            FALSE | TRUE => 0,
            NUMBER => 9,
            TIME | DURATION => 8,
            length => usize::from(length),
        };
        let (part, rest) = bytes.split_at_checked(behind + 1)?;
        bytes = rest;
        Some(part)
    })
}

/// The value that has these bytes.
fn read(part: &[u8]) -> Option<Value> {
    let (first, rest) = part.split_first()?;
    let value = match *first {
        FALSE | TRUE => Value::Bool(*first == TRUE),
        NUMBER => {
            let (scale, units) = rest.split_first()?;
            Value::Number(Number::of_parts(i64::from_le_bytes(units.try_into().ok()?), *scale))
        }
        TIME => Value::Time(i64::from_le_bytes(rest.try_into().ok()?)),
        DURATION => Value::Duration(i64::from_le_bytes(rest.try_into().ok()?)),
        LONG_TEXT => Value::text(std::str::from_utf8(rest.get(8..)?).ok()?),
        _ => Value::text(std::str::from_utf8(rest).ok()?),
    };
    Some(value)
}

impl<'a> FromIterator<&'a Value> for Tuple {
    fn from_iter<I: IntoIterator<Item = &'a Value>>(values: I) -> Tuple {
        let mut tuple = Tuple::new();
        values.into_iter().for_each(|value| tuple.push(value));
        tuple
    }
}

/// The order of the values.
impl Ord for Tuple {
    fn cmp(&self, other: &Tuple) -> Ordering {
        if self == other { Ordering::Equal } else { self.values().cmp(other.values()) }
    }
}

impl PartialOrd for Tuple {
    fn partial_cmp(&self, other: &Tuple) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As the values are hashed, among which instants stand apart.
impl Hash for Tuple {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.values().count().hash(into);
        self.values().for_each(|value| value.hash(into));
    }
}

impl Serialize for Tuple {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.values().collect::<Vec<Value>>())
    }
}

impl<'de> Deserialize<'de> for Tuple {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tuple, D::Error> {
        Ok(Vec::<Value>::deserialize(deserializer)?.iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let text = prop_oneof!["[a-zé]{0,9}", "x{240,300}"];
        prop_oneof![
            text.prop_map(|text| Value::text(&text)),
            any::<i64>().prop_map(Value::whole),
            (any::<i32>(), 0..9_u32).prop_map(|(units, scale)| {
                let nanos = i128::from(units) * 10_i128.pow(scale);
                Value::Number(Number::from_nanos(nanos).expect("it is short"))
            }),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Time),
            any::<i64>().prop_map(Value::Duration),
        ]
    }

    #[test]
    fn a_tuple_takes_three_words_even_where_there_is_none() {
        assert_eq!(size_of::<Option<Tuple>>(), 24);
    }

    proptest! {
        /// What goes in comes out, and equality and order are those of the values.
        #[test]
        fn a_tuple_is_its_values(
            left in prop::collection::vec(any_value(), 0..4),
            right in prop::collection::vec(any_value(), 0..4),
        ) {
            let (a, b): (Tuple, Tuple) = (left.iter().collect(), right.iter().collect());
            prop_assert!(a.values().eq(left.iter().cloned()));
            prop_assert_eq!(a.get(1), left.get(1).cloned());
            let picked: Vec<Value> = [2, 0].iter().filter_map(|column| left.get(*column).cloned()).collect();
            prop_assert_eq!(a.picked(&[2, 0]), picked.iter().collect::<Tuple>());
            prop_assert_eq!(a.cmp(&b), left.cmp(&right));
            prop_assert_eq!(a == b, left == right);
            let saved = postcard::to_allocvec(&a).expect("it is written");
            prop_assert_eq!(&saved, &postcard::to_allocvec(&left).expect("it is written"));
            prop_assert_eq!(postcard::from_bytes::<Tuple>(&saved), Ok(a));
        }
    }
}
