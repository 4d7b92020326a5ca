//! A list that grows without moving.
//!
//! A vector doubles: what it holds is copied, and the allocator clears twice the memory. For a
//! list of millions that costs more than to hash what is put into it.

use std::ops::Index;

/// How many items a chunk has. The first grows up to that, so that a short list is small.
const CHUNK: usize = 1 << 14;

#[derive(Debug)]
pub(crate) struct Chunked<T> {
    /// All full but the last.
    chunks: Vec<Vec<T>>,
}

impl<T> Chunked<T> {
    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        if self.chunks.last().is_none_or(|last| CHUNK <= last.len()) {
            self.begin_chunk();
        }
        self.chunks.last_mut().expect("one was begun").push(item);
    }

    #[cold]
    fn begin_chunk(&mut self) {
        let room = if self.chunks.is_empty() { 1 } else { CHUNK };
        self.chunks.push(Vec::with_capacity(room));
    }

    pub(crate) fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }
}

impl<T> Default for Chunked<T> {
    fn default() -> Chunked<T> {
        Chunked { chunks: Vec::new() }
    }
}

impl<T> Index<usize> for Chunked<T> {
    type Output = T;

    #[inline]
    fn index(&self, place: usize) -> &T {
        &self.chunks[place / CHUNK][place % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stay_where_they_were_put() {
        let mut list = Chunked::default();
        assert_eq!(list.len(), 0);
        for item in 0..=3 * CHUNK {
            list.push(item);
            assert_eq!(list.len(), item + 1);
        }
        assert!((0..list.len()).all(|place| list[place] == place));
        assert_eq!(list.chunks.len(), 4);
    }
}
