//! Values as they were observed, with their weights.

use super::{DistributionError, index_below};

/// See [`super::Distribution::empirical`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empirical {
    /// Ascending; beside each value stands its weight and that of all values before it.
    values: Vec<(i64, u64)>,
}

impl Empirical {
    pub(super) fn new(
        weighted: impl IntoIterator<Item = (i64, u32)>,
    ) -> Result<Empirical, DistributionError> {
        let mut weighted: Vec<(i64, u32)> = weighted.into_iter().collect();
        if weighted.is_empty() {
            return Err(DistributionError::NoValues);
        }
        if let Some(&(value, _)) = weighted.iter().find(|(_, weight)| *weight == 0) {
            return Err(DistributionError::NoWeight { value });
        }
        weighted.sort_unstable();
        let mut sum = 0;
        let values = weighted
            .into_iter()
            .map(|(value, weight)| {
                sum += u64::from(weight);
                (value, sum)
            })
            .collect();
        Ok(Empirical { values })
    }

    pub(super) fn quantile(&self, u: u64) -> i64 {
        let total = self.values.last().map_or(0, |&(_, sum)| sum);
        let sought = index_below(u128::from(total), u);
        let index = self.values.partition_point(|&(_, sum)| sum <= sought);
        self.values[index].0
    }
}
