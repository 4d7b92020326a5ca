//! OCEL 2.0 as JSON: events with the objects that they are about, for process mining.
//!
//! Each event of the log is an event, and so is each refused command. The fields of an event that
//! name something are its relations to objects (`references` says which), the others its
//! attributes; the object that it is mainly about keeps them too, with the instant at which they
//! were recorded, and is related to the other objects named beside it. Who acts is an object:
//! a nation, or a body such as the monitors, so no event is without one. Accepted commands and
//! choices are left out; what came of them is there.
//!
//! An object comes into being when it is first named, so that every reference resolves. Events
//! are written as they come, objects and types at the end.
//!
//! All values are texts with a declared type, as the published schema of the format has it.

mod fields;
mod objects;
mod references;

use std::collections::BTreeMap;
use std::io::{self, Write};

use domain::{Actor, Event, Seat};
use kernel::Source;
use serde_json::{Value, json};
use simulator::record::{Body, Origin};

use crate::{Format, Row};
use fields::{Field, Kind, fields};
use objects::{ObjectId, Objects};
use references::{object_type, subject_of_clock, subjects};

/// The document in writing. It keeps the objects with their history, and the types.
#[derive(Debug, Default)]
pub struct Ocel {
    objects: Objects,
    event_types: Types,
    events: u64,
}

/// The attributes of each type, with their kinds.
type Types = BTreeMap<String, BTreeMap<String, Kind>>;

/// An event in the making.
struct Making<'a> {
    row: &'a Row<'a>,
    name: String,
    attributes: Vec<(String, Kind, String)>,
    relations: Vec<(ObjectId, String)>,
}

impl Format for Ocel {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"events\":[")
    }

    fn row(&mut self, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Some(event) = self.event(row) else {
            return Ok(());
        };
        let attributes = self.event_types.entry(event.name.clone()).or_default();
        for (name, kind, _) in &event.attributes {
            declare(attributes, name, *kind);
        }
        out.write_all(if self.events == 0 { b"\n" } else { b",\n" })?;
        self.events += 1;
        serde_json::to_writer(out, &event.shown())?;
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n],\"objects\":[")?;
        let mut types = Types::new();
        for (index, object) in self.objects.shown(&mut types).enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &object)?;
        }
        out.write_all(b"\n],\"objectTypes\":")?;
        serde_json::to_writer(&mut *out, &shown_types(&types))?;
        out.write_all(b",\n\"eventTypes\":")?;
        serde_json::to_writer(&mut *out, &shown_types(&self.event_types))?;
        out.write_all(b"}\n")
    }
}

impl Ocel {
    /// The event that a record is, if it is one; its objects are noted on the way.
    fn event<'a>(&mut self, row: &'a Row<'a>) -> Option<Making<'a>> {
        let data: Value = serde_json::from_slice(&row.stored.data).unwrap_or_default();
        let refused = matches!(row.record.body, Body::Refused(..));
        let (kind, data) = match &row.record.body {
            Body::Event(_) => (row.stored.kind.clone(), data),
            Body::Refused(..) => (row.command()?, data),
            _ => return None,
        };
        let family = kind.split_once('.').map_or(kind.as_str(), |(family, _)| family);
        let name = if refused { format!("{kind} refused") } else { kind.clone() };
        let mut event = Making { row, name, attributes: Vec::new(), relations: Vec::new() };
        event.describe();
        event.relate(self.objects.refer(acting(row.record.by)), "actor");
        let of_command = if refused { data.get("data") } else { None };
        for field in fields(of_command.unwrap_or(&data)) {
            self.take(&mut event, family, &field, refused);
        }
        if refused {
            for field in fields(data.get("refusal").unwrap_or(&Value::Null)) {
                event.attribute(&format!("refusal.{}", field.path), &field);
            }
        } else {
            self.deadline(&mut event);
            self.remember(&event, family);
        }
        Some(event)
    }

    /// A field is a reference or an attribute. What a refused command names may not exist, so it
    /// refers only to what is known.
    fn take(&mut self, event: &mut Making<'_>, family: &str, field: &Field, refused: bool) {
        let Some(of_type) = object_type(family, &field.path) else {
            event.attribute(&field.path, field);
            return;
        };
        let is_known = |name: &&String| self.objects.knows(&ObjectId::new(of_type, name));
        let (known, unknown): (Vec<&String>, Vec<&String>) =
            field.values.iter().partition(|name| !refused || is_known(name));
        for name in known {
            event.relate(self.objects.refer(ObjectId::new(of_type, name)), &field.path);
        }
        if !unknown.is_empty() {
            let values = unknown.into_iter().cloned().collect();
            event.attribute(&field.path, &Field::text(&field.path, values));
        }
    }

