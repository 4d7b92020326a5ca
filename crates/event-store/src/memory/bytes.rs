//! The bytes of all facts, each in one piece, in chunks that are never moved.

/// What a chunk has room for; a fact that is longer has one of its own.
const CHUNK: usize = 1 << 20;
/// The bits of a place that tell where in its chunk it is.
const WITHIN: u32 = 40;

#[derive(Debug, Default)]
pub(super) struct Bytes {
    /// Each within its capacity.
    chunks: Vec<Vec<u8>>,
}

impl Bytes {
    /// Adds the bytes of a fact, and returns the place where they end.
    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) -> u64 {
        match self.chunks.last_mut() {
            Some(last) if bytes.len() <= last.capacity() - last.len() => {
                last.extend_from_slice(bytes);
            }
            _ => self.push_into_new(bytes),
        }
        let within = self.chunks.last().map_or(0, Vec::len);
        (self.chunks.len() as u64) << WITHIN | within as u64
    }

    /// A log that is short takes little memory: the chunks grow up to their full size.
    #[cold]
    fn push_into_new(&mut self, bytes: &[u8]) {
        let room = self.chunks.last().map_or(0, |last| 2 * last.capacity()).clamp(1024, CHUNK);
        let mut chunk = Vec::with_capacity(room.max(bytes.len()));
        chunk.extend_from_slice(bytes);
        self.chunks.push(chunk);
    }

    /// The bytes that end at one place, and begin where those before them end.
    pub(super) fn between(&self, before: u64, end: u64) -> &[u8] {
        let (chunk, end) = parts(end);
        let start = match parts(before) {
            (same, start) if same == chunk => start,
            _ => 0,
        };
        &self.chunks[chunk - 1][start..end]
    }
}

/// The number of a chunk, counted from 1, and a place in it.
fn parts(place: u64) -> (usize, usize) {
    let within = place & ((1 << WITHIN) - 1);
    let part = |number| usize::try_from(number).expect("places come from lengths in memory");
    (part(place >> WITHIN), part(within))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn facts_come_back_as_they_were_put(
            lengths in prop::collection::vec(
                prop_oneof![Just(0), 0..2_000_usize, Just(CHUNK), Just(CHUNK + 1)],
                0..60,
            ),
        ) {
            let facts: Vec<Vec<u8>> = lengths.iter().zip(0_u8..).map(|(&length, fill)| vec![fill; length]).collect();
            let mut bytes = Bytes::default();
            let ends: Vec<u64> = facts.iter().map(|fact| bytes.push(fact)).collect();
            let befores = std::iter::once(0).chain(ends.iter().copied());
            for ((before, &end), fact) in befores.zip(&ends).zip(&facts) {
                prop_assert!(bytes.between(before, end) == fact);
            }
        }
    }
}
