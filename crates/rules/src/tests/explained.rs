//! What `rules explain` says of the limits of a sentence.

use expect_test::{Expect, expect};

use super::log::vocabulary;
use crate::{RuleSet, Vocabulary};

/// The edges of a rule, one a line, then its line of time.
fn check(rule: &str, told: &Expect) {
    let text = format!("state s(x) from a(x) until b(x)\nrule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let explained = rules.explain(0).expect("it is there");
    let lines: Vec<String> = explained.edges.into_iter().chain(explained.timeline).collect();
    told.assert_eq(&lines.join("\n"));
}

fn formula(rule: &str) -> String {
    let text = format!("state s(x) from a(x) until b(x)\nrule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    rules.explain(0).expect("it is there").violated_where
}

#[test]
fn it_is_said_whether_a_reparation_may_come_early() {
    check(
        "whenever a(x) then b(x) within 24 h otherwise c(x) within 48 h",
        &expect![[r#"
            Exactly 24 h after is in time. Not yet done and not yet late: pending.
            What is late is pending while the reparation can come: broken is certain with the first event logged after that and after the time of the reparation, or when the log is known to have come so far.
            The time for the reparation counts from the last instant of the first part; one that comes before that instant is none.
            |++++++++++++++++++++|xxxxxxxx
            0                    24 h"#]],
    );
    check(
        "whenever a(x) then b(x) within 24 h otherwise c(x) within 48 h of a",
        &expect![[r#"
            Exactly 24 h after is in time. Not yet done and not yet late: pending.
            What is late is pending while the reparation can come: broken is certain with the first event logged after that and after the time of the reparation, or when the log is known to have come so far.
            The time for the reparation counts from the trigger; it may come early.
            |++++++++++++++++++++|xxxxxxxx
            0                    24 h"#]],
    );
}

#[test]
fn a_reparation_may_count_from_several_instants() {
    let said = |rule: &str| {
        let text = format!("rule r \"\"\n{rule}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        rules.explain(0).expect("it is there").edges.pop().expect("there are edges")
    };
    expect!["Where the reparation says `of`, its time counts from the trigger, and it may come early; elsewhere it counts from the last instant of the first part, and one that comes before that instant is none."].assert_eq(&said(
        "whenever a(x) then b(x) within 3 s otherwise c(x) within 5 s of a or r(x) within 2 s",
    ));
    expect!["Where the reparation says `of`, its time counts from the trigger, elsewhere from the event that broke it; one that comes before that event is none."].assert_eq(&said(
        "whenever a(x) then no b(x) within 3 s otherwise (c(x) within 5 s of a or r(x) within 2 s)",
    ));
    expect!["The time for the reparation counts from the trigger; it may come early."]
        .assert_eq(&said("whenever a(x) then no b(x) within 3 s otherwise (c(x) within 5 s of a)"));
    expect!["The time for the reparation counts from the last instant of the first part; one that comes before that instant is none."].assert_eq(&said("whenever a(x) then b(x) within 3 s otherwise c(x) before r(x)"));
}

#[test]
fn a_formula_is_certain_when_it_can_be() {
    check(
        "formula: a(x: x) and eventually within 10 s b(x: x)",
        &expect![
            "It is asked at every event; a violation is certain once what came and the windows that are over leave nothing that could prevent it."
        ],
    );
    check(
        "formula: a(x: x) and not once within 10 s b(x: x)",
        &expect!["It is asked at every event; a violation is certain at the event itself."],
    );
    check(
        "always s(x) or not a(x)",
        &expect!["It is asked at every event; a violation is certain at the event itself."],
    );
}

#[test]
fn a_prohibition_is_broken_at_what_it_forbids() {
    check(
        "whenever a(x) then no b(x) within 24 h",
        &expect![[r#"
        Exactly 24 h after it is still forbidden. Not yet over: pending; the trigger does not break its own prohibition.
        Broken is certain at the event that is forbidden.
        |xxxxxxxxxxxxxxxxxxxx|++++++++
        0                    24 h"#]],
    );
    check(
        "a(x) only if no b(x) within 1 h before",
        &expect![[r#"
        The event cannot meet its own need; of events at the same time, the order of the log decides. The verdict is certain at the event.
        Exactly 1 h before it is still forbidden.
        ++++++++|xxxxxxxxxxxxxxxxxxxx| the event
                -1 h"#]],
    );
    check(
        "a(x) only if no b(x) between 1 h and 2 h before",
        &expect![[r#"
        The event cannot meet its own need; of events at the same time, the order of the log decides. The verdict is certain at the event.
        Exactly 1 h before and exactly 2 h before it are both forbidden.
        ++++++++|xxxxxxxxxxxxxxxxxxxx|++++++++| the event
                -2 h                 -1 h"#]],
    );
}

#[test]
fn under_a_scope_that_ends_later_nothing_is_broken_at_the_event() {
    check(
        "before c(x), never a(x)",
        &expect![[r#"
        That something is broken is certain only when the end of the scope comes; it is reported at its trigger then. If the end never comes, nothing is broken.
        xxxxxxxxxxxxxxxxxxxx|++++++++
                            the scope ends"#]],
    );
    check(
        "before c(x), a(x) only if b(x) before",
        &expect![[r#"
        That something is broken is certain only when the end of the scope comes; it is reported at its trigger then. If the end never comes, nothing is broken.
        The event cannot meet its own need; of events at the same time, the order of the log decides.
        … ++++++++++++++++++++| the event"#]],
    );
    check(
        "before c(x), whenever a(x) then b(x) within 1 h",
        &expect![[r#"
        That something is broken is certain only when the end of the scope comes; it is reported at its trigger then. If the end never comes, nothing is broken.
        Exactly 1 h after is in time. Not yet done and not yet late: pending.
        |++++++++++++++++++++|xxxxxxxx
        0                    1 h"#]],
    );
}

#[test]
fn a_state_that_lasted_long_enough_is_kept_while_it_holds() {
    check(
        "s(x) lasts at least 2 h",
        &expect![[r#"
        Exactly 2 h is long enough: a state that holds so long is kept, whenever it ends. Before that it is pending, and broken where it ends.
        |xxxxxxxxxxxxxxxxxxxx|++++++++
        0                    2 h
        (where the state ends, counted from its beginning)"#]],
    );
}

#[test]
fn the_time_behind_brackets_is_drawn() {
    check(
        "whenever a(x) then ( b(x) or c(x) ) within 1 s",
        &expect![[r#"
        Exactly 1 s after is in time. Not yet done and not yet late: pending.
        Broken is certain with the first event logged after that, or when the log is known to have come so far.
        |++++++++++++++++++++|xxxxxxxx
        0                    1 s"#]],
    );
}

#[test]
fn a_total_in_a_scope_counts_what_comes_in_the_scope() {
    let rule = "while s(x), at least 2 c(x) per x in total";
    check(
        rule,
        &expect![[r#"
            The state holds at the event that begins it and no longer at the one that ends it.
            Every event of the log counts that comes in the scope, in all times that it lasts.
            Kept as soon as the amount is reached. Broken only when the log is closed; reported at the first."#]],
    );
    let formula = formula(rule);
    let state = "(not b(x: x) since a(x: x))";
    assert!(
        formula.contains(&format!("strictly once (exists e: c(x: x, position: e) and {state})")),
        "{formula}"
    );
}

/// A second end, with a reparation behind it, mends nothing.
#[test]
fn the_first_end_decides_what_a_reparation_counts_from() {
    let formula = formula("whenever a(x) then b(x) before c(x) otherwise r(x) within 1 s");
    let waits = "not ((not b(x: x) and not c(x: x)) strictly until (c(x: x) and";
    assert!(formula.contains(waits), "{formula}");
}

/// A value may look like the place of another field.
#[test]
fn the_words_of_an_event_are_filled_in_once() {
    let text = "event e(a: id, n: id, z: id) reads \"{a} at {n} in {z}\"\nrule r \"\"\nnever e(a: \"{n}\", n)\n";
    let rules = RuleSet::parse(text, &Vocabulary::default()).expect("it is sound");
    let reads = rules.explain(0).expect("it is there").reads;
    assert!(reads.contains("\"{n}\" at <n> in any z"), "{reads}");
}

/// Some editors write a mark in front of a file, and some hands two blanks.
#[test]
fn a_mark_in_front_of_a_file_and_two_blanks_in_a_time_are_read() {
    let text = "\u{feff}rules \"x\" version 1\nevent e(a: id)\nrule r \"\"\nnever e(a)\n\
                example \"\" for r {\n  at 2026-01-01  00:00:00 e(a: x)\n  expect broken(a: x)\n}\n";
    let rules = RuleSet::parse(text, &Vocabulary::default()).expect("it is sound");
    assert!(rules.run_examples()[0].passed());
    let formatted = crate::format(text).expect("it is sound");
    assert!(formatted.starts_with("rules \"x\""), "{formatted}");
    assert!(formatted.contains("  at 2026-01-01 00:00:00 e(a: x)\n"), "{formatted}");
}

fn reads(text: &str) -> String {
    let rules = RuleSet::parse(text, &Vocabulary::default()).expect("it is sound");
    rules.explain(0).expect("it is there").reads
}

/// The words of an event need not speak of every field, but a rule that does is read back with it.
#[test]
fn what_the_words_of_an_event_leave_out_is_said_behind_them() {
    let grant = "event grant(nation: id, kind: id, by: id, n: int) reads \"a grant is made to {nation}\"\nrule r \"\"\n";
    let told = |rule: &str| reads(&format!("{grant}{rule}\n"));
    assert_eq!(
        told("never grant(nation, kind: \"military\", by: nation)"),
        "It never happens that a grant is made to <nation> (with kind \"military\" and by <nation>)."
    );
    assert_eq!(
        told("never grant(n, kind: _) where n > 3"),
        "It never happens that a grant is made to any nation (with n <n>, where <n> is more than 3)."
    );
    assert_eq!(
        told("never grant(nation) where nation != \"us\""),
        "It never happens that a grant is made to <nation> (where <nation> is not \"us\")."
    );
    assert_eq!(
        told("never grant(nation: a, nation: b) where a != b"),
        "It never happens that a grant is made to <a> (with nation <b>, where <a> is not <b>)."
    );
}

/// What a `not` is about ends where its bracket does.
#[test]
fn what_is_not_to_be_stands_in_brackets() {
    let told = |rule: &str| {
        let text = format!("state s(x) from a(x) until b(x)\nrule r \"\"\n{rule}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        rules.explain(0).expect("it is there").reads
    };
    assert_eq!(
        told("always not a(x: \"p\") or s(x: \"p\")"),
        "At every event, not (`a` is logged with x \"p\") or `s` holds with x \"p\"."
    );
    assert_eq!(
        told("never a(x) except when not x = \"p\" and s(x)"),
        "It never happens that `a` is logged with x <x>. It is excused when not (<x> is \"p\") and \
         `s` holds with x <x>."
    );
    assert_eq!(
        told("never a(x) except when not (x = \"p\" or s(x))"),
        "It never happens that `a` is logged with x <x>. It is excused when not (<x> is \"p\" or \
         `s` holds with x <x>)."
    );
}

/// A reader need not look up what a name stands for, nor take it for a variable.
#[test]
fn the_name_of_a_let_is_read_as_its_value() {
    let lets =
        "event p(a: id, n: int)\nlet who = \"X\"\nlet most = 3\nlet day = 1 d\nrule r \"\"\n";
    let told = |rule: &str| reads(&format!("{lets}{rule}\n"));
    assert_eq!(told("never p(a: who)"), "It never happens that `p` is logged with a \"X\".");
    assert_eq!(
        told("never p(a, n) where n > most and a != who"),
        "It never happens that `p` is logged with a <a> and n <n> (where <n> is more than 3 and <a> \
         is not \"X\")."
    );
    assert_eq!(
        told("at most most p(a) per a in any day"),
        "`p` is logged with a <a> at most 3 times, for each <a> by itself, in any 1 day."
    );
    assert_eq!(
        told("p(a) only if at least most p(a, n: most) within day before"),
        "`p` is logged with a <a> only if at 3 events before or more, at most 1 day earlier, `p` is \
         logged with a <a> and n 3."
    );
}
