//! Reads a mapping, and finds all its faults at once.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::spoken::Spoken;
use super::{Mapping, TimeUnit};

/// What a mapping may say.
const NAMES: [&str; 8] =
    ["time", "type", "sequence", "data", "time_unit", "separator", "types", "fields"];
const UNITS: [(&str, TimeUnit); 4] = [
    ("s", TimeUnit::Seconds),
    ("ms", TimeUnit::Milliseconds),
    ("us", TimeUnit::Microseconds),
    ("ns", TimeUnit::Nanoseconds),
];

/// What can be read of a mapping, and all that is wrong with it.
pub(super) fn read(text: &str) -> (Mapping, Vec<Diagnostic>) {
    let mut reading = Reading { text, faults: Vec::new() };
    let mapping = reading.mapping();
    (mapping, reading.faults)
}

struct Reading<'a> {
    text: &'a str,
    faults: Vec<Diagnostic>,
}

/// A name in an object and what stands behind it, both as they are written.
struct Entry<'a> {
    name: String,
    key: &'a str,
    value: &'a str,
}

impl<'a> Reading<'a> {
    fn mapping(&mut self) -> Mapping {
        let mut mapping = Mapping::default();
        for Entry { name, key, value } in
            self.object(self.text.trim_start_matches('\u{feff}'), "a mapping")
        {
            match name.as_str() {
                // As if it were left out.
                _ if value == "null" => {}
                "time" => mapping.time = self.string(value),
                "type" => mapping.kind = self.string(value),
                "sequence" => mapping.sequence = self.string(value),
                "data" => mapping.data = self.string(value),
                "time_unit" => mapping.time_unit = self.unit(value),
                "separator" => mapping.separator = self.separator(value),
                "types" => mapping.types = self.types(value, &mut mapping.spoken),
                "fields" => mapping.fields = self.fields(value, &mut mapping.spoken),
                _ => {
                    let help = match nearest(&name, NAMES) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its entries are {}", among(NAMES)),
                    };
                    let fault =
                        Diagnostic::error("M102", format!("a mapping has no entry `{name}`"));
                    self.faults.push(fault.label(self.span(key), "nothing reads this").help(help));
                }
            }
        }
        mapping
    }

    /// The event of the rules for each type of the log.
    fn types(&mut self, of: &'a str, spoken: &mut Vec<Spoken>) -> BTreeMap<String, String> {
        let mut types = BTreeMap::new();
        for Entry { name, value, .. } in self.object(of, "`types`") {
            if let Some(event) = self.string(value) {
                let span = self.span(value);
                spoken.push(Spoken { event: event.clone(), field: None, span });
                types.insert(name, event);
            }
        }
        types
    }

    /// The field of the log for each field of an event of the rules.
    fn fields(
        &mut self,
        of: &'a str,
        spoken: &mut Vec<Spoken>,
    ) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut events = BTreeMap::new();
        for Entry { name: event, key, value } in self.object(of, "`fields`") {
            let span = self.span(key);
            spoken.push(Spoken { event: event.clone(), field: None, span });
            let mut fields = BTreeMap::new();
            for Entry { name: field, key, value } in self.object(value, &format!("`{event}`")) {
                let span = self.span(key);
                spoken.push(Spoken { event: event.clone(), field: Some(field.clone()), span });
                if let Some(theirs) = self.string(value) {
                    fields.insert(field, theirs);
                }
            }
            events.insert(event, fields);
        }
        events
    }

    fn unit(&mut self, of: &'a str) -> TimeUnit {
        let said = self.string(of);
        let unit = UNITS.into_iter().find(|(name, _)| said.as_deref() == Some(*name));
        if let (Some(said), None) = (said, unit) {
            let help = format!("write {}", among(UNITS.map(|(name, _)| name)));
            self.wrong(of, format!("`{said}` is no unit of time here"), "no unit", help);
        }
        unit.map(|(_, unit)| unit).unwrap_or_default()
    }

    fn separator(&mut self, of: &'a str) -> Option<char> {
        let said = self.string(of)?;
        let mut letters = said.chars();
        match (letters.next(), letters.next()) {
            (Some(only), None) if only.is_ascii() && !"\"\r\n".contains(only) => Some(only),
            _ => {
                let help = "write one ASCII character such as `;` or `\\t`, no quotation mark and no line end";
                self.wrong(of, "this cannot separate cells", "no separator", help);
                None
            }
        }
    }

    /// The entries of an object, each name once.
    fn object(&mut self, of: &'a str, what: &str) -> Vec<Entry<'a>> {
        let Entries(pairs) = match serde_json::from_str(of) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(of, &error, format!("{what} must be an object"), "not an object");
                return Vec::new();
            }
        };
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut known: BTreeMap<String, &'a str> = BTreeMap::new();
        for (key, value) in pairs {
            let Some(name) = self.string(key.get()) else { continue };
            if let Some(first) = known.get(&name) {
                let fault = Diagnostic::error("M103", format!("`{name}` stands twice"))
                    .label(self.span(key.get()), "again")
                    .label(self.span(first), "first here")
                    .help("leave out the one that is not meant");
                self.faults.push(fault);
            } else {
                known.insert(name.clone(), key.get());
            }
            entries.push(Entry { name, key: key.get(), value: value.get() });
        }
        entries
    }

    fn string(&mut self, of: &'a str) -> Option<String> {
        let read = serde_json::from_str(of);
        let tell = |error| self.unreadable(of, &error, "a text must stand here", "not a text");
        read.map_err(tell).ok()
    }

    /// What is not JSON, or not what stands here.
    fn unreadable(
        &mut self,
        of: &'a str,
        error: &serde_json::Error,
        wanted: impl Into<String>,
        label: &str,
    ) {
        if error.classify() == Category::Data {
            return self.wrong(of, wanted, label, Mapping::HELP);
        }
        let place = if error.classify() == Category::Eof {
            of.len()
        } else {
            let before = of.split_inclusive('\n').take(error.line().saturating_sub(1));
            let column = error.column().saturating_sub(1);
            of.floor_char_boundary(before.map(str::len).sum::<usize>() + column)
        };
        let place = self.span(of).start + place;
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let fault = Diagnostic::error("M101", format!("this is no JSON: {message}"));
        self.faults.push(fault.label(place..place + 1, "here").help(Mapping::HELP));
    }

    fn wrong(
        &mut self,
        of: &'a str,
        message: impl Into<String>,
        label: &str,
        help: impl Into<String>,
    ) {
        let fault = Diagnostic::error("M104", message);
        self.faults.push(fault.label(self.span(of), label).help(help));
    }

    /// Where a part of the text stands in it.
    fn span(&self, part: &'a str) -> Range<usize> {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + part.len()
    }
}

fn among<const N: usize>(names: [&str; N]) -> String {
    names.map(|name| format!("`{name}`")).join(", ")
}

/// What stands in an object, in its order, names that stand there twice among it.
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Entries<'de>, D::Error> {
        from.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = from.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
