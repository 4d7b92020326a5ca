//! What examples notice of a changed rule.

use diagnostic::{SourceText, Style, render};
use expect_test::expect;

use crate::{RuleSet, Vocabulary};

const RULES: &str = r#"event a(x: id, n: int)
event b(x: id)
event c(x: id)
state s(x) from b(x) until c(x)
let day = 24 h

rule duty "A length that has a name"
  whenever a(x, n) where n >= 4
  then b(x) within day or c(x) within 1 h
  except when s(x)

rule need "Two needs"
  a(x)
  only if s(x) and no c(x) before

rule bare "Without an example"
  at most 2 a(x) per x in any 1 d

example "the edges" for duty {
  at 2026-03-01 06:00:00 a(x: p, n: 4)
  at 2026-03-01 06:00:00 a(x: q, n: 3)
  at 2026-03-01 06:00:00 a(x: r, n: 5)
  at 2026-03-01 07:00:00 c(x: r)
  at 2026-03-02 06:00:00 b(x: p)
  expect kept(x: p) kept(x: r)
}

example "one of them is missing" for need {
  at 2026-03-01 06:00:00 a(x: p, n: 1)
  expect broken(x: p)
}
"#;

#[test]
fn a_change_that_no_example_notices_is_shown_under_its_line() {
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    let coverage = rules.coverage();
    let figures =
        coverage.iter().map(|it| (&*it.rule, it.examples, it.shown.len(), it.noticed, it.changes));
    let figures: Vec<_> = figures.collect();
    assert_eq!(figures, [("duty", 1, 1, 7, 11), ("need", 1, 1, 1, 3), ("bare", 0, 0, 0, 0)]);
    let unnoticed = coverage.iter().flat_map(|it| &it.unnoticed);
    let faults: Vec<_> = unnoticed.map(|it| it.fault.clone()).collect();
    expect![[r#"
        warning[R131]: no example of `duty` notices a change
         --> policy.rules:4:28
          |
        4 | state s(x) from b(x) until c(x)
          |                            ^^^^ the end `c(x)` could be left out
          |
          = help: add an example that comes out otherwise then

        warning[R131]: no example of `need` notices a change
         --> policy.rules:4:28
          |
        4 | state s(x) from b(x) until c(x)
          |                            ^^^^ the end `c(x)` could be left out
          |
          = help: add an example that comes out otherwise then

        warning[R131]: no example of `duty` notices a change
         --> policy.rules:9:20
          |
        9 |   then b(x) within day or c(x) within 1 h
          |                    ^^^ `day` could be `25 h`
          |
          = help: add an example that comes out otherwise then

        warning[R131]: no example of `duty` notices a change
         --> policy.rules:9:39
          |
        9 |   then b(x) within day or c(x) within 1 h
          |                                       ^^^ `1 h` could be `2 h`
          |
          = help: add an example that comes out otherwise then

        warning[R131]: no example of `duty` notices a change
          --> policy.rules:10:15
           |
        10 |   except when s(x)
           |               ^^^^ the exception `s(x)` could be left out
           |
           = help: add an example that comes out otherwise then

        warning[R131]: no example of `need` notices a change
          --> policy.rules:14:23
           |
        14 |   only if s(x) and no c(x) before
           |                       ^^^^ the need `no c(x) before` could be left out
           |
           = help: add an example that comes out otherwise then
    "#]]
    .assert_eq(&render(&SourceText::new("policy.rules", RULES), &faults, Style::Plain));
}

#[test]
fn an_example_that_fails_tells_nothing_of_changes() {
    let text = RULES.replace("expect broken(x: p)", "expect kept(x: p)");
    let rules = RuleSet::parse(&text, &Vocabulary::default()).expect("it is sound");
    let need = &rules.coverage()[1];
    assert!(need.fails && need.changes == 0 && need.unnoticed.is_empty(), "{need:?}");
}

/// A bound that has a name is a bound; the name of a variable is none.
#[test]
fn a_number_that_has_a_name_is_changed_too() {
    let rules = |limit: &str| {
        format!(
            "event a(x: id, n: int, m: int)\nlet limit = 3\nlet long = 2 h\nrule r \"\"\n\
             never a(x, n, m) where n > {limit} and m < 9 and n != m\n\
             example \"\" for r {{\n  at 2026-03-01 06:00:00 a(x: p, n: 40, m: 1)\n  expect broken(x: p)\n}}\n"
        )
    };
    let told = |limit: &str| {
        let text = rules(limit);
        let rules = RuleSet::parse(&text, &Vocabulary::default()).expect("it is sound");
        let coverage = rules.coverage().remove(0);
        let whats = coverage.unnoticed.iter().map(|it| it.fault.labels[0].text.clone());
        (coverage.changes, whats.collect::<Vec<_>>())
    };
    let (changes, unnoticed) = told("limit");
    assert_eq!((changes, unnoticed.len()), (told("3").0, told("3").1.len()), "{unnoticed:?}");
    assert!(unnoticed.contains(&"`limit` could be `4`".to_owned()), "{unnoticed:?}");
}

/// What a `let` says stands for its name only where nothing gives that name another value.
#[test]
fn a_variable_that_is_called_as_a_let_is_no_bound() {
    let changes = |field: &str| {
        let text = format!(
            "event a(x: id, n: int, m: int)\nlet n = 4\nrule r \"\" never a(x, {field}) where 3 < m and m <= n\n\
             example \"\" for r {{ at 2026-03-01 a(x: p, n: 9, m: 4) expect broken(x: p) }}\n",
        );
        let rules = RuleSet::parse(&text, &Vocabulary::default());
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:#?}"));
        let found = rules.coverage().remove(0).unnoticed;
        found.into_iter().map(|it| it.change).filter(|it| it.contains("`n`")).collect::<Vec<_>>()
    };
    assert_eq!(changes("n, m"), [""; 0]);
    assert_eq!(changes("m"), ["`n` could be `5`"]);
}

/// What a rule leaves to a state is as much a part of it as what stands in it.
#[test]
fn the_bounds_of_the_states_of_a_rule_are_changed_too() {
    let text = "event s(x: id, n: int)\nevent z(x: id)\nevent a(x: id)\nlet much = 3\n\
        state st(x) from s(x, n) where n > much until z(x)\nstate other(x) from s(x, n) where n > 9 until z(x)\n\
        rule r \"\" a(x) only if st(x)\n\
        rule f \"\" formula: a(x) and not st(x)\n\
        example \"\" for r { at 2026-03-01 s(x: p, n: 4) at 2026-03-01 a(x: p) expect kept(x: p) }\n\
        example \"\" for f { at 2026-03-01 s(x: p, n: 3) at 2026-03-01 a(x: p) expect broken(x: p) }\n";
    let rules = RuleSet::parse(text, &Vocabulary::default()).expect("it is sound");
    let unnoticed: Vec<Vec<String>> = rules
        .coverage()
        .into_iter()
        .map(|it| it.unnoticed.into_iter().map(|it| it.change).collect())
        .collect();
    let less = "`much` could be `2`".to_owned();
    let same = "`>` in `n > much` could be `>=`".to_owned();
    let left_out = "the condition `where n > much` could be left out".to_owned();
    let end = "the end `z(x)` could be left out".to_owned();
    assert_eq!(unnoticed[0][1..], [less, same, left_out, end.clone()]);
    assert_eq!(unnoticed[1], ["`much` could be `4`".to_owned(), end]);
}

#[test]
fn a_date_that_is_a_limit_is_moved() {
    let changes = |limit: &str| {
        let text = format!(
            "event a(x: id, at: time)\nrule r \"\" never a(x, at) where at < {limit}\n\
             example \"\" for r {{ at 2026-03-01 a(x: p, at: 2026-01-01) expect broken(x: p) }}\n"
        );
        let rules = RuleSet::parse(&text, &Vocabulary::default()).expect("it is sound");
        let found = rules.coverage().remove(0).unnoticed.into_iter().map(|it| it.change);
        found.filter(|it| it.contains("2026")).take(2).collect::<Vec<_>>()
    };
    let date = ["`2026-03-05` could be `2026-03-06`", "`2026-03-05` could be `2026-03-04`"];
    assert_eq!(changes("2026-03-05"), date);
    let time = "`2026-03-05 06:00:00` could be `2026-03-05 06:00:01`";
    assert_eq!(changes("2026-03-05 06:00:00")[0], time);
}

#[test]
fn what_begins_and_ends_a_state_is_left_out_too() {
    let text = "event a(x: id)\nevent b(x: id)\nevent c(x: id)\nevent d(x: id)\nevent t(x: id)\n\
        state s(x) from a(x) or b(x) until c(x) or d(x)\n\
        rule r \"\"\n  t(x) only if s(x)\n\
        example \"one of each\" for r {\n  at 2026-03-01 06:00:00 a(x: p)\n  \
        at 2026-03-01 07:00:00 t(x: p)\n  at 2026-03-01 08:00:00 c(x: p)\n  \
        at 2026-03-01 09:00:00 t(x: p)\n  expect kept(x: p) broken(x: p)\n}\n";
    let rules = RuleSet::parse(text, &Vocabulary::default()).expect("it is sound");
    let coverage = rules.coverage().remove(0);
    assert_eq!((coverage.noticed, coverage.changes), (3, 5));
    let told: Vec<_> = coverage.unnoticed.into_iter().map(|it| it.change).collect();
    assert_eq!(
        told,
        ["the beginning `b(x)` could be left out", "the end `d(x)` could be left out"]
    );
}
