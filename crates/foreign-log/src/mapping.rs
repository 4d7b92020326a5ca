//! What the events of a log and their fields are called there.

mod read;
mod spoken;

use std::collections::BTreeMap;

use diagnostic::Diagnostic;
use rules::Vocabulary;

use spoken::Spoken;

/// How a log is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A JSON object a line.
    JsonLines,
    /// A header, then a record a line, as RFC 4180 has it.
    Csv,
}

/// What a number means as a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeUnit {
    Seconds,
    #[default]
    Milliseconds,
    Microseconds,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    pub time: Option<String>,
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
    pub types: BTreeMap<String, String>,
    /// For each event of the rules, the fields that the log calls otherwise.
    pub fields: BTreeMap<String, BTreeMap<String, String>>,
    /// Each place where it speaks of the rules.
    spoken: Vec<Spoken>,
}

impl Mapping {
    /// What to write, for those who have none.
    pub const HELP: &str = "a mapping is a JSON object such as {\"time\": \"at\", \"type\": \"kind\"}; docs/rules.md has the names";

    /// Reads a mapping, a JSON object; or all its faults.
    pub fn parse(text: &str) -> Result<Mapping, Vec<Diagnostic>> {
        let (mapping, faults) = Mapping::read(text);
        if faults.is_empty() { Ok(mapping) } else { Err(faults) }
    }

    /// What can be read of it, and all its faults, so that they can be told with what is
    /// [unknown](Mapping::unknown).
    pub fn read(text: &str) -> (Mapping, Vec<Diagnostic>) {
        read::read(text)
    }

    /// A fault for each event and field that the mapping speaks of and no version of the rules
    /// declares.
    pub fn unknown(&self, versions: &[&Vocabulary]) -> Vec<Diagnostic> {
        self.spoken.iter().filter_map(|spoken| spoken.unknown(versions)).collect()
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

    /// What the fields lie in; nothing if it is the line.
    pub(crate) fn data(&self, shape: Shape) -> &str {
        let default = match shape {
            Shape::JsonLines => "data",
            Shape::Csv => "",
        };
        self.data.as_deref().unwrap_or(default)
    }

    /// Where the field of an event stands in a log of this shape.
    pub(crate) fn path(&self, shape: Shape, event: &str, field: &str) -> String {
        let named = self.fields.get(event).and_then(|fields| fields.get(field));
        let field = named.map_or(field, String::as_str);
        match self.data(shape) {
            "" => field.to_owned(),
            data => format!("{data}.{field}"),
        }
    }
}
