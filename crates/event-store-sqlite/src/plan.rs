//! What becomes of each append of a group, before anything is written.

use std::collections::HashMap;

use event_store::{AppendCondition, AppendError, Once, Span, StoreError};
use kernel::Position;

use crate::batch::{Batch, Parts, split};
use crate::index::{Index, digest};

/// An append as the writer gets it.
#[derive(Debug)]
pub(crate) struct Append {
    pub(crate) batch: Batch,
    pub(crate) unless: AppendCondition,
    pub(crate) key: Option<Box<str>>,
}

/// What becomes of an append.
#[derive(Debug)]
pub(crate) enum Decision {
    /// It is written here, if the group is.
    Lands(Span),
    /// It is the same as an earlier one of the group, which lands here.
    Repeats(Span),
    /// An earlier one of the group speaks against it, if the group is written.
    Yields(AppendError),
    /// Nothing is written for it.
    Settled(Result<Once, AppendError>),
}

/// A fact of the group that will be written.
struct Coming<'a> {
    position: Position,
    kind: &'a str,
    tags: Vec<&'a str>,
}

/// Finds what stands in the log under a key: where, and whether it is this batch.
pub(crate) type LookUp<'l> = &'l dyn Fn(u32, &str, &Batch) -> Result<(Span, bool), StoreError>;

/// The decisions on a group, each made on the log with all that comes before it in the group.
pub(crate) fn plan(index: &Index, group: &[Append], look_up: LookUp<'_>) -> Vec<Decision> {
    let mut planner = Planner {
        index,
        head: index.head.position,
        coming: Vec::new(),
        keys: HashMap::new(),
        has_conditions: group.iter().any(|append| !append.unless.guards().is_empty()),
    };
    group.iter().map(|append| planner.decide(append, look_up)).collect()
}

struct Planner<'a, 'i> {
    index: &'i Index,
    head: Position,
    coming: Vec<Coming<'a>>,
    keys: HashMap<&'a str, (Span, &'a Batch)>,
    /// Otherwise nobody looks at what is coming.
    has_conditions: bool,
}

impl<'a> Planner<'a, '_> {
    fn decide(&mut self, append: &'a Append, look_up: LookUp<'_>) -> Decision {
        if let Some(key) = append.key.as_deref()
            && let Some(decision) = self.known(key, &append.batch, look_up)
        {
            return decision;
        }
        if let Some(position) = self.violation(&append.unless) {
            let violated = AppendError::ConditionViolated { position };
            let stands = position <= self.index.head.position;
            return if stands {
                Decision::Settled(Err(violated))
            } else {
                Decision::Yields(violated)
            };
        }
        let first = self.head.next();
        for fact in append.batch.facts() {
            self.head = self.head.next();
            if self.has_conditions {
                let Parts { kind, tags, .. } = fact;
                let tags = split(tags).collect();
                self.coming.push(Coming { position: self.head, kind, tags });
            }
        }
        let span = Span { first, last: self.head };
        if let Some(key) = append.key.as_deref() {
            self.keys.insert(key, (span, &append.batch));
        }
        Decision::Lands(span)
    }

    /// The decision on an append whose key stands in the log or in the group.
    fn known(&self, key: &str, batch: &Batch, look_up: LookUp<'_>) -> Option<Decision> {
        if let Some(&(span, earlier)) = self.keys.get(key) {
            return Some(if earlier.facts().eq(batch.facts()) {
                Decision::Repeats(span)
            } else {
                Decision::Yields(AppendError::KeyReused { span })
            });
        }
        let first = *self.index.keys.get(&digest(key))?;
        Some(Decision::Settled(match look_up(first, key, batch) {
            Ok((span, true)) => Ok(Once::AlreadyAppended(span)),
            Ok((span, false)) => Err(AppendError::KeyReused { span }),
            Err(error) => Err(error.into()),
        }))
    }

    /// The first fact that a guard excludes, in the log or in the group.
    fn violation(&self, unless: &AppendCondition) -> Option<Position> {
        let first_of = |guard: &event_store::Guard| {
            self.index.violation(guard).or_else(|| {
                let excluded = |fact: &&Coming<'_>| {
                    guard.after() < fact.position && guard.query().matches(fact.kind, &fact.tags)
                };
                self.coming.iter().find(excluded).map(|fact| fact.position)
            })
        };
        unless.guards().iter().filter_map(first_of).min()
    }
}
