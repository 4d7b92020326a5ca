//! What is said of something that was so in no run.

use super::*;
use crate::statistics::Confidence;
use crate::summary::Reading;
use crate::text::told;

const NOTHING: &str = r#"
scenario: never
title: Nothing comes of it
start: 2026-03-02T09:00:00+01:00
until: T+48:00
nations: { fr: { role: member } }
rules: |
  rule undecided "nobody decides"
    never center.decided()
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
"#;

fn endings(declared: &str) -> Vec<String> {
    let stage = stage_of(&format!("{NOTHING}{declared}"), Design::Replications, 3);
    let (_, _, fold) = played(&stage, 1, Stopping::default());
    let columns = stage.outcomes.columns.iter().zip(&fold.found);
    let told = columns.map(|(column, found)| {
        let text = told(column, &Reading::of(column, found, Confidence::USUAL));
        let ending = text.split_once("(0 of 3)").map_or("", |(_, ending)| ending);
        format!("{}{ending}", column.name)
    });
    told.filter(|text| text.contains(": ")).collect()
}

/// A rule that held in no run was broken in all of them; nothing "occurred" or did not.
#[test]
fn what_was_so_in_no_run_is_told_by_what_it_is() {
    let outcomes = "outcomes:\n  closed: { happened: center.closed }\n  \
                    none: { happened: center.decided, at-most: 0 }\n";
    assert_eq!(
        endings(outcomes),
        [
            "closed: it never occurred",
            "none: it was never so",
            "rule-undecided: it was broken in every run"
        ]
    );
    let expected = "expect:\n  - { happened: center.closed }\n";
    assert_eq!(endings(expected)[0], "expectation-1: it was never met");
}
