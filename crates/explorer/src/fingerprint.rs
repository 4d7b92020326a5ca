//! Fingerprints of 128 bits, by which states are told apart.
//!
//! What a state hashes is collected and hashed with `HighwayHash`, a strong hash that is the same on
//! every machine and whose bits are taken to be evenly distributed whatever the states look like. Up
//! to [`HASHES`] of them stand behind a fingerprint, since parts that states share are hashed by
//! themselves. So a chance collision among n states is no likelier than HASHES · n² / 2^129. A
//! cryptographic hash took a fifth of a search, and nobody gains from states that collide.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use highway::{HighwayHash, HighwayHasher};
use kernel::{Digest, Parts, Shared, SimTime};

/// No more stand behind one fingerprint: one for each family of the center, for each thing that is planned
/// or pending, of which an agenda has fewer, for each counter of the script, and one for all of it.
pub const HASHES: u64 = 1 << 32;

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
    #[inline]
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
///
/// A part that many states share is hashed by itself, and what it comes to is noted with it. Its
/// instants are relative to its first one, so that this does not change where all of them move.
#[derive(Debug)]
pub struct Imprint {
    bytes: Vec<u8>,
    /// What instants are relative to; none where the next one becomes that.
    origin: Option<i64>,
    /// Bytes of what was hashed by itself: of parts that were noted, and of what was not.
    noted: usize,
    fresh: usize,
    /// Bytes that stand for parts.
    digests: usize,
    taken: Taken,
}

/// How many bytes a fingerprint was made of, before anything stood for parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) all: usize,
    /// Those of parts that were not noted: no other state had them before.
    pub(crate) own: usize,
}

impl Default for Imprint {
    fn default() -> Imprint {
        let (bytes, origin, taken) = (Vec::new(), Some(EPOCH), Taken::default());
        Imprint { bytes, origin, noted: 0, fresh: 0, digests: 0, taken }
    }
}

/// The instant that is 0 milliseconds.
const EPOCH: i64 = 0;

impl Imprint {
    /// From now on instants are taken relative to this one.
    pub(crate) fn relative_to(&mut self, origin: SimTime) {
        self.origin = Some(origin.as_millis());
    }

    /// The fingerprint of what was collected; collecting begins anew, with instants as they are.
    pub fn take(&mut self) -> Fingerprint {
        let [low, high] = strong_hash(&self.bytes);
        let written = self.bytes.len() - std::mem::take(&mut self.digests);
        let own = written + std::mem::take(&mut self.fresh);
        self.taken = Taken { all: own + std::mem::take(&mut self.noted), own };
        self.bytes.clear();
        self.origin = Some(EPOCH);
        Fingerprint(u128::from(high) << 64 | u128::from(low))
    }

    /// A number in as few bytes as it takes: small ones are their own byte, others say how many
    /// follow.
    #[inline]
    fn number(&mut self, number: u64) {
        if let Ok(byte) = u8::try_from(number)
            && byte < LONG
        {
            return self.bytes.push(byte);
        }
        let length = 8 - number.leading_zeros() / 8;
        self.bytes.push(LONG + u8::try_from(length).unwrap_or(8));
        let end = self.bytes.len() + length as usize;
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self.bytes.truncate(end);
    }

    /// Small negative numbers take as few bytes as small positive ones.
    #[inline]
    fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// How many bytes the last fingerprint was made of.
    pub(crate) fn taken(&self) -> Taken {
        self.taken
    }
}

impl Parts for Imprint {
    fn part<T: Hash>(&mut self, part: &Shared<T>) {
        let digest = if let Some(digest) = part.digest() {
            self.noted += digest.bytes as usize;
            digest
        } else {
            let start = self.bytes.len();
            let outer = self.origin.take();
            T::hash(part, self);
            let first = std::mem::replace(&mut self.origin, outer).map(SimTime::from_millis);
            let whole = self.bytes.get(start..).unwrap_or_default();
            let bytes = u32::try_from(whole.len()).unwrap_or(u32::MAX);
            let digest = Digest { bits: strong_hash(whole), bytes, first };
            self.fresh += whole.len();
            self.bytes.truncate(start);
            part.note(digest);
            digest
        };
        let start = self.bytes.len();
        self.bytes.extend(digest.bits.map(u64::to_le_bytes).as_flattened());
        digest.first.hash(self);
        self.digests += self.bytes.len() - start;
    }

