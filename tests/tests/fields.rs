//! Rules can ask for every field that an event has.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;
use simulator::datum::Datum;
use simulator::fields::Fields;
use simulator::probe;
use simulator::record::CenterRecord;
use tests::play;

const SEED: u64 = 1;

/// Fields that take one of several shapes; rules can ask which.
const SHAPED: [&str; 3] = ["limit", "rule", "value"];

const CAVEATS: &str = "\
scenario: caveats
title: Caveats
start: 2027-03-01T09:00:00+01:00
until: T+48:00
nations:
  us: { role: partner }
  fr: { role: member }
timeline:
  - { at: T+01:00, by: fr, do: caveat.declare, with: { caveat: c-1, nation: fr, limit: { command: { at_most: tacon } } } }
  - { at: T+02:00, by: fr, do: caveat.declare, with: { caveat: c-2, nation: fr, limit: { sector: { barred: east } } } }
";

/// The fields that the events of a run have, as rules name them.
fn fields(records: &[CenterRecord]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for record in records {
        let Some(recorded) = record.recorded() else { continue };
        let kind = probe::kind(recorded.event).expect("every event has a kind").text();
        for (name, datum) in Fields::of_record(&recorded).iter() {
            match datum {
                Datum::Null => {}
                Datum::List(items) if items.is_empty() => {}
                // A list of what has fields cannot be compared with anything.
                Datum::List(items) if items.iter().any(|it| matches!(it, Datum::Json(_))) => {}
                Datum::Json(json) => {
                    let value: Value = serde_json::from_str(json).expect("it is JSON");
                    let parts = parts(name, &value);
                    found.extend(parts.into_iter().map(|name| (kind.clone(), name)));
                }
                _ => {
                    found.insert((kind.clone(), name.to_owned()));
                }
            }
        }
    }
    found
}

/// The names of what has no fields, behind those in which it lies; and of what takes one of several shapes.
fn parts(name: &str, value: &Value) -> Vec<String> {
    let fields = match value {
        Value::Object(fields) => fields,
        Value::Null => return Vec::new(),
        Value::Array(items) if items.is_empty() => return Vec::new(),
        _ => return vec![name.to_owned()],
    };
    let whole = SHAPED.contains(&name).then(|| name.to_owned());
    let inner = fields.iter().flat_map(|(inner, value)| parts(&format!("{name}.{inner}"), value));
    whole.into_iter().chain(inner).collect()
}

#[test]
fn rules_find_every_field_of_every_event() {
    let mut all = BTreeSet::new();
    let shipped = play::scenarios()
        .into_iter()
        .map(|name| (play::script(&name), tests::read(&format!("scenarios/{name}/scenario.yaml"))));
    let caveats = scenario::compile(CAVEATS).expect("it has no faults").script;
    for (script, file) in shipped.chain([(caveats, CAVEATS.to_owned())]) {
        let name = script.opening.scenario.clone();
        let fields = fields(&play::play(&script, SEED).records);
        let mut text = String::new();
        for (number, (kind, field)) in fields.iter().enumerate() {
            writeln!(text, "rule r{number} \"\" never {kind}({field}: x)").expect("a string");
        }
        let rules = scenario::rules(&text).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        let judged = scenario::judged_by(script, &file, Arc::new(rules));
        let results = play::play(&judged, SEED).outcome.rules.expect("there are rules");
        for (field, result) in fields.iter().zip(&results.rules) {
            assert_ne!(result.violations.len(), 0, "{name}: no rule finds {field:?}");
        }
        all.extend(fields);
    }
    for (kind, field) in [
        ("caveat.declared", "limit"),
        ("caveat.declared", "limit.command.at_most"),
        ("mandate.rule-declared", "rule"),
        ("center.parameter-set", "value.duration"),
        ("incident.evidence-received", "releasable_to"),
        ("decision.adopted", "record.asked"),
    ] {
        assert!(all.contains(&(kind.to_owned(), field.to_owned())), "{kind} {field} was there");
    }
}
