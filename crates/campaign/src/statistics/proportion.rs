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

fn checked(successes: u64, runs: u64) -> Option<(f64, f64, f64)> {
    let (k, n) = (successes as f64, runs as f64);
    (0 < runs && successes <= runs).then(|| (k, n, k / n))
}
