//! Fingerprints of 128 bits, by which states are told apart.
//!
//! What a state hashes is collected and hashed with BLAKE3 as a whole, so that a chance
//! collision among n states is no likelier than n² / 2^129, whatever the states look like.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Which state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u128);

/// The states that were seen. It is asked, never walked, so its order does not matter.
pub(crate) type Seen = HashSet<Fingerprint, BuildHasherDefault<Cut>>;

/// A fingerprint is a hash already: a part of it serves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cut(u64);

impl Hasher for Cut {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, number: u128) {
        self.0 = (number >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Collects what is hashed; numbers have the same bytes on every machine.
#[derive(Debug, Default)]
pub struct Imprint(Vec<u8>);

impl Imprint {
    /// The fingerprint of what was collected; collecting begins anew.
    pub fn take(&mut self) -> Fingerprint {
        let hash = blake3::hash(&self.0);
        self.0.clear();
        let first = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        Fingerprint(u128::from_le_bytes(*first))
    }

    /// How many bytes were collected.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Hasher for Imprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_i64(&mut self, number: i64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write(&(number as u64).to_le_bytes());
    }

    fn write_isize(&mut self, number: isize) {
        self.write(&(number as i64).to_le_bytes());
    }

    fn finish(&self) -> u64 {
        0
    }
}