    /// A deadline is an object, related to what it is about.
    fn deadline(&mut self, event: &mut Making<'_>) {
        let Body::Event(Event::Clock(clock)) = &event.row.record.body else {
            return;
        };
        let (clock, subject) = clock.key();
        let word = serde_json::to_value(clock).unwrap_or_default();
        let name = format!("{}/{subject}", word.as_str().unwrap_or_default());
        event.relate(self.objects.refer(ObjectId::new("deadline", &name)), "deadline");
        if let Some(of_type) = subject_of_clock(clock) {
            let id = ObjectId::new(of_type, subject.as_str());
            event.relate(self.objects.refer(id), "subject");
        }
    }

    /// What the event is mainly about keeps its attributes, and its relations to the others.
    fn remember(&mut self, event: &Making<'_>, family: &str) {
        // What is named in another role, or beside others, is not what the event is about.
        let sole = |wanted: &str| {
            let mut named = event.relations.iter().filter(|(_, role)| role == wanted);
            named.next().filter(|_| named.next().is_none())
        };
        let Some((subject, _)) = subjects(family).iter().find_map(|wanted| sole(wanted)) else {
            return;
        };
        let own = event.attributes.iter().filter(|(name, ..)| !name.starts_with(ENVELOPE));
        for (name, kind, value) in own {
            self.objects.set(subject, name, *kind, value, event.row.record.at);
        }
        for (id, role) in
            event.relations.iter().filter(|(id, role)| id != subject && role != "actor")
        {
            self.objects.relate(subject, id, role);
        }
    }
}

/// In front of the attributes that every event has, so that none is taken for a field.
const ENVELOPE: &str = "log.";

impl Making<'_> {
    /// What the record says beside its data.
    fn describe(&mut self) {
        let record = self.row.record;
        let origin: &Origin = record.origin.as_deref().unwrap_or(&Origin::UNSTATED);
        let source = origin.source.as_ref().map(Source::as_str);
        let cause = record.cause.map(|cause| cause.0.to_string());
        let texts = [
            ("actor", Kind::String, Some(record.by.as_str())),
            ("basis", Kind::String, Some(origin.basis.as_str())),
            ("cause", Kind::Integer, cause.as_deref()),
            ("note", Kind::String, origin.note.as_deref()),
            ("recordedtime", Kind::Time, Some(&record.at.to_string())),
            ("releasableto", Kind::String, Some(&record.audience.text())),
            ("sequence", Kind::Integer, Some(&record.position.0.to_string())),
            ("sourcekey", Kind::String, source),
        ];
        let said = texts.into_iter().filter_map(|(name, kind, text)| {
            Some((format!("{ENVELOPE}{name}"), kind, text?.to_string()))
        });
        self.attributes.extend(said);
    }

    fn attribute(&mut self, name: &str, field: &Field) {
        self.attributes.push((name.to_string(), field.kind, field.values.join(" ")));
    }

    fn relate(&mut self, id: ObjectId, role: &str) {
        let relation = (id, role.to_string());
        if !self.relations.contains(&relation) {
            self.relations.push(relation);
        }
    }

    fn shown(&self) -> Value {
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, _, value)| json!({ "name": name, "value": value }));
        let relations = self.relations.iter();
        let relations =
            relations.map(|(id, role)| json!({ "objectId": id.to_string(), "qualifier": role }));
        json!({
            "id": format!("{:012}", self.row.record.position.0),
            "type": self.name,
            "time": self.row.record.occurred_at.to_string(),
            "attributes": attributes.collect::<Vec<_>>(),
            "relationships": relations.collect::<Vec<_>>(),
        })
    }
}

/// Who acts, as an object. The US and Ukraine are nations too.
fn acting(by: Actor) -> ObjectId {
    let nation = |code: &str| ObjectId::new("nation", code);
    match by {
        Actor::Nation(nation_of) => nation(nation_of.code()),
        Actor::Us => nation(Seat::Us.as_str()),
        Actor::Ua => nation(Seat::Ua.as_str()),
        body => ObjectId::new("body", body.as_str()),
    }
}

/// Declares an attribute; one that is now of one kind and now of another is a text.
fn declare(attributes: &mut BTreeMap<String, Kind>, name: &str, kind: Kind) {
    match attributes.get_mut(name) {
        Some(known) if *known != kind => *known = Kind::String,
        Some(_) => {}
        None => _ = attributes.insert(name.to_string(), kind),
    }
}

fn shown_types(types: &Types) -> Value {
    let shown = types.iter().map(|(name, attributes)| {
        let attributes = attributes.iter();
        let attributes =
            attributes.map(|(name, kind)| json!({ "name": name, "type": kind.as_str() }));
        json!({ "name": name, "attributes": attributes.collect::<Vec<_>>() })
    });
    shown.collect()
}

#[cfg(test)]
mod tests;
