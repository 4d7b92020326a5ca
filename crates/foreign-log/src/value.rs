//! What a log says in a field, and what that is to the rules.

use std::borrow::Cow;

use rules::{Field, Number, Type};

use crate::instant::{decimal, instant, numbered};
use crate::mapping::TimeUnit;

/// Why a value is none of a type.
#[derive(Debug)]
pub(crate) struct Unfit {
    pub(crate) message: String,
    pub(crate) help: Option<&'static str>,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Raw<'a> {
    /// Nothing, or what rules cannot compare.
    Missing,
    Text(Cow<'a, str>),
    Whole(i64),
    /// With a fraction, or too large for a whole number; as it was written, or read.
    Other(String),
    /// With more digits than were read, of which these are the first.
    Rounded(String),
    Bool(bool),
    List(Vec<Raw<'a>>),
    /// An object where a time or a type belongs.
    Object,
    /// A cell of a table: its column says what it means.
    Cell(Cow<'a, str>),
}

impl<'a> Raw<'a> {
    /// The value in the form that a type wants; what is wrong with it if it has no such form.
    pub(crate) fn fitted(self, of: &Type, unit: TimeUnit) -> Result<Raw<'a>, Unfit> {
        let raw = match (self, of) {
            (Raw::List(items), of) => {
                let of = if let Type::List(of) = of { of } else { of };
                let items = items.into_iter().map(|item| item.fitted(of, unit));
                return Ok(Raw::List(items.collect::<Result<_, _>>()?));
            }
            (Raw::Rounded(number), _) => {
                return Err(rounded(&number, of));
            }
            (Raw::Other(number), Type::Id | Type::Text | Type::Choice(_)) => {
                Raw::Text(Cow::Owned(number))
            }
            (Raw::Other(number), _) if number.parse::<Number>().is_err() => {
                return Err(no_number(&number, of));
            }
            (Raw::Cell(text), _) if text.is_empty() => Raw::Missing,
            (Raw::Text(text) | Raw::Cell(text), of) => written(text, of)?,
            // Ids that are written as numbers are texts all the same.
            (Raw::Whole(number), Type::Id | Type::Text | Type::Choice(_)) => {
                Raw::Text(Cow::Owned(number.to_string()))
            }
            (Raw::Bool(truth), Type::Id | Type::Text | Type::Choice(_)) => {
                Raw::Text(Cow::Borrowed(if truth { "true" } else { "false" }))
            }
            (raw, _) => raw,
        };
        match raw.misfit(of, unit) {
            Some(value) => Err(no(&value, of)),
            None => Ok(raw),
        }
    }

    /// The value as it was written, if a type has no such value.
    fn misfit(&self, of: &Type, unit: TimeUnit) -> Option<String> {
        let fits = match (self, of) {
            (Raw::Text(text), Type::Choice(names)) => names.iter().any(|name| name == text),
            (Raw::Whole(number), Type::Time | Type::Duration) => numbered(*number, unit).is_some(),
            (Raw::Other(number), Type::Int) => {
                number.parse::<Number>().is_ok_and(|number| number.as_whole().is_some())
            }
            (Raw::Other(number), Type::Time | Type::Duration) => decimal(number, unit).is_some(),
            (Raw::Whole(_) | Raw::Other(_), Type::Bool)
            | (Raw::Bool(_), Type::Int | Type::Number | Type::Time | Type::Duration) => false,
            _ => true,
        };
        if fits {
            return None;
        }
        match self {
            Raw::Text(text) => Some(text.clone().into_owned()),
            Raw::Whole(number) => Some(number.to_string()),
            Raw::Other(number) => Some(number.clone()),
            Raw::Bool(truth) => Some(truth.to_string()),
            Raw::Missing | Raw::Rounded(_) | Raw::List(_) | Raw::Object | Raw::Cell(_) => None,
        }
    }

    /// The value as rules take it. Lists are taken from the store, where they were put.
    pub(crate) fn field<'s>(
        &'s self,
        of: &Type,
        unit: TimeUnit,
        list: &'s [Field<'s>],
    ) -> Field<'s> {
        match self {
            Raw::Missing | Raw::Rounded(_) | Raw::Object => Field::Missing,
            Raw::Text(text) | Raw::Cell(text) => match of {
                Type::Time => instant(text).map_or(Field::Missing, Field::Time),
                _ => Field::Text(text),
            },
            Raw::Whole(number) => match of {
                Type::Time => numbered(*number, unit).map_or(Field::Missing, Field::Time),
                Type::Duration => numbered(*number, unit)
                    .map_or(Field::Missing, |length| Field::Duration(length.as_millis())),
                _ => Field::whole(*number),
            },
            Raw::Other(number) => match of {
                Type::Time => decimal(number, unit).map_or(Field::Missing, Field::Time),
                Type::Duration => decimal(number, unit)
                    .map_or(Field::Missing, |length| Field::Duration(length.as_millis())),
                _ => number.parse().map_or(Field::Missing, Field::Number),
            },
            Raw::Bool(truth) => Field::Bool(*truth),
            Raw::List(_) => Field::List(list),
        }
    }

