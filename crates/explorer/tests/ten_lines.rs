//! The tests that `docs/strategies.md` shows, and that it shows them.

use domain::mutation::{Mutation, switch_off};
use explorer::strategies::{Model, Step, Walk, broken, starts, steps};
use proptest::prelude::*;
use proptest_state_machine::{StateMachineTest, prop_state_machine};

const RULES: &str = r#"
rule asked "Only who was asked breaks a silence"
  silence.broken(question: q, nation: n) only if silence.started(question: q, asked: n) before
"#;

proptest! {
    #[test]
    fn the_policy_holds_whatever_commands_come(start in starts(), steps in steps(1..60)) {
        let rules = scenario::rules(RULES).expect("the rules have no faults");
        prop_assert_eq!(broken(&rules, &Walk::of(start, &steps)), []);
    }
}

struct Replica;

impl StateMachineTest for Replica {
    type SystemUnderTest = Walk;
    type Reference = Model;

    fn init_test(model: &Walk) -> Walk {
        model.clone()
    }

    fn apply(mut replica: Walk, model: &Walk, step: Step) -> Walk {
        switch_off(Some(Mutation::Authority));
        let _ = replica.take(&step);
        switch_off(None);
        assert_eq!(replica.state, model.state, "after {step:?}");
        replica
    }
}

prop_state_machine! {
    #[test]
    #[should_panic(expected = "minimal failing input")]
    fn a_replica_agrees_with_the_center(sequential 1..20 => Replica);
}

/// What is shown is what is compiled above.
#[test]
fn the_page_shows_these_tests() {
    let page = include_str!("../../../docs/strategies.md");
    let shown: Vec<&str> = page.split("```rust\n").skip(1).collect();
    assert_eq!(shown.len(), 2);
    for block in shown.iter().filter_map(|rest| rest.split("```").next()) {
        assert!(include_str!("ten_lines.rs").contains(block), "not compiled here:\n{block}");
    }
}
