//! What an example expects, and what is so.

use super::log::vocabulary;
use crate::{ExampleResult, RuleSet};

fn run(rule: &str, events: &str, expected: &str) -> ExampleResult {
    let text =
        format!("rule r \"\" {rule}\nexample \"one\" for r {{\n{events}\nexpect {expected}\n}}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    rules.run_examples().pop().expect("there is one")
}

/// The first instance fits both, and the second only the first expectation.
#[test]
fn what_says_less_leaves_to_others_what_only_they_can_take() {
    let rule = "a(x, y) only if b(x) before";
    let events = "at 2026-03-01 06:00 b(x: p)\nat 2026-03-01 06:00 a(x: p, y: p)\n\
        at 2026-03-01 06:00 a(x: p, y: q)\nat 2026-03-01 06:00 b(x: q)\n\
        at 2026-03-01 06:00 a(x: q, y: q)";
    for expected in [
        "kept(x: p) kept(y: p) kept(y: q)",
        "kept() kept(y: p) kept(x: p)",
        "kept(y: q) kept(x: q) kept(x: p)",
        "kept(y: q) kept(x: p) kept(y: q)",
        "kept(x: _, y: p) kept(x: _, y: _) kept(x: q)",
    ] {
        let result = run(rule, events, expected);
        assert!(result.passed(), "{expected}: {result:?}");
    }
    let result = run(rule, events, "kept(x: q) kept(y: p) kept(x: q)");
    assert_eq!(result.missing, ["kept(x: q)"]);
    assert_eq!(result.unexpected, ["kept(x: p, y: q)"]);
}

/// The state asks for signs while it holds, and holds no longer.
#[test]
fn a_state_that_ends_at_the_instant_of_the_last_sign_asks_for_no_other() {
    let told = |end: &str, expected: &str| {
        let text = format!(
            "state s(x) from b(x) until c(x)\nrule r \"\" while s(x), a(x) at least every 1 h\n\
             example \"one\" for r {{\nat 2026-03-01 06:00 b(x: p)\nat 2026-03-01 06:50 a(x: p)\n\
             {end}\nat 2026-03-01 09:00 b(x: q)\nexpect {expected}\n}}\n"
        );
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        rules.run_examples().pop().expect("there is one")
    };
    for (end, expected) in [
        ("at 2026-03-01 06:50 c(x: p)", "kept() kept() pending(x: q)"),
        ("at 2026-03-01 07:50 c(x: p)", "kept() kept() pending(x: q)"),
        ("at 2026-03-01 07:51 c(x: p)", "kept() broken(x: p) pending(x: q)"),
        ("at 2026-03-01 06:50 a(x: p)", "kept() broken(x: p) broken(x: p) pending(x: q)"),
    ] {
        let result = told(end, expected);
        assert!(result.passed(), "{end}: {result:?}");
    }
}

/// Whatever stands above the rule: one name is one value in all of it.
#[test]
fn a_variable_is_not_the_let_of_its_name() {
    for (rule, expected) in [
        ("never a(x, y: x)", "broken(x: p)"),
        ("never a(x, y) where y = x", "broken(x: p)"),
        ("formula: exists x, z: a(x: x, y: z)", "broken() broken()"),
    ] {
        let text = format!(
            "let x = \"q\"\nrule r \"\" {rule}\nexample \"one\" for r {{\n\
             at 2026-03-01 06:00 a(x: p, y: p)\nat 2026-03-01 06:00 a(x: p, y: q)\n\
             expect {expected}\n}}\n"
        );
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let result = rules.run_examples().pop().expect("there is one");
        assert!(result.passed(), "{rule}: {result:?}");
    }
}

/// What is counted must also be what the `where` asks for, which may speak of the trigger.
#[test]
fn distinct_values_that_the_where_excludes_are_not_counted() {
    let rule = "b(x) only if at least 2 distinct y in a(x: z, y) where y != x before";
    let put = |y: &str| format!("at 2026-03-01 06:00 a(x: z, y: {y})\n");
    let asked = "at 2026-03-01 07:00 b(x: p)";
    for (counted, expected) in
        [("p q", "broken(x: p)"), ("q q", "broken(x: p)"), ("p q r", "kept(x: p)")]
    {
        let events: String = counted.split(' ').map(put).collect();
        let result = run(rule, &(events + asked), expected);
        assert!(result.passed(), "{counted}: {result:?}");
    }
}

#[test]
fn lists_with_too_many_combinations_are_no_example() {
    let run = |first: usize| {
        let list =
            |count: usize| (0..count).map(|it| format!("v{it}")).collect::<Vec<_>>().join(", ");
        let text = format!(
            "event both(x: id, y: id)\nrule r \"\" never both(x: \"v0\", y: \"v1\")\nexample \"one\" for r {{\n\
             at 2026-03-01 06:00 both(x: [{}], y: [{}])\nexpect broken()\n}}\n",
            list(first),
            list(10),
        );
        let rules = RuleSet::parse(&text, &crate::Vocabulary::default()).expect("it is sound");
        rules.run_examples().pop().expect("there is one")
    };
    assert!(run(10_000).passed());
    let said = "the lists of `both` have more than 100000 combinations";
    assert_eq!(run(10_001).unexpected, [said]);
}
