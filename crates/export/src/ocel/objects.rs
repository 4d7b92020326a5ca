//! The objects of a log, with what became of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kernel::SimTime;
use serde_json::{Value, json};

use super::fields::Kind;
use super::{Types, declare};

/// An object by its type and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ObjectId {
    pub(super) of_type: &'static str,
    name: String,
}

impl ObjectId {
    pub(super) fn new(of_type: &'static str, name: &str) -> ObjectId {
        ObjectId { of_type, name: name.to_string() }
    }
}

impl fmt::Display for ObjectId {
    /// As the tags of the log: `incident:b-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.of_type, self.name)
    }
}

/// All objects that were named.
#[derive(Debug, Default)]
pub(super) struct Objects(BTreeMap<ObjectId, Object>);

#[derive(Debug, Default)]
struct Object {
    /// Each value that an attribute has had, in the order of the log.
    changes: Vec<Change>,
    latest: BTreeMap<String, usize>,
    relations: BTreeSet<(ObjectId, String)>,
}

#[derive(Debug)]
struct Change {
    name: String,
    kind: Kind,
    value: String,
    at: SimTime,
}

impl Object {
    /// The values that were new: of several at one instant the last may be what was before.
    fn noted(&self) -> impl Iterator<Item = &Change> {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        self.changes
            .iter()
            .filter(move |Change { name, value, .. }| known.insert(name, value) != Some(value))
    }
}

impl Objects {
    pub(super) fn knows(&self, id: &ObjectId) -> bool {
        self.0.contains_key(id)
    }

    /// Names an object, which comes into being if it is new.
    pub(super) fn refer(&mut self, id: ObjectId) -> ObjectId {
        self.0.entry(id.clone()).or_default();
        id
    }

    /// An attribute has this value from now on; nothing is noted if it had it already. At one
    /// instant it has one value, the last.
    pub(super) fn set(&mut self, id: &ObjectId, name: &str, kind: Kind, value: &str, at: SimTime) {
        let object = self.0.entry(id.clone()).or_default();
        let latest = object.latest.get(name).and_then(|index| object.changes.get_mut(*index));
        match latest {
            Some(change) if change.value == value => return,
            Some(change) if change.at == at => {
                (change.kind, change.value) = (kind, value.to_string());
                return;
            }
            // A list that was always empty.
            None if value.is_empty() => return,
            _ => {}
        }
        object.latest.insert(name.to_string(), object.changes.len());
        let change = Change { name: name.to_string(), kind, value: value.to_string(), at };
        object.changes.push(change);
    }

    pub(super) fn relate(&mut self, id: &ObjectId, to: &ObjectId, role: &str) {
        let to = self.refer(to.clone());
        self.0.entry(id.clone()).or_default().relations.insert((to, role.to_string()));
    }

    /// The objects as they are written; their types are declared in `types`.
    pub(super) fn shown(&self, types: &mut Types) -> impl Iterator<Item = Value> {
        for (id, object) in &self.0 {
            let attributes = types.entry(id.of_type.to_string()).or_default();
            for change in &object.changes {
                declare(attributes, &change.name, change.kind);
            }
        }
        self.0.iter().map(|(id, object)| {
            let changes = object.noted().map(|change| {
                json!({ "name": change.name, "value": change.value, "time": change.at.to_string() })
            });
            let relations = object.relations.iter();
            let relations = relations
                .map(|(to, role)| json!({ "objectId": to.to_string(), "qualifier": role }));
            json!({
                "id": id.to_string(),
                "type": id.of_type,
                "attributes": changes.collect::<Vec<_>>(),
                "relationships": relations.collect::<Vec<_>>(),
            })
        })
    }
}
