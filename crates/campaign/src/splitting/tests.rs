//! Splitting against chances that are known: of a world of numbers, and of a scenario.

mod arrivals;
mod scenarios;

use std::sync::atomic::AtomicBool;

use expect_test::expect;

use super::*;
use crate::statistics::Confidence;

/// The chance that at least so many of a Poisson number come.
fn poisson_at_least(mean: f64, least: u32) -> f64 {
    let mut term = (-mean).exp();
    let mut below = 0.0;
    for number in 0..least {
        below += term;
        term *= mean / f64::from(number + 1);
    }
    1.0 - below
}

fn effort(runs: u32, repetitions: u32, levels: usize) -> Effort {
    Effort { seed: 1, runs, repetitions, levels }
}

/// Everybody gets the same number of copies, or one more; all numbers are used once.
#[test]
fn copies_are_shared_evenly() {
    for (copies, entries, turn) in [(10, 3, 0), (10, 3, 1), (10, 3, 5), (3, 7, 2), (8, 4, 9)] {
        let shared: Vec<Range<u32>> = shares(copies, entries, turn).collect();
        assert_eq!(shared.len(), entries);
        let numbers: Vec<u32> = shared.iter().cloned().flatten().collect();
        assert_eq!(numbers, (0..copies).collect::<Vec<_>>());
        let least = copies / u32::try_from(entries).unwrap();
        assert!(
            shared
                .iter()
                .all(|share| (least..=least + 1).contains(&u32::try_from(share.len()).unwrap()))
        );
    }
    let more = |turn| shares(4, 3, turn).position(|share| share.len() == 2);
    assert_eq!([0, 1, 2, 3].map(more), [Some(0), Some(1), Some(2), Some(0)]);
}

fn summary(repetitions: u32, levels: &[(u64, u64, u64)], estimates: &[f64]) -> Summary<()> {
    let mut summary = Summary::new(effort(100, repetitions, levels.len()));
    let level = |&(begun, reached, ancestors)| Level { begun, reached, ancestors, faults: 0 };
    summary.levels = levels.iter().map(level).collect();
    summary.estimates = estimates.to_vec();
    summary
}

