//! What the designs that analyze uncertainties say of one outcome.

use kernel::SimDuration;
use scenario::plan::{Better, Measured};
use simulator::distribution::Distribution;

use crate::amount::amount;
use crate::design::{Design, MORRIS_LEVELS};
use crate::discovery::{Case, Found, NoBox, discover};
use crate::fold::Fold;
use crate::outcome::{Column, Kind, Rank};
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
    let cells = fold.sample.as_ref()?.cells.get(column)?;
    let values: Option<Vec<f64>> = cells.iter().map(|cell| cell.number().map(float)).collect();
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
    let cells = fold.sample.as_ref().and_then(|sample| sample.cells.get(column))?;
    let missing = cells.iter().filter(|cell| cell.number().is_none()).count() as u64;
    Some(match missing {
        0 => "too few runs, or all came out alike".to_string(),
        _ => format!(
            "every run must have a number, and {} of {} have none",
            grouped(missing),
            grouped(cells.len() as u64)
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
    let cells = fold.sample.as_ref().and_then(|sample| sample.cells.get(column));
    let (Some(of), Some(cells), true) = (of, cells, is_discovered(fold)) else {
        return Err(NoBox::NotLookedFor);
    };
    let low_is_bad = of.better == Better::High;
    let ranks = || cells.iter().map(|cell| cell.rank());
    let flag = Rank { is_unseen: false, number: i64::from(!low_is_bad) };
    let limit = match of.kind {
        Kind::Flag => Some(flag),
        _ => worst_quarter(ranks().flatten(), low_is_bad),
    };
    // Where all are alike there is no limit, and none of them is what is sought.
    let bad = |rank| limit.is_some_and(|it| if low_is_bad { rank <= it } else { it <= rank });
    let cases = ranks().zip(0..).filter_map(|(rank, row)| {
        Some(Case { at: layout.spec(row).uncertainties, sought: bad(rank?) })
    });
    let cases: Vec<Case> = cases.collect();
    let mut found = discover(&cases, layout.uncertainties.len(), confidence)?;
    for (dimension, range) in found.ranges.iter_mut().enumerate() {
        let Some((low, high)) = range else { continue };
        let Some(uncertainty) = layout.uncertainties.get(dimension) else { continue };
        let values = || cases.iter().filter_map(|case| case.at.get(dimension).copied());
        if let Some((least, most)) = ends(&uncertainty.value) {
            // Where no case lies beyond, nothing was cut off.
            *low = if values().min() == Some(*low) { least } else { *low };
            *high = if values().max() == Some(*high) { most } else { *high };
        }
    }
    Ok((bad_end(of, limit.unwrap_or(flag), low_is_bad), found))
}

/// The ends of a distribution, if it has any: a tail goes on far beyond what is ever drawn.
fn ends(of: &Distribution) -> Option<(i64, i64)> {
    match of {
        Distribution::Exponential(_) | Distribution::Lognormal(_) => None,
        _ => Some(of.bounds()),
    }
}

/// The bad end of an outcome in words.
fn bad_end(of: &Column, limit: Rank, low_is_bad: bool) -> String {
    let (name, at) = (&of.name, amount(of.kind, float(limit.number)));
    match (of.kind, limit.is_unseen, low_is_bad) {
        (Kind::Flag, _, true) => format!("`{name}` does not hold"),
        (Kind::Flag, _, false) => format!("`{name}` holds"),
        (_, false, true) => format!("`{name}` is {at} or less"),
        (_, false, false) if of.kind == Kind::Time => {
            format!("`{name}` is {at} or more, or had not come")
        }
        (_, false, false) => format!("`{name}` is {at} or more"),
        (_, true, true) => format!("`{name}` has come, or had not come by {at} or less"),
        (_, true, false) => format!("`{name}` had not come by {at} or more"),
    }
}

/// Where the worst quarter begins; as equals stay together, it may be more. Where it would be all,
/// those that are as good as any do not belong to it; none if there are no others.
pub(crate) fn worst_quarter<T: Copy + Ord>(
    of: impl Iterator<Item = T>,
    low_is_bad: bool,
) -> Option<T> {
    let mut from_worst: Vec<T> = of.collect();
    from_worst.sort_unstable();
    if !low_is_bad {
        from_worst.reverse();
    }
    let best = from_worst.last()?;
    let limit = from_worst.get(from_worst.len() / 4)?;
    if limit != best {
        return Some(*limit);
    }
    from_worst.iter().rev().find(|it| *it != best).copied()
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
        // What is certain has no range; it is written as the one value that there is.
        let within = if low == high {
            ["empirical: [[", &value(low), ", 1]]"].concat()
        } else {
            ["uniform: [", &value(low), ", ", &value(high), "]"].concat()
        };
        let sets = match &uncertainty.places[..] {
            [place] => place.clone(),
            places => format!("[{}]", places.join(", ")),
        };
        let name = uncertainty.name.as_str();
        text.push_str(
            &["  ", name, ": { sets: ", &sets, ", value: { ", &within, " } }\n"].concat(),
        );
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]
fn float(number: i64) -> f64 {
    number as f64
}
