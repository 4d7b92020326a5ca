//! The entities that a record is about: its subject, and the tags by which it is found.

use kernel::Id;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::probe::Look;

/// The fields that name an entity, in the order in which they make the subject of a record.
const ENTITIES: [&str; 25] = [
    "case",
    "incident",
    "depot",
    "series",
    "question",
    "tasking",
    "mission",
    "contingent",
    "caveat",
    "roe",
    "requirement",
    "permit",
    "consignment",
    "need",
    "hub",
    "evidence",
    "round",
    "project",
    "sensor",
    "nation",
    "seat",
    "headquarters",
    "subject",
    "task",
    "parameter",
];

/// The entity that an event is about, among its fields.
pub fn subject(fields: &Map<String, Value>) -> Option<Id> {
    ENTITIES.iter().find_map(|name| match fields.get(*name) {
        Some(Value::String(text)) => Id::new(text).ok(),
        _ => None,
    })
}

/// The entities that a command or an event names, each in the place of its field.
#[derive(Default)]
pub(super) struct Entities([Option<String>; ENTITIES.len()]);

impl Look for Entities {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(place) = ENTITIES.iter().position(|entity| *entity == name)
            && let Ok(Value::String(text)) = serde_json::to_value(value)
        {
            self.0[place] = Some(text);
        }
    }
}

impl Entities {
    /// The same as [`subject`] of the fields.
    pub(super) fn subject(&self) -> Option<String> {
        self.0.iter().flatten().find(|text| Id::new(text).is_ok()).cloned()
    }

    /// `incident:b-1` for each.
    pub(super) fn tags(&self) -> Vec<String> {
        let named = ENTITIES.iter().zip(&self.0);
        named.filter_map(|(name, text)| Some([name, ":", text.as_deref()?].concat())).collect()
    }
}
