//! Three percentiles, joined by straight lines.
//!
//! The quantile function is linear from p10 to p50 and from p50 to p90, and each line goes on
//! with its slope to the end: the range is from p10 - (p50 - p10) / 4 to p90 + (p90 - p50) / 4.
//! Where `p10` is not negative, the range does not begin below 0, since a duration or a count is
//! meant. Tails are thus short; who expects a long upper tail states a lognormal.

use super::{DistributionError, between, check_order};

/// 0, 1, 5, 9 and 10 tenths of 2^64, rounded down.
const SHARES: [u128; 5] = [0, (1 << 64) / 10, 1 << 63, (9 << 64) / 10, 1 << 64];

/// See [`super::Distribution::percentiles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentiles {
    /// The quantiles of [`SHARES`].
    knots: [i64; 5],
}

impl Percentiles {
    pub(super) fn new(p10: i64, p50: i64, p90: i64) -> Result<Percentiles, DistributionError> {
        check_order(&[("p10", p10), ("p50", p50), ("p90", p90)])?;
        let floor = if p10 < 0 { i64::MIN } else { 0 };
        let p0 = p10.saturating_sub_unsigned(p50.abs_diff(p10) / 4).max(floor);
        let p100 = p90.saturating_add_unsigned(p90.abs_diff(p50) / 4);
        Ok(Percentiles { knots: [p0, p10, p50, p90, p100] })
    }

    pub(super) fn quantile(&self, u: u64) -> i64 {
        let u = u128::from(u);
        let [mut low_share, ..] = SHARES;
        let [mut low, ..] = self.knots;
        for (share, knot) in SHARES.into_iter().zip(self.knots).skip(1) {
            if u < share {
                return between(low, knot, u - low_share, share - low_share);
            }
            (low_share, low) = (share, knot);
        }
        low
    }
}