/// What is not to be trusted is refused, with what to do instead.
#[test]
fn an_estimate_that_cannot_be_trusted_is_refused() {
    let steady: Vec<f64> = (0..10).map(|it| 1e-5 * (1.0 + 0.1 * f64::from(it % 3))).collect();
    let wild: Vec<f64> = (0..10).map(|it| if it < 2 { 1e-5 } else { 0.0 }).collect();
    let fine = [(1000, 300, 300), (1000, 100, 60), (1000, 90, 40)];
    let told = summary(10, &fine, &steady).verdict(Confidence::USUAL).unwrap();
    assert!(told.estimate.interval.holds(1.1e-5), "{told:?}");
    let mut text = String::new();
    let mut refused = |summary: &Summary<()>| {
        for doubt in summary.verdict(Confidence::USUAL).unwrap_err() {
            text.extend([doubt.to_string(), "\n  ".to_string(), doubt.help(), "\n".to_string()]);
        }
    };
    refused(&summary(10, &fine, &wild));
    refused(&summary(10, &[(1000, 300, 300), (1000, 100, 60), (1000, 90, 7)], &steady));
    refused(&summary(10, &[(1000, 300, 300), (1000, 0, 0), (0, 0, 0)], &[0.0; 10]));
    refused(&summary(10, &[(1000, 0, 0), (0, 0, 0)], &[0.0; 10]));
    refused(&summary(10, &fine, &steady[..4]));
    refused(&summary(10, &fine, &steady[..1]));
    refused(&summary(10, &[(1000, 300, 300), (1000, 100, 60), (1000, 90, 1)], &steady));
    let mut faulty = summary(10, &fine, &steady);
    faulty.panicked(3, "a bug");
    refused(&faulty);
    expect![[r#"
        the estimate is off by 67 % or so, and more than 25 % is not told
          ask for about 8600 runs, or put a level before level 3, which fewest reach
        whatever reached the last level descends from only 7 runs
          at least 30 are needed: ask for more runs, or begin with a level that more runs reach
        level 2 was never reached in 1000 runs
          put a level between 1 and 2, or ask for more runs
        level 1 was never reached in 1000 runs
          put a level before the first that is easier to reach, or ask for more runs
        4 repetitions are too few to tell how far they scatter
          let at least 10 repetitions come to their end
        1 repetition is too few to tell how far they scatter
          let at least 10 repetitions come to their end
        whatever reached the last level descends from only 1 run
          at least 30 are needed: ask for more runs, or begin with a level that more runs reach
        not all runs could be played to their end: 1 could not
          allow more with `--events-max`, or mend the scenario: `tripartite run` shows it
    "#]]
    .assert_eq(&text);
}

#[test]
fn an_effort_that_makes_no_sense_is_refused() {
    let levels = Levels::new(&[]);
    assert_eq!(Effort::new(1, 1_000, 20, &levels), Err(EffortError::NoLevels));
    let levels = scenarios::levels();
    let refused =
        |runs, repetitions| Effort::new(1, runs, repetitions, &levels).unwrap_err().to_string();
    expect![[r#"
        9 repetitions are too few to tell how far they scatter
        1 repetition is too few to tell how far they scatter
        0 runs a level: 0 in each of 20 repetitions, too few to copy from
        1 run a level: 0 in each of 20 repetitions, too few to copy from
        380 runs a level: 19 in each of 20 repetitions, too few to copy from
        1,099,511,627,776 runs are too many for 20 repetitions: at most 4,294,967,280 can be numbered
        4,294,967,295 runs are too many for 20 repetitions: at most 4,294,967,280 can be numbered"#]]
    .assert_eq(
        &[
            refused(1_000, 9),
            refused(1_000, 1),
            refused(0, 20),
            refused(1, 20),
            refused(380, 20),
            refused(1 << 40, 20),
            refused(u64::from(u32::MAX), 20),
        ]
        .join("\n"),
    );
    assert_eq!(Effort::new(1, 401, 20, &levels).unwrap().runs, 21, "rounded up");
}

/// What people read of it.
fn told<E>(summary: &Summary<E>) -> String {
    let about = crate::text::About {
        title: "t",
        scenario: "rare",
        seed: 1,
        ended: crate::campaign::Ended::Whole,
        digest: "d",
        confidence: Confidence::USUAL,
        column: 0,
    };
    let mut text = String::new();
    write(summary, &scenarios::levels(), &about, &mut text).unwrap();
    text
}

/// Where nobody begins at a level, nobody got so far, and no share is told.
#[test]
fn a_level_that_nobody_begins_at_is_told_so() {
    let levels = scenarios::levels();
    let mut reached = vec![(0, 0, 0); levels.len()];
    reached[0] = (1_000, 0, 0);
    let text = told(&summary(10, &reached, &[0.0; 10]));
    assert_eq!(text.matches("  nobody got so far\n").count(), levels.len() - 1, "{text}");
    assert!(text.contains("  0.0 % (0 of 1,000), descended from 0 runs\n"), "{text}");
    assert!(text.contains("refused: no estimate can be trusted") && !text.contains("NaN"));
}

/// Repetitions that all come to the same do not scatter, so nobody knows how far another one lies off.
#[test]
fn an_event_that_comes_in_every_repetition_has_no_interval() {
    let levels = scenarios::levels();
    let certain = summary(10, &vec![(1_000, 1_000, 1_000); levels.len()], &[1.0; 10]);
    let text = told(&certain);
    assert!(text.contains("  100.0 % in every repetition, or 1 in 1\n"), "{text}");
    assert!(!text.contains("NaN") && !text.contains("standard error"), "{text}");
    let json = account(&certain, &levels, Confidence::USUAL);
    let estimate = &json["estimate"];
    assert_eq!((estimate["value"].as_f64(), estimate["interval"].is_null()), (Some(1.0), true));
    assert!(estimate["plain_runs"].is_null(), "{json}");
}
