use expect_test::expect;

use super::syntax::refused;

#[test]
fn a_text_with_a_colon_wants_quotes() {
    refused(
        "a: 1\nnote: France: comes late\n",
        &expect![[r#"
        error[S001]: a second `:` in one entry
         --> scenario.yaml:2:13
          |
        2 | note: France: comes late
          |             ^ the first stands behind the key
          |
          = help: put a text that holds `: ` in quotes, `key: "first: second"`, or begin a new entry
    "#]],
    );
    refused(
        "- { a: 1, note: France: comes late }\n",
        &expect![[r#"
        error[S001]: a second `:` in one entry
         --> scenario.yaml:1:23
          |
        1 | - { a: 1, note: France: comes late }
          |                       ^ the first stands behind the key
          |
          = help: put a text that holds `: ` in quotes, `key: "first: second"`, or begin a new entry
    "#]],
    );
    refused(
        "- [a: b: c]\n",
        &expect![[r#"
        error[S001]: a second `:` in one entry
         --> scenario.yaml:1:8
          |
        1 | - [a: b: c]
          |        ^ the first stands behind the key
          |
          = help: put a text that holds `: ` in quotes, `key: "first: second"`, or begin a new entry
    "#]],
    );
}

/// No key stands in front of it in its line.
#[test]
fn what_is_no_second_colon_is_told_otherwise() {
    refused(
        "- note: it says\n    when: never\n",
        &expect![[r#"
        error[S001]: a `:` cannot stand here
         --> scenario.yaml:2:9
          |
        2 |     when: never
          |         ^
          |
          = help: indent the line as its neighbors are, or put a text that holds `: ` in quotes
    "#]],
    );
    refused(
        "- { a: [1] b }\n",
        &expect![[r#"
            error[S001]: a `,` or the closing bracket is missing in front of this
             --> scenario.yaml:1:12
              |
            1 | - { a: [1] b }
              |            ^
              |
              = help: put `,` between two entries, and a text that holds one in quotes
        "#]],
    );
}
