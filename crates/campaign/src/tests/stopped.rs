//! When a campaign stops that is to know an outcome well enough.

use kernel::SimDuration;

use crate::campaign::Ended;
use crate::design::Design;
use crate::fold::Fold;
use crate::outcome::{Cell, Kind};
use crate::row::{Row, Status};
use crate::statistics::Confidence;
use crate::statistics::sequential::Looks;
use crate::statistics::survival::Curve;
use crate::stopping::{Rule, Stopped, Stopping, Width};
use crate::text::About;

use super::{fold, played, stage};

const LOOKS: Looks = Looks { first: 100, confidence: Confidence::USUAL };

/// What had not come about by the end counts: half of the runs that saw it are not half of all.
#[test]
fn of_a_time_the_median_is_known() {
    let stage = stage(Design::Replications, 3_000);
    let width = Width::Span(SimDuration::from_hours(3)).of(Kind::Time).unwrap();
    let rule = Rule::Narrow { half_width: width, looks: LOOKS };
    let said = stage.outcomes.columns.iter().position(|column| column.name == "said").unwrap();
    let (_, _, fold) = played(&stage, 2, Stopping::new(rule, said, Kind::Time).unwrap());
    let Some(Stopped::Narrow { runs, half_width, confidence }) = fold.stopped else {
        panic!("{:?}", fold.stopped)
    };
    let found = &fold.found[said];
    assert!(!found.unseen.is_empty() && runs < 3_000 && half_width <= width);
    let level = Confidence::new(confidence).unwrap();
    let median = Curve::new(&found.seen, &found.unseen, level).median().unwrap();
    let (low, high) = (median.low.unwrap(), median.high.unwrap());
    // Half of an exponential time with a mean of 20 hours.
    assert!((low..=high).contains(&49_906_000), "{median:?}");
    #[expect(clippy::cast_precision_loss, reason = "some hours")]
    let half = (high - low) as f64 / 2.0;
    assert!((half - half_width).abs() < 1e-9, "{half} {half_width}");
    let text = account(&fold, said);
    assert!(text.contains("stop when the median of `said` is known to ±3 h; looked"), "{text}");
    assert!(!text.contains("corrected for the stop"), "{text}");
}

fn about(column: usize) -> About<'static> {
    About {
        title: "t",
        scenario: "small",
        seed: 7,
        ended: Ended::Whole,
        digest: "d",
        confidence: Confidence::USUAL,
        column,
    }
}

fn account(fold: &Fold, column: usize) -> String {
    let mut text = String::new();
    crate::text::write(fold, &about(column), &mut text).unwrap();
    text
}

/// Wald's test stops when the runs please it: an interval that does not know of it promises too
/// much, and says so wherever it is told.
#[test]
fn intervals_that_are_not_corrected_for_a_stop_say_so() {
    let stage = stage(Design::Replications, 3_000);
    let told = |rule, runs: std::ops::Range<u64>| {
        let (_, _, fold) = played(&stage, 2, Stopping::new(rule, 0, Kind::Flag).unwrap());
        assert!(runs.contains(&fold.rows), "{} runs", fold.rows);
        let mut page = String::new();
        crate::html::write(&fold, &about(0), &mut page).unwrap();
        let json = crate::json::account(&fold, Confidence::USUAL, 0);
        (account(&fold, 0), page, json["stopped"]["intervals_corrected"].clone())
    };
    let words = "no interval is corrected for the stop";
    let (text, page, json) = told(Rule::Test { low: 0.3, high: 0.4, risk: 0.05 }, 1..1_000);
    assert!(text.contains(words) && page.contains(words), "{text}");
    assert_eq!(json, false);
    assert!(text.contains("between 30.0 % and 40.0 % at a risk of 5.0 %"), "{text}");
    // All runs are played where the test does not decide, and two chances are never told as one.
    let (text, page, json) =
        told(Rule::Test { low: 0.6001, high: 0.6004, risk: 0.05 }, 3_000..3_001);
    assert!(!text.contains(words) && !page.contains(words), "{text}");
    assert_eq!(json, serde_json::Value::Null);
    assert!(text.contains("between 60.01 % and 60.04 % at a risk of 5.0 %"), "{text}");
}

