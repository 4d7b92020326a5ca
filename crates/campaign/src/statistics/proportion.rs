//! How often something happens, from how often it did.

use super::normal::normal_quantile;
use super::{Confidence, Estimate, Interval, beta_quantile};

/// Wilson's score interval: near the stated confidence on average. None of no runs.
pub fn wilson(successes: u64, runs: u64, confidence: Confidence) -> Option<Estimate> {
    let (k, n, value) = checked(successes, runs)?;
    let z = normal_quantile(1.0 - confidence.alpha() / 2.0);
    let scale = 1.0 + z * z / n;
    let center = (value + z * z / (2.0 * n)) / scale;
    let half = z / scale * (value * (1.0 - value) / n + z * z / (4.0 * n * n)).sqrt();
    // Where nothing or everything happened, rounding must not move the interval off the value.
    let low = if k == 0.0 { 0.0 } else { (center - half).max(0.0) };
    let high = if k < n { (center + half).min(1.0) } else { 1.0 };
    Some(Estimate { value, interval: Interval { low, high } })
}

/// The interval of Clopper and Pearson: never below the stated confidence. None of no runs.
pub fn clopper_pearson(successes: u64, runs: u64, confidence: Confidence) -> Option<Estimate> {
    let (k, n, value) = checked(successes, runs)?;
    let tail = confidence.alpha() / 2.0;
    let low = if k == 0.0 { 0.0 } else { beta_quantile(tail, k, n - k + 1.0) };
    let high = if k < n { beta_quantile(1.0 - tail, k + 1.0, n - k) } else { 1.0 };
    Some(Estimate { value, interval: Interval { low, high } })
}

/// Pairs of runs in which something happens or not: on the base, on the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Twins {
    pub both: u64,
    pub base_alone: u64,
    pub other_alone: u64,
    pub neither: u64,
}

impl Twins {
    pub fn add(&mut self, base: bool, other: bool) {
        let count = match (base, other) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.base_alone,
            (false, true) => &mut self.other_alone,
            (false, false) => &mut self.neither,
        };
        *count += 1;
    }

    /// The difference of the shares (other - base), with Newcombe's interval: the score intervals
    /// of both sides, joined by how the sides hang together (his method 10, of 1998). None of no
    /// pairs.
    pub fn difference(&self, confidence: Confidence) -> Option<Estimate> {
        let Twins { both, base_alone, other_alone, neither } = *self;
        let pairs = both + base_alone + other_alone + neither;
        let base = wilson(both + base_alone, pairs, confidence)?;
        let other = wilson(both + other_alone, pairs, confidence)?;
        let value = (other_alone as f64 - base_alone as f64) / pairs as f64;
        let tied = self.correlation();
        let joined =
            |one: f64, two: f64| (one * one - 2.0 * tied * one * two + two * two).max(0.0).sqrt();
        let down = joined(other.value - other.interval.low, base.interval.high - base.value);
        let up = joined(other.interval.high - other.value, base.value - base.interval.low);
        Some(Estimate { value, interval: Interval { low: value - down, high: value + up } })
    }

    /// The correlation of the two sides, pulled towards 0 where it is positive.
    fn correlation(&self) -> f64 {
        let [both, base, other, neither] =
            [self.both, self.base_alone, self.other_alone, self.neither].map(|count| count as f64);
        let margins = (both + base) * (other + neither) * (both + other) * (base + neither);
        if margins == 0.0 {
            return 0.0;
        }
        let product = both * neither - base * other;
        let half = (both + base + other + neither) / 2.0;
        let product = if 0.0 < product { (product - half).max(0.0) } else { product };
        product / margins.sqrt()
    }
}

fn checked(successes: u64, runs: u64) -> Option<(f64, f64, f64)> {
    let (k, n) = (successes as f64, runs as f64);
    (0 < runs && successes <= runs).then(|| (k, n, k / n))
}
