//! A batch on its way to the writer, in one piece of memory.

use std::ops::Range;

use event_store::{NewFact, StoreError};
use kernel::Position;

/// The facts of one append. Their tags are texts with a space between, as they are stored.
#[derive(Debug)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    ends: Vec<Ends>,
}

/// Where the parts of a fact end: each begins where the one before ends.
#[derive(Clone, Copy, Debug)]
struct Ends {
    kind: usize,
    tags: usize,
    bytes: usize,
}

/// One fact of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) kind: &'a str,
    pub(crate) tags: &'a str,
    pub(crate) bytes: &'a [u8],
}

#[derive(Debug, thiserror::Error)]
#[error("the tag `{tag}` is empty or holds a space")]
struct TagError {
    tag: String,
}

impl Batch {
    /// Copies the facts. A tag that could not be read back is refused; the position is that of the
    /// fact within the batch, counted from 1, since nobody knows yet where it would stand.
    pub(crate) fn new(facts: &[NewFact<'_>]) -> Result<Batch, StoreError> {
        let length = |fact: &NewFact<'_>| {
            let tags: usize = fact.tags.iter().map(|tag| tag.len() + 1).sum();
            fact.kind.len() + tags + fact.bytes.len()
        };
        let mut bytes = Vec::with_capacity(facts.iter().map(length).sum());
        let mut ends = Vec::with_capacity(facts.len());
        for (fact, number) in facts.iter().zip(1..) {
            bytes.extend_from_slice(fact.kind.as_bytes());
            let kind = bytes.len();
            for (index, tag) in fact.tags.iter().enumerate() {
                if tag.is_empty() || tag.contains(' ') {
                    let source = TagError { tag: (*tag).to_owned() }.into();
                    return Err(StoreError::Refused { position: Position(number), source });
                }
                if 0 < index {
                    bytes.push(b' ');
                }
                bytes.extend_from_slice(tag.as_bytes());
            }
            let tags = bytes.len();
            bytes.extend_from_slice(fact.bytes);
            ends.push(Ends { kind, tags, bytes: bytes.len() });
        }
        Ok(Batch { bytes, ends })
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// About as many bytes as it takes in the file.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + 64 * self.ends.len()
    }

    pub(crate) fn facts(&self) -> impl ExactSizeIterator<Item = Parts<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |ends| {
            let kind = self.text(std::mem::replace(&mut start, ends.bytes)..ends.kind);
            let tags = self.text(ends.kind..ends.tags);
            Parts { kind, tags, bytes: &self.bytes[ends.tags..ends.bytes] }
        })
    }

    fn text(&self, range: Range<usize>) -> &str {
        std::str::from_utf8(&self.bytes[range]).expect("it was copied from a text")
    }
}

/// The tags in a text with a space between.
pub(crate) fn split(tags: &str) -> impl Iterator<Item = &str> {
    tags.split(' ').filter(|tag| !tag.is_empty())
}
