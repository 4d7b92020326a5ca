//! Facts as they come: from any position, through the whole log, to what is appended later.

use std::collections::VecDeque;
use std::error::Error;
use std::ops::ControlFlow;
use std::time::Duration;

use kernel::Position;

use crate::{EventStore, Fact, Query, Selection, StoreError};

/// A store whose growth can be waited for.
///
/// 12. **Waking.** A wait ends once the log reaches beyond the position, or when its time is over.
///     It is a hint: what there is to see is what a read sees.
/// 13. **No gap, no duplicate.** A [`Subscription`] delivers each matching fact after its start
///     once, in order, however appends and reads fall together, and also where a read failed.
/// 14. **Its own pace.** A subscription fetches a page when it is asked and not before: a slow
///     reader delays nobody, and memory holds one page.
pub trait Watch: EventStore {
    /// Waits until the log reaches beyond `position`, at most so long, and returns its end.
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError>;
}

/// The matching facts after a position, those to come included.
#[derive(Debug)]
pub struct Subscription<'s, S> {
    store: &'s S,
    query: Query,
    /// Everything up to here is delivered or in the page.
    reached: Position,
    page: VecDeque<Fact>,
    page_max: usize,
    delivered: Position,
}

/// Does work for each fact, and keeps its own place in the log with that work.
pub trait Consumer {
    type Error: Error;

    /// The position up to which the work is done and committed.
    fn checkpoint(&self) -> Result<Position, Self::Error>;

    /// Does the work for these facts, and commits it and the new checkpoint in one.
    ///
    /// `reached` is at or beyond the last fact: what lies between concerns somebody else.
    fn commit(&mut self, facts: &[Fact], reached: Position) -> Result<(), Self::Error>;
}

/// Why a consumer could not be fed.
#[derive(Debug, thiserror::Error)]
pub enum FeedError<E: Error + 'static> {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the work could not be committed")]
    Consumer(#[source] E),
}

impl<'s, S: Watch> Subscription<'s, S> {
    pub const PAGE_MAX: usize = 256;

    pub fn new(store: &'s S, query: Query, after: Position) -> Subscription<'s, S> {
        Subscription {
            store,
            query,
            reached: after,
            page: VecDeque::new(),
            page_max: Self::PAGE_MAX,
            delivered: after,
        }
    }

    /// Goes on where a consumer stopped.
    pub fn resume<C: Consumer>(
        store: &'s S,
        query: Query,
        consumer: &C,
    ) -> Result<Subscription<'s, S>, C::Error> {
        Ok(Subscription::new(store, query, consumer.checkpoint()?))
    }

    /// Fetches at most so many facts at once, [`Subscription::PAGE_MAX`] unless told otherwise.
    #[must_use]
    pub fn with_page(self, page_max: usize) -> Subscription<'s, S> {
        Subscription { page_max: page_max.max(1), ..self }
    }

    /// Every matching fact up to here has been delivered.
    pub fn position(&self) -> Position {
        self.delivered
    }

    /// The next fact; waits for it at most so long.
    pub fn next(&mut self, at_most: Duration) -> Result<Option<Fact>, StoreError> {
        self.fill(at_most)?;
        let fact = self.page.pop_front();
        self.delivered = match (&fact, self.page.is_empty()) {
            (Some(fact), false) => fact.position,
            _ => self.reached,
        };
        Ok(fact)
    }

    /// Hands the next facts to a consumer, at most a page, and says how many. Waits for them at
    /// most so long. If the consumer fails, the same facts come again.
    pub fn feed<C: Consumer<Error: 'static>>(
        &mut self,
        consumer: &mut C,
        at_most: Duration,
    ) -> Result<usize, FeedError<C::Error>> {
        self.fill(at_most)?;
        if self.delivered == self.reached && self.page.is_empty() {
            return Ok(0);
        }
        let facts = self.page.make_contiguous();
        consumer.commit(facts, self.reached).map_err(FeedError::Consumer)?;
        let count = facts.len();
        self.page.clear();
        self.delivered = self.reached;
        Ok(count)
    }

    /// Fetches the next page if there is none. Facts that do not match end the wait too.
    fn fill(&mut self, at_most: Duration) -> Result<(), StoreError> {
        if !self.page.is_empty() {
            return Ok(());
        }
        if !self.fetch()? && !at_most.is_zero() {
            self.store.wait_beyond(self.reached, at_most)?;
            self.fetch()?;
        }
        Ok(())
    }

    /// Whether there was a fact. What a read gave before it failed is in the page as well, and the
    /// next read goes on behind it.
    fn fetch(&mut self) -> Result<bool, StoreError> {
        let selection = Selection::of(&self.query).after(self.reached).limit(self.page_max);
        let page = &mut self.page;
        let seen = self.store.visit(&selection, &mut |fact| {
            page.push_back(fact.to_fact());
            ControlFlow::Continue(())
        });
        self.reached = match (self.page.back(), &seen) {
            (_, &Ok(seen)) if self.page.len() < self.page_max => self.reached.max(seen),
            // There may be more before the end.
            (Some(last), _) => last.position,
            (None, _) => self.reached,
        };
        seen?;
        Ok(!self.page.is_empty())
    }
}

#[cfg(test)]
mod tests;
