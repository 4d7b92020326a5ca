//! What a report says of a violation: why it is one, and what came nearest to a duty.

use super::log::{Logged, of_p, vocabulary};
use crate::{Audit, Change, Results, RuleSet, Value, Violation, changes};

fn results(rule: &str, log: &[Logged]) -> Results {
    let text = format!("rule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    for event in log {
        event.borrowed(|event| audit.observe(event)).expect("in order");
    }
    audit.results()
}

fn violations(rule: &str, log: &[(&str, i64)]) -> Vec<Violation> {
    results(rule, &of_p(log)).rules[0].violations.iter().collect()
}

/// What is said of each violation of a rule behind the word `nearest`.
fn nearest(rule: &str, log: &[(&str, i64)]) -> Vec<Option<String>> {
    let told = violations(rule, log).into_iter().map(|violation| {
        let (_, said) = violation.text.split_once("; nearest ")?;
        let position = violation.nearest.expect("it is told twice");
        assert!(said.starts_with(&format!("#{} ", position.0)), "{said}");
        Some(format!("#{}, {}", position.0, said.split_once(", ")?.1))
    });
    told.collect()
}

/// Those who look out began earlier than all whose time is still to come.
#[test]
fn what_comes_late_is_found_beside_an_instance_for_which_it_comes_too_early() {
    let rule = "whenever a(x) then b(x) between 3 s and 4 s";
    let log = [("a", 0), ("a", 3_000), ("r", 4_500), ("b", 5_000)];
    assert_eq!(nearest(rule, &log), [Some("#3, 1 s late".to_owned())]);
}

#[test]
fn what_came_late_for_one_alternative_is_told_once_all_are_broken() {
    let rule = "whenever a(x) then b(x) within 1 s or c(x) within 3 s";
    let early = [("a", 0), ("b", 1_500), ("r", 7_000)];
    assert_eq!(nearest(rule, &early), [Some("#1, 500 ms late".to_owned())]);
    // The first is looked out for as long again as its own time.
    let later = [("a", 0), ("b", 2_500), ("c", 4_000)];
    assert_eq!(nearest(rule, &later), [Some("#2, 1 s late".to_owned())]);
    let rule = "whenever a(x) then b(x) within 2 s or c(x) within 3 s";
    let behind = [("a", 0), ("r", 3_200), ("b", 3_500), ("c", 4_000)];
    assert_eq!(nearest(rule, &behind), [Some("#2, 1 s 500 ms late".to_owned())]);
    assert_eq!(nearest(rule, &[("a", 0), ("b", 2_500), ("c", 3_000)]), [None::<String>; 0]);
    let forbidden = "whenever a(x) then b(x) within 1 s or no c(x) within 3 s";
    let log = [("a", 0), ("b", 1_500), ("c", 2_000)];
    assert_eq!(nearest(forbidden, &log), [Some("#1, 500 ms late".to_owned())]);
}

#[test]
fn what_came_late_is_told_though_a_reparation_or_the_end_of_a_scope_was_waited_for() {
    let rule = "whenever a(x) then b(x) within 1 s otherwise c(x) within 3 s";
    let log = [("a", 0), ("b", 1_500), ("r", 7_000)];
    assert_eq!(nearest(rule, &log), [Some("#1, 500 ms late".to_owned())]);
    let scoped = "before r(x), whenever a(x) then b(x) within 1 s";
    assert_eq!(nearest(scoped, &log), [Some("#1, 500 ms late".to_owned())]);
}

/// What is said of each violation behind what did not come, with the events that show it.
fn shown(rule: &str, log: &[(&str, i64)]) -> Vec<(String, Vec<u64>)> {
    let told = violations(rule, log).into_iter().map(|violation| {
        let (_, said) = violation.text.split_once(" up to ").expect("something did not come");
        let because = violation.because.iter().map(|it| it.0).collect();
        (said.to_owned(), because)
    });
    told.collect()
}

#[test]
fn a_broken_chain_tells_the_last_step_that_was_done() {
    let rule = "whenever a(x) then b(x) within 2 s then c(x) within 2 s then r(x) within 2 s";
    let due = |second: i64, step: &str| format!("1970-01-01 00:00:0{second}{step}");
    let none = [("a", 1_000), ("a", 9_000)];
    assert_eq!(shown(rule, &none), [(due(3, ""), vec![0])]);
    let first = [("a", 1_000), ("b", 2_000), ("a", 9_000)];
    assert_eq!(shown(rule, &first), [(due(4, "; the last step done is #1"), vec![0, 1])]);
    let second = [("a", 1_000), ("b", 2_000), ("c", 3_000), ("a", 9_000)];
    assert_eq!(shown(rule, &second), [(due(5, "; the last step done is #2"), vec![0, 2])]);
    // The trigger does the first step itself.
    let itself = "whenever a(x) then a(x) within 2 s then c(x) within 2 s";
    assert_eq!(shown(itself, &[("a", 1_000), ("r", 9_000)]), [(due(3, ""), vec![0])]);
}

#[test]
fn neither_the_step_of_a_reparation_nor_one_in_front_of_what_breaks_a_chain_is_told() {
    let rule = "whenever a(x) then b(x) within 2 s otherwise c(x) within 2 s then r(x) within 2 s";
    let log = [("a", 1_000), ("c", 4_000), ("a", 9_000)];
    assert_eq!(shown(rule, &log), [("1970-01-01 00:00:03".to_owned(), vec![0])]);
    let rule = "whenever a(x) then b(x) within 2 s then c(x) before r(x)";
    let told = violations(rule, &[("a", 1_000), ("b", 2_000), ("r", 4_000)]);
    assert!(told[0].text.ends_with("because of #2"), "{}", told[0].text);
}

