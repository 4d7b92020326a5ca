//! YAML with a place for everything, and all faults at once.
//!
//! [`read()`] turns a text into a tree of [`Node`]s, each with its span in bytes. [`decode()`]
//! turns a node into any type that derives `serde::Deserialize`; a value that is wrong inside of
//! a [`Field`] is put on the list of faults, and reading goes on behind it.
//!
//! We read the events of `granit-parser`, the parser of serde-saphyr, and not serde-saphyr
//! itself, because that stops at the first value of a wrong type.
//!
//! The language is YAML 1.2 without its traps. Only `true`, `false`, `null`, `~`, an empty value
//! and whole numbers in plain decimal digits have a type; `no`, `0x10` and `1_000` are texts, and
//! floats are never made. Anchors and aliases are written out; merge keys (`<<`), tags,
//! directives, further documents, and lists or maps as keys are refused.
//!
//! | code | fault |
//! |---|---|
//! | S001 | the text is not YAML, or empty |
//! | S002 | a key that the map does not have |
//! | S003 | a key that is missing |
//! | S004 | a name that is not among those to choose from |
//! | S005 | a value of a wrong type or out of range |
//! | S006 | a value that its type refuses |
//! | S007 | a key that stands twice |
//! | S008 | a part of YAML that is not supported |
//! | S009 | too large, too deep, or too many aliases |
//! | S010 | more faults than are shown |
//! | S011 | a character that cannot be seen |

mod access;
mod decode;
mod error;
mod faults;
mod field;
mod read;
mod scalar;
mod shape;
mod syntax;
#[cfg(test)]
mod tests;
mod unseen;
mod weight;

use std::ops::Range;

use serde_json::Value as Json;

pub(crate) use decode::decode_among;
pub(crate) use faults::Faults;
pub(crate) use read::read_among;
pub(crate) use scalar::shortened;

pub use decode::decode;
pub use faults::FAULTS_MAX;
pub use field::{Entries, Field, List};
pub use read::{DEPTH_MAX, NODES_MAX, SIZE_MAX, read};

/// A value and where it stands.
///
/// The span of an alias is the alias; the nodes inside of it keep the place where they were
/// written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub span: Range<usize>,
    pub value: Value,
}

/// A value as it is written, before anybody says what type it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that is not an `Int`, as written: with a fraction, an exponent, a plus sign,
    /// leading zeros, or too many digits.
    Decimal(String),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file. Keys are scalars and differ.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Another value in the same place.
    pub(crate) fn with(&self, value: Value) -> Node {
        Node { span: self.span.clone(), value }
    }

    /// What stands here, for "expected …, found …".
    pub(crate) fn described(&self) -> String {
        self.value.described()
    }

    /// The JSON that serde would read here.
    pub(crate) fn json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(number) => Json::from(*number),
            Value::Decimal(text) | Value::Text(text) => Json::String(text.clone()),
            Value::List(items) => items.iter().map(Node::json).collect(),
            Value::Map(entries) => {
                let key = |key: &Node| key.value.as_key().unwrap_or_default().into_owned();
                entries.iter().map(|(name, value)| (key(name), value.json())).collect()
            }
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
