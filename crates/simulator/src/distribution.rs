//! Distributions as experts state them, sampled by inversion in integers.
//!
//! A value is a number of milliseconds or a count. [`Distribution::quantile`] maps one uniform
//! 64-bit number to one value and never decreases, so runs that share their uniform numbers
//! stay comparable when a parameter changes (common random numbers).
//!
//! A [`Distribution`] exists only with parameters that were checked: each variant holds a type
//! whose fields are private.

mod empirical;
mod exponential;
mod lognormal;
mod percentiles;
mod pert;
mod triangular;
mod uniform;

pub use empirical::Empirical;
pub use exponential::Exponential;
pub use lognormal::Lognormal;
pub use percentiles::Percentiles;
pub use pert::Pert;
pub use triangular::Triangular;
pub use uniform::Uniform;

/// How an uncertain number is distributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distribution {
    Fixed(i64),
    Uniform(Uniform),
    Triangular(Triangular),
    Pert(Pert),
    Exponential(Exponential),
    Lognormal(Lognormal),
    Percentiles(Percentiles),
    Empirical(Empirical),
}

/// Why parameters do not make a distribution, and what would.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    #[error(
        "`{low}` is {low_value} and `{high}` is {high_value}: `{low}` must not be above `{high}`"
    )]
    OutOfOrder { low: &'static str, low_value: i64, high: &'static str, high_value: i64 },
    #[error("`{parameter}` is {found}: it must be at least 1")]
    NotPositive { parameter: &'static str, found: i64 },
    #[error("there are no values: list at least one with its weight")]
    NoValues,
    #[error("the value {value} has weight 0: leave it out or give it a weight of at least 1")]
    NoWeight { value: i64 },
}

impl Distribution {
    /// Always this value.
    pub const fn fixed(value: i64) -> Distribution {
        Distribution::Fixed(value)
    }

    /// Every whole number from `min` to `max`, alike.
    pub fn uniform(min: i64, max: i64) -> Result<Distribution, DistributionError> {
        Uniform::new(min, max).map(Distribution::Uniform)
    }

    /// A triangle that peaks at `mode`.
    pub fn triangular(min: i64, mode: i64, max: i64) -> Result<Distribution, DistributionError> {
        Triangular::new(min, mode, max).map(Distribution::Triangular)
    }

    /// A smooth hump that peaks at `mode`, with mean (`min` + 4 `mode` + `max`) / 6.
    pub fn pert(min: i64, mode: i64, max: i64) -> Result<Distribution, DistributionError> {
        Pert::new(min, mode, max).map(Distribution::Pert)
    }

    /// The wait for something that may happen at any instant alike.
    pub fn exponential(mean: i64) -> Result<Distribution, DistributionError> {
        Exponential::new(mean).map(Distribution::Exponential)
    }

    /// Positive, with a long upper tail: half below `median`, nine in ten below `p90`.
    pub fn lognormal(median: i64, p90: i64) -> Result<Distribution, DistributionError> {
        Lognormal::new(median, p90).map(Distribution::Lognormal)
    }

    /// One in ten below `p10`, half below `p50`, nine in ten below `p90`; bounded.
    pub fn percentiles(p10: i64, p50: i64, p90: i64) -> Result<Distribution, DistributionError> {
        Percentiles::new(p10, p50, p90).map(Distribution::Percentiles)
    }

    /// These values, each as often as its weight says.
    pub fn empirical(
        weighted: impl IntoIterator<Item = (i64, u32)>,
    ) -> Result<Distribution, DistributionError> {
        Empirical::new(weighted).map(Distribution::Empirical)
    }

    /// The value below which a share `u` / 2^64 of all draws falls; never decreases in `u`.
    ///
    /// Continuous shapes are rounded to the nearest whole number; what lies beyond an `i64` is
    /// held at its ends.
    pub fn quantile(&self, u: u64) -> i64 {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Uniform(uniform) => uniform.quantile(u),
            Distribution::Triangular(triangular) => triangular.quantile(u),
            Distribution::Pert(pert) => pert.quantile(u),
            Distribution::Exponential(exponential) => exponential.quantile(u),
            Distribution::Lognormal(lognormal) => lognormal.quantile(u),
            Distribution::Percentiles(percentiles) => percentiles.quantile(u),
            Distribution::Empirical(empirical) => empirical.quantile(u),
        }
    }

    /// The value that half of all draws stay below.
    pub fn median(&self) -> i64 {
        self.quantile(1 << 63)
    }

    /// The smallest and the greatest value that a draw can yield.
    pub fn bounds(&self) -> (i64, i64) {
        (self.quantile(0), self.quantile(u64::MAX))
    }

    /// Whether a draw can yield this value.
    pub fn can_yield(&self, value: i64) -> bool {
        self.least(|drawn| value <= drawn) == value
    }

    /// The least value above this one that a draw can yield.
    pub fn above(&self, value: i64) -> Option<i64> {
        Some(self.least(|drawn| value < drawn)).filter(|drawn| value < *drawn)
    }

    /// The least value that is great enough, or the greatest if none is.
    fn least(&self, is_enough: impl Fn(i64) -> bool) -> i64 {
        // The least share of draws of which one is.
        let (mut low, mut high) = (0, u64::MAX);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_enough(self.quantile(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        self.quantile(low)
    }
}

/// Refuses parameters that descend.
fn check_order(parameters: &[(&'static str, i64)]) -> Result<(), DistributionError> {
    for pair in parameters.windows(2) {
        let &[(low, low_value), (high, high_value)] = pair else {
            continue;
        };
        if high_value < low_value {
            return Err(DistributionError::OutOfOrder { low, low_value, high, high_value });
        }
    }
    Ok(())
}

/// Refuses a parameter below 1, and hands it on without its sign.
fn check_positive(parameter: &'static str, found: i64) -> Result<u64, DistributionError> {
    match u64::try_from(found) {
        Ok(positive) if 0 < positive => Ok(positive),
        _ => Err(DistributionError::NotPositive { parameter, found }),
    }
}

/// The value `part` / `whole` of the way from `low` to `high`, rounded to the nearest.
///
/// Needs `low` ≤ `high` and `part` ≤ `whole` ≤ 2^64, so that the product fits a `u128`.
fn between(low: i64, high: i64, part: u128, whole: u128) -> i64 {
    debug_assert!(low <= high && part <= whole && whole <= 1 << 64, "see the doc");
    let way = (u128::from(high.abs_diff(low)) * part + whole / 2) / whole;
    low.saturating_add_unsigned(u64::try_from(way).unwrap_or(u64::MAX))
}

/// The whole number `u` / 2^64 of the way through the numbers below `count`.
fn index_below(count: u128, u: u64) -> u64 {
    debug_assert!(count <= 1 << 64, "a count of 64-bit numbers");
    ((count * u128::from(u)) >> 64) as u64
}

#[cfg(test)]
mod tests;
