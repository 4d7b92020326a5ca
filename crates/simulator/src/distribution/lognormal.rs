//! Positive values whose logarithm is normal.

use std::num::NonZeroU64;

use super::{DistributionError, check_order, check_positive};
use crate::fixed::{FRACTION_BITS, log2, normal_quantile, times_exp2};

/// Nine tenths of 2^64, rounded down.
const NINE_TENTHS: u64 = u64::MAX / 10 * 9 + 4;

/// See [`super::Distribution::lognormal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lognormal {
    median: u64,
    /// The standard deviation of the logarithm to base 2, a fixed-point number.
    sigma: i128,
}

impl Lognormal {
    pub(super) fn new(median: i64, p90: i64) -> Result<Lognormal, DistributionError> {
        let positive = check_positive("median", median)?;
        check_order(&[("median", median), ("p90", p90)])?;
        let log = |number| NonZeroU64::new(number).map_or(0, log2);
        let spread = log(p90.unsigned_abs()) - log(positive);
        let sigma = (spread << FRACTION_BITS) / normal_quantile(NINE_TENTHS);
        Ok(Lognormal { median: positive, sigma })
    }

    pub(super) fn quantile(self, u: u64) -> i64 {
        let exponent = (self.sigma * normal_quantile(u)) >> FRACTION_BITS;
        i64::try_from(times_exp2(self.median, exponent)).unwrap_or(i64::MAX)
    }
}
