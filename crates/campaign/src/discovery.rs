//! Where in the space of uncertainties something comes about: the patient rule induction method
//! (PRIM, Friedman and Fisher 1999).
//!
//! A box is peeled: again and again the thin slice is cut off without which the rest has the
//! greatest share of what is sought. The box is found on one of each two rows and judged on the
//! other, so that what is said of it is not flattered. Which is which a coin says: rows of a design
//! lie in turn here and there. A side that may be chance is taken back.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of cases are small"
)]

use crate::design::mixed;
use crate::statistics::{Confidence, Estimate, binomial_at_most, proportion};

/// A row: where it lies, and whether it is what is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub at: Vec<i64>,
    pub sought: bool,
}

/// A range in each dimension, both ends included; none where it is not restricted. Where one side
/// is not, it ends with the outermost case.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub ranges: Vec<Option<(i64, i64)>>,
    /// The share of the cases in the box that are sought.
    pub density: Estimate,
    /// The share of the cases that are sought which lie in the box.
    pub coverage: Estimate,
    /// The share of all cases that are sought.
    pub base: f64,
    /// How many cases it was judged on.
    pub cases: u64,
}

/// The share that a peel cuts off, and the least that a box holds.
const PEEL: f64 = 0.05;
const SUPPORT_MIN: f64 = 0.05;
/// Half as many as say anything: a box is found on one half.
const CASES_MIN: usize = 40;
/// A side is kept if chance alone would hardly do as well.
const CHANCE_MAX: f64 = 0.05;

/// Why there is no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBox {
    #[error("no box is looked for by this design")]
    NotLookedFor,
    #[error("no box is looked for in fewer than {least} runs with a number", least = 2 * CASES_MIN)]
    TooFew,
    #[error("no box is looked for where no run is worse than the others")]
    Alike,
    #[error("no box tells bad runs from the others")]
    NotFound,
}

type Ranges = Vec<(i64, i64)>;

/// The box.
pub fn discover(cases: &[Case], dimensions: usize, confidence: Confidence) -> Result<Found, NoBox> {
    let sought = cases.iter().filter(|case| case.sought).count();
    if cases.len() < 2 * CASES_MIN {
        return Err(NoBox::TooFew);
    }
    if sought == 0 || sought == cases.len() {
        return Err(NoBox::Alike);
    }
    search(cases, dimensions, confidence).ok_or(NoBox::NotFound)
}

fn search(cases: &[Case], dimensions: usize, confidence: Confidence) -> Option<Found> {
    let (found_on, judged_on) = halves(cases);
    if !found_on.iter().any(|case| case.sought) {
        return None;
    }
    let whole: Ranges = (0..dimensions)
        .map(|d| {
            let values = || found_on.iter().filter_map(|case| case.at.get(d).copied());
            Some((values().min()?, values().max()?))
        })
        .collect::<Option<_>>()?;
    let best = peel(&found_on, &whole)?;
    let kept = significant(&found_on, &whole, best);
    let ranges: Vec<Option<(i64, i64)>> =
        kept.iter().zip(&whole).map(|(range, all)| (range != all).then_some(*range)).collect();
    if ranges.iter().all(Option::is_none) {
        return None;
    }
    let found = judged(ranges, &whole, &judged_on, confidence)?;
    Some(Found { ranges: widened(&found.ranges, &whole, cases), ..found })
}

/// A side that nothing was cut off ends where the cases do, on whichever half they are.
fn widened(
    ranges: &[Option<(i64, i64)>],
    whole: &Ranges,
    cases: &[Case],
) -> Vec<Option<(i64, i64)>> {
    let mut ranges = ranges.to_vec();
    for (dimension, (range, all)) in ranges.iter_mut().zip(whole).enumerate() {
        let values = cases.iter().filter_map(|case| case.at.get(dimension).copied());
        let Some((low, high)) = range else { continue };
        let outermost = values.fold(*all, |(least, most), at| (least.min(at), most.max(at)));
        *low = if *low == all.0 { outermost.0 } else { *low };
        *high = if *high == all.1 { outermost.1 } else { *high };
    }
    ranges
}

/// Of each two cases that follow each other, one for each half.
fn halves(cases: &[Case]) -> (Vec<&Case>, Vec<&Case>) {
    let numbered = cases.iter().zip(0_u64..);
    let (first, second): (Vec<_>, Vec<_>) =
        numbered.partition(|(_, row)| mixed(row / 2) & 1 == row & 1);
    let plain = |half: Vec<(_, u64)>| half.into_iter().map(|(case, _)| case).collect();
    (plain(first), plain(second))
}

