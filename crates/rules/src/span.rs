//! Places in a rule file.

use std::ops::Range;

/// Bytes from `start` to before `end`.
///
/// Any two spans are equal: trees are compared by what they say, not by where they say it.
#[derive(Clone, Copy, Debug, Default, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
}

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}

impl Span {
    pub(crate) fn to(self, last: Span) -> Span {
        Span { start: self.start, end: last.end }
    }

    pub(crate) fn range(self) -> Range<usize> {
        let wide = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        wide(self.start)..wide(self.end)
    }
}
