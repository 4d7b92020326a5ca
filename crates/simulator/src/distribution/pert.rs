//! The PERT distribution: a scaled beta distribution of shape 4.
//!
//! Its density is (x^m · (1 - x)^(1 - m))^4, x and m (the mode) being shares of the range. The
//! inverse has no closed form, so the constructor sums the density over equal cells; within a
//! cell it counts as constant, which moves the mean by less than 1/20,000 of the range.

use std::num::NonZeroU64;

use super::{DistributionError, between, check_order, index_below};
use crate::fixed::{FRACTION_BITS, ONE, log2, times_exp2};

const CELLS: u64 = 512;
/// The weight of a cell of density 1; the density never exceeds 1, so all cells fit a `u64`.
const WEIGHT_MAX: u64 = 1 << 54;

/// See [`super::Distribution::pert`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pert {
    min: i64,
    max: i64,
    /// The weight of each cell and of all cells before it.
    cumulative: Vec<u64>,
}

impl Pert {
    pub(super) fn new(min: i64, mode: i64, max: i64) -> Result<Pert, DistributionError> {
        check_order(&[("min", min), ("mode", mode), ("max", max)])?;
        let span = i128::from(max.abs_diff(min).max(1));
        let mode_share = (i128::from(mode.abs_diff(min)) << FRACTION_BITS) / span;
        let logs: Vec<i128> = (0..CELLS).map(log2_of_middle).collect();
        let mut sum = 0;
        let cumulative = logs
            .iter()
            .zip(logs.iter().rev())
            .map(|(below, above)| {
                let log = mode_share * below + (ONE - mode_share) * above;
                sum += times_exp2(WEIGHT_MAX, (4 * log) >> FRACTION_BITS);
                sum
            })
            .collect();
        Ok(Pert { min, max, cumulative })
    }

    pub(super) fn quantile(&self, u: u64) -> i64 {
        let total = self.cumulative.last().copied().unwrap_or(0);
        let sought = index_below(u128::from(total), u);
        let mut before = 0;
        let cell = self.cumulative.partition_point(|&sum| sum <= sought);
        if let Some(previous) = cell.checked_sub(1) {
            before = self.cumulative[previous];
        }
        let weight = u128::from(self.cumulative[cell] - before);
        let part = cell as u128 * weight + u128::from(sought - before);
        between(self.min, self.max, part, u128::from(CELLS) * weight)
    }
}

/// The logarithm to base 2 of the middle of a cell, as a share of the range.
fn log2_of_middle(cell: u64) -> i128 {
    let halves = NonZeroU64::MIN.saturating_add(2 * cell);
    log2(halves) - i128::from((2 * CELLS).ilog2()) * ONE
}
