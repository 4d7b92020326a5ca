use std::ops::Range;
use std::slice::from_ref;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::{Diagnostic, SourceText, Style, listed, nearest, render};

const TEXT: &str = "name: harbor\nlead: xx\nseats:\n  - fr\n  - de\n\tnote: «élan»\nname: port\n";

/// Where a word first stands in the text.
fn at(word: &str) -> Range<usize> {
    let start = TEXT.find(word).expect("the word stands in the text");
    start..start + word.len()
}

fn unknown_nation() -> Diagnostic {
    Diagnostic::error("S101", "unknown nation `xx`")
        .label(at("xx"), "no nation has this name")
        .help("did you mean `de`?")
}

fn check(text: &str, diagnostics: &[Diagnostic], expected: &Expect) {
    let source = SourceText::new("scenario.yaml", text);
    expected.assert_eq(&render(&source, diagnostics, Style::Plain));
}

#[test]
fn a_fault_is_drawn_under_its_line() {
    check(
        TEXT,
        &[unknown_nation()],
        &expect![[r#"
        error[S101]: unknown nation `xx`
         --> scenario.yaml:2:7
          |
        2 | lead: xx
          |       ^^ no nation has this name
          |
          = help: did you mean `de`?
    "#]],
    );
}

#[test]
fn a_fault_without_a_place_names_the_file() {
    let fault = Diagnostic::warning("S010", "5 more faults").help("mend these first");
    check(
        TEXT,
        &[fault],
        &expect![[r#"
        warning[S010]: 5 more faults
        --> scenario.yaml
         = help: mend these first
    "#]],
    );
}

#[test]
fn overlong_quotations_are_cut() {
    let name = "é".repeat(101);
    let message =
        format!("unknown nation `{name}`, as `{}`{name}{name}{name}{name}{name}", &name[2..]);
    let fault = Diagnostic::error("S101", message)
        .label(at("xx"), format!("no nation is called `{name}`"))
        .help(format!("did you mean `de`, or `x{name}`?"));
    check(
        TEXT,
        &[fault],
        &expect![[r#"
        error[S101]: unknown nation `éééééééééééééééééééééééééééééé…`, as `éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé`éééééééééééééééééééééééééééééé…
         --> scenario.yaml:2:7
          |
        2 | lead: xx
          |       ^^ no nation is called `éééééééééééééééééééééééééééééé…`
          |
          = help: did you mean `de`, or `xééééééééééééééééééééééééééééé…`?
    "#]],
    );
}

#[test]
fn faults_stand_in_the_order_of_their_places() {
    let first = Diagnostic::error("S102", "no seats").label(at("seats"), "");
    check(
        TEXT,
        &[first, unknown_nation()],
        &expect![[r#"
        error[S101]: unknown nation `xx`
         --> scenario.yaml:2:7
          |
        2 | lead: xx
          |       ^^ no nation has this name
          |
          = help: did you mean `de`?

        error[S102]: no seats
         --> scenario.yaml:3:1
          |
        3 | seats:
          | ^^^^^
    "#]],
    );
}

#[test]
fn the_first_label_is_the_place_and_far_lines_are_folded() {
    let fault = Diagnostic::error("S007", "the key `name` stands twice")
        .label(TEXT.len() - 11..TEXT.len() - 7, "again here")
        .label(at("name"), "first here");
    check(
        TEXT,
        &[fault],
        &expect![[r#"
            error[S007]: the key `name` stands twice
             --> scenario.yaml:7:1
              |
            1 | name: harbor
              | ---- first here
            ...
            7 | name: port
              | ^^^^ again here
        "#]],
    );
}

#[test]
fn a_single_line_between_two_labels_is_shown() {
    let fault = Diagnostic::error("S102", "no seats")
        .label(at("fr"), "no seat has this nation")
        .label(at("xx"), "the lead is not seated either");
    check(
        TEXT,
        &[fault],
        &expect![[r#"
        error[S102]: no seats
         --> scenario.yaml:4:5
          |
        2 | lead: xx
          |       -- the lead is not seated either
        3 | seats:
        4 |   - fr
          |     ^^ no seat has this nation
    "#]],
    );
}

#[test]
fn a_label_over_several_lines_is_drawn_under_the_first() {
    let fault = Diagnostic::error("S003", "missing key `leads`").label(6..60, "in this map");
    check(
        TEXT,
        &[fault],
        &expect![[r#"
        error[S003]: missing key `leads`
         --> scenario.yaml:1:7
          |
        1 | name: harbor
          |       ^^^^^^ in this map
    "#]],
    );
}

#[test]
fn tabs_and_letters_outside_of_ascii_keep_the_underline_in_place() {
    let fault = Diagnostic::error("S005", "expected a number").label(at("«élan»"), "a text");
    check(
        TEXT,
        &[fault],
        &expect![[r#"
            error[S005]: expected a number
             --> scenario.yaml:6:8
              |
            6 |     note: «élan»
              |           ^^^^^^ a text
        "#]],
    );
}

#[test]
fn a_place_inside_a_letter_or_past_the_end_is_moved_into_the_text() {
    let inside =
        Diagnostic::error("S005", "inside").label(at("«").start + 1..at("«").start + 1, "here");
    let past = Diagnostic::error("S005", "past").label(900..usize::MAX, "here");
    check(
        TEXT,
        &[past, inside],
        &expect![[r#"
            error[S005]: inside
             --> scenario.yaml:6:8
              |
            6 |     note: «élan»
              |           ^ here

            error[S005]: past
             --> scenario.yaml:8:1
              |
            8 |
              | ^ here
        "#]],
    );
}

#[test]
fn an_empty_text_has_a_first_line() {
    let fault = Diagnostic::error("S001", "the file is empty").label(0..0, "");
    check(
        "",
        &[fault],
        &expect![[r#"
        error[S001]: the file is empty
         --> scenario.yaml:1:1
          |
        1 |
          | ^
    "#]],
    );
}

#[test]
fn an_overlong_line_is_cut_and_keeps_its_column() {
    let line = format!("é: 1\n{}wrong{}\n", "é".repeat(40_000), "x".repeat(5_000_000));
    let fault = Diagnostic::error("S005", "expected a number")
        .label(80_006..80_011, "a text")
        .label(0..2, "because of this");
    check(
        &line,
        &[fault],
        &expect![[r#"
            error[S005]: expected a number
             --> scenario.yaml:2:40001
              |
            1 | é: 1
              | - because of this
            2 | ééééééééééééééééééééééééééééééwrongxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
              |                               ^^^^^ a text
        "#]],
    );
}

#[test]
fn a_terminal_shows_colors() {
    let source = SourceText::new("scenario.yaml", TEXT);
    let drawn = render(&source, &[unknown_nation()], Style::Color);
    assert!(drawn.contains("\u{1b}["), "{drawn:?}");
}

#[test]
fn programs_get_lines_and_columns() {
    let faults = [
        unknown_nation().fix(at("xx"), "de"),
        Diagnostic::warning("S010", "5 more faults"),
        Diagnostic::error("S005", "expected a number").label(at("«élan»"), "a text"),
    ];
    let source = SourceText::new("scenario.yaml", TEXT);
    let shown = serde_json::to_string_pretty(&listed(&source, &faults)).unwrap();
    expect![[r#"
        [
          {
            "code": "S101",
            "severity": "error",
            "message": "unknown nation `xx`",
            "file": "scenario.yaml",
            "labels": [
              {
                "line": 2,
                "column": 7,
                "end_line": 2,
                "end_column": 9,
                "text": "no nation has this name"
              }
            ],
            "help": "did you mean `de`?",
            "fix": {
              "start": 19,
              "end": 21,
              "replacement": "de"
            }
          },
          {
            "code": "S005",
            "severity": "error",
            "message": "expected a number",
            "file": "scenario.yaml",
            "labels": [
              {
                "line": 6,
                "column": 8,
                "end_line": 6,
                "end_column": 14,
                "text": "a text"
              }
            ]
          },
          {
            "code": "S010",
            "severity": "warning",
            "message": "5 more faults",
            "file": "scenario.yaml",
            "labels": []
          }
        ]"#]]
    .assert_eq(&shown);
}

#[test]
fn a_misspelled_name_finds_its_candidate() {
    let names = ["poland", "portugal", "germany"];
    assert_eq!(nearest("polnad", names), Some("poland"), "swapped letters");
    assert_eq!(nearest("DE", ["fr", "de"]), Some("de"), "capitals");
    assert_eq!(nearest("portugl", names), Some("portugal"), "a missing letter");
    assert_eq!(nearest("xx", names), None);
    assert_eq!(nearest("", names), None);
    assert_eq!(nearest("fr", []), None);
}

#[test]
fn of_equally_near_candidates_the_first_wins() {
    assert_eq!(nearest("fx", ["fa", "fr"]), Some("fa"));
    assert_eq!(nearest("fx", ["fr", "fa"]), Some("fr"));
}

#[test]
fn an_overlong_name_has_no_candidate() {
    let name = "a".repeat(1_000_000);
    assert_eq!(nearest(&name, [name.as_str(), "a"]), None);
}

proptest! {
    /// Whatever the text and however wrong the places, drawing and listing never panic.
    #[test]
    fn any_fault_of_any_text_is_shown(
        text in "(\\PC|\\s|\r\n){0,60}",
        spans in prop::collection::vec((0_usize..200, 0_usize..200), 0..4),
    ) {
        let fault = spans.iter().fold(Diagnostic::error("S001", "a\nb"), |fault, (start, end)| {
            fault.label(*start..*end, "here\nand there")
        });
        let source = SourceText::new("any", &text);
        prop_assert!(render(&source, from_ref(&fault), Style::Plain).contains("S001"));
        prop_assert_eq!(listed(&source, &[fault]).len(), 1);
    }
}
