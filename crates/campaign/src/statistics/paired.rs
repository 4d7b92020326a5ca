//! Differences between runs that share their draws.
//!
//! Each run of the one side has a twin on the other, with the same run number and so the same
//! draws wherever both ask for them. What chance does to both cancels in the difference.

use super::{Confidence, Estimate, Moments, student};

/// Pairs of values: of the base, of the alternative, and their differences (alternative - base).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    pub base: Moments,
    pub other: Moments,
    pub difference: Moments,
}

impl Paired {
    pub fn add(&mut self, base: i64, other: i64) {
        self.base.add(base);
        self.other.add(other);
        self.difference.add(other.saturating_sub(base));
    }

    pub fn merge(&mut self, part: &Paired) {
        self.base.merge(&part.base);
        self.other.merge(&part.other);
        self.difference.merge(&part.difference);
    }

    pub fn count(&self) -> u64 {
        self.difference.count()
    }

    /// The mean difference with Student's interval; none of fewer than two pairs.
    pub fn estimate(&self, confidence: Confidence) -> Option<Estimate> {
        self.difference.estimate(confidence)
    }

    /// The chance of a mean difference as far from 0, if there were none.
    pub fn p_value(&self) -> Option<f64> {
        let (t, freedom) = self.t()?;
        Some(student::two_sided(t, freedom))
    }

    /// The chance of a mean difference as great, if the alternative were no greater.
    pub fn p_greater(&self) -> Option<f64> {
        let (t, freedom) = self.t()?;
        Some(student::above(t, freedom))
    }

    fn t(&self) -> Option<(f64, f64)> {
        let (mean, error) = (self.difference.mean()?, self.difference.standard_error()?);
        let t = if error == 0.0 && mean == 0.0 { 0.0 } else { mean / error };
        Some((t, (self.count() - 1) as f64))
    }

    /// How many times as many independent runs the same precision would take: the variance of a
    /// difference of independent runs by that of the pairs. None where the pairs do not differ.
    pub fn saving(&self) -> Option<f64> {
        let independent = self.base.variance()? + self.other.variance()?;
        let paired = self.difference.variance()?;
        (0.0 < paired).then(|| independent / paired)
    }
}
