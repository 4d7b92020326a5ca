//! Quantiles, with intervals from order statistics: nothing is assumed of the distribution.

use super::{Confidence, Tally, binomial_at_most};

/// A quantile of a sample, and where that of the distribution lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile {
    /// The smallest value that the wanted share of the sample does not exceed.
    pub value: i64,
    /// None where the sample is too small to bound it on this side.
    pub low: Option<i64>,
    pub high: Option<i64>,
}

/// The quantile of a share strictly between 0 and 1; none of nothing.
pub fn quantile(tally: &Tally, share: f64, confidence: Confidence) -> Option<Quantile> {
    let runs = tally.len();
    let value = tally.ranked(rank(share, runs))?;
    let (low, high) = ranks(share, runs, confidence);
    let at = |rank: Option<u64>| rank.and_then(|rank| tally.ranked(rank));
    Some(Quantile { value, low: at(low), high: at(high) })
}

/// The place of the quantile in the ascending order, counted from 1.
fn rank(share: f64, runs: u64) -> u64 {
    let wanted = share * runs as f64;
    let below = wanted.floor();
    // What is a whole number but for the last digits is one.
    let place = if wanted - below < 1e-9 * wanted { below } else { below + 1.0 };
    whole(place).clamp(1, runs.max(1))
}

/// The places whose values bound the quantile with at least the stated confidence, each side
/// missing at most half of the rest.
pub fn ranks(share: f64, runs: u64, confidence: Confidence) -> (Option<u64>, Option<u64>) {
    let tail = confidence.alpha() / 2.0;
    // The value in place l is above the quantile if fewer than l of the runs fall below it.
    let low = greatest(runs, |l| l == 0 || binomial_at_most(l - 1, runs, share) <= tail);
    // The value in place h is below the quantile if at least h runs do.
    let above = |h: u64| 1.0 - binomial_at_most(h.saturating_sub(1), runs, share);
    let too_low = greatest(runs, |h| h == 0 || tail < above(h));
    ((0 < low).then_some(low), (too_low < runs).then_some(too_low + 1))
}

/// The greatest number up to `most` for which something holds that holds up to some number.
fn greatest(most: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, most + 1);
    while 1 < high - low {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among the runs is a small whole number"
)]
fn whole(value: f64) -> u64 {
    value as u64
}
