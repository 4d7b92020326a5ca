//! Outcomes that a scenario does not declare.

use super::told::account;
use super::{SCENARIO, played, stage_of};
use crate::design::Design;
use crate::stopping::Stopping;

/// What is expected has no name of its own, so what a number stands for is told beside it.
#[test]
fn what_is_expected_is_told_with_its_number() {
    let (before, _) = SCENARIO.split_once("outcomes:").unwrap();
    let expect = "expect:\n  - { happened: decision.opened }\n  - { never: silence.broken }\n";
    let stage = stage_of(&format!("{before}{expect}"), Design::Replications, 5);
    let (_, _, fold) = played(&stage, 1, Stopping::default());
    let told = account(&fold);
    let lines: Vec<&str> =
        told.lines().filter(|line| line.contains("expectation-")).map(str::trim_start).collect();
    expect_test::expect![[r#"
          expectation-1                 60.0 % [14.7 %, 94.7 %] (3 of 5)
          expectation-2                 100.0 % [47.8 %, 100.0 %] (5 of 5)
          expectation-1: decision.opened: at least once
          expectation-2: silence.broken: never"#]]
    .assert_eq(&lines.join("\n"));
}
