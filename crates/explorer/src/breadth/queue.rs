//! Items that wait, the first first.

use std::collections::VecDeque;

/// So many stand together.
const PIECE: usize = 4_096;

/// Items stand in pieces, since a list that grows is copied, and for a while there twice.
#[derive(Debug)]
pub(super) struct Queue<T>(VecDeque<Vec<T>>);

impl<T> Default for Queue<T> {
    fn default() -> Queue<T> {
        Queue(VecDeque::new())
    }
}

impl<T> Queue<T> {
    pub(super) fn push(&mut self, item: T) {
        match self.0.back_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => piece.push(item),
            None => self.0.push_back(vec![item]),
        }
    }

    /// Takes some of the first, at most so many, and all that there are if those are fewer and stand
    /// together; none only where there are none.
    pub(super) fn take(&mut self, max: usize) -> Vec<T> {
        let Some(piece) = self.0.front_mut() else { return Vec::new() };
        if piece.len() <= max {
            return self.0.pop_front().unwrap_or_default();
        }
        let rest = piece.split_off(max);
        std::mem::replace(piece, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_taken_in_their_order() {
        for (count, max) in [(0, 1), (1, 1), (PIECE, 7), (PIECE + 1, PIECE), (3 * PIECE, 5_000)] {
            let mut queue = Queue::default();
            let mut taken = Vec::new();
            for item in 0..count {
                queue.push(item);
                if item % 1_000 == 999 {
                    taken.extend(queue.take(max));
                }
            }
            loop {
                let some = queue.take(max);
                assert!(some.len() <= max);
                if some.is_empty() {
                    break;
                }
                taken.extend(some);
            }
            assert!(taken.into_iter().eq(0..count), "{count} by {max}");
        }
    }
}
