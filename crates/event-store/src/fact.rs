//! A fact before and after it is appended, and the end of a log.

use kernel::Position;

use crate::Chain;

/// A fact to be appended. A tag names an entity, such as `incident:b-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewFact<'a> {
    pub kind: &'a str,
    pub tags: &'a [&'a str],
    pub bytes: &'a [u8],
}

/// A fact as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub position: Position,
    pub kind: String,
    pub tags: Vec<String>,
    pub bytes: Vec<u8>,
    pub chain: Chain,
}

impl Fact {
    /// The fact as it is lent, with its tags as the caller has put them together.
    pub fn view<'a>(&'a self, tags: &'a [&'a str]) -> FactView<'a> {
        let Fact { position, ref kind, ref bytes, chain, .. } = *self;
        FactView { position, kind, tags, bytes, chain }
    }
}

/// A fact that is lent while a log is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactView<'a> {
    pub position: Position,
    pub kind: &'a str,
    pub tags: &'a [&'a str],
    pub bytes: &'a [u8],
    pub chain: Chain,
}

impl FactView<'_> {
    /// A copy that outlives the reading.
    pub fn to_fact(&self) -> Fact {
        Fact {
            position: self.position,
            kind: self.kind.to_owned(),
            tags: self.tags.iter().map(ToString::to_string).collect(),
            bytes: self.bytes.to_vec(),
            chain: self.chain,
        }
    }
}

/// The end of a log: the position of its last fact and the chain value there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub position: Position,
    pub chain: Chain,
}

impl Head {
    /// The head after one more fact.
    #[must_use]
    #[inline]
    pub fn link(&self, bytes: &[u8]) -> Head {
        Head { position: self.position.next(), chain: self.chain.link(bytes) }
    }
}
