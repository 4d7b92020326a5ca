//! What the events of a log and their fields are called there.

use std::collections::BTreeMap;

use diagnostic::nearest;
use rules::Vocabulary;
use serde::Deserialize;

use crate::once::{each_once, each_once_in_each};

/// How a log is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A JSON object a line.
    JsonLines,
    /// A header, then a record a line, as RFC 4180 has it.
    Csv,
}

/// What a number means as a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum TimeUnit {
    #[serde(rename = "s")]
    Seconds,
    #[default]
    #[serde(rename = "ms")]
    Milliseconds,
    #[serde(rename = "us")]
    Microseconds,
    #[serde(rename = "ns")]
    Nanoseconds,
}

impl TimeUnit {
    pub(crate) fn word(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Milliseconds => "milliseconds",
            TimeUnit::Microseconds => "microseconds",
            TimeUnit::Nanoseconds => "nanoseconds",
        }
    }
}

/// The names of a log. A dot leads into an object: `meta.kind`.
///
/// What is left out has the name that the center's own log has: `time`, `type`, `sequence`, and
/// the fields under `data` (in CSV: the other columns).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    pub time: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The position; events are counted from 0 where there is none.
    pub sequence: Option<String>,
    /// The object that holds the fields; an empty text means the whole line.
    pub data: Option<String>,
    /// What a number means as a time; milliseconds if nothing is said.
    pub time_unit: TimeUnit,
    /// What stands between the columns of a CSV log: a comma if nothing is said.
    pub separator: Option<char>,
    /// The event of the rules for each type of the log that has another name.
    #[serde(deserialize_with = "each_once")]
    pub types: BTreeMap<String, String>,
    /// For each event of the rules, the fields that the log calls otherwise.
    #[serde(deserialize_with = "each_once_in_each")]
    pub fields: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads a mapping, a JSON object; what is wrong with it and in which line, if it is none.
    pub fn parse(text: &str) -> Result<Mapping, (usize, String)> {
        let mapping: Mapping = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            (error.line(), message)
        })?;
        if text.trim_start().starts_with('[') {
            return Err((1, "a list is no mapping".to_owned()));
        }
        match mapping.separator {
            Some(separator) if !separator.is_ascii() || "\"\r\n".contains(separator) => {
                Err((1, "the separator must be one ASCII character such as `;`".to_owned()))
            }
            _ => Ok(mapping),
        }
    }

    /// The events and fields that the mapping speaks of and no version of the rules declares, each
    /// once and with the nearest that one does; a field as `event.field`.
    pub fn unknown(&self, versions: &[&Vocabulary]) -> Vec<(String, Option<String>)> {
        let kinds = || versions.iter().flat_map(|vocabulary| vocabulary.kinds());
        let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
        for event in self.types.values().chain(self.fields.keys()) {
            if kinds().all(|kind| kind.name != *event) {
                let names = kinds().map(|kind| kind.name.as_str());
                found.insert(event.clone(), nearest(event, names).map(str::to_owned));
            }
        }
        for (event, fields) in &self.fields {
            let known: Vec<_> = kinds().filter(|kind| kind.name == *event).collect();
            let names =
                || known.iter().flat_map(|kind| &kind.fields).map(|(name, _)| name.as_str());
            let is_unknown =
                |field: &&String| !known.is_empty() && names().all(|name| name != *field);
            for field in fields.keys().filter(is_unknown) {
                let near = nearest(field, names()).map(|near| format!("{event}.{near}"));
                found.insert(format!("{event}.{field}"), near);
            }
        }
        found.into_iter().collect()
    }

    pub(crate) fn time(&self) -> &str {
        self.time.as_deref().unwrap_or("time")
    }

    pub(crate) fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("type")
    }

    pub(crate) fn sequence(&self) -> &str {
        self.sequence.as_deref().unwrap_or("sequence")
    }

    /// Where the field of an event stands in a log of this shape.
    pub(crate) fn path(&self, shape: Shape, event: &str, field: &str) -> String {
        let named = self.fields.get(event).and_then(|fields| fields.get(field));
        let field = named.map_or(field, String::as_str);
        let default = match shape {
            Shape::JsonLines => "data",
            Shape::Csv => "",
        };
        match self.data.as_deref().unwrap_or(default) {
            "" => field.to_owned(),
            data => format!("{data}.{field}"),
        }
    }
}
