//! Numbers in place of texts that occur again and again.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

/// Numbers for texts that occur again and again.
#[derive(Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    /// Every fact looks up its kind and its tags. The hash has a random key, and no order ever
    /// comes of it.
    numbers: HashMap<Arc<str>, u32, RandomState>,
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

    /// Whether this is the number of a text.
    #[inline]
    pub(crate) fn is(&self, number: u32, text: &str) -> bool {
        self.texts.get(number as usize).is_some_and(|known| **known == *text)
    }

    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}

#[cfg(test)]
mod tests {
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
}
