//! Which type a scalar has, and how it is called in messages.

use std::borrow::Cow;

use super::Value;

/// The characters of a text that a message repeats.
const SHOWN_MAX: usize = 40;

/// The value of a scalar without quotes.
pub(super) fn plain(text: Cow<'_, str>) -> Value {
    match text.as_ref() {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        number if is_whole(number) => match number.parse() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::Decimal(text.into_owned()),
        },
        number if is_decimal(number) => Value::Decimal(text.into_owned()),
        _ => Value::Text(text.into_owned()),
    }
}

/// Digits without a leading zero, after an optional minus; `-0` is none, as it would lose its sign.
pub(super) fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_digits(digits) && (text == "0" || !digits.starts_with('0'))
}

/// A number as the core schema of YAML writes it.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_holds =
        exponent.is_none_or(|digits| is_digits(digits.strip_prefix(['-', '+']).unwrap_or(digits)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.is_empty() || is_digits(part);
    let some_digit = !whole.is_empty() || !fraction.is_empty();
    exponent_holds && some_digit && all_digits(whole) && all_digits(fraction)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Value {
    /// The text of a scalar as a map key; `None` for what cannot be a key.
    pub(super) fn as_key(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            Value::Int(number) => Some(Cow::Owned(number.to_string())),
            Value::Decimal(text) | Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// What the value is, for "expected …, found …".
    pub(super) fn described(&self) -> String {
        match self {
            Value::Null => "nothing".to_owned(),
            Value::Bool(value) => format!("`{value}`"),
            Value::Int(number) => format!("the number `{number}`"),
            Value::Decimal(text) => format!("the number `{}`", shortened(text)),
            Value::Text(text) => format!("the text `{}`", shortened(text)),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
        }
    }
}

/// A text that fits into a message.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}
