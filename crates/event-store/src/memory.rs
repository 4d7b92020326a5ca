//! The store in memory: for runs, searches and tests.
//!
//! The bytes of all facts lie in large chunks, kinds and tags are kept once each, so an append does
//! not allocate for a fact. A condition costs a look at the facts after the position of its
//! guard.

use std::collections::HashMap;
use std::ops::ControlFlow;

use kernel::Position;

use crate::index::{Index, position};
use crate::{
    AppendCondition, AppendError, AppendOnce, Chain, EventStore, Fact, FactView, Head, Key,
    NewFact, Once, Selection, Snapshot, SnapshotId, Snapshots, Span, StoreError,
};

mod bytes;
mod snapshots;

use bytes::Bytes;
use snapshots::Kept;

/// A log that lives as long as its value.
#[derive(Debug, Default)]
pub struct Memory {
    index: Index,
    bytes: Bytes,
    keys: HashMap<Box<str>, Span>,
    snapshots: Kept,
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
        let (before, end) = self.index.bytes(place);
        self.bytes.between(before, end)
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

    fn holds(&self, fact: &NewFact<'_>) -> bool {
        self.kind() == fact.kind
            && self.bytes() == fact.bytes
            && self.tags().eq(fact.tags.iter().copied())
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
    ) -> Result<Span, AppendError> {
        self.index.admit(batch, unless)?;
        let first = position(self.index.len());
        for fact in batch {
            let end = self.bytes.push(fact.bytes);
            let chain = self.index.link(fact.bytes);
            self.index.push(fact.kind, fact.tags.iter().copied(), chain, end);
        }
        Ok(Span { first, last: position(self.index.len() - 1) })
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        let mut tags = Vec::new();
        for place in self.index.matching(selection) {
            tags.clear();
            tags.extend(self.index.tags(place));
            let fact = FactView {
                position: position(place),
                kind: self.index.kind(place),
                tags: &tags,
                bytes: self.range(place),
                chain: self.index.chain(place),
            };
            if each(fact).is_break() {
                break;
            }
        }
        Ok(self.index.head().position)
    }

    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.index.head())
    }
}

impl AppendOnce for Memory {
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError> {
        if batch.is_empty() {
            return Err(AppendError::Empty);
        }
        if let Some(&span) = self.keys.get(key.as_str()) {
            let places = self.facts().skip(place_of(span.first)).take(length(span));
            let same = length(span) == batch.len()
                && places.zip(batch).all(|(stands, fact)| stands.holds(fact));
            let already = Ok(Once::AlreadyAppended(span));
            return if same { already } else { Err(AppendError::KeyReused { span }) };
        }
        let span = self.append(batch, unless)?;
        self.keys.insert(key.as_str().into(), span);
        Ok(Once::Appended(span))
    }
}

fn place_of(position: Position) -> usize {
    usize::try_from(position.0 - 1).expect("the fact is in memory")
}

fn length(span: Span) -> usize {
    usize::try_from(span.last.0 - span.first.0 + 1).expect("the facts are in memory")
}

impl Snapshots for Memory {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let end = self.head()?.position;
        if end < position {
            return Err(StoreError::Ahead { position, end });
        }
        self.snapshots.save(id, position, bytes);
        Ok(())
    }

    fn snapshot(
        &self,
        id: SnapshotId<'_>,
        up_to: Position,
    ) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.snapshots.latest(id, up_to))
    }
}

#[cfg(test)]
mod tests;
