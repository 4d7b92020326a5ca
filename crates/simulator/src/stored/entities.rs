//! The entities that a record is about: its subject, and the tags by which it is found.

use kernel::Id;
use serde::Serialize;

use crate::datum::Datum;
use crate::probe::Look;

/// The fields that name an entity, in the order in which they make the subject of a record.
const ENTITIES: [&str; 26] = [
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
    "tranche",
    "sensor",
    "nation",
    "seat",
    "headquarters",
    "subject",
    "task",
    "parameter",
];

/// The entity that an event is about, among the fields that are names.
pub(crate) fn subject(names: impl Iterator<Item = (&'static str, Id)>) -> Option<Id> {
    let entities = names.filter_map(|(field, id)| Some((place(field)?, id)));
    entities.min_by_key(|(place, _)| *place).map(|(_, id)| id)
}

fn place(field: &str) -> Option<usize> {
    ENTITIES.iter().position(|entity| *entity == field)
}

/// The entities that a command or an event names, each in the place of its field.
#[derive(Default)]
pub(super) struct Entities([Option<Datum>; ENTITIES.len()]);

impl Look for Entities {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(place) = place(name) {
            self.0[place] = Some(Datum::of(value)).filter(|datum| datum.text().is_some());
        }
    }
}

impl Entities {
    /// The same as [`subject`] of the fields.
    pub(super) fn subject(&self) -> Option<String> {
        self.0.iter().flatten().find_map(|datum| match datum {
            Datum::Name(id) => Some(id.to_string()),
            _ => None,
        })
    }

    /// `incident:b-1` for each.
    pub(super) fn tags(&self) -> Vec<String> {
        let named = ENTITIES.iter().zip(&self.0);
        named
            .filter_map(|(name, datum)| Some([name, ":", datum.as_ref()?.text()?].concat()))
            .collect()
    }
}
