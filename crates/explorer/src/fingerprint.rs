//! Fingerprints of 128 bits, by which states are told apart.
//!
//! What a state hashes is collected and hashed with BLAKE3 as a whole, so that a chance
//! collision among n states is no likelier than n² / 2^129, whatever the states look like.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use kernel::SimTime;

/// Which state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u128);

/// The states that were seen, and the earliest instant of each. It is asked, never walked, so its
/// order does not matter.
#[derive(Debug, Default)]
pub(crate) struct Seen(HashMap<Fingerprint, SimTime, BuildHasherDefault<Cut>>);

impl Seen {
    /// Whether a state is new: it was not seen yet, or only later, with less time up to the end.
    pub(crate) fn insert(&mut self, fingerprint: Fingerprint, at: SimTime) -> bool {
        match self.0.entry(fingerprint) {
            Entry::Occupied(known) if *known.get() <= at => return false,
            Entry::Occupied(mut known) => *known.get_mut() = at,
            Entry::Vacant(new) => drop(new.insert(at)),
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

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

/// Collects what is hashed; numbers have the same bytes on every machine. Instants, which alone
/// are numbers of 128 bits, may be taken relative to another one.
#[derive(Debug, Default)]
pub struct Imprint {
    bytes: Vec<u8>,
    origin: SimTime,
    taken: usize,
}

impl Imprint {
    /// From now on instants are taken relative to this one.
    pub(crate) fn relative_to(&mut self, origin: SimTime) {
        self.origin = origin;
    }

    /// The fingerprint of what was collected; collecting begins anew, with instants as they are.
    pub fn take(&mut self) -> Fingerprint {
        let hash = blake3::hash(&self.bytes);
        self.taken = self.bytes.len();
        self.bytes.clear();
        self.origin = SimTime::default();
        let first = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        Fingerprint(u128::from_le_bytes(*first))
    }

    /// How many bytes the last fingerprint was made of.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }
}

impl Hasher for Imprint {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
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

    fn write_i128(&mut self, instant: i128) {
        let distance = instant.wrapping_sub(self.origin.as_millis().into());
        self.write(&distance.to_le_bytes());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A state that comes earlier than before has more time left, and has to be gone on from anew.
    #[test]
    fn a_state_is_new_as_often_as_it_comes_earlier() {
        let at = SimTime::from_millis;
        let mut seen = Seen::default();
        let steps = [(1, 5, true), (1, 5, false), (1, 9, false), (1, 3, true), (1, 4, false)];
        for (state, ms, is_new) in steps.into_iter().chain([(2, 9, true), (1, 3, false)]) {
            assert_eq!(seen.insert(Fingerprint(state), at(ms)), is_new, "{state} at {ms}");
        }
        assert_eq!(seen.len(), 2);
    }
}
