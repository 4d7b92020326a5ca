use std::collections::BTreeSet;

use expect_test::expect;

use super::*;
use crate::tests::{run, written};

fn document(whole: bool) -> Value {
    serde_json::from_str(&written(&mut Ocel::default(), &run("for the record"), whole)).unwrap()
}

#[test]
fn an_event_names_its_objects_and_they_keep_what_it_says() {
    let document = document(true);
    expect![[r#"{"attributes":[{"name":"log.actor","value":"pl"},{"name":"log.basis","value":"fact"},{"name":"log.cause","value":"2"},{"name":"log.note","value":"for the record"},{"name":"log.recordedtime","value":"2027-03-01T08:03:00.000Z"},{"name":"log.releasableto","value":"all"},{"name":"log.sequence","value":"3"},{"name":"log.sourcekey","value":"S1"},{"name":"text_version","value":"2"}],"id":"000000000003","relationships":[{"objectId":"nation:pl","qualifier":"actor"},{"objectId":"nation:de","qualifier":"asked"},{"objectId":"nation:pl","qualifier":"asked"},{"objectId":"nation:pl","qualifier":"nation"},{"objectId":"question:q-1","qualifier":"question"},{"objectId":"nation:de","qualifier":"silent"}],"time":"2027-03-01T08:03:00.000Z","type":"silence.broken"}"#]].assert_eq(&document["events"][0].to_string());
    let objects = document["objects"].as_array().unwrap();
    let question = objects.iter().find(|object| object["id"] == "question:q-1").unwrap();
    expect![[r#"{"attributes":[{"name":"text_version","time":"2027-03-01T08:03:00.000Z","value":"2"},{"name":"position","time":"2027-03-01T08:07:00.000Z","value":"agrees"}],"id":"question:q-1","relationships":[{"objectId":"nation:de","qualifier":"asked"},{"objectId":"nation:de","qualifier":"nation"},{"objectId":"nation:de","qualifier":"silent"},{"objectId":"nation:pl","qualifier":"asked"},{"objectId":"nation:pl","qualifier":"nation"}],"type":"question"}"#]].assert_eq(&question.to_string());
    expect![[r#"{"attributes":[{"name":"log.actor","type":"string"},{"name":"log.basis","type":"string"},{"name":"log.cause","type":"integer"},{"name":"log.recordedtime","type":"time"},{"name":"log.releasableto","type":"string"},{"name":"log.sequence","type":"integer"},{"name":"position","type":"string"}],"name":"decision.position-recorded"}"#]].assert_eq(&document["eventTypes"][0].to_string());
}

#[test]
fn accepted_commands_and_choices_are_no_events() {
    let document = document(true);
    let types = document["events"].as_array().unwrap().iter().map(|event| event["type"].as_str());
    let types: Vec<&str> = types.map(Option::unwrap).collect();
    assert_eq!(
        types,
        [
            "silence.broken",
            "silence.object refused",
            "silence.object refused",
            "decision.position-recorded"
        ]
    );
}

/// The command named a question that there is not, so there is no object of that name.
#[test]
fn a_refused_command_makes_no_object() {
    let document = document(true);
    let refused = &document["events"][2];
    let related: Vec<&Value> =
        refused["relationships"].as_array().unwrap().iter().map(|r| &r["objectId"]).collect();
    assert_eq!(related, ["nation:pl", "nation:pl"]);
    assert!(refused["attributes"].to_string().contains(r#"{"name":"question","value":"q-2"}"#));
    assert!(!document["objects"].to_string().contains("q-2"));
}

#[test]
fn a_view_says_the_same_of_the_same_records() {
    assert_eq!(document(true), document(false));
}

#[test]
fn an_attribute_of_two_kinds_is_a_text() {
    let mut attributes = BTreeMap::new();
    declare(&mut attributes, "a", Kind::Integer);
    declare(&mut attributes, "a", Kind::Integer);
    assert_eq!(attributes["a"], Kind::Integer);
    declare(&mut attributes, "a", Kind::Time);
    assert_eq!(attributes["a"], Kind::String);
}

/// The paths of all fields of a type that names things: ids, nations and sets of them.
fn naming(root: &Value, schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|at| at.rsplit('/').next());
    let names = |name: &str| name.ends_with("Id") || matches!(name, "Nation" | "NationSet");
    if name.is_some_and(names) {
        found.insert(path.to_string());
        return;
    }
    let target = name.and_then(|name| root.get("$defs")?.get(name));
    let schema = target.unwrap_or(schema);
    for key in ["anyOf", "oneOf"] {
        for one in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            naming(root, one, path, found);
        }
    }
    if let Some(items) = schema.get("items") {
        naming(root, items, path, found);
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (field, of) in properties.into_iter().flatten() {
        let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
        naming(root, of, &path, found);
    }
}

/// A field of an event that names something and is in no table would be taken for an attribute.
#[test]
fn every_field_that_names_something_is_a_reference() {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).unwrap();
    let mut found = BTreeSet::new();
    naming(&schema, &schema, "", &mut found);
    assert!(100 < found.len(), "the schema names {} fields", found.len());
    let unknown = found.iter().filter(|path| {
        let mut parts = path.splitn(3, '.');
        let (family, _, field) = (parts.next(), parts.next(), parts.next());
        object_type(family.unwrap(), field.unwrap_or_default()).is_none()
    });
    let unknown: Vec<&String> = unknown.collect();
    expect![[r#"
        [
            "clock.armed.subject",
            "clock.cancelled.subject",
            "clock.found-late.subject",
            "clock.met.subject",
            "clock.missed.subject",
            "clock.recomputed.subject",
            "clock.struck.subject",
        ]
    "#]]
    .assert_eq(&format!("{unknown:#?}\n"));
}

#[test]
fn every_family_says_what_it_is_about() {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).unwrap();
    let families = schema["oneOf"].as_array().unwrap().iter();
    let families = families.flat_map(|one| one["properties"].as_object().unwrap().keys());
    let silent: Vec<&String> = families.filter(|family| subjects(family).is_empty()).collect();
    assert_eq!(silent, ["ceasefire"], "the ceasefire is one, and has no name");
}

/// An event that names things is about one of them; otherwise what it says would go to no object.
/// Deadlines, headquarters and tasks have names that are words.
#[test]
fn every_event_that_names_something_is_about_something() {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).unwrap();
    let mut found = BTreeSet::new();
    naming(&schema, &schema, "", &mut found);
    let mut about = BTreeMap::<String, bool>::new();
    for path in &found {
        let mut parts = path.splitn(3, '.');
        let (family, kind) = (parts.next().unwrap(), parts.next().unwrap());
        let of = object_type(family, parts.next().unwrap_or_default());
        let is_subject = of.is_some_and(|of| subjects(family).contains(&of));
        *about.entry(format!("{family}.{kind}")).or_default() |= is_subject;
    }
    let nothing = about.iter().filter(|(_, is_about)| !**is_about).map(|(kind, _)| kind);
    let nothing: Vec<&String> = nothing.collect();
    expect![[r#"
        [
            "ceasefire.agreed",
            "ceasefire.entered-into-force",
            "clock.armed",
            "clock.cancelled",
            "clock.found-late",
            "clock.met",
            "clock.missed",
            "clock.recomputed",
            "clock.struck",
            "headquarters.opened",
            "headquarters.rotated",
            "task.lead-assigned",
            "task.lead-released",
        ]
    "#]]
    .assert_eq(&format!("{nothing:#?}\n"));
}

/// A list that becomes empty is a change, and one that always was is nothing.
#[test]
fn an_object_has_one_value_at_an_instant_and_a_list_can_become_empty() {
    let data = json!({ "clauses": [], "nested": [{ "a": [] }, { "a": [] }, { "a": ["b"] }] });
    let found = fields(&data);
    let found: Vec<_> = found.iter().map(|it| (it.path.as_str(), it.values.join(" "))).collect();
    assert_eq!(found, [("clauses", String::new()), ("nested.a", "b".to_string())]);
    let (mut objects, text) = (Objects::default(), ObjectId::new("text", "draft"));
    for (minute, value) in
        [(1, ""), (1, "a b"), (2, "a"), (2, "c"), (3, "c"), (4, "d"), (4, "c"), (5, "")]
    {
        objects.set(&text, "clauses", Kind::String, value, crate::tests::at(minute));
    }
    let shown: Vec<Value> = objects.shown(&mut Types::new()).collect();
    let changes = shown[0]["attributes"].as_array().unwrap().iter();
    let values: Vec<&str> = changes.map(|change| change["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["a b", "c", ""]);
}

#[test]
fn what_a_refused_command_names_in_vain_is_one_attribute() {
    let mut ocel = Ocel::default();
    let records = run("for the record");
    let mut rows = crate::Rows::default();
    let row = rows.row(&records[0], None).unwrap();
    let name = String::new();
    let mut event = Making { row: &row, name, attributes: Vec::new(), relations: Vec::new() };
    let field = Field::text("sources", vec!["e-1".to_string(), "e-2".to_string()]);
    ocel.take(&mut event, "incident", &field, true);
    let one = ("sources".to_string(), Kind::String, "e-1 e-2".to_string());
    assert_eq!((event.attributes, event.relations), (vec![one], Vec::new()));
}
