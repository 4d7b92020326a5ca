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

/// Bytes from here on say how many bytes of a number follow.
const LONG: u8 = 0xF0;

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

    /// A number in as few bytes as it takes: small ones are their own byte, others say how many
    /// follow.
    fn number(&mut self, number: u64) {
        if let Ok(byte) = u8::try_from(number)
            && byte < LONG
        {
            return self.bytes.push(byte);
        }
        let (bytes, length) = (number.to_le_bytes(), 8 - number.leading_zeros() / 8);
        self.bytes.push(LONG + u8::try_from(length).unwrap_or(8));
        self.bytes.extend_from_slice(bytes.get(..length as usize).unwrap_or(&bytes));
    }

    /// Small negative numbers take as few bytes as small positive ones.
    fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63).cast_unsigned());
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
        self.number(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.number(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.number(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.signed(number);
    }

    fn write_i128(&mut self, instant: i128) {
        let distance = instant.wrapping_sub(self.origin.as_millis().into());
        if let Ok(distance) = i64::try_from(distance) {
            return self.signed(distance);
        }
        self.bytes.push(u8::MAX);
        self.write(&distance.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.number(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.signed(number as i64);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever numbers are written, none are taken for others, and instants are relative.
    #[test]
    fn numbers_are_told_apart_by_their_bytes() {
        let bytes = |write: &dyn Fn(&mut Imprint)| {
            let mut imprint = Imprint::default();
            imprint.relative_to(SimTime::from_millis(7));
            write(&mut imprint);
            imprint.bytes
        };
        let numbers = [0, 1, 0xEF, 0xF0, 0xFF, 0x100, 0xF0F0, 1 << 40, u64::MAX];
        let mut seen = std::collections::BTreeSet::new();
        for (first, second) in numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))) {
            let both = bytes(&|into| {
                into.write_u64(first);
                into.write_u64(second);
            });
            assert!(seen.insert(both), "{first} and {second}");
        }
        let instants = [7 - 300, 6, 7, 8, i128::from(i64::MAX), i128::MAX, i128::MIN];
        let written: Vec<Vec<u8>> =
            instants.iter().map(|at| bytes(&|into| into.write_i128(*at))).collect();
        assert_eq!(written[2], [0]);
        assert_eq!(written.iter().collect::<std::collections::BTreeSet<_>>().len(), instants.len());
    }

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
