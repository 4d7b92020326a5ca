//! What `rules explain` says of the edges of duties, beside what the monitor says at them.

use expect_test::{Expect, expect};

use super::log::{of_p, run, vocabulary};
use crate::RuleSet;

/// The edges of a rule, and whether its instance at the first event is broken, pending or kept after
/// each event of a log.
fn check(rule: &str, log: &[(&str, i64)], told: &Expect) {
    let text = format!("state s(x) from a(x) until b(x)\nrule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut lines = rules.explain(0).expect("it is there").edges;
    let timed: Vec<_> = log.iter().map(|(kind, seconds)| (*kind, seconds * 1_000)).collect();
    for ((kind, seconds), said) in log.iter().zip(run(&rules, &of_p(&timed))) {
        let is_first = |(position, _): &(u64, _)| *position == 0;
        let verdict = match (said.broken.iter().any(is_first), said.pending.iter().any(is_first)) {
            (true, _) => "broken",
            (false, true) => "pending",
            (false, false) => "kept",
        };
        lines.push(format!("{kind} at {seconds} s: {verdict}"));
    }
    told.assert_eq(&lines.join("\n"));
}

#[test]
fn a_prohibition_with_a_reparation_is_broken_when_that_is_late() {
    check(
        "whenever a(x) then no b(x) within 20 s otherwise c(x) within 2 s",
        &[("a", 0), ("b", 1), ("r", 3), ("r", 4)],
        &expect![[r#"
            Exactly 20 s after it is still forbidden. Not yet over: pending; the trigger does not break its own prohibition.
            What breaks it leaves it pending while the reparation can come: broken is certain with the first event logged after the time of the reparation, or when the log is known to have come so far.
            The time for the reparation counts from the event that broke it.
            a at 0 s: pending
            b at 1 s: pending
            r at 3 s: pending
            r at 4 s: broken"#]],
    );
}

#[test]
fn an_alternative_without_a_last_instant_keeps_the_rest_from_being_broken() {
    check(
        "whenever a(x) then b(x) within 3 s or c(x)",
        &[("a", 0), ("r", 90)],
        &expect![[r#"
        `b`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        `c`: nothing says until when: on an open log it stays pending.
        While the log goes on it is never broken: what has no last instant may still come.
        a at 0 s: pending
        r at 90 s: pending"#]],
    );
}

#[test]
fn what_follows_a_step_has_a_limit_of_its_own() {
    let rule = "whenever a(x) then b(x) within 3 s then no c(x) within 20 s";
    check(
        rule,
        &[("a", 0), ("r", 3), ("r", 4)],
        &expect![[r#"
        `b`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        `c`: exactly 20 s after it is still forbidden. Not yet over: pending; the event from which it counts does not break it.
        Broken is certain when neither what came nor what can still come in time keeps it; a deadline is missed with the first event logged after it, or when the log is known to have come so far.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        r at 3 s: pending
        r at 4 s: broken"#]],
    );
    // Another `b` in time may be chosen until its time is over.
    check(
        rule,
        &[("a", 0), ("b", 1), ("c", 2), ("r", 3), ("r", 4)],
        &expect![[r#"
        `b`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        `c`: exactly 20 s after it is still forbidden. Not yet over: pending; the event from which it counts does not break it.
        Broken is certain when neither what came nor what can still come in time keeps it; a deadline is missed with the first event logged after it, or when the log is known to have come so far.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        b at 1 s: pending
        c at 2 s: pending
        r at 3 s: pending
        r at 4 s: broken"#]],
    );
}

#[test]
fn a_duty_with_a_reparation_is_broken_when_both_are_late() {
    let rule = "whenever a(x) then b(x) within 3 s otherwise c(x) within 20 s";
    check(
        rule,
        &[("a", 0), ("r", 4), ("r", 23), ("r", 24)],
        &expect![[r#"
        Exactly 3 s after is in time. Not yet done and not yet late: pending.
        What is late is pending while the reparation can come: broken is certain with the first event logged after that and after the time of the reparation, or when the log is known to have come so far.
        The time for the reparation counts from the last instant of the first part; one that comes before that instant is none.
        a at 0 s: pending
        r at 4 s: pending
        r at 23 s: pending
        r at 24 s: broken"#]],
    );
    let rule = "whenever a(x) then b(x) within 3 s otherwise c(x)";
    check(
        rule,
        &[("a", 0), ("r", 90)],
        &expect![[r#"
            Exactly 3 s after is in time. Not yet done and not yet late: pending.
            While the log goes on it is never broken: the reparation may come at any time.
            The time for the reparation counts from the last instant of the first part; one that comes before that instant is none.
            a at 0 s: pending
            r at 90 s: pending"#]],
    );
    let rule = "whenever a(x) then b(x) within 3 s otherwise no c(x) within 5 s of a";
    check(
        rule,
        &[("a", 0), ("c", 1), ("r", 3), ("r", 4)],
        &expect![[r#"
        Exactly 3 s after is in time. Not yet done and not yet late: pending.
        Broken is certain at the event that the reparation forbids, once the first part is broken.
        The time for the reparation counts from the trigger; it may come early.
        a at 0 s: pending
        c at 1 s: pending
        r at 3 s: pending
        r at 4 s: broken"#]],
    );
}

#[test]
fn a_step_is_waited_for_as_long_as_those_in_front_of_it() {
    let rule = "whenever a(x) then b(x) then c(x) within 3 s of a";
    check(
        rule,
        &[("a", 0), ("r", 4), ("b", 5)],
        &expect![[r#"
        `b`: nothing says until when: on an open log it stays pending.
        `c`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        While the log goes on it is never broken: what has no last instant may still come.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        r at 4 s: pending
        b at 5 s: pending"#]],
    );
    let rule = "whenever a(x) then b(x) within 9 s then c(x) within 3 s of a";
    check(
        rule,
        &[("a", 0), ("b", 1), ("r", 4), ("r", 10)],
        &expect![[r#"
        `b`: exactly 9 s after is in time. Not yet done and not yet late: pending.
        `c`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        Broken is certain when neither what came nor what can still come in time keeps it; a deadline is missed with the first event logged after it, or when the log is known to have come so far.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        b at 1 s: pending
        r at 4 s: pending
        r at 10 s: broken"#]],
    );
    let rule = "whenever a(x) then b(x) then c(x) within 3 s";
    check(
        rule,
        &[("a", 0), ("b", 1), ("r", 90)],
        &expect![[r#"
        `b`: nothing says until when: on an open log it stays pending.
        `c`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        While the log goes on it is never broken: what has no last instant may still come.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        b at 1 s: pending
        r at 90 s: pending"#]],
    );
    let rule = "whenever a(x) then b(x) within 3 s then c(x)";
    check(
        rule,
        &[("a", 0), ("r", 4)],
        &expect![[r#"
        `b`: exactly 3 s after is in time. Not yet done and not yet late: pending.
        `c`: nothing says until when: on an open log it stays pending.
        Broken is certain when neither what came nor what can still come in time keeps it; a deadline is missed with the first event logged after it, or when the log is known to have come so far.
        Each time counts from the step before it, unless it says `of`.
        a at 0 s: pending
        r at 4 s: broken"#]],
    );
}

#[test]
fn an_event_may_begin_the_state_that_it_needs() {
    check(
        "a(x) only if s(x)",
        &[("a", 0)],
        &expect![[r#"
        Of events at the same time, the order of the log decides. The verdict is certain at the event.
        The state holds at the event that begins it and no longer at the one that ends it.
        a at 0 s: kept"#]],
    );
    check(
        "a(x) only if s(x) and b(x) before",
        &[("a", 0)],
        &expect![[r#"
        The event is none of those that came before it; of events at the same time, the order of the log decides. The verdict is certain at the event.
        The state holds at the event that begins it and no longer at the one that ends it.
        a at 0 s: broken"#]],
    );
}

#[test]
fn the_end_of_the_time_of_a_scope_does_not_set_the_count_back() {
    let rule = "after b(x) for 2 s until c(x), at most 1 a(x)";
    let log = [("a", 0), ("b", 1), ("a", 2), ("b", 9), ("a", 10)];
    let text = format!("rule r \"\"\n{rule}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let timed: Vec<_> = log.iter().map(|(kind, seconds)| (*kind, seconds * 1_000)).collect();
    let said = run(&rules, &of_p(&timed)).pop().expect("there are events");
    assert_eq!(said.broken.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [4]);
    let edges = rules.explain(0).expect("it is there").edges;
    expect![[r#"
        An event that itself begins or ends the scope is outside of it. Exactly 2 s after it began is still inside.
        What came in the scope counts until an event ends it; that its time is over does not begin the count anew.
        Broken at the event that exceeds the limit, and at each further one."#]].assert_eq(&edges.join("\n"));
}
