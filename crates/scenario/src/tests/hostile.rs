//! Texts that are no scenario, or made to exhaust the reader: each is refused, soon and in words.

use std::fmt::Write;

use super::{HEAD, example, found, scenarios};
use crate::compile;
use crate::yaml::FAULTS_MAX;

/// The code and the message of the first fault.
fn refusal(text: &str) -> String {
    let faults = compile(text).expect_err("the text is refused");
    format!("{} {}", faults[0].code, faults[0].message)
}

#[test]
fn a_text_without_anything_says_so() {
    for text in ["", "\n\n", "# one\n# two\n", "---\n", "\u{feff}", "\r\n"] {
        assert_eq!(refusal(text), "S001 there is nothing in this file", "{text:?}");
    }
}

#[test]
fn a_text_that_is_no_map_says_so() {
    assert_eq!(refusal("a scenario"), "S005 expected a map, found the text `a scenario`");
    assert_eq!(refusal("- scenario: one\n"), "S005 expected a map, found a list");
    assert_eq!(refusal("7"), "S005 expected a map, found the number `7`");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    assert!(refusal(&String::from_utf8_lossy(&bytes)).starts_with("S001 "));
    assert!(refusal("PK\u{3}\u{4}\u{14}\u{0}\u{8}").starts_with("S001 "));
    assert!(refusal("\u{0}").starts_with("S001 "));
}

#[test]
fn keys_that_stand_twice_are_all_counted() {
    let text = format!("{HEAD}{}", "title: Again\n".repeat(FAULTS_MAX + 50));
    let found = found(&text);
    assert_eq!(found.len(), FAULTS_MAX + 1);
    assert_eq!(found.last().map(String::as_str), Some("S010 and 50 more faults"));
}

#[test]
fn windows_files_are_read_like_others() {
    for text in scenarios().iter().map(String::as_str).chain([example()]) {
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let (there, here) = (compile(&windows), compile(text));
        let (mut there, here) = (there.expect("it is sound").script, here.expect("so").script);
        there.opening.scenario_hash.clone_from(&here.opening.scenario_hash);
        assert_eq!(format!("{there:?}"), format!("{here:?}"));
    }
}

#[test]
fn a_tab_is_pointed_at() {
    assert_eq!(
        refusal(&format!("{HEAD}nations:\n\tfr: {{}}\n")),
        "S001 a tab cannot indent a line"
    );
}

#[test]
fn a_hundred_thousand_brackets_are_refused() {
    for opening in ["[", "{", "[{a: ", "- ", "nations: {", "? "] {
        let text = format!("{HEAD}timeline: {}", opening.repeat(100_000));
        assert!(refusal(&text).starts_with("S0"), "{opening}");
    }
}

#[test]
fn a_file_of_fifty_megabytes_is_refused() {
    let text = format!("{HEAD}about: {}\n", "words ".repeat(8_500_000));
    let size = text.len();
    assert!(50_000_000 < size);
    let limit = "at most 16777216 (16 MiB) are read";
    assert_eq!(refusal(&text), format!("S009 the file has {size} bytes, {limit}"));
}

#[test]
fn an_alias_bomb_is_refused_wherever_it_goes_off() {
    let mut bomb = String::from("about: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "key{level}: &a{level} [{}]", vec![alias; 9].join(", "));
    }
    assert!(refusal(&format!("{HEAD}{bomb}")).starts_with("S009 "));
}

/// Injects in the same words behind very many aliases: small to write, large to compile.
#[test]
fn very_many_steps_are_refused() {
    let step = "{ at: T+01:00, by: control, do: center.decide, with: { site: kyiv } }";
    let steps = format!("{HEAD}timeline: [&a {step}{}]\n", ", *a".repeat(20_000));
    assert_eq!(refusal(&steps), "S009 the file has over 5000 steps");
}

#[test]
fn very_many_faults_are_counted() {
    let mut text = format!("{HEAD}timeline:\n");
    for number in 0..3_000 {
        let _ = writeln!(text, "  - {{ at: T+01:00, by: nobody-{number}, do: do-{number} }}");
    }
    let found = found(&text);
    assert_eq!(found.len(), FAULTS_MAX + 1);
    assert_eq!(found.last().map(String::as_str), Some("S010 and 5900 more faults"));
}

#[test]
fn very_many_unknown_names_are_refused() {
    let mut text = format!("{HEAD}timeline:\n");
    for number in 0..2_000 {
        let (start, end) = ("- { at: T+01:00, by: control, do:", "} }");
        let _ = writeln!(text, "  {start} decision.convene, with: {{ question: no-{number} {end}");
        let _ = writeln!(
            text,
            "  {start} talks.open-round, with: {{ round: r-{number}, \
                                place: paris, tracks: [security] {end}"
        );
    }
    assert_eq!(found(&text).last().map(String::as_str), Some("S010 and 1900 more faults"));
}

/// Behaviors in a row, each set off by the one before; `last` says what the last one sets off.
fn chain(length: usize, last: usize) -> String {
    let mut text = format!(
        "{HEAD}nations:\n  fr: {{ role: member }}\nactors:\n  paris:\n    as: fr\n    behaviors:\n"
    );
    for number in 0..length {
        let next = if number + 1 == length { last } else { number + 1 };
        let _ = writeln!(
            text,
            "      - {{ name: b-{number}, upon: silence.started, where: {{ question: q-{number} }}, \
             do: silence.start, with: {{ question: q-{next}, matter: statement, urgency: flash, \
             asked: [fr] }} }}"
        );
    }
    text
}

#[test]
fn a_long_row_of_reactions_is_no_circle_and_a_long_circle_is_one() {
    let row = found(&chain(1_000, 1_000));
    assert_eq!(row, ["S122 no question is named `q-0`"], "nobody begins it");
    let way =
        "paris/b-0 → paris/b-1 → paris/b-2 → paris/b-3 → paris/b-4 → paris/b-5 → … → paris/b-0";
    let circle = found(&chain(1_000, 0));
    assert_eq!(circle, [format!("S117 a circle without delay: {way}")]);
}

/// Warnings past the limit are left out; they never make a fault.
#[test]
fn very_many_doubts_refuse_nothing() {
    let mut text = format!("{HEAD}actors:\n");
    for number in 0..300 {
        let _ = writeln!(text, "  idle-{number}: {{ as: us, behaviors: [] }}");
    }
    let warnings = compile(&text).expect("it is sound").warnings;
    assert_eq!(warnings.len(), FAULTS_MAX);
}