    /// The values of a list.
    pub(crate) fn items<'s>(&'s self, of: &Type, unit: TimeUnit) -> Vec<Field<'s>> {
        let Raw::List(items) = self else { return Vec::new() };
        let of = if let Type::List(of) = of { of } else { of };
        items.iter().map(|item| item.field(of, unit, &[])).collect()
    }
}

/// Why a number that is not known to its last digit is no value.
pub(crate) fn rounded(number: &str, of: &Type) -> Unfit {
    let help = match of {
        _ if is_measured(of) && !is_whole_in_range(number) => {
            let message = format!("the number, about {number}, is out of the range of type {of}");
            return Unfit { message, help: None };
        }
        Type::Int => "write all its digits, without a point and without an exponent",
        _ if is_measured(of) => {
            "write it as a text, in which at most nine digits behind the point are read"
        }
        _ => "write it as a text, in which every digit counts",
    };
    let more = "has more digits than are read exactly as a value";
    let message = format!("the number, about {number}, {more} of type {of}");
    Unfit { message, help: Some(help) }
}

/// Why a text is no value of a type that numbers are written for.
fn no_number(text: &str, of: &Type) -> Unfit {
    let said = text.trim();
    let digits = said.strip_prefix('-').unwrap_or(said);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_int_with_point = *of == Type::Int && digits.contains('.');
    if !is_measured(of) || is_int_with_point || !all_digits(whole) || !all_digits(fraction) {
        return no(text, of);
    }
    if !is_whole_in_range(said) {
        let message = format!("`{text}` is out of the range of type {of}");
        return Unfit { message, help: None };
    }
    let message = format!("`{text}` has more digits than a value of type {of}");
    let help = "write at most nine digits behind the point, and eighteen in all";
    Unfit { message, help: Some(help) }
}

/// Whether values of the type are written as numbers.
fn is_measured(of: &Type) -> bool {
    matches!(of, Type::Int | Type::Number | Type::Time | Type::Duration)
}

/// Whether a number is among the whole ones that are held, or between two of them.
fn is_whole_in_range(number: &str) -> bool {
    number.split('.').next().is_some_and(|whole| whole.parse::<i64>().is_ok())
}

/// That a type has no such value.
fn no(value: &str, of: &Type) -> Unfit {
    Unfit { message: format!("`{value}` is of no type {of}"), help: None }
}

/// A text as a value of the type of its field.
fn written<'a>(text: Cow<'a, str>, of: &Type) -> Result<Raw<'a>, Unfit> {
    let said = text.trim();
    Ok(match of {
        Type::Int => Raw::Whole(said.parse().map_err(|_| no_number(&text, of))?),
        Type::Number => other(said).ok_or_else(|| no_number(&text, of))?,
        Type::Duration => whole_or_other(said).ok_or_else(|| no_number(&text, of))?,
        Type::Bool => match said {
            "true" | "TRUE" | "True" | "1" => Raw::Bool(true),
            "false" | "FALSE" | "False" | "0" => Raw::Bool(false),
            _ => return Err(no(&text, of)),
        },
        Type::Time => match whole_or_other(said) {
            Some(number) => number,
            None if instant(said).is_some() => Raw::Text(Cow::Owned(said.to_owned())),
            None => return Err(no_number(&text, of)),
        },
        Type::Id | Type::Text | Type::Choice(_) | Type::List(_) | Type::Any => Raw::Text(text),
    })
}

fn whole_or_other(said: &str) -> Option<Raw<'static>> {
    said.parse().ok().map(Raw::Whole).or_else(|| other(said))
}

fn other(said: &str) -> Option<Raw<'static>> {
    said.parse::<Number>().is_ok().then(|| Raw::Other(said.to_owned()))
}