/// Nothing more can break it.
#[test]
fn a_prohibition_that_the_end_of_the_log_keeps_did_the_work() {
    let text = "rule r \"\" whenever a(x) then b(x) within 8 s or no c(x) within 5 s";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    for event in of_p(&[("a", 0), ("r", 2_000)]) {
        event.borrowed(|event| audit.observe(event)).expect("in order");
    }
    audit.close();
    let told = &audit.results().rules[0].warnings;
    assert_eq!(*told, ["the alternative `b(x) within 8 s` never did the work"]);
}

#[test]
fn the_end_of_a_state_is_no_answer_that_came_nearly_late() {
    let tightest = |rule: &str, log: &[(&str, i64)]| {
        let text = format!("state s(x) from c(x) until r(x)\nrule r \"\" {rule}");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let mut audit = Audit::new(&rules);
        for event in of_p(log) {
            event.borrowed(|event| audit.observe(event)).expect("in order");
        }
        audit.results().rules[0].tightest.clone()
    };
    let rule = "while s(x), a(x) at least every 3 s";
    assert_eq!(tightest(rule, &[("c", 0), ("r", 3_000)]), None);
    let signs = [("c", 0), ("a", 1_000), ("r", 4_000)];
    assert_eq!(tightest(rule, &signs).as_deref(), Some("1 s of 3 s"));
    // Here the end is what is asked for.
    let rule = "s(x) lasts at most 3 s";
    assert_eq!(tightest(rule, &[("c", 0), ("r", 2_000)]).as_deref(), Some("2 s of 3 s"));
}

/// As much as without the scope.
#[test]
fn a_violation_that_waits_for_the_end_of_its_scope_keeps_its_reason() {
    let told = |rule: &str, log: &[(&str, i64)]| {
        let alone = violations(rule, log);
        let scoped = violations(&format!("before r(x), {rule}"), log);
        assert!(!alone.is_empty(), "{rule}");
        for (alone, scoped) in alone.iter().zip(&scoped) {
            assert_eq!(alone.because, scoped.because, "{rule}");
        }
        let said = |it: &Violation| it.text.replace("before r(x), ", "");
        let said = |all: &[Violation]| all.iter().map(said).collect::<Vec<_>>();
        assert_eq!(said(&alone), said(&scoped));
    };
    let log = [("b", 0), ("a", 1_000), ("b", 2_000), ("b", 3_000), ("r", 4_000)];
    told("at most 1 b(x) per x in any 10 s", &log);
    told("b(x) only if no a(x) before", &log);
    told("b(x) only if c(x) before", &log);
    told("never b(x)", &log);
}

#[test]
fn a_new_name_and_another_order_of_names_change_no_verdict() {
    let mut log = of_p(&[("a", 0), ("a", 1_000)]);
    log[0].fields[1] = vec![Value::text("q")];
    log[1].fields[0] = vec![Value::text("q")];
    let told = |old: &str, new: &str| changes(&results(old, &log), &results(new, &log));
    assert_eq!(told("never a(x, y)", "never a(y, x)"), []);
    assert_eq!(told("never a(x, y)", "never a(x: z, y)"), []);
    assert_eq!(told("never a(x, y)", "never a(x: w, y: v)"), []);
    // The names are only exchanged, and so are the values.
    let exchanged = told("never a(x, y)", "never a(x: y, y: x)");
    assert_eq!(exchanged.len(), 4, "{exchanged:?}");
    let other = told("never a(x: \"p\", y)", "never a(y: z)");
    let [Change::NewlyBroken { position, values, .. }] = other.as_slice() else {
        panic!("{other:?}");
    };
    assert_eq!((position.0, &*values.0[0].0), (1, "z"));
}

/// It cannot be broken any more, though it is not told yet which of the two came about.
#[test]
fn a_duty_whose_reparation_came_early_says_so() {
    let rule = "whenever a(x) then b(x) within 10 s otherwise c(x) within 20 s of a";
    let pending = |log: &[(&str, i64)]| {
        let results = results(rule, &of_p(log));
        let told = results.rules[0].pending[0].text(results.log.reached);
        let written = serde_json::to_value(&results).expect("it can be written");
        let came = written["rules"][0]["pending"][0]["reparation_came"].clone();
        (told.split_once(" left").expect("time is left").1.to_owned(), came)
    };
    let open = "; then its reparation, due 1970-01-01 00:00:20".to_owned();
    assert_eq!(pending(&[("a", 0)]), (open, serde_json::Value::Null));
    let came = "; its reparation has come".to_owned();
    assert_eq!(pending(&[("a", 0), ("c", 1_000)]), (came, true.into()));
}

/// The file is in force for a day, and one of its rules for another.
#[test]
fn the_period_of_a_rule_stands_in_the_place_of_that_of_its_file() {
    let text = "rules \"days\" version 1 in force 1970-01-02 to 1970-01-02\n\
        rule file \"\" never a(x)\nrule own \"\" in force 1970-01-03 never a(x)\n";
    let rules = RuleSet::parse(text, &vocabulary()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let day = 86_400_000;
    for event in of_p(&[("a", 0), ("a", day), ("a", 2 * day - 1), ("a", 2 * day), ("a", 9 * day)]) {
        event.borrowed(|event| audit.observe(event)).expect("in order");
    }
    let places = |rule: usize| {
        let violations: Vec<Violation> = audit.results().rules[rule].violations.iter().collect();
        violations.iter().map(|it| it.position.0).collect::<Vec<_>>()
    };
    assert_eq!([places(0), places(1)], [vec![1, 2], vec![3, 4]]);
}
