//! Until when a duty is open, if nothing more happens.

use kernel::SimTime;

use super::log::{of_p, vocabulary};
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
