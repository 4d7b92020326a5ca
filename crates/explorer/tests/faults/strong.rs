//! Which rule notices which guard that is off.

use std::sync::atomic::AtomicBool;

use domain::mutation::Mutation;
use explorer::breadth::{Distance, Limits};
use explorer::mutate::{Notice, strength};
use explorer::space::Space;

use crate::{Off, scenarios};

#[test]
fn a_guard_that_no_rule_notices_is_a_hole_and_one_that_is_not_reached_is_none() {
    let _on = Off::new(None);
    let case = scenarios::objection_of_a_stranger();
    let compiled = scenario::compile(&case.scenario).expect("no faults");
    let rules = scenario::rules(case.rule).expect("no faults");
    let space = Space::new(&compiled.script, &rules, &[], None);
    let limits = Limits {
        distance: Distance::Choices,
        depth_max: 12,
        memory_max: 1 << 30,
        transitions_max: u64::MAX,
        threads: 1,
        rule: None,
        keeps_going: true,
    };
    let found = strength(&space, &limits, &AtomicBool::new(false)).expect("built with mutations");
    let of = |mutation| {
        let mut tried = found.tried.iter();
        tried.find(|it| it.mutation == mutation).map(|it| it.notice.clone())
    };
    assert_eq!(of(Mutation::SilenceAsked), Some(Notice::By([0].into())));
    assert_eq!(of(Mutation::RedCard), Some(Notice::NotReached { exhausted: true }));
    assert_eq!(found.tried.len(), Mutation::ALL.len());
    assert!(found.broken_anyway.is_empty() && found.never_asked.is_empty());

    let blind =
        scenario::rules("rule none \"Nothing\"\n  never center.closed()\n").expect("no faults");
    let space = Space::new(&compiled.script, &blind, &[], None);
    let found = strength(&space, &limits, &AtomicBool::new(false)).expect("built with mutations");
    let hole = found.tried.iter().find(|it| it.mutation == Mutation::SilenceAsked);
    assert_eq!(hole.map(|it| &it.notice), Some(&Notice::Nobody));

    // Where the search with all guards on does not come to its end, nothing is known of any.
    let limits = Limits { memory_max: 1, ..limits };
    let found = strength(&space, &limits, &AtomicBool::new(false)).expect("built with mutations");
    assert!(found.tried.iter().all(|it| matches!(it.notice, Notice::Unknown(_))));
}
