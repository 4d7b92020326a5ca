//! The wait for something that may happen at any instant alike.

use std::num::NonZeroU64;

use super::{DistributionError, check_positive};
use crate::fixed::{FRACTION_BITS, ONE, minus_ln};

/// See [`super::Distribution::exponential`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exponential {
    mean: u64,
}

impl Exponential {
    pub(super) fn new(mean: i64) -> Result<Exponential, DistributionError> {
        Ok(Exponential { mean: check_positive("mean", mean)? })
    }

    /// -mean · ln(1 - u / 2^64); at most 44.4 means.
    pub(super) fn quantile(self, u: u64) -> i64 {
        // 2^64 - u, which is 2^64 itself, the logarithm being 0, where u is 0.
        let means = NonZeroU64::new(u.wrapping_neg()).map_or(0, minus_ln);
        let value = (i128::from(self.mean) * means + ONE / 2) >> FRACTION_BITS;
        i64::try_from(value).unwrap_or(i64::MAX)
    }
}
