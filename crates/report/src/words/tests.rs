//! The phrase book: every kind of event, made up from its schema, with its sentence.

use std::collections::BTreeSet;
use std::fmt::Write;

use domain::framework::Backstop;
use domain::{Actor, Event, framework};
use expect_test::expect_file;
use kernel::SimTime;
use serde_json::{Map, Value, json};
use simulator::probe;

use super::*;

/// A value that fits a schema: the first of what may be chosen, one item in each list.
fn sample(schema: &Value, definitions: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return sample(&definitions[name], definitions);
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.last()) {
        return word.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(first) = schema[choice].as_array().and_then(|all| all.first()) {
            return sample(first, definitions);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().cloned().unwrap_or_default(),
        kind => kind.clone(),
    };
    match (kind.as_str(), schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("object"), ..) => {
            let fields = schema["properties"].as_object().cloned().unwrap_or_default();
            fields.iter().map(|(name, of)| (name.clone(), sample(of, definitions))).collect()
        }
        (Some("array"), ..) => json!([sample(&schema["items"], definitions)]),
        (Some("string"), Some("date-time"), _) => json!("2026-01-06T13:00:00.000Z"),
        (Some("string"), Some("duration"), _) => json!("PT24H"),
        (Some("string"), _, Some("^[0-9a-f]{32}$")) => json!("0".repeat(32)),
        (Some("string"), ..) => json!("x-1"),
        (Some("integer"), ..) => json!(2),
        (Some("boolean"), ..) => json!(true),
        _ => panic!("no sample for {schema}"),
    }
}

/// One event of each kind.
fn every_event() -> Vec<Event> {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).unwrap();
    let definitions = &schema["$defs"];
    let mut events = Vec::new();
    for family in schema["oneOf"].as_array().unwrap() {
        let (family, of) = family["properties"].as_object().unwrap().iter().next().unwrap();
        let name = of["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        for variant in definitions[name]["oneOf"].as_array().unwrap() {
            let data = sample(variant, definitions);
            let nested: Map<String, Value> = [(family.clone(), data)].into_iter().collect();
            events.push(serde_json::from_value(Value::Object(nested)).unwrap());
        }
    }
    events
}

fn telling() -> Telling {
    let at: SimTime = "2026-01-07T08:30:00.000Z".parse().unwrap();
    Telling { zone: Zone::new(60), at, by: Actor::Us }
}

#[test]
fn every_kind_of_event_has_a_sentence() {
    let mut book = String::new();
    for event in every_event() {
        let kind = probe::kind(&event).unwrap();
        let subject = subject(&event).map_or(String::new(), |subject| format!(" ({subject})"));
        let sentence = sentence(&event, &telling());
        assert!(!sentence.contains("{ "), "{kind} shows its insides: {sentence}");
        let name = super::kind(kind);
        writeln!(book, "{kind} = {name}{subject}\n    {sentence}").unwrap();
    }
    expect_file!["phrases.txt"].assert_eq(&book);
}

#[test]
fn no_two_kinds_of_event_have_the_same_sentence() {
    let sentences: Vec<String> =
        every_event().iter().map(|event| sentence(event, &telling())).collect();
    let distinct: BTreeSet<&String> = sentences.iter().collect();
    assert_eq!(distinct.len(), sentences.len());
    assert!(90 < sentences.len(), "the families have more events than {}", sentences.len());
}

#[test]
fn shares_are_read_in_percent() {
    let shares = [0, 620_000, 625_000, 1_000_000, 1_500].map(percent);
    assert_eq!(shares, ["0 %", "62 %", "62.5 %", "100 %", "0.15 %"]);
}

/// Others bring it about, and it is no act of theirs.
#[test]
fn a_backstop_that_falls_with_its_guarantee_is_a_fact() {
    let (from, to) = (Backstop::Ratified, Backstop::Signed);
    let fallen = Event::from(framework::Event::BackstopChanged { from, to });
    let told = |by| sentence(&fallen, &Telling { by, ..telling() });
    assert_eq!(told(Actor::Us), "the US changed its backstop from ratified to signed");
    for by in [Actor::Ua, Actor::Clock] {
        assert_eq!(told(by), "the backstop of the US falls back from ratified to signed");
    }
}
