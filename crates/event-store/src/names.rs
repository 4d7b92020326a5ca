//! Numbers in place of texts that occur again and again.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// Numbers for texts that occur again and again.
#[derive(Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32, Folding>,
}

impl Names {
    #[inline]
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        match self.numbers.get(text) {
            Some(&number) => number,
            None => self.add(text),
        }
    }

    #[cold]
    fn add(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.texts.len()).expect("four billion names do not fit");
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}

/// A hash for short texts, several times faster than the standard one: every fact looks up its
/// kind and its tags.
///
/// The key is random, so that nobody can choose tags that collide. No order ever comes of it.
#[derive(Debug)]
struct Folding {
    key: u64,
}

impl Default for Folding {
    fn default() -> Folding {
        Folding { key: RandomState::new().hash_one(0) }
    }
}

impl BuildHasher for Folding {
    type Hasher = Fold;

    #[inline]
    fn build_hasher(&self) -> Fold {
        Fold { state: self.key }
    }
}

struct Fold {
    state: u64,
}

impl Fold {
    /// Multiplies to the double width and lays the halves over each other.
    #[inline]
    fn add(&mut self, word: u64) {
        let wide = u128::from(self.state ^ word) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        #[expect(clippy::cast_possible_truncation, reason = "these are the halves")]
        let (low, high) = (wide as u64, (wide >> 64) as u64);
        self.state = (low ^ high).wrapping_add(0x243f_6a88_85a3_08d3);
    }
}

impl Hasher for Fold {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let last = rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        // The length keeps apart what ends in zeros.
        self.add(last ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, _: u8) {
        // The end mark of a text; `write` has the length already.
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn equal_texts_have_one_number() {
        let mut names = Names::default();
        let texts = ["a", "b", "", "incident:b-1", "incident:b-2", "a\0", "a\0\0"];
        let numbers: Vec<u32> = texts.iter().map(|text| names.intern(text)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
        for (text, number) in texts.into_iter().zip(numbers) {
            assert_eq!((names.intern(text), names.number(text)), (number, Some(number)));
            assert_eq!(names.text(number), text);
        }
        assert_eq!(names.number("c"), None);
    }

    #[test]
    fn the_hashes_of_like_texts_spread() {
        let folding = Folding { key: 1 };
        let hashes = (0..10_000).map(|number| folding.hash_one(format!("incident:b-{number}")));
        let hashes: Vec<u64> = hashes.collect();
        for shift in [0, 44, 52] {
            let seen: BTreeSet<u64> = hashes.iter().map(|hash| hash >> shift & 0xfff).collect();
            // Of 4096 slots, 10,000 random hashes leave about 9 % empty.
            assert!(3_600 < seen.len(), "{} slots of bits from {shift}", seen.len());
        }
    }
}
