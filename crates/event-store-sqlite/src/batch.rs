//! A batch on its way to the writer, in one piece of memory.

use std::ops::Range;

use event_store::{Key, NewFact, StoreError};

/// No row of SQLite is larger.
const ROW_MAX: usize = 1_000_000_000;
/// So many bytes does a row take at most besides type, tags and content.
const ROW_REST: usize = 256 + Key::LENGTH_MAX;

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

/// Why a fact cannot be kept.
#[derive(Debug, thiserror::Error)]
enum Flaw {
    #[error("the tag `{tag}` is empty or holds a space")]
    Tag { tag: String },
    #[error(
        "it has {length} bytes with its type and tags, and a fact has {} at most",
        ROW_MAX - ROW_REST
    )]
    Length { length: usize },
}

/// The bytes of a fact with its type, and with its tags as they are stored.
fn length(fact: &NewFact<'_>) -> usize {
    let tags: usize = fact.tags.iter().map(|tag| tag.len() + 1).sum();
    fact.kind.len() + tags + fact.bytes.len()
}

/// A tag must be one that can be read back, and the fact must fit into a row.
fn expect_keepable(fact: &NewFact<'_>) -> Result<(), Flaw> {
    let length = length(fact);
    if ROW_MAX - ROW_REST < length {
        return Err(Flaw::Length { length });
    }
    match fact.tags.iter().find(|tag| tag.is_empty() || tag.contains(' ')) {
        Some(tag) => Err(Flaw::Tag { tag: (*tag).to_owned() }),
        None => Ok(()),
    }
}

impl Batch {
    /// Copies the facts. One that cannot be kept is refused here, so that nobody else in its group
    /// hears of it.
    pub(crate) fn new(facts: &[NewFact<'_>]) -> Result<Batch, StoreError> {
        for (fact, number) in facts.iter().zip(1..) {
            expect_keepable(fact)
                .map_err(|flaw| StoreError::Refused { number, source: flaw.into() })?;
        }
        let mut bytes = Vec::with_capacity(facts.iter().map(length).sum());
        let mut ends = Vec::with_capacity(facts.len());
        for fact in facts {
            bytes.extend_from_slice(fact.kind.as_bytes());
            let kind = bytes.len();
            for (index, tag) in fact.tags.iter().enumerate() {
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
