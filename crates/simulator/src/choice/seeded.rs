//! Choices from a seed.

use kernel::Id;

use super::{ChoiceError, ChoiceKey, Choose};
use crate::distribution::Distribution;

/// Separates these hashes from every other use of BLAKE3; to change it changes every draw.
const CONTEXT: &str = "tripartite 2026-11-22 choices from seed and run";
/// The same for what a copy of a run draws.
const COPIES: &str = "tripartite 2026-11-27 choices of a copy of a run";

/// Answers each choice from one uniform 64-bit number, which is a keyed BLAKE3 hash of the
/// choice's name under the seed and the number of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    key: [u8; 32],
}

impl Seeded {
    /// Runs of one seed are independent of each other.
    pub fn new(seed: u64, run: u32) -> Seeded {
        let mut material = [0; 12];
        material[..8].copy_from_slice(&seed.to_le_bytes());
        material[8..].copy_from_slice(&run.to_le_bytes());
        Seeded { key: blake3::derive_key(CONTEXT, &material) }
    }

    /// What a copy of this run draws from where it is copied on: no two numbers have to do with
    /// each other, nor with what this one draws.
    #[must_use]
    pub fn copied(&self, number: u32) -> Seeded {
        let mut material = [0; 36];
        material[..32].copy_from_slice(&self.key);
        material[32..].copy_from_slice(&number.to_le_bytes());
        Seeded { key: blake3::derive_key(COPIES, &material) }
    }

    /// The hash of stream, entity (zeros where there is none, since no name is empty) and
    /// occurrence: 60 bytes, one block of BLAKE3.
    fn uniform(&self, key: &ChoiceKey<'_>) -> u64 {
        let mut name = [0; 60];
        name[..32].copy_from_slice(key.stream.hash());
        let entity = key.entity.as_ref().map_or("", Id::as_str);
        name[32..32 + entity.len()].copy_from_slice(entity.as_bytes());
        name[56..].copy_from_slice(&key.occurrence.to_le_bytes());
        let hash = blake3::keyed_hash(&self.key, &name);
        let first = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        u64::from_le_bytes(*first)
    }
}

impl Choose for Seeded {
    /// Each option's chance is exact to 2^-64.
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        let total: u128 = weights.iter().copied().map(u128::from).sum();
        let mut sought = (u128::from(self.uniform(key)) * total) >> 64;
        for (index, &weight) in (0..).zip(weights) {
            match sought.checked_sub(u128::from(weight)) {
                Some(rest) => sought = rest,
                None => return Ok(index),
            }
        }
        Err(ChoiceError::NothingToPick { key: key.to_owned_key() })
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        Ok(from.quantile(self.uniform(key)))
    }
}