/// Which runs do not end is no matter of chance: neither is a decision taken without them, nor is an
/// interval of the others narrow, and what is told says how far off it may be.
#[test]
fn a_run_that_did_not_end_keeps_a_campaign_from_stopping() {
    let stage = stage(Design::Replications, 400);
    let done = |index: u64| {
        let number = i64::from(index.is_multiple_of(2));
        let cells = vec![Cell::Number(number); stage.outcomes.columns.len()];
        Row { spec: stage.layout.spec(index), status: Status::Done, cells }
    };
    let lost = |index: u64| Row { status: Status::OverBudget, cells: Vec::new(), ..done(index) };
    let narrow = Rule::Narrow { half_width: 0.2, looks: LOOKS };
    for rule in [narrow, Rule::Test { low: 0.1, high: 0.2, risk: 0.05 }] {
        let played = |is_lost: bool| {
            let mut fold = fold(&stage, Stopping::new(rule, 0, Kind::Flag).unwrap());
            for index in 0..400 {
                let row = if is_lost && index == 3 { lost(index) } else { done(index) };
                if fold.take(&row, None).is_break() {
                    break;
                }
            }
            fold
        };
        let (whole, broken) = (played(false), played(true));
        assert!(whole.stopped.is_some() && whole.rows < 400, "{rule:?}");
        assert_eq!((broken.stopped, broken.rows, broken.left_out), (None, 400, 1), "{rule:?}");
        let told = account(&broken, 0);
        assert!(told.contains("not reached: a run did not end"), "{told}");
        let off = "1 of 400 runs did not end and is in no estimate";
        assert!(told.contains(off) && told.contains("be off by up to 0.25 points"), "{told}");
        assert!(!account(&whole, 0).contains("did not end"));
        let mut page = String::new();
        crate::html::write(&broken, &about(0), &mut page).unwrap();
        assert!(page.contains(off), "{page}");
        assert_eq!(crate::json::account(&broken, Confidence::USUAL, 0)["left_out"], 1);
    }
}

/// A column of shares counts in millionths, and one of rates in thousandths.
#[test]
fn a_width_is_in_the_unit_that_people_write() {
    let (share, number, part) = (Width::Share(0.01), Width::Number(5.0), Width::Number(0.02));
    let span = Width::Span(SimDuration::from_minutes(30));
    let of = |kind| [share, number, part, span].map(|width| width.of(kind));
    assert_eq!(of(Kind::Flag), [Some(0.01), None, Some(0.02), None]);
    assert_eq!(of(Kind::PartsPerMillion), [Some(1e4), None, Some(2e4), None]);
    assert_eq!(of(Kind::Count), [None, Some(5.0), Some(0.02), None]);
    assert_eq!(of(Kind::ThousandthsPerDay), [None, Some(5e3), Some(20.0), None]);
    assert_eq!(of(Kind::Milliseconds), [None, None, None, Some(1.8e6)]);
    assert_eq!(of(Kind::Time), [None, None, None, Some(1.8e6)]);
}

/// Fewer than half see it: there is no median to be known.
#[test]
fn a_time_without_a_median_does_not_stop() {
    let stage = stage(Design::Replications, 3_000);
    let rule = Rule::Narrow { half_width: 1e12, looks: LOOKS };
    let mut fold = fold(&stage, Stopping::new(rule, 0, Kind::Time).unwrap());
    for index in 0..200 {
        let cell = Cell::NotBy(7);
        let row = Row { spec: stage.layout.spec(index), status: Status::Done, cells: vec![cell] };
        assert!(fold.take(&row, None).is_continue());
    }
}
