//! How much each of several uncertainties matters.
//!
//! Morris screens: on ways along which one uncertainty moves at a time, it looks at the differences.
//! Sobol's indices share out the variance: the first-order index is what one uncertainty explains by
//! itself (Saltelli 2010), the total index what would be left if all others were known (Jansen).

use super::normal::normal_quantile;
use super::{Confidence, Estimate, Interval, student};
use crate::design::mixed;

/// What moving one uncertainty over its whole range changes, on average over ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screened {
    /// The mean difference: its sign says in which direction.
    pub mean: f64,
    /// The mean size of the differences, with Student's interval; it has no bounds where all
    /// differences are of one size.
    pub size: Estimate,
    /// Their standard deviation: great where the uncertainty acts together with others, or bends.
    pub spread: f64,
}

/// Screens from ways of as many rows as there are uncertainties, and one.
///
/// `point` is the coordinate of a row in a dimension, from 0 to 1. None of fewer than two ways.
pub fn morris(
    values: &[f64],
    dimensions: usize,
    point: &dyn Fn(usize, usize) -> f64,
    confidence: Confidence,
) -> Option<Vec<Screened>> {
    let length = dimensions + 1;
    let mut effects = vec![Vec::new(); dimensions];
    for (way, rows) in values.chunks_exact(length).enumerate() {
        for (step, pair) in rows.windows(2).enumerate() {
            let (before, after) = (way * length + step, way * length + step + 1);
            let moved = (0..dimensions).map(|d| (d, point(after, d) - point(before, d)));
            for (dimension, by) in moved.filter(|(_, by)| *by != 0.0) {
                effects[dimension].push((pair[1] - pair[0]) / by);
            }
        }
    }
    effects.iter().map(|effects| screened(effects, confidence)).collect()
}

fn screened(effects: &[f64], confidence: Confidence) -> Option<Screened> {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    let (mean, spread) = mean_and_spread(effects)?;
    let (value, deviation) = mean_and_spread(&sizes)?;
    let count = effects.len() as f64;
    let half =
        student::two_sided_quantile(confidence.alpha(), count - 1.0) * deviation / count.sqrt();
    let around = Interval { low: (value - half).max(0.0), high: value + half };
    let scatters = |by: f64| ROUNDING * value < by;
    let interval = if scatters(deviation) { around } else { Interval::UNBOUNDED };
    let spread = if scatters(spread) { spread } else { 0.0 };
    Some(Screened { mean, size: Estimate { value, interval }, spread })
}

/// What scatters no more than this, as a share of its size, is alike but for the last digits.
const ROUNDING: f64 = 1e-9;

fn mean_and_spread(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((mean, (squares / (count - 1.0)).sqrt()))
}

/// The shares of the variance that one uncertainty explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    pub first: Estimate,
    pub total: Estimate,
}

/// So many times the groups are drawn again for the intervals.
const RESAMPLES: u64 = 400;

/// The indices from groups of rows: A, B, and A with one coordinate of B each.
///
/// Intervals come from drawing groups again, by the seed; what comes out alike whichever are drawn
/// has no bounds. None of fewer than two groups, and where nothing varies.
pub fn sobol(
    values: &[f64],
    dimensions: usize,
    seed: u64,
    confidence: Confidence,
) -> Option<Vec<Indices>> {
    let groups: Vec<&[f64]> = values.chunks_exact(dimensions + 2).collect();
    if groups.len() < 2 {
        return None;
    }
    let all: Vec<usize> = (0..groups.len()).collect();
    let found = indices(&groups, &all, dimensions)?;
    let count = groups.len() as u64;
    let mut again = vec![Vec::new(); 2 * dimensions];
    for resample in 0..RESAMPLES {
        let key = mixed(seed ^ mixed(resample));
        let drawn = (0..count).map(|place| {
            let wide = u128::from(mixed(key ^ mixed(place))) * u128::from(count);
            usize::try_from(wide >> 64).unwrap_or(0)
        });
        if let Some(resampled) = indices(&groups, &drawn.collect::<Vec<_>>(), dimensions) {
            for (index, value) in resampled.into_iter().enumerate() {
                again[index].push(value);
            }
        }
    }
    let z = normal_quantile(1.0 - confidence.alpha() / 2.0);
    let estimate = |index: usize| {
        let value = found[index];
        let deviation = mean_and_spread(&again[index])?.1;
        let half = z * deviation;
        let around = Interval { low: value - half, high: value + half };
        let scatters = ROUNDING * value.abs().max(1.0) < deviation;
        let interval = if scatters { around } else { Interval::UNBOUNDED };
        Some(Estimate { value, interval })
    };
    (0..dimensions)
        .map(|d| Some(Indices { first: estimate(d)?, total: estimate(dimensions + d)? }))
        .collect()
}

/// First-order indices, then total ones.
fn indices(groups: &[&[f64]], chosen: &[usize], dimensions: usize) -> Option<Vec<f64>> {
    let rows = || chosen.iter().filter_map(|&group| groups.get(group));
    let count = chosen.len() as f64;
    let total: f64 = rows().flat_map(|group| group.iter()).sum();
    // Products of values that are far from 0 would drown the differences.
    let mean = total / (count * (dimensions + 2) as f64);
    let ends = || rows().flat_map(|group| group.iter().take(2)).map(|value| value - mean);
    let middle = ends().sum::<f64>() / (2.0 * count);
    let variance = ends().map(|end| (end - middle) * (end - middle)).sum::<f64>() / (2.0 * count);
    if variance <= 0.0 || !variance.is_finite() {
        return None;
    }
    let over =
        |of: &dyn Fn(&[f64]) -> f64| rows().map(|group| of(group)).sum::<f64>() / count / variance;
    let first =
        (0..dimensions).map(|d| over(&|group| (group[1] - mean) * (group[d + 2] - group[0])));
    let mut found: Vec<f64> = first.collect();
    found.extend(
        (0..dimensions)
            .map(|d| over(&|group| 0.5 * (group[0] - group[d + 2]) * (group[0] - group[d + 2]))),
    );
    Some(found)
}
