//! Places of the end state: an expectation may name those that there can be, and no other.

use std::collections::BTreeSet;
use std::fmt::Write;

use domain::Center;
use serde_json::Value;
use simulator::choice::Seeded;
use simulator::engine::Forgetful;
use simulator::run;

use super::{HEAD, found, short_scenarios};
use crate::compile;

/// Adds all pointers into a value.
fn add_pointers(value: &Value, before: &str, pointers: &mut BTreeSet<String>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        let pointer = format!("{before}/{}", name.replace('~', "~0").replace('/', "~1"));
        add_pointers(inner, &pointer, pointers);
        pointers.insert(pointer);
    }
}

/// What a state has once much has happened is no other than what it can have from the start.
#[test]
fn every_place_at_the_end_of_a_scenario_may_be_named() {
    let mut pointers = BTreeSet::new();
    for text in short_scenarios() {
        let script = compile(&text).expect("it is sound").script;
        let (opening, choose) = (run::opening(&script, 1, None), Seeded::new(1, 0));
        let outcome = run::run(&script, opening, choose, Forgetful, &mut |_| {});
        let center = outcome.expect("it can be played").center;
        let state = serde_json::to_value(center).expect("a state can be written");
        add_pointers(&state, "", &mut pointers);
    }
    assert!(500 < pointers.len(), "much has happened: {pointers:?}");
    let mut text = format!("{HEAD}expect:\n");
    for pointer in pointers {
        writeln!(text, "  - {{ state: \"{pointer}\", is: 1 }}").expect("a text takes more");
    }
    let mut wrong = found(&text);
    wrong.retain(|fault| fault.starts_with("S105"));
    assert_eq!(wrong, [""; 0]);
}

/// These are left out of the text of a state in which nothing has happened.
#[test]
fn places_that_are_not_there_yet_may_be_named() {
    let state = serde_json::to_value(Center::default()).expect("a state can be written");
    for pointer in
        ["/framework/renewals", "/incidents/outages", "/maritime", "/prosperity/tranches"]
    {
        assert_eq!(state.pointer(pointer), None);
        let text = format!("{HEAD}expect:\n  - {{ state: {pointer}, is: ~ }}\n");
        assert_eq!(found(&text), [""; 0], "{pointer}");
    }
}
