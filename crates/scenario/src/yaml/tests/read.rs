use expect_test::{Expect, expect};

use super::shown;
use crate::yaml::{Node, Value, read};

/// The tree as one line: types by a letter, and for each value the text under its span.
fn outline(node: &Node, text: &str) -> String {
    let written = &text[node.span.clone()];
    match &node.value {
        Value::Null => format!("null<{written}>"),
        Value::Bool(value) => format!("bool {value}<{written}>"),
        Value::Int(number) => format!("int {number}<{written}>"),
        Value::Decimal(number) => format!("decimal {number}<{written}>"),
        Value::Text(content) => format!("text {content:?}<{written}>"),
        Value::List(nodes) => {
            let inside: Vec<String> = nodes.iter().map(|node| outline(node, text)).collect();
            format!("[{}]<{written}>", inside.join(", "))
        }
        Value::Map(entries) => {
            let entry = |(key, value): &(Node, Node)| {
                format!("{}: {}", outline(key, text), outline(value, text))
            };
            let inside: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}<{written}>", inside.join(", "))
        }
    }
}

fn tree(text: &str, expected: &Expect) {
    let node = read(text).unwrap_or_else(|faults| panic!("{}", shown(text, &faults)));
    expected.assert_eq(&outline(&node, text));
}

#[test]
fn every_value_knows_its_place() {
    tree(
        "a: 1\nb:\n  - x é\n  - {k: [true, 2]}\n\nc:\n  d: 'q'\n\n# end\n",
        &expect![[r#"
        {text "a"<a>: int 1<1>, text "b"<b>: [text "x é"<x é>, {text "k"<k>: [bool true<true>, int 2<2>]<[true, 2]>}<{k: [true, 2]}>]<- x é
          - {k: [true, 2]}>, text "c"<c>: {text "d"<d>: text "q"<'q'>}<d: 'q'>}<a: 1
        b:
          - x é
          - {k: [true, 2]}

        c:
          d: 'q'>"#]],
    );
}

#[test]
fn only_plain_decimal_digits_are_whole_numbers() {
    tree(
        "[0, -7, 9223372036854775807, 9223372036854775808, 007, +5, 1.5, .5, 1e9, -0]",
        &expect![
            "[int 0<0>, int -7<-7>, int 9223372036854775807<9223372036854775807>, decimal 9223372036854775808<9223372036854775808>, decimal 007<007>, decimal +5<+5>, decimal 1.5<1.5>, decimal .5<.5>, decimal 1e9<1e9>, decimal -0<-0>]<[0, -7, 9223372036854775807, 9223372036854775808, 007, +5, 1.5, .5, 1e9, -0]>"
        ],
    );
    tree(
        "[0x10, 1_000, 0o7, 12:30, 2026-01-06, ., -e, e5, 1e, .inf, 'é']",
        &expect![[
            r#"[text "0x10"<0x10>, text "1_000"<1_000>, text "0o7"<0o7>, text "12:30"<12:30>, text "2026-01-06"<2026-01-06>, text "."<.>, text "-e"<-e>, text "e5"<e5>, text "1e"<1e>, text ".inf"<.inf>, text "é"<'é'>]<[0x10, 1_000, 0o7, 12:30, 2026-01-06, ., -e, e5, 1e, .inf, 'é']>"#
        ]],
    );
}

#[test]
fn only_true_false_null_and_nothing_have_a_type_of_their_own() {
    tree(
        "[true, false, null, ~, '', yes, no, on, True, NULL]",
        &expect![[
            r#"[bool true<true>, bool false<false>, null<null>, null<~>, text ""<''>, text "yes"<yes>, text "no"<no>, text "on"<on>, text "True"<True>, text "NULL"<NULL>]<[true, false, null, ~, '', yes, no, on, True, NULL]>"#
        ]],
    );
    tree(
        "a:\nb: ~\n",
        &expect![[r#"
        {text "a"<a>: null<>, text "b"<b>: null<~>}<a:
        b: ~>"#]],
    );
}

#[test]
fn quotes_and_blocks_make_a_text_of_everything() {
    tree(
        "['1', \"true\", 'null']",
        &expect![[
            r#"[text "1"<'1'>, text "true"<"true">, text "null"<'null'>]<['1', "true", 'null']>"#
        ]],
    );
    tree(
        "a: |\n  1\nb: >-\n  x\n  y\n",
        &expect![[r#"
        {text "a"<a>: text "1\n"<1
        >, text "b"<b>: text "x y"<x
          y
        >}<a: |
          1
        b: >-
          x
          y
        >"#]],
    );
}

#[test]
fn an_alias_is_written_out_at_its_own_place() {
    tree(
        "a: &x [1, {b: 2}]\nc: *x\n",
        &expect![[r#"
        {text "a"<a>: [int 1<1>, {text "b"<b>: int 2<2>}<{b: 2}>]<[1, {b: 2}]>, text "c"<c>: [int 1<1>, {text "b"<b>: int 2<2>}<{b: 2}>]<*x>}<a: &x [1, {b: 2}]
        c: *x>"#]],
    );
}

#[test]
fn a_key_may_be_a_number_or_a_truth_value() {
    tree(
        "1: a\ntrue: b\n1.5: c\n",
        &expect![[r#"
        {int 1<1>: text "a"<a>, bool true<true>: text "b"<b>, decimal 1.5<1.5>: text "c"<c>}<1: a
        true: b
        1.5: c>"#]],
    );
}

#[test]
fn a_merge_key_in_quotes_is_a_key_like_others() {
    tree("'<<': 1\n", &expect![[r#"{text "<<"<'<<'>: int 1<1>}<'<<': 1>"#]]);
}
