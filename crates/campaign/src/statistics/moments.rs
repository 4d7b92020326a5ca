//! Mean and variance of whole numbers, summed exactly.

use super::{Confidence, Estimate, Interval, student};

/// Count, sum and sum of squares; parts may be merged in any order.
///
/// Values are held within ±2^53, whose squares a billion times over fit into the sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    count: u64,
    sum: i128,
    squares: i128,
}

const VALUE_MAX: i64 = 1 << 53;

impl Moments {
    pub fn add(&mut self, value: i64) {
        self.add_times(value, 1);
    }

    /// Adds a value that came several times.
    pub fn add_times(&mut self, value: i64, times: u64) {
        let value = i128::from(value.clamp(-VALUE_MAX, VALUE_MAX));
        let times_wide = i128::from(times);
        self.count += times;
        self.sum += value * times_wide;
        self.squares = self.squares.saturating_add((value * value).saturating_mul(times_wide));
    }

    pub fn merge(&mut self, other: &Moments) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// How often the value was 1, if it was never anything but 0 or 1.
    pub fn ones(&self) -> Option<u64> {
        // The square of a whole number is the number itself for these two alone.
        u64::try_from(self.sum).ok().filter(|_| self.squares == self.sum)
    }

    /// Of values that are all 0, 1 or -1: how often they were not 0.
    pub fn off(&self) -> Option<u64> {
        u64::try_from(self.squares).ok().filter(|off| *off <= self.count)
    }

    /// None of nothing.
    pub fn mean(&self) -> Option<f64> {
        let (quotient, rest) = self.divided()?;
        Some(quotient as f64 + rest as f64 / self.count as f64)
    }

    /// The mean rounded down, and what is left of the sum.
    fn divided(&self) -> Option<(i128, i128)> {
        let count = i128::from(self.count);
        Some((self.sum.checked_div_euclid(count)?, self.sum.checked_rem_euclid(count)?))
    }

    /// The unbiased estimate; none of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        if self.count < 2 {
            return None;
        }
        let (mean, rest) = self.divided()?;
        let count = i128::from(self.count);
        // The squares about a whole number near the mean are exact; then the mean itself.
        let about = self.squares - 2 * mean * self.sum + count * mean * mean;
        let rest = rest as f64;
        let exact = about as f64 - rest * rest / self.count as f64;
        Some(exact.max(0.0) / (self.count - 1) as f64)
    }

    /// The standard deviation of the mean; none of fewer than two.
    pub fn standard_error(&self) -> Option<f64> {
        Some((self.variance()? / self.count as f64).sqrt())
    }

    /// Whether all values are the same; none of fewer than two.
    pub fn is_alike(&self) -> Option<bool> {
        Some(self.variance()? == 0.0)
    }

    /// The mean with Student's interval; none of fewer than two. Values that are all the same do not
    /// tell how far another one may lie off, so that theirs has no bounds.
    pub fn estimate(&self, confidence: Confidence) -> Option<Estimate> {
        let (value, error) = (self.mean()?, self.standard_error()?);
        if self.is_alike()? {
            return Some(Estimate { value, interval: Interval::UNBOUNDED });
        }
        let freedom = (self.count - 1) as f64;
        let half = student::two_sided_quantile(confidence.alpha(), freedom) * error;
        Some(Estimate { value, interval: Interval { low: value - half, high: value + half } })
    }
}
