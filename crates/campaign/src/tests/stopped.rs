//! When a campaign stops that is to know an outcome well enough.

use kernel::SimDuration;

use crate::campaign::Ended;
use crate::design::Design;
use crate::fold::Fold;
use crate::outcome::Kind;
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
        let cell = crate::outcome::Cell::NotBy(7);
        let row = Row { spec: stage.layout.spec(index), status: Status::Done, cells: vec![cell] };
        assert!(fold.take(&row, None).is_continue());
    }
}
