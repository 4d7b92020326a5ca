//! A triangle over a range.

use super::{DistributionError, check_order};

/// See [`super::Distribution::triangular`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triangular {
    min: i64,
    mode: i64,
    max: i64,
}

impl Triangular {
    pub(super) fn new(min: i64, mode: i64, max: i64) -> Result<Triangular, DistributionError> {
        check_order(&[("min", min), ("mode", mode), ("max", max)])?;
        Ok(Triangular { min, mode, max })
    }

    /// Up to the mode, a share u of all draws lies within √(u · span · left) of `min`; beyond
    /// it, a share 1 - u lies within √((1 - u) · span · right) of `max`.
    pub(super) fn quantile(&self, u: u64) -> i64 {
        let span = self.max.abs_diff(self.min);
        let left = self.mode.abs_diff(self.min);
        if u128::from(span) * u128::from(u) < u128::from(left) << 64 {
            self.min.saturating_add_unsigned(root_of_share(span, left, u))
        } else {
            let right = self.max.abs_diff(self.mode);
            self.max.saturating_sub_unsigned(root_of_share(span, right, !u))
        }
    }
}

/// √(`span` · `side` · `u` / 2^64), rounded to the nearest.
fn root_of_share(span: u64, side: u64, u: u64) -> u64 {
    let area = u128::from(span) * u128::from(side);
    let low_half = area & u128::from(u64::MAX);
    let square = (area >> 64) * u128::from(u) + ((low_half * u128::from(u)) >> 64);
    let root = square.isqrt();
    let nearer_above = root < square - root * root;
    u64::try_from(root + u128::from(nearer_above)).unwrap_or(u64::MAX)
}
