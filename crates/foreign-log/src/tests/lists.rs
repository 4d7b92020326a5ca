//! Events with lists, whose values a pattern takes in every combination.

use std::fmt::Write;

use expect_test::expect;
use rules::COMBINATIONS_MAX;

use super::{RULES, read};
use crate::{Mapping, ReadError, Reader, Shape};

/// An event with lists of so many ids, texts and numbers.
fn event(ids: usize, texts: usize, wholes: usize) -> String {
    let list = |count: usize| (0..count).collect::<serde_json::Value>();
    let data = serde_json::json!({"id": list(ids), "text": list(texts), "whole": list(wholes)});
    let mut line = serde_json::json!({"time": 0, "type": "seen", "data": data}).to_string();
    let _ = writeln!(line);
    line
}

fn told(log: &str) -> String {
    let rules = rules::RuleSet::parse(RULES, &rules::Vocabulary::default()).expect("it is sound");
    let mapping = Mapping::default();
    let mut reader = Reader::new(log.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
    let mut combinations = Vec::new();
    loop {
        match reader.next(&mut |event| {
            combinations.push(event.combinations());
            Ok(())
        }) {
            Ok(true) => {}
            Ok(false) => return format!("{combinations:?}"),
            Err(ReadError::Fault(fault)) => {
                return format!(
                    "{combinations:?}\n{fault}\n{}",
                    fault.help.as_deref().unwrap_or_default()
                );
            }
            Err(ReadError::Io(error)) => panic!("memory does not fail: {error}"),
        }
    }
}

#[test]
fn an_event_has_as_many_combinations_as_are_read_and_not_one_more() {
    let most = usize::try_from(COMBINATIONS_MAX).expect("it is small");
    assert_eq!(told(&event(most, 1, 0)), format!("[{most}]"));
    assert_eq!(told(&event(most / 250, 250, 0)), format!("[{most}]"));
    expect![[r#"
        [2]
        line 2: the lists of the event have 100001 combinations of their values (100001 of `seen.id`), and at most 100000 are read
        write several events, each with a part of the values, or declare only such fields as are asked for"#]].assert_eq(&told(&(event(2, 1, 1) + &event(most + 1, 1, 1))));
    expect![[r#"
        []
        line 1: the lists of the event have 25000000 combinations of their values (5000 of `seen.id`, 5000 of `seen.text`), and at most 100000 are read
        write several events, each with a part of the values, or declare only such fields as are asked for"#]].assert_eq(&told(&event(5_000, 5_000, 1)));
    expect![[r#"
        []
        line 1: the lists of the event have 100001 combinations of their values (11 of `seen.id`, 9091 of `seen.text`), and at most 100000 are read
        write several events, each with a part of the values, or declare only such fields as are asked for"#]].assert_eq(&told(&event(11, 9_091, 1)));
}

#[test]
fn an_event_that_is_refused_is_not_judged() {
    let log = event(1, 1, 1) + &event(5_000, 5_000, 0);
    assert!(read(log.as_bytes(), Shape::JsonLines, &Mapping::default()).starts_with("1 events\n"));
}

#[test]
fn combinations_that_cannot_be_counted_are_too_many() {
    let fields = (0..40).map(|it| format!("f{it}: id")).collect::<Vec<_>>().join(", ");
    let rules = format!("event wide({fields})\nrule r \"\" never wide(f0)\n");
    let rules = rules::RuleSet::parse(&rules, &rules::Vocabulary::default()).expect("it is sound");
    let data: serde_json::Map<_, _> =
        (0..40).map(|it| (format!("f{it}"), serde_json::json!(["a", "b", "c", "d"]))).collect();
    let log = serde_json::json!({"time": 0, "type": "wide", "data": data}).to_string();
    let mapping = Mapping::default();
    let mut reader = Reader::new(log.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
    let Err(ReadError::Fault(fault)) = reader.next(&mut |_| Ok(())) else {
        panic!("it is refused")
    };
    let said = "the lists of the event have more than 18446744073709551615 combinations";
    assert!(fault.message.starts_with(said), "{fault}");
}
