use std::collections::BTreeMap;
use std::num::NonZeroU32;

use diagnostic::{SourceText, listed};
use expect_test::{Expect, expect};
use serde::de::DeserializeOwned;

use super::types::{Hours, Role, Scenario, Seat};
use super::{decoded, shown};
use crate::yaml::Field;

/// The text has these faults, as people see them.
#[track_caller]
fn refused<T: DeserializeOwned>(text: &str, expected: &Expect) -> Option<T> {
    let (value, faults) = decoded(text);
    expected.assert_eq(&shown(text, &faults));
    value
}

/// The text has these faults, in one line each.
#[track_caller]
fn refused_in_short<T: DeserializeOwned>(text: &str, expected: &Expect) -> Option<T> {
    let (value, faults) = decoded(text);
    let lines = listed(&SourceText::new("", text), &faults).into_iter().map(|fault| {
        let place = &fault.labels[0];
        let (line, column) = (place.line, place.column);
        let help = fault.help.map(|help| format!("; {help}")).unwrap_or_default();
        format!("{line}:{column} {} {}{help}\n", fault.code, fault.message)
    });
    expected.assert_eq(&lines.collect::<String>());
    value
}

#[test]
fn all_wrong_values_of_a_file_are_reported_in_one_pass() {
    let scenario = refused_in_short::<Scenario>(
        "name: 5\nseats:\n  - {name: fr, weight: heavy}\n  - name: [de]\n    weigth: 2\n  - 7\n\
         roles: {fr: laed, de: {votes: 300}, pl: {delayed: {by: soon}}}\nstart: noon\n",
        &expect![[r#"
            1:7 S005 expected a text, found the number `5`; write it in quotes
            3:24 S005 expected a whole number, found the text `heavy`
            4:11 S005 expected a text, found a list; write `de`
            5:5 S002 unknown key `weigth`; did you mean `weight`? the keys here are `name`, `weight`, `active`
            6:5 S005 expected a map, found the number `7`; write `{ key: value }`; the keys here are `name`, `weight`, `active`
            7:13 S004 unknown name `laed`; did you mean `lead`? the names here are `lead`, `member`, `delayed`, `votes`, `between`
            7:31 S005 expected a whole number from 0 to 255, found the number `300`
            7:56 S005 expected a whole number, found the text `soon`
            8:8 S006 no `T+` in front
        "#]],
    )
    .expect("what is wrong inside of fields leaves the whole standing");
    assert_eq!(scenario.name.value, None);
    let seats = scenario.seats.value.expect("the list itself is sound");
    let names: Vec<_> =
        seats.iter().map(|seat| seat.value.as_ref()?.name.value.as_deref()).collect();
    assert_eq!(names, [Some("fr"), None, None]);
}

#[test]
fn an_unknown_key_names_the_nearest_and_is_passed_over() {
    let seat = refused::<Seat>(
        "nmae: x\nname: fr\ncolor: blue\n",
        &expect![[r#"
        error[S002]: unknown key `nmae`
         --> scenario.yaml:1:1
          |
        1 | nmae: x
          | ^^^^
          |
          = help: did you mean `name`? the keys here are `name`, `weight`, `active`

        error[S002]: unknown key `color`
         --> scenario.yaml:3:1
          |
        3 | color: blue
          | ^^^^^
          |
          = help: the keys here are `name`, `weight`, `active`
    "#]],
    );
    assert_eq!(seat.and_then(|seat| seat.name.value).as_deref(), Some("fr"));
}

#[test]
fn a_missing_key_is_reported_at_its_map() {
    refused::<Vec<Field<Seat>>>(
        "- weight: 3\n  active: true\n- {}\n",
        &expect![[r#"
        error[S003]: missing key `name`
         --> scenario.yaml:1:3
          |
        1 | - weight: 3
          |   ^^^^^^^^^ in this map

        error[S003]: missing key `name`
         --> scenario.yaml:3:3
          |
        3 | - {}
          |   ^^ in this map
    "#]],
    );
}

#[test]
fn what_a_type_says_about_a_text_is_repeated_at_the_text() {
    refused::<Vec<Field<Hours>>>(
        "- noon\n- T+five\n",
        &expect![[r#"
        error[S006]: no `T+` in front
         --> scenario.yaml:1:3
          |
        1 | - noon
          |   ^^^^

        error[S006]: invalid digit found in string
         --> scenario.yaml:2:3
          |
        2 | - T+five
          |   ^^^^^^
    "#]],
    );
}

#[test]
fn a_fault_behind_an_alias_is_reported_once() {
    refused::<Vec<Field<Vec<Field<u8>>>>>(
        "- &a [1, x]\n- *a\n- *a\n",
        &expect![[r#"
        error[S005]: expected a whole number, found the text `x`
         --> scenario.yaml:1:10
          |
        1 | - &a [1, x]
          |          ^
    "#]],
    );
}

#[test]
fn a_fault_of_each_kind_is_drawn() {
    refused::<Field<Role>>(
        "laed",
        &expect![[r#"
        error[S004]: unknown name `laed`
         --> scenario.yaml:1:1
          |
        1 | laed
          | ^^^^
          |
          = help: did you mean `lead`? the names here are `lead`, `member`, `delayed`, `votes`, `between`
    "#]],
    );
    refused::<Field<u8>>(
        "256",
        &expect![[r#"
        error[S005]: expected a whole number from 0 to 255, found the number `256`
         --> scenario.yaml:1:1
          |
        1 | 256
          | ^^^
    "#]],
    );
    refused::<Field<String>>(
        "256",
        &expect![[r#"
        error[S005]: expected a text, found the number `256`
         --> scenario.yaml:1:1
          |
        1 | 256
          | ^^^
          |
          = help: write it in quotes
    "#]],
    );
}

#[test]
fn a_wrong_choice_names_the_others() {
    let check = refused_in_short::<Field<Role>>;
    check(
        "[lead]",
        &expect![[r#"
            1:1 S005 expected a name, found a list; the names here are `lead`, `member`, `delayed`, `votes`, `between`
        "#]],
    );
    check(
        "{vote: 1}",
        &expect![[r#"
            1:2 S004 unknown name `vote`; did you mean `votes`? the names here are `lead`, `member`, `delayed`, `votes`, `between`
        "#]],
    );
    check(
        "votes",
        &expect![[r#"
            1:1 S005 `votes` needs a value; write `votes: …`
        "#]],
    );
    check(
        "{lead: 1}",
        &expect![[r#"
            1:8 S005 expected nothing, found the number `1`
        "#]],
    );
    check(
        "{lead: ~, member: ~}",
        &expect![[r#"
            1:1 S005 expected a map with one key, found 2 keys; the names here are `lead`, `member`, `delayed`, `votes`, `between`
        "#]],
    );
    check(
        "{between: [1]}",
        &expect![[r#"
            1:11 S005 expected a list of 2 entries, found a list of 1 entry
        "#]],
    );
    check(
        "{between: 1}",
        &expect![[r#"
            1:11 S005 expected a list, found the number `1`
        "#]],
    );
    check(
        "{delayed: {}}",
        &expect![[r#"
            1:11 S003 missing key `by`
        "#]],
    );
    check(
        "{delayed: soon}",
        &expect![[r#"
            1:11 S005 expected a map, found the text `soon`; write `{ key: value }`; the keys here are `by`, `until`
        "#]],
    );
}

#[test]
fn a_value_of_a_wrong_type_says_what_was_found() {
    refused_in_short::<(Field<u32>, Field<i8>, Field<u8>)>(
        "[[1], x, 1.5]",
        &expect![[r#"
            1:2 S005 expected a whole number, found a list
            1:7 S005 expected a whole number, found the text `x`
            1:10 S005 expected a whole number, found the number `1.5`
        "#]],
    );
    refused_in_short::<(Field<u32>, Field<String>)>(
        "['7', 7]",
        &expect![[r#"
            1:2 S005 expected a whole number, found the text `7`; write it without quotes
            1:7 S005 expected a text, found the number `7`; write it in quotes
        "#]],
    );
    refused_in_short::<(Field<bool>, Field<bool>)>(
        "[yes, 1]",
        &expect![[r#"
            1:2 S005 expected `true` or `false`, found the text `yes`; write `true`
            1:7 S005 expected `true` or `false`, found the number `1`; write `true`
        "#]],
    );
    refused_in_short::<(Field<String>, Field<String>, Field<String>)>(
        "[{a: 1}, true, 1.50]",
        &expect![[r#"
            1:2 S005 expected a text, found a map
            1:10 S005 expected a text, found `true`; write it in quotes
            1:16 S005 expected a text, found the number `1.50`; write it in quotes
        "#]],
    );
    refused_in_short::<(Field<Vec<u8>>, Field<Vec<u8>>)>(
        "[5, ~]",
        &expect![[r#"
            1:2 S005 expected a list, found the number `5`; a list is written `[…]`, or each entry on a line behind `- `
            1:5 S005 expected a list, found nothing
        "#]],
    );
    refused_in_short::<(Field<BTreeMap<String, u8>>, Field<Seat>)>(
        "[[1], text]",
        &expect![[r#"
            1:2 S005 expected a map, found a list; write `{ key: value }`, or each `key: value` on a line, without `[…]` and `- `
            1:7 S005 expected a map, found the text `text`; write `{ key: value }`; the keys here are `name`, `weight`, `active`
        "#]],
    );
    refused_in_short::<(Field<()>, Field<char>)>(
        "[[], ab]",
        &expect![[r#"
            1:2 S005 expected nothing, found a list
            1:6 S005 expected one character, found the text `ab`
        "#]],
    );
    refused_in_short::<(u8, u8)>(
        "[1, 2, 3]",
        &expect![[r#"
            1:1 S005 expected a list of 2 entries, found a list of 3 entries
        "#]],
    );
}

#[test]
fn a_number_out_of_range_names_the_range() {
    refused_in_short::<(Field<u8>, Field<i8>, Field<u64>, Field<NonZeroU32>)>(
        "[256, -129, -1, 0]",
        &expect![[r#"
            1:2 S005 expected a whole number from 0 to 255, found the number `256`
            1:7 S005 expected a whole number from -128 to 127, found the number `-129`
            1:13 S005 expected a whole number from 0 to 18446744073709551615, found the number `-1`
            1:17 S005 expected a whole number other than 0, found the number `0`
        "#]],
    );
    refused_in_short::<Field<u64>>(
        "18446744073709551616",
        &expect![[r#"
            1:1 S005 expected a whole number from 0 to 18446744073709551615, found the number `18446744073709551616`
        "#]],
    );
}

#[test]
fn a_long_text_is_shortened_in_the_message() {
    refused_in_short::<Field<u8>>(
        &"long ".repeat(1_000),
        &expect![[r#"
            1:1 S005 expected a whole number, found the text `long long long long long long long long …`
        "#]],
    );
}
