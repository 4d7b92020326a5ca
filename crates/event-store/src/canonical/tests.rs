use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn canonical(text: &str) -> String {
    String::from_utf8(canonicalize(text.as_bytes()).unwrap()).unwrap()
}

fn serialized<T: Serialize + ?Sized>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

fn refused(text: &str) -> String {
    canonicalize(text.as_bytes()).unwrap_err().to_string()
}

/// An independent canonical writer: sorts keys as UTF-16 and leaves the rest to `serde_json`.
fn expected(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Array(items) => format!("[{}]", joined(items.iter().map(expected).collect())),
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_by_key(|key| key.encode_utf16().collect::<Vec<_>>());
            let member = |key: &&String| format!("{}:{}", json!(key), expected(&members[*key]));
            format!("{{{}}}", joined(keys.iter().map(member).collect()))
        }
        plain => plain.to_string(),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let bound = 1i64 << 53;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (1 - bound..bound).prop_map(Value::from),
        "(?s).{0,8}".prop_map(Value::from),
        "[\\x00-\\x20\"\\\\a/\u{7f}-\u{a0}]{0,8}".prop_map(Value::from),
    ];
    let key =
        prop_oneof!["[a-c]{0,2}", "[\\x00-\\x20\"\\\\\u{e000}-\u{ffff}\u{10000}-\u{10010}]{0,2}"];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Serialized or read from text with spaces, a value has the one canonical text.
    #[test]
    fn a_value_has_one_text(value in any_json()) {
        let text = expected(&value);
        prop_assert_eq!(&serialized(&value), &text);
        prop_assert_eq!(&canonical(&serde_json::to_string_pretty(&value).unwrap()), &text);
        prop_assert_eq!(&canonical(&text), &text);
        prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    /// Members that arrive in any order leave in canonical order.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        members in prop::collection::btree_map("\\PC{0,3}", any_json(), 0..8),
        rotation in any::<prop::sample::Index>(),
    ) {
        struct InOrder(Vec<(String, Value)>);
        impl Serialize for InOrder {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
            }
        }
        let object = Value::Object(members.clone().into_iter().collect());
        let mut shuffled: Vec<_> = members.into_iter().rev().collect();
        if !shuffled.is_empty() {
            let middle = rotation.index(shuffled.len());
            shuffled.rotate_left(middle);
        }
        prop_assert_eq!(serialized(&InOrder(shuffled)), expected(&object));
    }

    /// No bytes panic the reader.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = canonicalize(&bytes);
    }

    /// The walk over members finds exactly what was written.
    #[test]
    fn the_members_of_an_object_are_found(value in any_json()) {
        let object = json!({ "a": value, "b": [value], "c": { "d": value } });
        let text = serialized(&object);
        let mut walk = members::Members::new(&text);
        for key in ["a", "b", "c"] {
            let member = walk.next().unwrap().unwrap();
            prop_assert_eq!(member.key, key);
            prop_assert_eq!(&serde_json::from_str::<Value>(member.value).unwrap(), &object[key]);
        }
        prop_assert!(walk.next().unwrap().is_none());
    }

    /// No bytes panic the walk.
    #[test]
    fn the_walk_ends_on_any_text(text in "[\\[\\]{}\",:\\\\a0 ]{0,40}") {
        let mut walk = members::Members::new(&text);
        while let Ok(Some(_)) = walk.next() {}
    }
}

#[test]
fn keys_are_sorted_as_in_section_3_2_3_of_the_rfc() {
    let text = r#"{
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let order: Vec<String> = canonical(text)
        .split("\":\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        order,
        [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ]
    );
}

#[test]
fn strings_and_literals_are_written_as_in_section_3_2_2_of_the_rfc() {
    let text = r#"{
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false],
        "numbers": [2.0, 1E3, -0, 0e7]
    }"#;
    assert_eq!(
        canonical(text),
        r#"{"literals":[null,true,false],"numbers":[2,1000,0,0],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
}

#[test]
fn what_would_not_keep_its_meaning_is_refused() {
    let cases = [
        (r#"{"a":1,"a":1}"#, "the key `a` occurs twice in one object"),
        (r#"{"a":1,"c":0,"b":2,"\u0061":3}"#, "the key `a` occurs twice in one object"),
        ("0.5", "a number with a fraction; write it in whole units"),
        ("2251799813685247.5", "a number with a fraction; write it in whole units"),
        (
            "9007199254740992",
            "the integer 9007199254740992 is beyond ±(2^53 − 1); write it as a string",
        ),
        (
            "-9007199254740992.0",
            "the integer -9007199254740992 is beyond ±(2^53 − 1); write it as a string",
        ),
        (r#"{"a":1} {}"#, "not JSON: trailing characters at line 1 column 9"),
        (r#""\ud800""#, "not JSON: unexpected end of hex escape at line 1 column 8"),
    ];
    for (text, message) in cases {
        assert_eq!(refused(text), message, "{text}");
    }
    assert_eq!(
        canonical("[-9007199254740991, 9007199254740991.0]"),
        "[-9007199254740991,9007199254740991]"
    );
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert!(refused(&deep).contains("recursion limit"), "{}", refused(&deep));
}

#[test]
fn the_serializer_refuses_what_is_not_canonical() {
    let refused = |result: Result<Vec<u8>, CanonicalError>| result.unwrap_err().to_string();
    assert_eq!(refused(to_vec(&1.0)), CanonicalError::Float.to_string());
    assert_eq!(refused(to_vec(&1.0f32)), CanonicalError::Float.to_string());
    assert!(refused(to_vec(&u64::MAX)).contains("18446744073709551615"));
    assert!(refused(to_vec(&i64::MIN)).contains("-9223372036854775808"));
    assert_eq!(
        refused(to_vec(&BTreeMap::from([(Some(true), 1)]))),
        CanonicalError::KeyNotText.to_string()
    );
}

#[test]
fn nothing_is_left_of_a_refused_value() {
    let mut out = b"before".to_vec();
    write_into(&mut out, &(1, 0.5)).unwrap_err();
    assert_eq!(out, b"before");
}

#[test]
fn every_shape_of_serde_is_written_as_serde_json_writes_it() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Newtype(u8);
    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(Option<i8>),
        Tuple(char, bool),
        Struct { z: (), a: (u16, i64) },
    }
    #[derive(Serialize)]
    struct All {
        z: Vec<Shape>,
        unit: Unit,
        newtype: Newtype,
        by_number: BTreeMap<i32, &'static str>,
        bytes: &'static [u8],
        a: Vec<u8>,
    }
    let all = All {
        z: vec![
            Shape::Unit,
            Shape::Newtype(Some(-3)),
            Shape::Newtype(None),
            Shape::Tuple('"', true),
            Shape::Struct { z: (), a: (7, -8) },
        ],
        unit: Unit,
        newtype: Newtype(9),
        by_number: BTreeMap::from([(-1, "b"), (2, "a"), (10, "c")]),
        bytes: b"\x01",
        a: vec![],
    };
    assert_eq!(serialized(&all), expected(&serde_json::to_value(&all).unwrap()));
}
