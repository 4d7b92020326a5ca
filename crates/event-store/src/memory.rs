//! The store in memory: for runs, searches and tests.
//!
//! The bytes of all facts lie in one vector, kinds and tags are kept once each, so an append does
//! not allocate for a fact. A condition costs a look at the facts after the position of its
//! guard.

use kernel::Position;

use crate::index::{Index, position};
use crate::{
    AppendCondition, AppendError, Chain, EventStore, Fact, Head, NewFact, Query, StoreError,
};

/// A log that lives as long as its value.
#[derive(Debug, Default)]
pub struct Memory {
    index: Index,
    bytes: Vec<u8>,
}

/// A fact of a [`Memory`], borrowed.
#[derive(Clone, Copy, Debug)]
pub struct FactRef<'a> {
    memory: &'a Memory,
    place: usize,
}

impl Memory {
    /// All facts in order.
    pub fn facts(&self) -> impl ExactSizeIterator<Item = FactRef<'_>> + DoubleEndedIterator {
        (0..self.index.len()).map(|place| FactRef { memory: self, place })
    }

    fn range(&self, place: usize) -> &[u8] {
        let (start, end) = self.index.bytes(place);
        let within = |offset| usize::try_from(offset).expect("offsets come from lengths in memory");
        &self.bytes[within(start)..within(end)]
    }
}

impl<'a> FactRef<'a> {
    pub fn position(&self) -> Position {
        position(self.place)
    }

    pub fn kind(&self) -> &'a str {
        self.memory.index.kind(self.place)
    }

    pub fn tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.memory.index.tags(self.place)
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.memory.range(self.place)
    }

    pub fn chain(&self) -> Chain {
        self.memory.index.chain(self.place)
    }

    /// A copy that outlives the store.
    pub fn to_fact(&self) -> Fact {
        Fact {
            position: self.position(),
            kind: self.kind().to_owned(),
            tags: self.tags().map(str::to_owned).collect(),
            bytes: self.bytes().to_vec(),
            chain: self.chain(),
        }
    }
}

impl EventStore for Memory {
    #[inline]
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Position, AppendError> {
        self.index.admit(batch, unless)?;
        for fact in batch {
            self.bytes.extend_from_slice(fact.bytes);
            let head = self.index.head().link(fact.bytes);
            self.index.push(fact.kind, fact.tags.iter().copied(), head, self.bytes.len() as u64);
        }
        Ok(self.index.head().position)
    }

    fn read(&self, query: &Query, after: Position, limit: usize) -> Result<Vec<Fact>, StoreError> {
        let places = self.index.matching(query, after).take(limit);
        Ok(places.map(|place| FactRef { memory: self, place }.to_fact()).collect())
    }

    fn head(&self) -> Head {
        self.index.head()
    }
}

#[cfg(test)]
mod tests;
