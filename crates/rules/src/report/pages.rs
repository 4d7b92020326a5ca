//! Very many short pieces of bytes in little memory.
//!
//! They lie one behind the other in pages; a page that is full stays where it is, so that what
//! grows is not copied.

/// A page takes so many bytes, or one piece that is longer.
const PAGE: usize = 16 << 10;

#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    /// Of each piece its length, and then itself.
    pages: Vec<Vec<u8>>,
}

/// Where a piece begins: later ones begin at later places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    page: u32,
    start: u32,
}

impl Place {
    fn new(page: usize, start: usize) -> Place {
        Place { page: small(page), start: small(start) }
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("memory ends before")
}

impl Pages {
    pub(super) fn push(&mut self, piece: &[u8]) {
        let length = small(piece.len()).to_le_bytes();
        let taken = length.len() + piece.len();
        if self.pages.last().is_none_or(|page| PAGE < page.len() + taken) {
            // The first page grows from nothing: most are never filled.
            let room = if self.pages.is_empty() { 0 } else { PAGE };
            self.pages.push(Vec::with_capacity(room));
        }
        if let Some(page) = self.pages.last_mut() {
            page.extend_from_slice(&length);
            page.extend_from_slice(piece);
        }
    }

    pub(super) fn get(&self, place: Place) -> Option<&[u8]> {
        let page = self.pages.get(place.page as usize)?;
        let (length, rest) = page.get(place.start as usize..)?.split_first_chunk()?;
        rest.get(..u32::from_le_bytes(*length) as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Place, &[u8])> {
        (0..self.pages.len()).flat_map(move |page| {
            let mut start = 0;
            std::iter::from_fn(move || {
                let place = Place::new(page, start);
                let piece = self.get(place)?;
                start += size_of::<u32>() + piece.len();
                Some((place, piece))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Pieces of any length come back in their order, also from their places, which are in
        /// order too.
        #[test]
        fn pieces_are_found_again(
            lengths in prop::collection::vec(
                prop_oneof![0..60_usize, PAGE - 20..PAGE + 20, Just(3 * PAGE)],
                0..60,
            ),
        ) {
            let pieces: Vec<Vec<u8>> =
                lengths.iter().zip(1..).map(|(length, byte)| vec![byte; *length]).collect();
            let mut pages = Pages::default();
            for piece in &pieces {
                pages.push(piece);
            }
            let found: Vec<(Place, &[u8])> = pages.iter().collect();
            prop_assert_eq!(found.iter().map(|it| it.1).collect::<Vec<_>>(), pieces);
            for (place, piece) in &found {
                prop_assert_eq!(pages.get(*place), Some(*piece));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.0 < b.0));
        }
    }
}
