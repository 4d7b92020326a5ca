//! How to write a value that stands in another shape than is wanted: one in place of a list, or the
//! other way around.

use super::Value;
use super::error::{Error, listing};

/// A list is wanted, and one of its entries stands there alone, or several in one text.
pub(super) fn in_a_list(error: Error, found: &Value) -> Error {
    let brackets = match found {
        Value::Null | Value::List(_) => return error,
        Value::Map(_) => "[{ … }]",
        _ => "[…]",
    };
    let text = found.as_key().unwrap_or_default();
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    if !words.iter().all(|word| is_word(word)) {
        let help = format!("a list is written `{brackets}`, or each entry on a line behind `- `");
        return error.help(help);
    }
    let list = format!("[{}]", words.join(", "));
    let help = match words.as_slice() {
        [_] => format!("a list of one is written `{list}`"),
        _ => format!("a list is written `{list}`"),
    };
    error.help(help).replacement(&list)
}

/// A text is wanted, and a list stands there.
pub(super) fn one_alone(error: Error, found: &Value) -> Error {
    let Value::List(nodes) = found else {
        return error;
    };
    match nodes.as_slice() {
        [] => error,
        [node] => match node.text().filter(|text| is_word(text)) {
            Some(text) => error.help(format!("write `{text}`")).replacement(text),
            None => error,
        },
        _ => error.help("one alone can stand here, without `[…]` and `- `"),
    }
}

/// A map is wanted, with these keys if they are known.
pub(super) fn as_a_map(error: Error, found: &Value, keys: &[&str]) -> Error {
    if keys.is_empty() {
        let apart = match found {
            Value::List(_) => ", without `[…]` and `- `",
            _ => "",
        };
        return error
            .help(format!("write `{{ key: value }}`, or each `key: value` on a line{apart}"));
    }
    error.help(format!("write `{{ key: value }}`; the keys here are {}", listing(keys)))
}

/// Whether a text is the same in brackets and in quotes.
fn is_word(text: &str) -> bool {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | '/');
    text.starts_with(|char: char| char.is_ascii_alphabetic()) && text.chars().all(plain)
}
