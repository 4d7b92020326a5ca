use std::collections::BTreeMap;
use std::fmt::Debug;

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;

use super::types::{Hours, Role, Scenario, Seat};
use super::{decoded, shown};
use crate::yaml::{Entries, Field, Node, Value, decode, read};

/// The value of a text without faults.
#[track_caller]
fn sound<T: DeserializeOwned>(text: &str) -> T {
    let (value, faults) = decoded(text);
    assert!(faults.is_empty(), "{}", shown(text, &faults));
    value.expect("a value without faults")
}

/// The value of a field and the text at its place.
fn parts<T>(field: Field<T>, text: &str) -> (Option<T>, &str) {
    (field.value, &text[field.span])
}

#[test]
fn a_sound_file_becomes_its_type() {
    let text = "name: harbor\nseats:\n  - {name: fr, weight: 3}\n  - name: de\n    active: true\n\
        start: T+5\nwith: {any: [1.5]}\n";
    let scenario: Scenario = sound(text);
    assert_eq!(parts(scenario.name, text), (Some("harbor".to_owned()), "harbor"));
    assert_eq!(scenario.start.map(|start| parts(start, text)), Some((Some(Hours(5)), "T+5")));
    assert_eq!(scenario.with.map(|node| &text[node.span]), Some("{any: [1.5]}"));
    assert_eq!(scenario.roles, Entries::default());

    let seats = scenario.seats.value.expect("the seats are sound").into_iter();
    let [first, second] = seats.map(|seat| seat.value).collect::<Vec<_>>().try_into().unwrap();
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.weight.map(|weight| parts(weight, text)), Some((Some(3), "3")));
    assert_eq!(parts(second.name, text), (Some("de".to_owned()), "de"));
    assert_eq!((second.weight, second.active), (None, Some(true)));
}

#[test]
fn a_choice_is_a_name_or_a_map_with_one_key() {
    assert_eq!(sound::<Role>("lead"), Role::Lead);
    assert_eq!(sound::<Role>("'member'"), Role::Member);
    assert_eq!(sound::<Role>("{lead: }"), Role::Lead);
    assert_eq!(sound::<Role>("votes: 2"), Role::Votes(2));
    assert_eq!(sound::<Role>("between: [1, 2]"), Role::Between(1, 2));
    let by = Field { value: Some(5), span: 15..16 };
    let until = Some(Hours(7));
    assert_eq!(sound::<Role>("delayed: {by:  5, until: T+7}"), Role::Delayed { by, until });
}

#[test]
fn whole_numbers_reach_the_ends_of_their_types() {
    assert_eq!(sound::<u64>("18446744073709551615"), u64::MAX);
    assert_eq!(sound::<i64>("-9223372036854775808"), i64::MIN);
    assert_eq!(sound::<u8>("255"), u8::MAX);
}

#[test]
fn a_fix_replaces_the_fault() {
    let text = "nmae: 5\n";
    let node = read(text).expect("the text is sound");
    let mut faults = Vec::new();
    let _: Option<BTreeMap<String, String>> = decode(&node, &mut faults);
    let _: Option<Seat> = decode(&node, &mut faults);
    let fixes: Vec<_> = faults
        .iter()
        .filter_map(|fault| fault.fix.as_ref())
        .map(|fix| (&text[fix.span.clone()], fix.replacement.as_str()))
        .collect();
    assert_eq!(fixes, [("5", "\"5\""), ("nmae", "name")]);
}

#[test]
fn keys_are_texts_or_numbers_as_the_type_asks() {
    let by_text: BTreeMap<String, u8> = sound("1: 1\ntrue: 2\n1.50: 3\n");
    assert_eq!(by_text.keys().collect::<Vec<_>>(), ["1", "1.50", "true"]);
    let with_places: Entries<String, u8> = sound("1: 1\n");
    assert_eq!(with_places.items[0].0.value.as_deref(), Some("1"));
    let by_number: BTreeMap<u16, u8> = sound("1: 1\n20: 2\n");
    assert_eq!(by_number.keys().collect::<Vec<_>>(), [&1, &20]);
}

#[test]
fn keys_and_values_of_entries_know_their_places() {
    let text = "ua: 1\nfr: 2\n";
    let entries: Entries<String, u8> = sound(text);
    let places: Vec<_> = entries
        .items
        .iter()
        .map(|(key, value)| (&text[key.span.clone()], &text[value.span.clone()]))
        .collect();
    assert_eq!(places, [("ua", "1"), ("fr", "2")], "in the order of the file");
}

#[test]
fn a_raw_node_is_the_tree_itself() {
    let text = "{a: [1, 1.5, '1', ~, true], 2: {b: }}";
    let node = read(text).expect("the text is sound");
    assert_eq!(sound::<Node>(text), node);
    assert!(matches!(node.value, Value::Map(_)));
}

#[test]
fn another_format_reads_fields_as_their_values() {
    let seat: Seat = serde_json::from_str(r#"{"name": "fr", "weight": 3}"#).unwrap();
    assert_eq!(seat.name.value.as_deref(), Some("fr"));
}

#[test]
fn the_schema_of_a_field_is_the_schema_of_its_value() {
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is asked for")]
    struct Plain {
        seats: Vec<Seat>,
        votes: Option<BTreeMap<String, u8>>,
    }
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is asked for")]
    #[schemars(rename = "Plain")]
    struct Fielded {
        seats: Field<Vec<Field<Seat>>>,
        votes: Entries<String, u8>,
    }
    assert_eq!(schema_for!(Plain).get("properties"), schema_for!(Fielded).get("properties"));
    assert_eq!(schema_for!(Node).as_value()["title"], "Value");
}

#[test]
fn a_null_is_an_option_without_a_value() {
    fn none<T: DeserializeOwned + Debug + PartialEq>() {
        assert_eq!(sound::<Option<T>>("~"), None);
    }
    none::<Field<u8>>();
    none::<Node>();
    none::<String>();
}
