use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::tests::{run, written};

#[test]
fn commands_are_arrows_and_events_are_told() {
    expect![[r#"
        sequenceDiagram
            title A sample#59; with 100 #37; of it
            participant p0 as pl
            participant p1 as de
            participant center as the center
            Note over center: #35;1 sample begins
            p0->>center: #35;2 silence.object q-1
            Note over center: #35;3 silence.broken q-1
            p0-xcenter: #35;4 silence.object q-1#58; it is, #34;broken#34;
            p0-xcenter: #35;5 silence.object q-2#58; it is, #34;broken#34;
            center-->>p1: #35;7 decision.position-recorded q-1
            Note over center: #35;8 the run ends
    "#]]
    .assert_eq(&written(&mut Mermaid::new(20), &run(""), true));
}

#[test]
fn what_is_left_out_is_counted_and_choices_are_not() {
    for (messages_max, said) in [
        (7, None),
        (6, Some("1 more record is left out")),
        (2, Some("5 more records are left out")),
        (0, Some("7 more records are left out")),
    ] {
        let diagram = written(&mut Mermaid::new(messages_max), &run(""), true);
        let last = diagram.lines().last().unwrap().trim();
        let counted = last.strip_prefix("Note over center: ").filter(|text| text.ends_with("out"));
        assert_eq!(counted, said, "{messages_max}");
    }
}

proptest! {
    /// Nothing that a text says is taken for syntax: letters and digits are left, and entities.
    #[test]
    fn no_text_is_taken_for_syntax(text in any::<String>()) {
        let label = escaped(&text, 40);
        prop_assert!(!label.trim().is_empty());
        let mut rest = label.as_str();
        while let Some((plain, entity)) = rest.split_once('#') {
            prop_assert!(!plain.contains([';', ':', '\n', '<', '%', '"', '{', '+', '@', '*']), "{}", label);
            let (number, after) = entity.split_once(';').expect("an entity is ended");
            prop_assert!(number.parse::<u32>().is_ok(), "{}", label);
            rest = after;
        }
        prop_assert!(!rest.contains([';', ':', '\n', '<', '%', '"', '{', '+', '@', '*']), "{}", label);
    }
}

#[test]
fn a_word_that_would_close_a_block_is_an_entity() {
    assert_eq!(escaped("the end of End, ended", 40), "the #101;nd of End, ended");
    assert_eq!(escaped("End", 40), "#69;nd");
    assert_eq!(escaped("a long text", 6), "a long…");
    assert_eq!(escaped(" \n ", 6), "#32;");
}
