//! Exports of records, and what must hold of an OCEL document.

use std::collections::{BTreeMap, BTreeSet};

use event_store::{Chain, record_id};
use export::{Format, Identity, Rows};
use kernel::SimTime;
use serde_json::Value;
use simulator::record::CenterRecord;
use uuid::Uuid;

/// What a format makes of the records of a whole log, or of a seat's view.
///
/// # Panics
/// If a record cannot be written: all of them come from a log.
pub fn exported(format: &mut dyn Format, records: &[CenterRecord], whole: bool) -> String {
    let (mut rows, mut out) = (Rows::default(), Vec::new());
    format.begin(&mut out).expect("memory takes all");
    for record in records {
        let id = record_id(Uuid::nil(), record.position).to_string();
        let identity = whole.then_some(Identity { id, chain: Chain::GENESIS });
        let row = rows.row(record, identity).expect("a record has a canonical form");
        format.row(&row, &mut out).expect("memory takes all");
    }
    format.finish(&mut out).expect("memory takes all");
    String::from_utf8(out).expect("an export is text")
}

/// What is wrong with an OCEL 2.0 document: its shape, as the published schema has it, and what no
/// schema can say: that names are unique, types and attributes declared, values of their types and
/// one at a time, and that every reference leads to an object.
pub fn ocel_faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let types = |member: &str, faults: &mut Vec<String>| {
        let mut types: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for declared in list(document, member, faults) {
            let name = text(declared, "name", faults);
            let attributes = list(declared, "attributes", faults).iter();
            let attributes: Vec<(String, String)> = attributes
                .map(|one| (text(one, "name", faults), text(one, "type", faults)))
                .collect();
            let count = attributes.len();
            let attributes: BTreeMap<String, String> = attributes.into_iter().collect();
            if attributes.len() < count || types.insert(name.clone(), attributes).is_some() {
                faults.push(format!("{member}: `{name}` is declared twice"));
            }
        }
        types
    };
    let event_types = types("eventTypes", &mut faults);
    let object_types = types("objectTypes", &mut faults);
    let mut objects = BTreeSet::new();
    for object in list(document, "objects", &mut faults) {
        let id = text(object, "id", &mut faults);
        if !objects.insert(id.clone()) {
            faults.push(format!("two objects `{id}`"));
        }
    }
    let mut events = BTreeSet::new();
    for event in list(document, "events", &mut faults) {
        let id = text(event, "id", &mut faults);
        expect_time(&text(event, "time", &mut faults), &id, &mut faults);
        if !events.insert(id.clone()) {
            faults.push(format!("two events `{id}`"));
        }
        expect_entity(event, &id, &event_types, &objects, &mut faults);
        if list(event, "relationships", &mut faults).is_empty() {
            faults.push(format!("`{id}` is about no object"));
        }
    }
    for object in list(document, "objects", &mut faults) {
        let id = text(object, "id", &mut faults);
        expect_entity(object, &id, &object_types, &objects, &mut faults);
        for attribute in list(object, "attributes", &mut faults) {
            expect_time(&text(attribute, "time", &mut faults), &id, &mut faults);
        }
    }
    faults
}

/// What holds of events and of objects.
fn expect_entity(
    entity: &Value,
    id: &str,
    types: &BTreeMap<String, BTreeMap<String, String>>,
    objects: &BTreeSet<String>,
    faults: &mut Vec<String>,
) {
    let of_type = text(entity, "type", faults);
    let Some(declared) = types.get(&of_type) else {
        faults.push(format!("`{id}` is of the type `{of_type}`, which is not declared"));
        return;
    };
    let mut valued = BTreeSet::new();
    for attribute in list(entity, "attributes", faults) {
        let (name, value) = (text(attribute, "name", faults), text(attribute, "value", faults));
        // An event has one value of each, an object one at each instant.
        let at = attribute.get("time").and_then(Value::as_str).unwrap_or_default();
        if !valued.insert((name.clone(), at.to_string())) {
            faults.push(format!("`{id}` has `{name}` twice at once"));
        }
        let fits = match declared.get(&name).map(String::as_str) {
            Some("string") => true,
            Some("integer") => value.parse::<i64>().is_ok(),
            Some("boolean") => matches!(value.as_str(), "true" | "false"),
            Some("time") => value.parse::<SimTime>().is_ok(),
            _ => false,
        };
        if !fits {
            faults.push(format!("`{id}`: `{name}` is not declared, or not as `{value}`"));
        }
    }
    let mut known = BTreeSet::new();
    for relation in list(entity, "relationships", faults) {
        let (to, role) = (text(relation, "objectId", faults), text(relation, "qualifier", faults));
        if !objects.contains(&to) {
            faults.push(format!("`{id}` refers to `{to}`, which is no object"));
        }
        if !known.insert((to.clone(), role.clone())) {
            faults.push(format!("`{id}` refers to `{to}` as `{role}` twice"));
        }
    }
}

fn expect_time(text: &str, id: &str, faults: &mut Vec<String>) {
    if text.parse::<SimTime>().is_err() {
        faults.push(format!("`{id}`: `{text}` is no time"));
    }
}

/// A member that must be a list.
fn list<'a>(value: &'a Value, member: &str, faults: &mut Vec<String>) -> &'a [Value] {
    let found = value.get(member).and_then(Value::as_array);
    if found.is_none() {
        faults.push(format!("`{member}` is no list"));
    }
    found.map_or(&[], Vec::as_slice)
}

/// A member that must be a text.
fn text(value: &Value, member: &str, faults: &mut Vec<String>) -> String {
    let found = value.get(member).and_then(Value::as_str);
    if found.is_none() {
        faults.push(format!("`{member}` is no text in {value}"));
    }
    found.unwrap_or_default().to_string()
}
