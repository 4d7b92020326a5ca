//! What the designs that analyze uncertainties say of one outcome.

use kernel::SimDuration;
use scenario::plan::{Better, Measured};

use crate::amount::amount;
use crate::design::{Design, MORRIS_LEVELS};
use crate::discovery::{Case, Found, NoBox, discover};
use crate::fold::Fold;
use crate::outcome::Kind;
use crate::statistics::Confidence;
use crate::statistics::sensitivity::{Indices, Screened, morris, sobol};
use crate::text::grouped;

/// How much each uncertainty matters, in the order of the layout.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sensitivity {
    Screened(Vec<Screened>),
    Shares(Vec<Indices>),
}

/// The sensitivities of an outcome; none for other designs, or where some run had nothing to record.
pub(crate) fn sensitivity(
    fold: &Fold,
    column: usize,
    confidence: Confidence,
) -> Option<Sensitivity> {
    let layout = &fold.layout;
    let dimensions = layout.uncertainties.len();
    let numbers = fold.sample.as_ref()?.numbers.get(column)?;
    let values: Option<Vec<f64>> = numbers.iter().map(|number| number.map(float)).collect();
    let group = layout.group() as u64;
    match layout.design {
        Design::Morris => {
            let top = float(i64::try_from(MORRIS_LEVELS - 1).unwrap_or(1));
            let point = |row: usize, dimension: usize| {
                let (number, place) = (row as u64 / group, row % layout.group());
                let level = layout.level_of_morris(number, place, dimension);
                float(i64::try_from(level).unwrap_or(0)) / top
            };
            morris(&values?, dimensions, &point, confidence).map(Sensitivity::Screened)
        }
        Design::Saltelli => {
            sobol(&values?, dimensions, layout.seed, confidence).map(Sensitivity::Shares)
        }
        _ => None,
    }
}

/// Why the design says nothing of how much uncertainties matter for an outcome, though it is for that.
pub(crate) fn unsaid(fold: &Fold, column: usize, confidence: Confidence) -> Option<String> {
    let asked = matches!(fold.layout.design, Design::Morris | Design::Saltelli);
    if !asked || sensitivity(fold, column, confidence).is_some() {
        return None;
    }
    let numbers = fold.sample.as_ref().and_then(|sample| sample.numbers.get(column))?;
    let missing = numbers.iter().filter(|number| number.is_none()).count() as u64;
    Some(match missing {
        0 => "too few runs, or all came out alike".to_string(),
        _ => format!(
            "every run must have a number, and {} of {} have none",
            grouped(missing),
            grouped(numbers.len() as u64)
        ),
    })
}

/// Whether the design scatters the uncertainties, so that a box can be found.
pub(crate) fn is_discovered(fold: &Fold) -> bool {
    matches!(fold.layout.design, Design::Latin | Design::Sobol | Design::SobolScrambled)
}

/// The box in which the bad end of an outcome comes about, and in words what that is.
pub(crate) fn box_of(
    fold: &Fold,
    column: usize,
    confidence: Confidence,
) -> Result<(String, Found), NoBox> {
    let layout = &fold.layout;
    let of = fold.outcomes.columns.get(column);
    let numbers = fold.sample.as_ref().and_then(|sample| sample.numbers.get(column));
    let (Some(of), Some(numbers), true) = (of, numbers, is_discovered(fold)) else {
        return Err(NoBox::NotLookedFor);
    };
    let low_is_bad = of.better == Better::High;
    let (limit, words) = if of.kind == Kind::Flag {
        let words = if low_is_bad { "does not hold" } else { "holds" };
        (i64::from(!low_is_bad), format!("`{}` {words}", of.name))
    } else {
        let limit = worst_quarter(numbers.iter().flatten().copied(), low_is_bad);
        let limit = limit.ok_or(NoBox::Alike)?;
        let side = if low_is_bad { "or less" } else { "or more" };
        (limit, format!("`{}` is {} {side}", of.name, amount(of.kind, float(limit))))
    };
    let bad = |number: i64| if low_is_bad { number <= limit } else { limit <= number };
    let cases = numbers.iter().zip(0..).filter_map(|(number, row)| {
        Some(Case { at: layout.spec(row).uncertainties, sought: bad((*number)?) })
    });
    let cases: Vec<Case> = cases.collect();
    discover(&cases, layout.uncertainties.len(), confidence).map(|found| (words, found))
}

/// Where the worst quarter begins; as equals stay together, it may be more. Where it would be all,
/// those that are as good as any do not belong to it; none if there are no others.
pub(crate) fn worst_quarter(numbers: impl Iterator<Item = i64>, low_is_bad: bool) -> Option<i64> {
    let mut from_worst: Vec<i64> = numbers.collect();
    from_worst.sort_unstable();
    if !low_is_bad {
        from_worst.reverse();
    }
    let best = from_worst.last()?;
    let limit = from_worst.get(from_worst.len() / 4)?;
    if limit != best {
        return Some(*limit);
    }
    from_worst.iter().rev().find(|number| *number != best).copied()
}

/// The box as uncertainties of a scenario file.
pub(crate) fn yaml(fold: &Fold, found: &Found) -> String {
    let mut text = String::from("uncertainties:\n");
    for (uncertainty, range) in fold.layout.uncertainties.iter().zip(&found.ranges) {
        let Some((low, high)) = *range else { continue };
        let value = |number: i64| match uncertainty.unit {
            Measured::Milliseconds => SimDuration::from_millis(number.unsigned_abs()).to_string(),
            Measured::PartsPerMillion => format!("{}.{:04}%", number / 10_000, number % 10_000),
            Measured::Count => number.to_string(),
        };
        let (name, low, high) = (&uncertainty.name, value(low), value(high));
        let sets = match &uncertainty.places[..] {
            [place] => place.clone(),
            places => format!("[{}]", places.join(", ")),
        };
        text.push_str(
            &[
                "  ",
                name,
                ": { sets: ",
                &sets,
                ", value: { uniform: [",
                &low,
                ", ",
                &high,
                "] } }\n",
            ]
            .concat(),
        );
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]
fn float(number: i64) -> f64 {
    number as f64
}
