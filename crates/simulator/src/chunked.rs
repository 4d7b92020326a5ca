//! A list of which copies share what neither has changed, a few entries at a time.

use std::sync::Arc;

/// So many entries are shared or copied together: a copy of the whole then costs an eighth of its
/// entries, and a change copies seven others.
const CHUNK: usize = 8;

/// A list of fixed length.
#[derive(Clone, Debug)]
pub(crate) struct Chunked<T>(Vec<Arc<[T]>>);

impl<T: Clone> Chunked<T> {
    /// The same entry so often.
    pub(crate) fn new(entry: &T, length: usize) -> Chunked<T> {
        let chunk = |start| Arc::from(vec![entry.clone(); CHUNK.min(length - start)]);
        Chunked((0..length).step_by(CHUNK).map(chunk).collect())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        Arc::make_mut(self.0.get_mut(index / CHUNK)?).get_mut(index % CHUNK)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_list_part_where_one_changes() {
        for length in [0, 1, 8, 9, 20] {
            let mut one = Chunked::new(&0, length);
            for index in 0..length {
                let other = one.clone();
                *one.get_mut(index).expect("it is there") = index;
                assert_eq!(other.get(index), Some(&0));
            }
            assert!(one.iter().copied().eq(0..length), "{length}");
            assert_eq!(one.get(length), None);
            assert_eq!(one.get_mut(length), None);
        }
    }
}
