//! Differences between runs that share their draws.
//!
//! Each run of the one side has a twin on the other, with the same run number and so the same
//! draws wherever both ask for them. What chance does to both cancels in the difference.

use super::proportion::Twins;
use super::{Confidence, Estimate, Moments, binomial_at_most, student};

/// Pairs of values: of the base, of the alternative, and their differences (alternative - base).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    pub base: Moments,
    pub other: Moments,
    pub difference: Moments,
}

/// What the values of pairs are. Their numbers do not tell: a count may never be more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// 1 where something happens, 0 where it does not, and nothing else.
    Happening,
    Amounts,
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

    /// The mean difference with its interval: Newcombe's of what happens or not, otherwise
    /// Student's, which takes two pairs.
    pub fn estimate(&self, of: Values, confidence: Confidence) -> Option<Estimate> {
        match of {
            Values::Happening => self.twins()?.difference(confidence),
            Values::Amounts => self.difference.estimate(confidence),
        }
    }

    /// The chance of a mean difference as far from 0, if there were none. That of what happens or
    /// not is exact (`McNemar`), and so is that of pairs that all differ alike: had they no
    /// difference, each could have turned out the other way round. This holds for amounts of 0 and 1
    /// as well.
    pub fn p_value(&self) -> Option<f64> {
        self.exact(|off, most| (2.0 * at_least(most, off)).min(1.0))
            .or_else(|| self.t().map(|(t, freedom)| student::two_sided(t, freedom)))
    }

    /// The chance of a mean difference as great, if the alternative were no greater.
    pub fn p_greater(&self) -> Option<f64> {
        let greater = |off, most| match self.difference.sum() {
            1.. => at_least(most, off),
            _ => at_least(off - most, off),
        };
        self.exact(greater).or_else(|| self.t().map(|(t, freedom)| student::above(t, freedom)))
    }

    /// A chance from how many pairs differ, and how many of these the more frequent way, where
    /// that is all there is to go by.
    fn exact(&self, chance: impl Fn(u64, u64) -> f64) -> Option<f64> {
        let is_alike = self.difference.is_alike()?;
        if let Some(Twins { base_alone, other_alone, .. }) = self.twins() {
            return Some(chance(base_alone + other_alone, base_alone.max(other_alone)));
        }
        let off = if self.difference.sum() == 0 { 0 } else { self.count() };
        is_alike.then(|| chance(off, off))
    }

    /// The pairs of what happens or not; none of other values.
    fn twins(&self) -> Option<Twins> {
        let (base, other) = (self.base.ones()?, self.other.ones()?);
        let off = self.difference.off()?;
        // Those that differ are `base - both` and `other - both`.
        let both = (base + other).checked_sub(off)? / 2;
        let neither = self.count().checked_sub(both + off)?;
        let (base_alone, other_alone) = (base.checked_sub(both)?, other.checked_sub(both)?);
        Some(Twins { both, base_alone, other_alone, neither })
    }

    fn t(&self) -> Option<(f64, f64)> {
        let (mean, error) = (self.difference.mean()?, self.difference.standard_error()?);
        Some((mean / error, (self.count() - 1) as f64))
    }

    /// How many times as many independent runs the same precision would take: the variance of a
    /// difference of independent runs by that of the pairs. None where the pairs do not differ.
    pub fn saving(&self) -> Option<f64> {
        let independent = self.base.variance()? + self.other.variance()?;
        let paired = self.difference.variance()?;
        (0.0 < paired).then(|| independent / paired)
    }
}

/// The chance of so many heads or more in so many throws of a coin.
fn at_least(heads: u64, throws: u64) -> f64 {
    // As many tails or fewer as that leaves.
    binomial_at_most(throws - heads, throws, 0.5)
}
