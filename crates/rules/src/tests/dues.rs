//! Until when a duty is open, if nothing more happens.

use kernel::SimTime;

use super::log::{of_p, run, vocabulary};
use crate::{Monitor, RuleSet};

/// The instant, in milliseconds, that is told of what a first `a` leaves pending; behind it, it is decided.
fn due(body: &str) -> Option<i64> {
    let text = format!("rule r \"\"\n  whenever a(x) then {body}\n");
    let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
    let mut monitor = Monitor::new(&rules);
    of_p(&[("a", 0)])[0]
        .borrowed(|event| monitor.observe(event).map(drop))
        .expect("it is in order");
    let pending = monitor.pending();
    let [one] = pending.as_slice() else { panic!("{body}: {pending:?}") };
    let due = one.due.map(SimTime::as_millis)?;
    monitor.advance_to(SimTime::from_millis(due));
    assert_eq!(monitor.pending().len(), 1, "{body}: it is open up to then");
    monitor.advance_to(SimTime::from_millis(due + 1));
    assert_eq!(monitor.pending(), [], "{body}: it is decided then");
    Some(due)
}

#[test]
fn what_is_pending_is_decided_behind_the_instant_that_is_told() {
    assert_eq!(due("b(x) within 5 s"), Some(5_000));
    assert_eq!(due("b(x) within 5 s or c(x) within 2 s"), Some(5_000));
    assert_eq!(due("no c(x) within 2 s"), Some(2_000));
    // It keeps the duty when it is over, whatever else might have.
    assert_eq!(due("no c(x) within 2 s or b(x) within 5 s"), Some(2_000));
    assert_eq!(due("no c(x) within 7 s or b(x) within 5 s"), Some(7_000));
    assert_eq!(due("no c(x) within 2 s or b(x) before r(x)"), Some(2_000));
    assert_eq!(due("b(x) within 5 s or b(x) before r(x)"), None);
}

/// What is to come is forbidden on the right side, whatever value the left side has for it.
#[test]
fn what_the_left_side_of_a_since_names_is_asked_on_its_right_side() {
    let pending = |formula: &str| {
        let text = format!("rule r \"\"\n  formula: {formula}\n");
        let rules = RuleSet::parse(&text, &vocabulary()).expect("it is sound");
        let said = run(&rules, &of_p(&[("c", 0), ("a", 0)])).pop().expect("there are events");
        said.pending.iter().map(|(position, _)| *position).collect::<Vec<_>>()
    };
    let comes = "a(x) strictly since within 1 s (not a(x) until within 1 s a(x))";
    assert_eq!(pending(comes), [0; 0], "it has come, and is decided");
    let again = "(not b(x) until within 1 s b(x))";
    assert_eq!(pending(&format!("a(x) strictly since within 1 s {again}")), [1]);
    let never = "always within 1 s not a(x)";
    let both =
        format!("a(x) strictly since within 1 s ((not a(x) until within 1 s a(x)) and {never})");
    assert_eq!(pending(&both), [0; 0], "what comes is forbidden");
}
