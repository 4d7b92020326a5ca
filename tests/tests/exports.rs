//! What other tools are given of a log is whole and well-formed, for every shipped scenario.

use std::collections::BTreeSet;

use export::{COLUMNS, Csv, Mermaid, Ocel};
use serde_json::{Value, json};
use simulator::record::{Body, CenterRecord};
use tests::exports::{exported, ocel_faults};
use tests::play::{play, scenarios, script};
use tests::{assert_none, read};

/// The records of every scenario that is short enough.
fn logs() -> impl Iterator<Item = (String, Vec<CenterRecord>)> {
    scenarios().into_iter().map(|name| {
        let records = play(&script(&name), 1).records;
        (name, records)
    })
}

#[test]
fn every_log_is_a_table_a_diagram_and_an_ocel_document() {
    for (name, records) in logs() {
        let table = exported(&mut Csv::default(), &records, true);
        // A record is one line: the log knows no line breaks.
        assert_eq!(table.lines().count(), records.len() + 1, "{name}");

        let diagram = exported(&mut Mermaid::new(usize::MAX), &records, true);
        let chosen = records.iter().filter(|record| matches!(record.body, Body::Chose { .. }));
        let drawn = diagram.lines().filter(|line| line.contains(": #35;")).count();
        assert_eq!(drawn, records.len() - chosen.count(), "{name}");

        let document = exported(&mut Ocel::default(), &records, true);
        let document: Value = serde_json::from_str(&document).expect("it is JSON");
        assert_none(ocel_faults(&document).iter().map(|fault| format!("{name}: {fault}")));
        let of_events =
            |record: &&CenterRecord| matches!(record.body, Body::Event(_) | Body::Refused(..));
        let events = document["events"].as_array().expect("a list").len();
        assert_eq!(events, records.iter().filter(of_events).count(), "{name}");
    }
}

/// The objects that analysts ask for are objects somewhere.
#[test]
fn incidents_nations_contingents_consignments_and_questions_are_objects() {
    let mut types = BTreeSet::new();
    for (_, records) in logs() {
        let document = exported(&mut Ocel::default(), &records, true);
        let document: Value = serde_json::from_str(&document).expect("it is JSON");
        let objects = document["objects"].as_array().expect("a list").iter();
        types.extend(objects.filter_map(|object| object["type"].as_str().map(str::to_owned)));
    }
    for wanted in ["incident", "nation", "contingent", "consignment", "question", "deadline"] {
        assert!(types.contains(wanted), "{wanted} is not among {types:?}");
    }
}

/// What is named in another role, or beside others, gets nothing of what the event says.
#[test]
fn an_event_is_about_what_it_names_alone_and_as_such() {
    let document = |name: &str| -> Value {
        let (_, records) = logs().find(|(found, _)| found == name).expect("it is shipped");
        let document = exported(&mut Ocel::default(), &records, true);
        serde_json::from_str(&document).expect("it is JSON")
    };
    let attributes = |document: &Value, prefix: &str| -> BTreeSet<String> {
        let objects = document["objects"].as_array().expect("a list").iter();
        let those = objects.filter(|it| it["id"].as_str().is_some_and(|id| id.starts_with(prefix)));
        let all = those.flat_map(|it| it["attributes"].as_array().expect("a list"));
        all.filter_map(|it| it["name"].as_str().map(str::to_owned)).collect()
    };
    let breach = document("disputed-breach");
    for name in ["confidence", "responsible", "version"] {
        assert!(attributes(&breach, "incident:shelling").contains(name), "{name}");
        assert!(!attributes(&breach, "evidence:").contains(name), "{name}");
    }
    assert!(!attributes(&document("cmcc-decay"), "nation:").contains("since"));
    assert!(!attributes(&document("backstop-withdrawn"), "requirement:").contains("gaps.people"));
}

#[test]
fn each_fault_of_an_ocel_document_is_found() {
    let sound = json!({
        "eventTypes": [{ "name": "e", "attributes": [{ "name": "n", "type": "integer" }] }],
        "objectTypes": [{ "name": "o", "attributes": [{ "name": "t", "type": "time" }] }],
        "events": [{
            "id": "1", "type": "e", "time": "2027-03-01T08:00:00.000Z",
            "attributes": [{ "name": "n", "value": "1" }],
            "relationships": [{ "objectId": "o:1", "qualifier": "q" }],
        }],
        "objects": [{
            "id": "o:1", "type": "o",
            "attributes": [{
                "name": "t", "value": "2027-03-01T08:00:00.000Z", "time": "2027-03-01T08:00:00.000Z"
            }],
            "relationships": [{ "objectId": "o:1", "qualifier": "itself" }],
        }],
    });
    assert_eq!(ocel_faults(&sound), [""; 0]);
    for (place, wrong, fault) in [
        (
            "/events/0/relationships/0/objectId",
            json!("o:2"),
            "`1` refers to `o:2`, which is no object",
        ),
        (
            "/objects/0/relationships/0/objectId",
            json!("o:2"),
            "`o:1` refers to `o:2`, which is no object",
        ),
        ("/events/0/relationships", json!([]), "`1` is about no object"),
        ("/events/0/type", json!("f"), "`1` is of the type `f`, which is not declared"),
        ("/events/0/attributes/0/name", json!("m"), "`1`: `m` is not declared, or not as `1`"),
        ("/events/0/attributes/0/value", json!("x"), "`1`: `n` is not declared, or not as `x`"),
        (
            "/events/0/attributes/0/value",
            json!(1),
            "`value` is no text in {\"name\":\"n\",\"value\":1}",
        ),
        ("/events/0/time", json!("noon"), "`1`: `noon` is no time"),
        ("/objects/0/attributes/0/value", json!("1"), "`o:1`: `t` is not declared, or not as `1`"),
        ("/eventTypes", json!(null), "`eventTypes` is no list"),
    ] {
        let mut document = sound.clone();
        *document.pointer_mut(place).expect("there is such a place") = wrong;
        let faults = ocel_faults(&document);
        assert!(faults.iter().any(|found| found == fault), "{place}: {faults:?}");
    }
    for (of, whose) in [("events", "`1` has `n`"), ("objects", "`o:1` has `t`")] {
        let mut document = sound.clone();
        let attributes = document[of][0]["attributes"].as_array_mut().expect("a list");
        attributes.push(attributes[0].clone());
        assert_eq!(ocel_faults(&document), [format!("{whose} twice at once")]);
    }
    for list in ["events", "objects", "eventTypes"] {
        let mut document = sound.clone();
        let items = document[list].as_array_mut().expect("a list");
        items.push(items[0].clone());
        assert_eq!(ocel_faults(&document).len(), 1, "{list}: {:?}", ocel_faults(&document));
    }
}

/// The data dictionary of the documentation is that of the program.
#[test]
fn the_documentation_names_every_column() {
    let page = read("docs/export.md");
    let named: Vec<&str> = page
        .lines()
        .skip_while(|line| *line != "| column | what it says |")
        .skip(2)
        .map_while(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(column, _)| column)
        .collect();
    assert_eq!(named, COLUMNS);
}