fn holds(ranges: &[(i64, i64)], case: &Case) -> bool {
    ranges.iter().zip(&case.at).all(|((low, high), at)| low <= at && at <= high)
}

/// How many cases are in a box, and how many of them are sought.
fn count(cases: &[&Case], ranges: &[(i64, i64)]) -> (u64, u64) {
    let inside = cases.iter().filter(|case| holds(ranges, case));
    inside.fold((0, 0), |(all, sought), case| (all + 1, sought + u64::from(case.sought)))
}

/// The box on the way of peels with the best balance of density and coverage.
fn peel(cases: &[&Case], whole: &Ranges) -> Option<Ranges> {
    let sought = cases.iter().filter(|case| case.sought).count() as u64;
    let least = (SUPPORT_MIN * cases.len() as f64).max(10.0);
    let mut at = whole.clone();
    let mut best = None;
    let mut best_balance = 0.0;
    loop {
        let (inside, hits) = count(cases, &at);
        let (density, coverage) = (hits as f64 / inside as f64, hits as f64 / sought as f64);
        let balance = 2.0 * density * coverage / (density + coverage).max(f64::MIN_POSITIVE);
        if best_balance < balance {
            (best_balance, best) = (balance, Some(at.clone()));
        }
        let Some(next) = thinner(cases, &at, least) else {
            return best;
        };
        at = next;
    }
}

/// The box without the slice whose loss helps most.
fn thinner(cases: &[&Case], at: &Ranges, least: f64) -> Option<Ranges> {
    let mut best: Option<(f64, Ranges)> = None;
    for dimension in 0..at.len() {
        let inside = cases.iter().filter(|case| holds(at, case));
        let mut values: Vec<i64> = inside.map(|case| case.at[dimension]).collect();
        values.sort_unstable();
        for candidate in slices(&values, at, dimension) {
            let (left, hits) = count(cases, &candidate);
            let density = hits as f64 / (left as f64).max(1.0);
            let enough = least <= left as f64 && (left as usize) < values.len();
            if enough && best.as_ref().is_none_or(|(most, _)| *most < density) {
                best = Some((density, candidate));
            }
        }
    }
    best.map(|(_, ranges)| ranges)
}

/// The box without its lowest and without its highest slice in a dimension.
fn slices(values: &[i64], at: &Ranges, dimension: usize) -> Vec<Ranges> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let place = ((PEEL * values.len() as f64).ceil() as usize).min(values.len() - 1);
    let (low, high) = (values[place], values[values.len() - 1 - place]);
    // Where many are alike, all that are alike go.
    let above = values.iter().copied().find(|value| low.max(first + 1) <= *value);
    let below = values.iter().rev().copied().find(|value| *value <= high.min(last - 1));
    let with = |range: (i64, i64)| {
        let mut ranges = at.clone();
        ranges[dimension] = range;
        ranges
    };
    let (from, to) = at[dimension];
    above
        .map(|low| with((low, to)))
        .into_iter()
        .chain(below.map(|high| with((from, high))))
        .collect()
}

/// Takes back each restriction without which the box would do as well by chance.
fn significant(cases: &[&Case], whole: &Ranges, mut ranges: Ranges) -> Ranges {
    for dimension in 0..ranges.len() {
        let mut without = ranges.clone();
        without[dimension] = whole[dimension];
        let (all, all_hits) = count(cases, &without);
        let (inside, hits) = count(cases, &ranges);
        let share = all_hits as f64 / (all as f64).max(1.0);
        let chance = if hits == 0 { 1.0 } else { 1.0 - binomial_at_most(hits - 1, inside, share) };
        if CHANCE_MAX < chance {
            ranges = without;
        }
    }
    ranges
}

/// Judges a box on cases that it was not found on. Those may lie beyond the others, so a side that
/// nothing was cut off has no end here.
fn judged(
    ranges: Vec<Option<(i64, i64)>>,
    whole: &Ranges,
    cases: &[&Case],
    confidence: Confidence,
) -> Option<Found> {
    let held = ranges.iter().zip(whole).map(|(range, all)| {
        let (low, high) = range.unwrap_or(*all);
        let low = if low == all.0 { i64::MIN } else { low };
        (low, if high == all.1 { i64::MAX } else { high })
    });
    let held: Ranges = held.collect();
    let (inside, hits) = count(cases, &held);
    let sought = cases.iter().filter(|case| case.sought).count() as u64;
    Some(Found {
        ranges,
        density: proportion::clopper_pearson(hits, inside, confidence)?,
        coverage: proportion::clopper_pearson(hits, sought, confidence)?,
        base: sought as f64 / cases.len() as f64,
        cases: cases.len() as u64,
    })
}
