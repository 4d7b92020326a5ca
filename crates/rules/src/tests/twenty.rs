//! The twenty rules of the design, with their examples.

use diagnostic::{SourceText, Style, render};

use crate::{RuleSet, Vocabulary};

fn twenty() -> RuleSet {
    let text = include_str!("../../tests/twenty.rules");
    RuleSet::parse(text, &Vocabulary::default()).unwrap_or_else(|faults| {
        panic!("{}", render(&SourceText::new("twenty.rules", text), &faults, Style::Plain))
    })
}

#[test]
fn every_rule_has_an_example_and_all_examples_pass() {
    let rules = twenty();
    let results = rules.run_examples();
    for result in &results {
        assert!(result.passed(), "{result:#?}");
    }
    for rule in 0..rules.len() {
        let name = rules.name(rule);
        assert!(results.iter().any(|result| result.rule == name), "{name} has no example");
    }
    assert_eq!(rules.len(), 20);
}

#[test]
fn every_rule_is_read_back() {
    let rules = twenty();
    let read: Vec<String> =
        (0..rules.len()).filter_map(|rule| Some(rules.explain(rule)?.to_string())).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/twenty.txt");
    expect_test::expect_file![path].assert_eq(&read.join("\n"));
}