    fn aside(&mut self, origin: SimTime, write: impl FnOnce(&mut Imprint)) -> [u64; 2] {
        let (start, digests) = (self.bytes.len(), self.digests);
        let outer = self.origin.replace(origin.as_millis());
        write(self);
        self.origin = outer;
        let digests = std::mem::replace(&mut self.digests, digests) - digests;
        self.fresh += self.bytes.len() - start - digests;
        let bits = strong_hash(self.bytes.get(start..).unwrap_or_default());
        self.bytes.truncate(start);
        bits
    }
}

fn strong_hash(bytes: &[u8]) -> [u64; 2] {
    HighwayHasher::default().hash128(bytes)
}

impl Hasher for Imprint {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    fn write_u8(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.number(number.into());
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.number(number.into());
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.number(number);
    }

    #[inline]
    fn write_i64(&mut self, number: i64) {
        self.signed(number);
    }

    #[inline]
    fn write_i128(&mut self, instant: i128) {
        if let Ok(instant) = i64::try_from(instant)
            && let Some(distance) = instant.checked_sub(*self.origin.get_or_insert(instant))
        {
            return self.signed(distance);
        }
        let distance = instant.wrapping_sub(self.origin.unwrap_or(EPOCH).into());
        self.bytes.push(u8::MAX);
        self.write(&distance.to_le_bytes());
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.number(number as u64);
    }

    #[inline]
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
        let lengths = numbers.map(|number| bytes(&|into| into.write_u64(number)).len());
        assert_eq!(lengths, [1, 1, 1, 2, 2, 3, 3, 7, 9], "as few bytes as it takes");
        let instants = [7 - 300, 6, 7, 8, i128::from(i64::MAX), i128::MAX, i128::MIN];
        let written: Vec<Vec<u8>> =
            instants.iter().map(|at| bytes(&|into| into.write_i128(*at))).collect();
        assert_eq!(written[2], [0]);
        assert_eq!(written.iter().collect::<std::collections::BTreeSet<_>>().len(), instants.len());
    }

    /// What parts come to is the same whether it was noted or not, and where all their instants move with
    /// the origin; and nothing else is.
    #[test]
    fn a_part_is_told_apart_by_its_content_and_by_where_it_lies() {
        let at = |ms: &[i64]| ms.iter().map(|ms| SimTime::from_millis(*ms)).collect::<Vec<_>>();
        let part = |instants: &[i64]| {
            let mut part = Shared::<Vec<SimTime>>::default();
            *part = at(instants);
            part
        };
        let print = |part: &Shared<Vec<SimTime>>, origin: i64| {
            let mut imprint = Imprint::default();
            imprint.relative_to(SimTime::from_millis(origin));
            imprint.part(part);
            7_u8.hash(&mut imprint);
            (imprint.take(), imprint.taken())
        };
        let mut known = part(&[5, 3, 900]);
        let (first, taken) = print(&known, 100);
        assert!(known.digest().is_some());
        assert_eq!(taken.all, taken.own);
        let (again, shared) = print(&known, 100);
        assert_eq!((again, shared.all), (first, taken.all));
        assert!(shared.own < taken.own, "what is known is another's too");
        assert_eq!(print(&part(&[5, 3, 900]), 100).0, first);
        assert_eq!(print(&part(&[15, 13, 910]), 110).0, first);
        for (other, origin) in
            [(part(&[5, 3, 901]), 100), (part(&[6, 4, 901]), 100), (part(&[5, 3]), 100)]
        {
            assert_ne!(print(&other, origin).0, first);
        }
        known.push(SimTime::from_millis(1));
        assert_ne!(print(&known, 100).0, first, "what was noted is of what it was before");
        assert_eq!(print(&part(&[]), 1).0, print(&part(&[]), 2).0, "nothing in it moves");
    }

    /// What is written aside leaves nothing behind but what it comes to, also where it has parts.
    #[test]
    fn what_is_written_aside_is_not_taken_in() {
        let part = Shared::from(7_u64);
        let mut imprint = Imprint::default();
        let mut aside = || {
            let bits = imprint.aside(SimTime::from_millis(5), |into| {
                into.part(&part);
                3_u8.hash(into);
            });
            (bits, imprint.take(), imprint.taken())
        };
        let ((bits, left, taken), (again, left_again, shared)) = (aside(), aside());
        assert_eq!((bits, left), (again, left_again));
        assert_eq!(left, Imprint::default().take());
        assert_eq!((taken.all, taken.own, shared.all, shared.own), (2, 2, 2, 1));
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
