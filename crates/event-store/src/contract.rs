//! What every store promises, and the words in which it is asked.

use std::error::Error;
use std::io;

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

/// Which facts are meant: those that match at least one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    items: Vec<QueryItem>,
}

/// Facts of one of these types that carry all of these tags. No types means every type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryItem {
    pub types: Vec<String>,
    pub tags: Vec<String>,
}

impl Query {
    /// Every fact.
    pub fn all() -> Query {
        Query::new(&[], &[])
    }

    /// The facts of one of these types (of every type if there are none) that carry all of these
    /// tags.
    pub fn new(types: &[&str], tags: &[&str]) -> Query {
        Query { items: Vec::new() }.or(types, tags)
    }

    /// These facts too.
    #[must_use]
    pub fn or(mut self, types: &[&str], tags: &[&str]) -> Query {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        self.items.push(QueryItem { types: owned(types), tags: owned(tags) });
        self
    }

    /// The items, of which there is at least one.
    pub fn items(&self) -> &[QueryItem] {
        &self.items
    }

    /// Whether a fact with this kind and these tags is meant.
    pub fn matches(&self, kind: &str, tags: &[&str]) -> bool {
        self.items.iter().any(|item| {
            (item.types.is_empty() || item.types.iter().any(|name| name == kind))
                && item.tags.iter().all(|tag| tags.contains(&tag.as_str()))
        })
    }
}

/// What must not have happened for an append to be accepted: the dynamic consistency boundary of
/// <https://dcb.events>.
///
/// Each guard keeps the position of its own read. One minimum over several reads would see
/// conflicts where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppendCondition {
    guards: Vec<Guard>,
}

/// No fact after this position matches this query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    query: Query,
    after: Position,
}

impl AppendCondition {
    /// The append is always accepted.
    pub const fn none() -> AppendCondition {
        AppendCondition { guards: Vec::new() }
    }

    /// The append is refused if a fact after `after` matches.
    pub fn unless(query: Query, after: Position) -> AppendCondition {
        AppendCondition::none().and_unless(query, after)
    }

    /// The append is also refused if a fact after `after` matches this query.
    #[must_use]
    pub fn and_unless(mut self, query: Query, after: Position) -> AppendCondition {
        self.guards.push(Guard { query, after });
        self
    }

    pub fn guards(&self) -> &[Guard] {
        &self.guards
    }
}

impl Guard {
    pub fn query(&self) -> &Query {
        &self.query
    }

    pub fn after(&self) -> Position {
        self.after
    }
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A batch has at least one fact. This is judged before the condition.
    #[error("there is nothing to append")]
    Empty,
    /// The first fact that one of the guards excludes. Decide again on what now stands.
    #[error("the fact at {position} contradicts what the append was decided on")]
    ConditionViolated { position: Position },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A failure of a store, as against a refusal.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot {doing}")]
    Io { doing: &'static str, source: io::Error },
    /// Nothing was written; the same call may succeed later.
    #[error("the log is in use by another writer")]
    Busy,
    /// What stands on the disk is no longer known.
    #[error("the log takes no more facts since an earlier write failed; open it anew")]
    Broken,
    /// The fact is of a form that this store cannot keep.
    #[error("the log cannot keep the fact at {position}")]
    Refused { position: Position, source: Box<dyn Error + Send + Sync> },
    /// What is read back is not what was appended.
    #[error("the log is damaged at {position}")]
    Damaged { position: Position, source: Box<dyn Error + Send + Sync> },
    /// A failure of the database below.
    #[error("cannot {doing}")]
    Backend { doing: &'static str, source: Box<dyn Error + Send + Sync> },
}

/// An append-only log of facts.
///
/// - The first fact has position 1, each further one the next: no gap, no fact below a position
///   that was seen.
/// - A batch is appended whole or not at all, in its order. An empty batch is refused.
/// - A condition is judged on the facts before the batch, together with the append: nothing comes
///   between. A violated condition names the first fact in its way.
/// - A fact is read back as it was appended: kind, tags in their order, bytes.
/// - The chain value of a fact is [`Chain::link`] of the value before it and its bytes, so equal
///   histories have equal heads in every store.
/// - What an append returned is seen by the next `read` and `head`. When it is on the disk is for
///   the store to say.
///
/// [`conformance!`](crate::conformance!) checks all of this.
pub trait EventStore {
    /// Appends a batch unless the condition forbids it, and returns the position of its last fact.
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Position, AppendError>;

    /// The first `limit` facts after `after` that match, in the order of the log. A limit of 0
    /// reads nothing.
    fn read(&self, query: &Query, after: Position, limit: usize) -> Result<Vec<Fact>, StoreError>;

    /// The end of the log.
    fn head(&self) -> Head;
}
