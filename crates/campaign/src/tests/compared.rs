//! Effects of levers on how long something takes, where a lever moves when that is begun to be
//! waited for.

use super::{played, stage_of};
use crate::campaign::Ended;
use crate::design::Design;
use crate::fold::Fold;
use crate::statistics::Confidence;
use crate::stopping::Stopping;
use crate::summary::{best_point, effects};
use crate::text::About;

/// An answer to a strike comes after six hours, whenever the strike is.
const STRIKE: &str = r"
scenario: strike
title: A strike and its answer
start: 2027-03-01T09:00:00+01:00
until: T+25:00
nations: { us: { role: partner, leads: [monitoring] }, ua: { role: host } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+00:00 } }
  - { name: s, at: T+01:00, by: monitors, do: incident.report-detection,
      with: { incident: strike, sector: east, category: missile, severity: grave, sensor: u-1, seen_at: now } }
actors:
  front:
    as: monitors
    behaviors:
      - { name: a, upon: incident.detected, where: { incident: strike }, after: { exponential: 6h },
          do: incident.report-detection,
          with: { incident: a-1, sector: east, category: missile, severity: grave, sensor: u-1, seen_at: now } }
outcomes:
  ta: { time-to: incident.detected, where: { incident: a-1 },
        since: { happened: incident.detected, where: { incident: strike } } }
  when: { time-to: incident.detected, where: { incident: a-1 } }
levers:
  late: { sets: timeline/s/after, values: [20h] }
  slow: { sets: front/a/after, values: [{ exponential: 12h }] }
";

const ABOUT: About<'static> = About {
    title: "t",
    scenario: "strike",
    seed: 7,
    ended: Ended::Whole,
    digest: "d",
    confidence: Confidence::USUAL,
    column: 0,
};

fn account(fold: &Fold) -> String {
    let mut text = String::new();
    crate::text::write(fold, &ABOUT, &mut text).unwrap();
    let mut page = String::new();
    crate::html::write(fold, &ABOUT, &mut page).unwrap();
    assert!(page.contains("<p>Effects on ta not told, and no best one: late = 20h; "), "{page}");
    text
}

/// Who is watched for four hours has no later answer than that, and is not therefore answered sooner.
#[test]
fn a_lever_that_puts_off_the_start_makes_nothing_faster() {
    let (_, _, fold) = played(&stage_of(STRIKE, Design::OneAtATime, 200), 2, Stopping::default());
    let told = effects(&fold, 0, Confidence::USUAL);
    assert_eq!(told.iter().map(|one| one.lever).collect::<Vec<_>>(), [1]);
    assert!(0.0 < told[0].difference.interval.low && told[0].chance < 0.05, "{told:?}");
    assert_eq!(best_point(&fold, 0), None);
    let account = account(&fold);
    let (_, levers) = account.split_once("Levers: ").unwrap();
    expect_test::expect![[r#"
        what they change in `ta`, with intervals at 95.0 %
        ----------------------------------------------------------
          slow = exponential 12h                       +4 h 5 min [+3 h 38 min, +4 h 31 min], chance < 0.0001; saves 11.0 × the runs
          not told, and no best one: late = 20h; it begins to be watched for at another time, up to the same end, and what is watched for longer is seen more often and later
          (restricted means: what had not happened by the end counts with the time until then)
          (chances are corrected for all effects on this outcome: Holm)

        digest d
    "#]].assert_eq(levers);
    let json = crate::json::account(&fold, Confidence::USUAL, 0);
    let of = |name: &str| {
        let all = json["levers"].as_array().unwrap().iter();
        all.filter(|one| one["outcome"] == name).count()
    };
    assert_eq!((of("ta"), of("when"), json["best"].is_null()), (1, 2, true));
    // From the start of the run on, all are watched equally long.
    assert_eq!(effects(&fold, 1, Confidence::USUAL).len(), 2);
    assert!(best_point(&fold, 1).is_some());
}

/// Where a setting has nothing to record of the runs that go badly, the others look worse than they
/// are: the best of what is left is not the best one.
#[test]
fn of_what_only_some_runs_have_no_setting_is_called_the_best() {
    let stage = stage_of(super::SCENARIO, Design::OneAtATime, 100);
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let said = fold.column("said").unwrap();
    assert_eq!(best_point(&fold, said), None);
    assert!(best_point(&fold, fold.column("opened").unwrap()).is_some());
    let about = About { column: said, ..ABOUT };
    let mut text = String::new();
    crate::text::write(&fold, &about, &mut text).unwrap();
    let best: Vec<&str> = text.lines().filter(|line| line.starts_with("  best: ")).collect();
    expect_test::expect!["  best: not told: in 71 runs of chance = 30% there is nothing to record, in 8 of chance = 90%, and the others alone would compare unlike runs; timed without `since`, these runs count too"]
    .assert_eq(&best.join("\n"));
    let json = crate::json::account(&fold, Confidence::USUAL, said);
    assert!(json["best"].is_null());
    assert_eq!(json["best_untold"].as_str(), best[0].strip_prefix("  best: "));
}

/// A third setting, of which there is more often nothing to record, takes no pairs from the others.
#[test]
fn each_setting_is_compared_in_the_runs_that_it_and_the_scenario_have() {
    let stage = stage_of(super::SCENARIO, Design::OneAtATime, 100);
    let (_, _, fold) = played(&stage, 2, Stopping::default());
    let said = fold.column("said").unwrap();
    let pairs: Vec<u64> = effects(&fold, said, Confidence::USUAL)
        .iter()
        .map(|told| (told.lever, told.value, told.pairs))
        .fold(vec![0; 3], |mut pairs, (lever, value, count)| {
            pairs[2 * lever + value - 1] = count;
            pairs
        });
    let both = 100 - fold.found[said].nothing;
    let [seldom, often, pace] = pairs[..] else { panic!("{pairs:?}") };
    assert_eq!((often, pace), (both, both), "{pairs:?}");
    assert!(0 < seldom && seldom < both, "{pairs:?}");
}
