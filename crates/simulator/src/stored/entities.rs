//! The entities that a record is about: its subject, and the tags by which it is found.

use kernel::Id;
use serde::Serialize;

use crate::datum::Datum;
use crate::probe::Look;

/// The names of fields, and the place of each among them.
macro_rules! entities {
    ($($name:literal)+) => {
        const ENTITIES: [&str; [$($name),+].len()] = [$($name),+];

        /// This is asked of all fields of all events that a script listens to.
        fn place(field: &str) -> Option<usize> {
            Some(match field {
                $($name => const { place_of($name) },)+
                _ => return None,
            })
        }
    };
}

const fn place_of(name: &str) -> usize {
    let mut place = 0;
    while !are_equal(ENTITIES[place].as_bytes(), name.as_bytes()) {
        place += 1;
    }
    place
}

const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

// The fields that name an entity, in the order in which they make the subject of a record.
entities! {
    "case"
    "incident"
    "depot"
    "series"
    "question"
    "tasking"
    "mission"
    "contingent"
    "caveat"
    "roe"
    "requirement"
    "permit"
    "consignment"
    "need"
    "hub"
    "evidence"
    "round"
    "project"
    "tranche"
    "sensor"
    "nation"
    "seat"
    "headquarters"
    "subject"
    "task"
    "parameter"
}

/// The entity that an event is about, among the fields that are names.
pub(crate) fn subject(names: impl Iterator<Item = (&'static str, Id)>) -> Option<Id> {
    let entities = names.filter_map(|(field, id)| Some((place(field)?, id)));
    entities.min_by_key(|(place, _)| *place).map(|(_, id)| id)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entity_has_its_place() {
        let places = ENTITIES.map(place);
        assert!(places.into_iter().eq((0..ENTITIES.len()).map(Some)));
        assert_eq!(["", "cas", "cases", "tonnes"].map(place), [None; 4]);
    }
}
