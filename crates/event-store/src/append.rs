//! How an append is asked for, and what can become of it.

use kernel::Position;

use crate::{Query, StoreError};

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

/// The positions of a batch, from its first fact to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: Position,
    pub last: Position,
}

/// An append that is under way.
#[must_use = "whether the batch is in the log is not known before"]
pub struct Pending(Box<dyn Outcome>);

/// What becomes of an append that was begun: the same as of [`EventStore::append`](crate::EventStore).
pub trait Outcome: Send {
    /// Whether nobody would have to wait for it.
    fn is_known(&mut self) -> bool;

    /// Waits until the append is acknowledged, or known to have failed.
    fn wait(self: Box<Self>) -> Result<Span, AppendError>;
}

impl Outcome for Result<Span, AppendError> {
    fn is_known(&mut self) -> bool {
        true
    }

    fn wait(self: Box<Self>) -> Result<Span, AppendError> {
        *self
    }
}

impl Pending {
    pub fn new(outcome: impl Outcome + 'static) -> Pending {
        Pending(Box::new(outcome))
    }

    /// Whether nobody would have to wait for the outcome.
    pub fn is_known(&mut self) -> bool {
        self.0.is_known()
    }

    /// Waits until the append is acknowledged, or known to have failed.
    pub fn wait(self) -> Result<Span, AppendError> {
        self.0.wait()
    }
}

/// The name that a caller gives to an append, so that repeating it cannot append it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a>(&'a str);

/// The text cannot be the key of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to {} bytes, not {length}", Key::LENGTH_MAX)]
pub struct KeyError {
    pub length: usize,
}

impl<'a> Key<'a> {
    pub const LENGTH_MAX: usize = 255;

    /// Any text of 1 to [`Key::LENGTH_MAX`] bytes.
    pub const fn new(text: &'a str) -> Result<Key<'a>, KeyError> {
        match text.len() {
            1..=Key::LENGTH_MAX => Ok(Key(text)),
            length => Err(KeyError { length }),
        }
    }

    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

/// What became of an append with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Once {
    /// The batch now stands here.
    Appended(Span),
    /// The same batch stood here before, under the same key. Nothing was written.
    AlreadyAppended(Span),
}

impl Once {
    /// Where the batch stands, whoever appended it.
    pub fn span(self) -> Span {
        match self {
            Once::Appended(span) | Once::AlreadyAppended(span) => span,
        }
    }
}

/// Why an append was not acknowledged.
///
/// Nothing was written, except after [`AppendError::Unknown`].
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A batch has at least one fact. This is judged before anything else.
    #[error("there is nothing to append")]
    Empty,
    /// The first fact that one of the guards excludes. Decide again on what now stands.
    #[error("the fact at {position} contradicts what the append was decided on")]
    ConditionViolated { position: Position },
    /// The key stands for another batch. Whoever made the keys has made one twice.
    #[error("the key of the append stands for other facts, from {} to {}", .span.first, .span.last)]
    KeyReused { span: Span },
    /// The store failed and nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store failed while it wrote: the batch stands whole or not at all, and which of the
    /// two is not known. Open the store anew; an append with a key can then be repeated as it
    /// was, and lands once.
    #[error("whether the append is in the log is unknown until it is opened anew")]
    Unknown(#[source] StoreError),
}
