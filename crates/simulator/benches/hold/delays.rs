//! The delays of the model, the same for everybody who runs it.

use serde::{Deserialize, Serialize};

/// Delays lie between 1 and this, all alike likely.
pub(crate) const MAX_MS: u64 = 1_000_000;

/// Marsaglia's xorshift64*: cheap beside a heap.
#[derive(Serialize, Deserialize)]
pub(crate) struct Delays(u64);

impl Delays {
    /// Different numbers give different delays.
    pub(crate) fn new(number: u32) -> Delays {
        Delays((u64::from(number) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(crate) fn next_ms(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        1 + ((u128::from(drawn) * u128::from(MAX_MS)) >> 64) as u64
    }
}
