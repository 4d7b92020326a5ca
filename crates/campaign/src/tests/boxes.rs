//! Boxes of uncertainties, as they are judged and written.

use super::{SCENARIO, played, stage_of};
use crate::analysis::{box_of, yaml};
use crate::design::{Design, mixed};
use crate::discovery::{Case, NoBox, discover};
use crate::statistics::Confidence;
use crate::stopping::Stopping;

/// A side that nothing was cut off is no side: cases beyond those on which the box was found are in it,
/// and it is written up to where cases are.
#[test]
fn a_side_that_nothing_was_cut_off_has_no_end() {
    // A coin says which of two neighbors is found on; here those lie higher than all others may.
    let case = |row: u64| {
        let is_found_on = mixed(row / 2) & 1 == row & 1;
        let at = i64::try_from(mixed(row) >> 54).unwrap() + if is_found_on { 150 } else { 0 };
        Case { at: vec![at], sought: at < 400 }
    };
    let cases: Vec<Case> = (0..400).map(case).collect();
    let found = discover(&cases, 1, Confidence::USUAL).unwrap();
    let least = cases.iter().map(|case| case.at[0]).min().unwrap();
    let (low, high) = found.ranges[0].unwrap();
    assert!(low == least && low < 150 && high < 410, "{found:?}");
    assert!(0.9 < found.coverage.value, "{found:?}");
}

/// One of two values is no range; it is written so that a scenario takes it.
#[test]
fn a_box_of_one_value_is_taken_by_a_scenario() {
    let two = "{ empirical: [[10%, 1], [90%, 1]] }";
    let text = SCENARIO.replacen("{ uniform: [10%, 90%] }", two, 1);
    let (_, _, fold) = played(&stage_of(&text, Design::Latin, 400), 2, Stopping::default());
    let (_, found) = box_of(&fold, 0, Confidence::USUAL).unwrap();
    assert_eq!(found.ranges[0], Some((100_000, 100_000)));
    let written = yaml(&fold, &found);
    assert!(written.contains("value: { empirical: [[10.0000%, 1]] } }"), "{written}");
    let (before, _) = text.split_once("uncertainties:").unwrap();
    let within = stage_of(&[before, &written].concat(), Design::Latin, 10);
    assert_eq!(within.layout.uncertainties[0].value.bounds(), (100_000, 100_000));
}

/// A tail goes on far beyond what is ever drawn, so a box ends with the cases there.
#[test]
fn an_open_side_ends_where_the_distribution_does_or_with_the_cases() {
    let text = SCENARIO
        .replacen(
            "paris/say/after, value: { uniform: [1h, 60h] }",
            "paris/say/after, value: { exponential: 20h }",
            1,
        )
        .replacen("uniform: [10%, 90%]", "uniform: [80%, 100%]", 1);
    let (_, _, fold) = played(&stage_of(&text, Design::Latin, 400), 2, Stopping::default());
    let soon = fold.column("soon").unwrap();
    let (_, found) = box_of(&fold, soon, Confidence::USUAL).unwrap();
    let spec = |row| fold.layout.spec(row).uncertainties[1];
    let most = (0..400).map(spec).max().unwrap();
    assert_eq!(found.ranges[1].map(|(_, high)| high), Some(most), "{found:?}");
    assert_ne!(fold.layout.uncertainties[1].value.bounds().1, most);
}

/// An outcome of which no run has a number has too few of them, and none that is worse.
#[test]
fn without_numbers_there_are_too_few_for_a_box() {
    let never =
        SCENARIO.replacen("  opened:", "  never: { metric: breach-to-warning }\n  opened:", 1);
    let (_, _, fold) = played(&stage_of(&never, Design::Latin, 100), 2, Stopping::default());
    assert_eq!(box_of(&fold, 0, Confidence::USUAL).unwrap_err(), NoBox::TooFew);
}
