//! How often each value came, in bounded memory.

use std::collections::BTreeMap;

use super::Moments;

/// So many different values are told apart.
const VALUES_MAX: usize = 1 << 14;

/// Values with how often they came.
///
/// Exact while there are at most 16,384 different values. Beyond that, values share a bucket with
/// their neighbors, from 2^-20 of a value up, as coarse as it needs to be and no coarser. What a
/// tally holds depends on the values alone, not on their order or on how parts were merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By the smallest number of a bucket, counted away from 0.
    counts: BTreeMap<i64, u64>,
    /// The bits of a value that its bucket forgets, besides those after the first 20; 0 while
    /// exact.
    coarseness: u32,
    moments: Moments,
}

impl Tally {
    pub fn add(&mut self, value: i64) {
        self.moments.add(value);
        self.count(value, 1);
    }

    pub fn merge(&mut self, other: &Tally) {
        self.moments.merge(&other.moments);
        while self.coarseness < other.coarseness {
            self.coarsen();
        }
        for (&value, &times) in &other.counts {
            self.count(value, times);
        }
    }

    fn count(&mut self, value: i64, times: u64) {
        *self.counts.entry(bucket(value, self.coarseness)).or_default() += times;
        while VALUES_MAX < self.counts.len() {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.coarseness += 1;
        let mut coarser = BTreeMap::new();
        for (&value, &times) in &self.counts {
            *coarser.entry(bucket(value, self.coarseness)).or_default() += times;
        }
        self.counts = coarser;
    }

    /// Exact, even where values share buckets.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    pub fn len(&self) -> u64 {
        self.moments.count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every value is told apart.
    pub fn is_exact(&self) -> bool {
        self.coarseness == 0
    }

    /// The values in ascending order, with how often each came.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, u64)> {
        self.counts.iter().map(|(&value, &times)| (value, times))
    }

    /// How often this value came, or one that shares its bucket.
    pub fn times(&self, value: i64) -> u64 {
        self.counts.get(&bucket(value, self.coarseness)).copied().unwrap_or(0)
    }

    /// Whether two values are told apart.
    pub fn tells_apart(&self, one: i64, other: i64) -> bool {
        bucket(one, self.coarseness) != bucket(other, self.coarseness)
    }

    /// The value in this place of the ascending order, counted from 1.
    pub fn ranked(&self, rank: u64) -> Option<i64> {
        let mut seen = 0;
        let found = self.iter().find(|(_, times)| {
            seen += times;
            rank <= seen
        });
        found.filter(|_| 0 < rank).map(|(value, _)| value)
    }
}

/// The value with its last bits forgotten.
fn bucket(value: i64, coarseness: u32) -> i64 {
    if coarseness == 0 {
        return value;
    }
    let size = value.unsigned_abs();
    let kept = 21_u32.saturating_sub(coarseness).max(1);
    let forgotten = (u64::BITS - size.leading_zeros()).saturating_sub(kept);
    let held = (size >> forgotten) << forgotten;
    i64::try_from(held).map_or(i64::MIN, |held| if value < 0 { -held } else { held })
}
