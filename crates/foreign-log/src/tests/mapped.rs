//! What is wrong with a mapping.

use diagnostic::{Diagnostic, SourceText, Style, render};
use expect_test::expect_file;
use proptest::prelude::*;
use rules::{Audit, RuleSet, Vocabulary};

use super::RULES;
use crate::{Mapping, Reader, Shape};

fn shown(text: &str, faults: &[Diagnostic]) -> String {
    render(&SourceText::new("names.json", text), faults, Style::Plain)
}

fn faults(text: &str) -> String {
    shown(text, &Mapping::parse(text).expect_err("it is no mapping"))
}

#[test]
fn all_faults_of_a_mapping_are_told_at_once() {
    let text = include_str!("../../tests/faults/M102-entries.json");
    expect_file!["../../tests/faults/M102-entries.txt"].assert_eq(&faults(text));
}

#[test]
fn what_is_no_mapping_is_told() {
    let texts = ["", "[", "{\"time\": \"at\"", "[]", "null", "{\"time\": \"\\ud800\"}", "{} {}"];
    let told: Vec<String> = texts.into_iter().map(faults).collect();
    expect_file!["../../tests/faults/M101-no-mapping.txt"].assert_eq(&told.concat());
}

#[test]
fn a_mapping_may_begin_with_a_byte_order_mark() {
    let mapping = Mapping::parse("\u{feff}{\"time\": \"at\"}").expect("it is a mapping");
    assert_eq!(mapping.time.as_deref(), Some("at"));
}

/// What can be read of a mapping with faults is asked of the rules all the same.
#[test]
fn what_is_wrong_and_what_is_unknown_are_told_together() {
    let text = r#"{"tim": "at", "types": {"OPEN": "sen", "SHUT": 7}}"#;
    let (mapping, mut faults) = Mapping::read(text);
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    faults.extend(mapping.unknown(&[rules.vocabulary()]));
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["M102", "M104", "M105"]);
}

/// An event and a field are known if one version of the rules declares them.
#[test]
fn what_no_rules_declare_is_told_where_it_stands() {
    let text = include_str!("../../tests/faults/M105-names.json");
    let mapping = Mapping::parse(text).expect("it is a mapping");
    let old = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    let new = "event seen(x: id)\nevent heard(id: id)\nevent hear(id: id)\n";
    let new = RuleSet::parse(new, &Vocabulary::default()).expect("it is sound");
    let told = shown(text, &mapping.unknown(&[old.vocabulary()]));
    expect_file!["../../tests/faults/M105-one-version.txt"].assert_eq(&told);
    let told = shown(text, &mapping.unknown(&[old.vocabulary(), new.vocabulary()]));
    expect_file!["../../tests/faults/M105-two-versions.txt"].assert_eq(&told);
}

/// It was taken for an event without fields. What lies in events that no rule knows is nobody's business.
#[test]
fn fields_lie_in_an_object_or_are_none() {
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("they are sound");
    let read = |mapping: &str, line: &str| {
        let mapping = Mapping::parse(mapping).expect("it is a mapping");
        let mut reader =
            Reader::new(line.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
        reader.next(&mut |_| Ok(())).map(|_| ()).map_err(|refused| format!("{refused:?}"))
    };
    for data in ["[1]", "\"{}\"", "3", "true"] {
        for line in [
            format!("{{\"time\":1,\"type\":\"TYPE\",\"data\":{data}}}\n"),
            format!("{{\"data\":{data},\"time\":1,\"type\":\"TYPE\"}}\n"),
        ] {
            let (seen, other) = (line.replace("TYPE", "seen"), line.replace("TYPE", "other"));
            let refused = read("{}", &seen).expect_err("it holds no fields");
            assert!(refused.contains("`data` is no object"), "{seen}{refused}");
            assert_eq!(read("{}", &other), Ok(()), "{other}");
            assert_eq!(read(r#"{"data": ""}"#, &seen), Ok(()), "{seen}");
            let elsewhere = read(r#"{"data": "in.it"}"#, &seen.replace("\"data\":", "\"in\":"));
            assert_eq!(elsewhere, Ok(()), "`in` has nothing of that name");
        }
    }
    let inside = r#"{"time":1,"type":"seen","in":{"it":[]}}"#;
    let refused = read(r#"{"data": "in.it"}"#, inside).expect_err("it holds no fields");
    assert!(refused.contains("`in.it` is no object"), "{refused}");
}

/// A number to one of them, and a name to the other.
#[test]
fn two_fields_may_have_one_name_in_the_log() {
    let mapping = Mapping::parse(r#"{"fields": {"seen": {"whole": "id"}}}"#).expect("a mapping");
    let both = "event seen(id: id, whole: int)\nrule r \"\" never seen(id: \"7\", whole: 7)\n";
    let turned = both.replace("id: id, whole: int", "whole: int, id: id");
    for rules in [both, &turned] {
        let rules = RuleSet::parse(rules, &Vocabulary::default()).expect("it is sound");
        for (log, shape) in [
            ("time,type,id\n1,seen,7\n", Shape::Csv),
            (r#"{"time":1,"type":"seen","data":{"id":7}}"#, Shape::JsonLines),
        ] {
            let mut audit = Audit::new(&rules);
            let mut reader = Reader::new(log.as_bytes(), shape, &mapping, rules.vocabulary());
            while reader.next(&mut |event| audit.observe(event).map(drop)).expect("it is sound") {}
            assert_eq!(audit.results().rules[0].violations.len(), 1, "{log}");
        }
    }
}

proptest! {
    /// Whatever stands there, each fault has a place in the text.
    #[test]
    fn every_fault_has_a_place(
        text in r#"(\{|"|time|types|fields|data|:|,|\}|\[|é|\\u[0-9d]{4}| |\n|7|null){0,12}"#
    ) {
        for fault in Mapping::parse(&text).err().unwrap_or_default() {
            for label in &fault.labels {
                prop_assert!(label.span.start <= text.len(), "{}", shown(&text, std::slice::from_ref(&fault)));
                prop_assert!(text.is_char_boundary(label.span.start), "{text:?}: {label:?}");
            }
        }
    }
}
