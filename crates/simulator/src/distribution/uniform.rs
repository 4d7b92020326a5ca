//! Every whole number of a range, alike.

use super::{DistributionError, check_order, index_below};

/// See [`super::Distribution::uniform`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uniform {
    min: i64,
    max: i64,
}

impl Uniform {
    pub(super) fn new(min: i64, max: i64) -> Result<Uniform, DistributionError> {
        check_order(&[("min", min), ("max", max)])?;
        Ok(Uniform { min, max })
    }

    pub(super) fn quantile(&self, u: u64) -> i64 {
        let count = u128::from(self.max.abs_diff(self.min)) + 1;
        self.min.saturating_add_unsigned(index_below(count, u))
    }
}
