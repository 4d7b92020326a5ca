//! Formulas that would take too much memory are given up, and say so.

use std::collections::BTreeSet;

use kernel::{Position, SimTime};

use super::log::vocabulary;
use crate::report::{Audit, Standing};
use crate::{Event, Field, Monitor, RuleSet, Verdict};

fn rules(body: &str) -> RuleSet {
    let text = format!("rule much \"\"\n  {body}\nrule other \"\"\n  never a(x: \"i-3\")\n");
    RuleSet::parse(&text, &vocabulary()).expect("it is sound").limited_to(10_000)
}

/// Shows events of these kinds, so many of each, a millisecond apart and each with an id of its own.
fn show(
    rules: &RuleSet,
    kinds: &[(&str, u64)],
    mut observe: impl FnMut(&Event<'_>) -> Vec<Verdict>,
) -> usize {
    let kinds = kinds.iter().flat_map(|(kind, count)| (0..*count).map(move |id| (*kind, id)));
    let mut found = 0;
    for (position, (kind, id)) in (1..).zip(kinds) {
        let id = format!("i-{id}");
        let fields = [Field::Text(&id), Field::Text("q"), Field::whole(0)];
        let kind = rules.vocabulary().id(kind).expect("it is a kind");
        let time = SimTime::from_millis(i64::try_from(position).expect("it is small"));
        let event = Event { position: Position(position), time, kind, fields: &fields };
        found += observe(&event).len();
    }
    found
}

/// The event at which the first rule is given up, and how many violations there were before.
fn given_up(body: &str, kinds: &[(&str, u64)]) -> (Option<u64>, usize) {
    let rules = rules(body);
    let mut monitor = Monitor::new(&rules);
    let of_rule = |verdicts: &[Verdict]| {
        verdicts.iter().filter(|it| it.rule == 0).cloned().collect::<Vec<_>>()
    };
    let mut found =
        show(&rules, kinds, |event| of_rule(monitor.observe(event).expect("it is in order")));
    found += of_rule(monitor.close()).len();
    let at: Vec<(usize, Position)> = monitor.given_up().collect();
    assert!(at.iter().all(|(rule, _)| *rule == 0), "{at:?}");
    (at.first().map(|(_, at)| at.0), found)
}

#[test]
fn a_formula_that_takes_each_with_each_is_given_up_before_it_fills_the_memory() {
    let body = "formula: a(x) and once [0 s, 1 d] b(x: y) and once [0 s, 1 d] c(x: z)";
    // 60 × 60 for the first `a`, which is well below; 200 × 200 for that of the other log.
    let (at, found) = given_up(body, &[("b", 60), ("c", 60), ("a", 1)]);
    assert_eq!((at, found), (None, 3_600));
    let (at, found) = given_up(body, &[("b", 200), ("c", 200), ("a", 5)]);
    assert_eq!((at, found), (Some(401), 0));
}

#[test]
fn a_formula_that_looks_ahead_is_given_up_too() {
    let body = "formula: a(x) and eventually [0 s, 1 d] (b(x: y) and once [0 s, 1 d] c(x: z) and \
                once [0 s, 1 d] r(x: w))";
    let (at, found) = given_up(body, &[("a", 1), ("c", 60), ("r", 60), ("b", 1)]);
    assert_eq!((at, found), (None, 3_600));
    let (at, found) = given_up(body, &[("a", 1), ("c", 200), ("r", 200), ("b", 1)]);
    assert_eq!((at, found), (Some(402), 0));
}

#[test]
fn a_formula_that_looks_ahead_with_more_and_more_violations_is_given_up() {
    let body = "formula: a(x) and eventually [0 s, 1 d] b(x: y)";
    let (at, found) = given_up(body, &[("a", 100), ("b", 500)]);
    // Beside the violations the formula remembers a row and a point for each event.
    assert_eq!((at, found), (Some(285), 18_451));
}

#[test]
fn a_formula_that_takes_each_with_each_of_what_is_to_come_is_given_up() {
    let body = "formula: a(x) and eventually [0 s, 1 d] b(x: y) and eventually [0 s, 1 d] c(x: z)";
    let (at, found) = given_up(body, &[("a", 1), ("b", 200), ("c", 10)]);
    assert_eq!((at, found), (None, 2_000));
    let (at, found) = given_up(body, &[("a", 1), ("b", 200), ("c", 200)]);
    assert_eq!((at, found), (Some(223), 4_200));
}

/// Each `a` waits for an answer to each pair, though it remembers the sides of the pairs alone.
#[test]
fn a_formula_that_waits_for_more_and_more_is_given_up() {
    let body = "formula: a(x) and once [0 s, 1 d] c(x: z) and once [0 s, 1 d] r(x: w) and \
                not eventually [0 s, 1 d] b(x: z, y: w)";
    let (at, found) = given_up(body, &[("c", 30), ("r", 30), ("a", 30)]);
    assert_eq!((at, found), (Some(73), 0));
}

#[test]
fn a_formula_with_more_and_more_violations_is_given_up() {
    let body = "formula: a(x) and once [0 s, 1 d] b(x: y)";
    let (at, found) = given_up(body, &[("b", 100), ("a", 300)]);
    // Each event makes room for 32 more; of each `b` two rows are remembered. The 192nd `a` is too much.
    assert_eq!((at, found), (Some(292), 19_200));
}

#[test]
fn a_formula_that_remembers_more_and_more_is_given_up() {
    let body = "formula: c(x) and once [0 s, 1 d] (a(x: y) and once [0 s, 1 d] b(x: z))";
    let (at, found) = given_up(body, &[("b", 200), ("a", 300), ("c", 1)]);
    assert_eq!(found, 0);
    assert!(at.is_some_and(|at| (200..400).contains(&at)), "{at:?}");
}

#[test]
fn a_formula_whose_memory_grows_with_the_log_alone_is_not_given_up() {
    for body in [
        "formula: c(x) and once a(x)",
        "formula: a(x) and not eventually [0 s, 1 d] b(x)",
        "formula: c(x) and n = count of y in (once [0 s, 1 d] a(x: y))",
    ] {
        assert_eq!(given_up(body, &[("a", 4_000), ("c", 2)]).0, None, "{body}");
    }
}

/// Of an event with more than can be told it is told that it is open.
#[test]
fn what_is_pending_is_told_as_far_as_there_is_memory() {
    let body = "formula: a(x) and eventually [0 s, 1 d] b(x: y) and once [0 s, 1 d] c(x: z) and \
                once [0 s, 1 d] r(x: w)";
    let rules = rules(body);
    for (count, told) in [(1, 900), (20, 3_616)] {
        let mut monitor = Monitor::new(&rules);
        show(&rules, &[("c", 30), ("r", 30), ("a", count)], |event| {
            monitor.observe(event).expect("it is in order").to_vec()
        });
        let pending = monitor.pending();
        assert_eq!(monitor.given_up().next(), None);
        assert_eq!(pending.len(), told);
        let open: BTreeSet<u64> = pending.iter().map(|it| it.position.0).collect();
        assert_eq!(open, (61..=60 + count).collect());
        assert!(pending.iter().all(|it| it.due.is_some()));
    }
}

/// Nothing of it is lost: what was judged before stands, the other rules are judged on, and the report
/// says from where on the rule was not.
#[test]
fn the_report_says_of_which_rule_and_from_where() {
    let body = "formula: a(x) and once [0 s, 1 d] b(x: y) and once [0 s, 1 d] c(x: z)";
    let rules = rules(body);
    let mut audit = Audit::new(&rules);
    show(&rules, &[("b", 200), ("c", 200), ("a", 5)], |event| {
        audit.observe(event).expect("it is in order").to_vec()
    });
    let results = audit.results();
    let [much, other] = results.rules.as_slice() else { panic!("there are two rules") };
    assert_eq!((much.verdict, much.given_up), (Standing::GivenUp, Some(Position(401))));
    assert_eq!(
        much.given_up_text().as_deref(),
        Some(
            "given up at #401: it would have taken too much memory, so what came then is not judged by it; \
             `tripartite rules lint` warns of what grows"
        )
    );
    assert_eq!((other.verdict, other.given_up), (Standing::Broken, None));
    let json = serde_json::to_value(much).expect("it can be written");
    assert_eq!((&json["verdict"], &json["given_up"]), (&"given-up".into(), &401.into()));
}

#[test]
fn what_was_broken_before_stays_broken() {
    let body = "formula: a(x) and once [0 s, 1 d] b(x: y)";
    let rules = rules(body);
    let mut audit = Audit::new(&rules);
    show(&rules, &[("b", 100), ("a", 300)], |event| {
        audit.observe(event).expect("it is in order").to_vec()
    });
    let results = audit.results();
    assert_eq!(results.rules[0].verdict, Standing::Broken);
    assert_eq!(results.rules[0].given_up, Some(Position(292)));
}
