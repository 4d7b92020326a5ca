//! Which facts are meant, and in what order they are read.

use kernel::Position;

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

/// What to read: the facts after one position and up to another that match, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// Every fact matches where there is none.
    pub query: Option<&'a Query>,
    /// The fact at this position is not read.
    pub after: Position,
    /// The fact at this position is the last to be read, and the first when reading backwards.
    pub up_to: Position,
    /// Counts matching facts only. A limit of 0 reads nothing.
    pub limit: usize,
    /// From the last to the first.
    pub backwards: bool,
}

impl<'a> Selection<'a> {
    /// Every fact, in the order of the log.
    pub const fn all() -> Selection<'a> {
        Selection {
            query: None,
            after: Position::START,
            up_to: Position(u64::MAX),
            limit: usize::MAX,
            backwards: false,
        }
    }

    /// The facts that match, in the order of the log.
    pub const fn of(query: &'a Query) -> Selection<'a> {
        Selection { query: Some(query), ..Selection::all() }
    }

    #[must_use]
    pub const fn after(self, after: Position) -> Selection<'a> {
        Selection { after, ..self }
    }

    #[must_use]
    pub const fn up_to(self, up_to: Position) -> Selection<'a> {
        Selection { up_to, ..self }
    }

    #[must_use]
    pub const fn limit(self, limit: usize) -> Selection<'a> {
        Selection { limit, ..self }
    }

    #[must_use]
    pub const fn backwards(self) -> Selection<'a> {
        Selection { backwards: true, ..self }
    }

    /// Whether a fact at this position, with this kind and these tags, is meant.
    pub fn matches(&self, position: Position, kind: &str, tags: &[&str]) -> bool {
        self.after < position
            && position <= self.up_to
            && self.query.is_none_or(|query| query.matches(kind, tags))
    }
}
