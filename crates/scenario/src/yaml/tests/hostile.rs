//! Texts that are made to exhaust the reader.

use std::fmt::Write;

use expect_test::expect;
use proptest::prelude::*;

use super::shown;
use crate::yaml::{DEPTH_MAX, FAULTS_MAX, Field, NODES_MAX, Node, SIZE_MAX, Value, decode, read};

/// The first line of the first fault.
fn refusal(text: &str) -> String {
    let faults = read(text).expect_err("the text is refused");
    let shown = shown(text, &faults);
    assert!(shown.len() < 100_000, "the picture of a fault stays small");
    shown.lines().next().unwrap_or_default().to_owned()
}

const TOO_DEEP: &str = "error[S009]: more than 64 lists and maps stand inside of each other";

#[test]
fn a_hundred_thousand_brackets_are_too_deep() {
    for opening in ["[", "{a: ", "- ", "? ", "[{a: "] {
        assert_eq!(refusal(&opening.repeat(100_000)), TOO_DEEP, "{opening}");
    }
    assert!(refusal(&"{a:".repeat(100_000)).starts_with("error[S001]"));
}

#[test]
fn a_staircase_of_maps_is_too_deep() {
    let text: String = (0..1_000).map(|depth| " ".repeat(depth) + "a:\n").collect();
    assert_eq!(refusal(&text), TOO_DEEP);
}

#[test]
fn the_depth_limit_is_reached_but_not_passed() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    read(&nested(DEPTH_MAX)).expect("the limit itself is allowed");
    assert_eq!(refusal(&nested(DEPTH_MAX + 1)), TOO_DEEP);
}

#[test]
fn lists_in_lines_and_lists_in_brackets_share_the_depth() {
    let nested =
        |lines, brackets| "- ".repeat(lines) + &"[".repeat(brackets) + &"]".repeat(brackets);
    read(&nested(40, DEPTH_MAX - 40)).expect("the limit itself is allowed");
    assert_eq!(refusal(&nested(40, DEPTH_MAX - 39)), TOO_DEEP);
}

#[test]
fn aliases_do_not_go_deeper_than_brackets() {
    let mut text = format!("a0: &a0 {}{}\n", "[".repeat(40), "]".repeat(40));
    for level in 1..30 {
        let _ = writeln!(text, "a{level}: &a{level} [*a{}]", level - 1);
    }
    assert_eq!(refusal(&text), TOO_DEEP);
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 9].join(", "));
    }
    let faults = read(&text).expect_err("the text is refused");
    expect![[r#"
        error[S009]: the file has over 2000000 values, each alias counted as what it stands for
         --> scenario.yaml:7:15
          |
        7 | a6: &a6 [*a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5]
          |               ^^^ the limit is passed here
    "#]]
    .assert_eq(&shown(&text, &faults));
}

#[test]
fn a_long_text_behind_many_aliases_is_refused() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(100_000));
    let faults = read(&text).expect_err("the text is refused");
    let first = shown(&text, &faults);
    assert!(first.starts_with("error[S009]: the file has over 16777216 bytes"), "{first}");
}

#[test]
fn nested_anchors_pay_for_their_copies() {
    let leaves = "x, ".repeat(100_000);
    let text = "[&a ".to_owned() + &"[&a ".repeat(50) + &leaves + &"]".repeat(51);
    assert!(refusal(&text).starts_with("error[S009]"));
}

#[test]
fn an_alias_inside_of_its_own_anchor_is_refused() {
    let text = "a: &a [1, *a]\n";
    let faults = read(text).expect_err("the text is refused");
    expect![[r#"
        error[S009]: this alias stands inside of its own anchor
         --> scenario.yaml:1:11
          |
        1 | a: &a [1, *a]
          |           ^^
    "#]]
    .assert_eq(&shown(text, &faults));
}

#[test]
fn a_file_of_twenty_megabytes_is_refused_before_it_is_read() {
    let text = "key: value\n".repeat(2_000_000);
    assert!(SIZE_MAX < text.len());
    let faults = read(&text).expect_err("the text is refused");
    expect![[r#"
        error[S009]: the file has 22000000 bytes, at most 16777216 (16 MiB) are read
         --> scenario.yaml:1:1
          |
        1 | key: value
          | ^
    "#]]
    .assert_eq(&shown(&text, &faults));
}

#[test]
fn a_large_file_below_the_limit_is_read() {
    let text = "- name: harbor\n  note: a text of some length, as people write it\n".repeat(50_000);
    let Value::List(nodes) = read(&text).expect("the file is sound").value else {
        panic!("a list was written");
    };
    assert_eq!(nodes.len(), 50_000);
}

#[test]
fn more_values_than_the_limit_are_refused() {
    let text = format!("[{}]", "1,".repeat(NODES_MAX));
    assert!(refusal(&text).starts_with("error[S009]"));
}

#[test]
fn faults_past_the_limit_are_counted() {
    let text = "- x\n".repeat(FAULTS_MAX + 20);
    let node = read(&text).expect("the file is sound");
    let mut faults = Vec::new();
    let numbers: Option<Vec<Field<u8>>> = decode(&node, &mut faults);
    assert_eq!(numbers.map(|list| list.len()), Some(FAULTS_MAX + 20));
    assert_eq!(faults.len(), FAULTS_MAX + 1);
    let last = faults.last().map(|fault| (fault.code, fault.message.as_str()));
    assert_eq!(last, Some(("S010", "and 20 more faults")));
}

/// Pieces that mean something to YAML, so that chance finds its way into the grammar.
fn piece() -> impl Strategy<Value = String> {
    let marks = [
        "a", "é", "1", "\"", "'", "[", "]", "{", "}", ",", ":", ": ", "- ", "? ", "\n", "\n  ",
        "\t", "&x ", "*x", "<<", "!!str ", "|", ">", "#", " #", "%", "---\n", "...", "~", "\\",
        "\r", "\u{feff}", "\u{0}",
    ];
    prop_oneof![
        4 => prop::sample::select(marks.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{1,4}",
    ]
}

proptest! {
    /// Reading any text gives a tree or faults, and both can be shown and decoded.
    #[test]
    fn any_text_is_read_or_refused(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        match read(&text) {
            Ok(node) => {
                let mut faults = Vec::new();
                let copy: Option<Node> = decode(&node, &mut faults);
                prop_assert_eq!(copy, Some(node));
                prop_assert!(faults.is_empty());
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(shown(&text, &faults).contains("error[S0"));
            }
        }
    }

    /// The span of every node lies inside of the span of its parent, and cuts no letter in two.
    #[test]
    fn spans_lie_in_the_text(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        if let Ok(node) = read(&text) {
            prop_assert!(lies_in(&node, &text), "{:?} in {:?}", node, text);
        }
    }

    /// Bytes that are no text are not our business, but their lossy text is.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&String::from_utf8_lossy(&bytes));
    }
}

fn lies_in(node: &Node, text: &str) -> bool {
    let parts: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        Value::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
        _ => Vec::new(),
    };
    text.get(node.span.clone()).is_some() && parts.iter().all(|part| lies_in(part, text))
}
