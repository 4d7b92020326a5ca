use expect_test::{Expect, expect};

use super::shown;
use crate::yaml::read;

pub(super) fn refused(text: &str, expected: &Expect) {
    let faults = read(text).expect_err("the text has a fault");
    expected.assert_eq(&shown(text, &faults));
}

#[test]
fn a_file_without_content_is_refused() {
    refused(
        "",
        &expect![[r#"
        error[S001]: there is nothing in this file
         --> scenario.yaml:1:1
          |
        1 |
          | ^
    "#]],
    );
    refused(
        "# nothing yet\n---\n",
        &expect![[r#"
        error[S001]: there is nothing in this file
         --> scenario.yaml:1:1
          |
        1 | # nothing yet
          | ^
    "#]],
    );
}

#[test]
fn a_tab_in_the_indentation_is_shown() {
    refused(
        "a: 1\n\tb: 2\n",
        &expect![[r#"
        error[S001]: a tab cannot indent a line
         --> scenario.yaml:2:1
          |
        2 |     b: 2
          | ^^^^ a tab
          |
          = help: use spaces
    "#]],
    );
    refused(
        "a:\n\tb: 2\n",
        &expect![[r#"
        error[S001]: a tab cannot indent a line
         --> scenario.yaml:2:1
          |
        2 |     b: 2
          | ^^^^ a tab
          |
          = help: use spaces
    "#]],
    );
    refused(
        "a:\n  - x\n\t- y\n",
        &expect![[r#"
        error[S001]: a tab cannot indent a line
         --> scenario.yaml:3:1
          |
        3 |     - y
          | ^^^^ a tab
          |
          = help: use spaces
    "#]],
    );
}

#[test]
fn bad_indentation_is_shown() {
    refused(
        "a: 1\n  b: 2\n",
        &expect![[r#"
        error[S001]: a `:` cannot stand here
         --> scenario.yaml:2:4
          |
        2 |   b: 2
          |    ^
          |
          = help: indent the line as its neighbors are, or put a text that holds `: ` in quotes
    "#]],
    );
    refused(
        "a:\n  - b\n c: d\n",
        &expect![[r#"
        error[S001]: this line is indented unlike its neighbors
         --> scenario.yaml:3:2
          |
        3 |  c: d
          |  ^
          |
          = help: entries of one map begin in the same column
    "#]],
    );
    refused(
        "- a\nb: c\n",
        &expect![[r#"
        error[S001]: a list is followed by something that is not an entry
         --> scenario.yaml:2:1
          |
        2 | b: c
          | ^
          |
          = help: entries of one list begin with `- ` in the same column
    "#]],
    );
}

#[test]
fn a_line_that_is_no_entry_is_shown() {
    refused(
        "a: - b\n",
        &expect![[r#"
        error[S001]: a list cannot begin here
         --> scenario.yaml:1:4
          |
        1 | a: - b
          |    ^
          |
          = help: begin the list on a line of its own
    "#]],
    );
    refused(
        "a: 1\nb\nc: 2\n",
        &expect![[r#"
        error[S001]: this line has no `:` after its key
         --> scenario.yaml:2:1
          |
        2 | b
          | ^
          |
          = help: write `key: value`, or `- value` for an entry of a list
    "#]],
    );
}

#[test]
fn what_is_never_closed_is_shown_where_it_opens() {
    refused(
        "a: \"x\nb: 2\n",
        &expect![[r#"
        error[S001]: this quote is never closed
         --> scenario.yaml:1:4
          |
        1 | a: "x
          |    ^
          |
          = help: add the closing quote
    "#]],
    );
    refused(
        "a: [1, 2\n",
        &expect![[r#"
        error[S001]: this bracket is never closed
         --> scenario.yaml:1:4
          |
        1 | a: [1, 2
          |    ^
          |
          = help: add the closing bracket
    "#]],
    );
    refused(
        "a: [1, 2\nb: 3\n",
        &expect![[r#"
        error[S001]: a `:` cannot stand here
         --> scenario.yaml:2:2
          |
        2 | b: 3
          |  ^
          |
          = help: close the bracket that is still open above
    "#]],
    );
}

#[test]
fn a_bracket_without_its_like_is_shown() {
    refused(
        "a: [1}\n",
        &expect![[r#"
            error[S001]: this bracket is closed by one of another kind
             --> scenario.yaml:1:4
              |
            1 | a: [1}
              |    ^
              |
              = help: `[` is closed by `]`, and `{` by `}`
        "#]],
    );
    refused(
        "a: 1]\nb: ]\n",
        &expect![[r#"
        error[S001]: this bracket was never opened
         --> scenario.yaml:2:4
          |
        2 | b: ]
          |    ^
          |
          = help: remove it, or put the text in quotes
    "#]],
    );
}

#[test]
fn characters_that_yaml_reserves_are_shown() {
    refused(
        "a: @b\n",
        &expect![[r#"
        error[S001]: this character cannot stand here
         --> scenario.yaml:1:4
          |
        1 | a: @b
          |    ^
          |
          = help: put the text in quotes
    "#]],
    );
    refused(
        "a: 'x' y\n",
        &expect![[r#"
        error[S001]: a quoted text is followed by something else
         --> scenario.yaml:1:8
          |
        1 | a: 'x' y
          |        ^
          |
          = help: put the whole text in quotes
    "#]],
    );
    refused(
        "a: \"\\q\"\n",
        &expect![[r#"
        error[S001]: a quoted text holds an unknown escape
         --> scenario.yaml:1:4
          |
        1 | a: "\q"
          |    ^
          |
          = help: write `\\` for a backslash, or use single quotes
    "#]],
    );
    refused(
        "a: \u{1}\n",
        &expect![[r#"
            error[S001]: a control character cannot stand here
             --> scenario.yaml:1:4
              |
            1 | a: ␁
              |    ^ it cannot be seen
              |
              = help: leave it out
        "#]],
    );
    refused(
        "? [a]\n: {b: c, , d}\n",
        &expect![[r#"
        error[S001]: this is not YAML: unexpected EOF while parsing an implicit flow mapping
         --> scenario.yaml:2:10
          |
        2 | : {b: c, , d}
          |          ^
    "#]],
    );
}

#[test]
fn a_key_that_stands_twice_is_shown_at_both_places() {
    refused(
        "a: 1\nb: {1: x, \"1\": y}\nc: 3\na: 2\n",
        &expect![[r#"
        error[S007]: the key `1` stands twice
         --> scenario.yaml:2:11
          |
        2 | b: {1: x, "1": y}
          |     -     ^^^ again here
          |     |
          |     first here

        error[S007]: the key `a` stands twice
         --> scenario.yaml:4:1
          |
        1 | a: 1
          | - first here
        ...
        4 | a: 2
          | ^ again here
    "#]],
    );
}

#[test]
fn parts_of_yaml_that_surprise_people_are_refused_all_at_once() {
    refused(
        "a: &x {b: 1}\nc:\n  <<: *x\nd: !!str 5\n? [e]\n: 1\nf: *y\n~: g\n",
        &expect![[r#"
        error[S008]: merge keys are not supported
         --> scenario.yaml:3:3
          |
        3 |   <<: *x
          |   ^^
          |
          = help: write the entries out, or use an alias as the value of a key

        error[S008]: tags are not supported
         --> scenario.yaml:4:4
          |
        4 | d: !!str 5
          |    ^^^^^
          |
          = help: remove the tag; a text that begins with `!` stands in quotes

        error[S008]: lists and maps as keys are not supported
         --> scenario.yaml:5:3
          |
        5 | ? [e]
          |   ^^^
          |
          = help: a key is a text or a number

        error[S001]: no anchor `&y` stands before this alias
         --> scenario.yaml:7:4
          |
        7 | f: *y
          |    ^^
          |
          = help: put a text that begins with `*` in quotes

        error[S008]: empty keys are not supported
         --> scenario.yaml:8:1
          |
        8 | ~: g
          | ^
          |
          = help: a key is a text or a number
    "#]],
    );
}

#[test]
fn a_second_document_is_refused() {
    refused(
        "a: 1\n---\nb: 2\n",
        &expect![[r#"
        error[S008]: further documents are not supported
         --> scenario.yaml:2:1
          |
        2 | ---
          | ^^^
          |
          = help: keep one document a file: remove the `---`
    "#]],
    );
}

#[test]
fn directives_are_refused() {
    refused(
        "%YAML 1.2\n---\na: 1\n",
        &expect![[r#"
        error[S008]: directives are not supported
         --> scenario.yaml:1:1
          |
        1 | %YAML 1.2
          | ^
          |
          = help: remove the line that begins with `%`
    "#]],
    );
}
