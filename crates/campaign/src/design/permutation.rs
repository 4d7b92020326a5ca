//! A shuffled order that needs no memory.

use super::mixed;

const ROUNDS: u64 = 6;

/// The place of an index below `count` in the shuffled order that a seed names: a Feistel network
/// over the next even power of two, walked until it comes back below `count`.
pub(super) fn place(index: u64, count: u64, seed: u64) -> u64 {
    if count < 2 {
        return 0;
    }
    let bits = u64::BITS - (count - 1).leading_zeros();
    let half = bits.div_ceil(2);
    let mask = (1_u64 << half) - 1;
    let mut at = index.min(count - 1);
    loop {
        let (mut left, mut right) = (at >> half, at & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (mixed(seed ^ mixed(right << 3 | round)) & mask));
        }
        at = left << half | right;
        if at < count {
            return at;
        }
    }
}
