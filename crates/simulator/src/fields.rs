//! The fields of commands and events, for scripts and for readers.

use domain::{Actor, Event};
use kernel::{Id, Recorded};
use serde::Serialize;
use serde_json::Value;

use crate::datum::Datum;
use crate::probe::{self, Look};
use crate::script::Pattern;
use crate::stored;

/// Fields by name; an event has but a few, so they are sought one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fields(Vec<(&'static str, Datum)>);

impl Fields {
    /// The fields of a command or an event, in the order of their declaration.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Fields {
        let mut fields = Fields(Vec::with_capacity(8));
        probe::look(value, &mut fields);
        fields
    }

    /// The fields of an event, and who did it: scripts ask for that as for any other field.
    pub fn of_record(recorded: &Recorded<Actor, &Event>) -> Fields {
        let mut fields = Fields::of(recorded.event);
        if fields.get("by").is_none() {
            fields.field("by", &recorded.by);
        }
        fields
    }

    pub fn get(&self, name: &str) -> Option<&Datum> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, datum)| datum)
    }

    /// All fields with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Datum)> {
        self.0.iter().map(|(name, datum)| (*name, datum))
    }

    /// The entity that they are about.
    pub fn subject(&self) -> Option<Id> {
        stored::subject(self.0.iter().filter_map(|(name, datum)| match datum {
            Datum::Name(id) => Some((*name, *id)),
            _ => None,
        }))
    }

    /// Whether these are as a pattern wants them.
    pub fn fit(&self, pattern: &Pattern) -> bool {
        let mut wanted = pattern.fields.iter();
        wanted.all(|(name, wanted): (&String, &Value)| {
            self.get(name).is_some_and(|found| found.is_meant_by(wanted))
        })
    }
}

impl Look for Fields {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.0.push((name, Datum::of(value)));
    }
}

#[cfg(test)]
impl FromIterator<(&'static str, Datum)> for Fields {
    fn from_iter<I: IntoIterator<Item = (&'static str, Datum)>>(fields: I) -> Fields {
        Fields(fields.into_iter().collect())
    }
}
