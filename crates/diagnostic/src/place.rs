//! From byte offsets to lines and columns.

use std::ops::Range;

/// A text, and the name by which its user knows it.
#[derive(Clone, Copy, Debug)]
pub struct SourceText<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

impl<'a> SourceText<'a> {
    pub fn new(name: &'a str, text: &'a str) -> SourceText<'a> {
        SourceText { name, text }
    }
}

/// A line and a column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Where the lines of a text begin, found once for all faults of the text.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Lines<'a> {
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        Lines { text, starts }
    }

    /// The span moved into the text and onto whole characters.
    pub(crate) fn clamped(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end);
        start..end.max(start)
    }

    /// The index of the line that holds an offset, from 0.
    pub(crate) fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The bytes of a line without its break; empty past the last line.
    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        let length = self.text.len();
        let start = self.starts.get(index).map_or(length, |start| *start);
        let next = self.starts.get(index + 1).map_or(length, |next| *next);
        let line = self.text.get(start..next).unwrap_or_default();
        start..start + line.trim_end_matches(['\r', '\n']).len()
    }

    /// The line and column of an offset that is inside the text.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let index = self.index(offset);
        let before = self.text.get(self.span(index).start..offset);
        Place { line: index + 1, column: before.unwrap_or_default().chars().count() + 1 }
    }
}
