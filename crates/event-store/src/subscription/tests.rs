use std::cell::Cell;
use std::convert::Infallible;

use super::*;
use crate::{
    AppendCondition, AppendError, FactView, Head, Memory, NewFact, Shared, Span, StoreError,
};

const AT_ONCE: Duration = Duration::ZERO;

/// Its next read fails behind so many facts.
struct Failing {
    store: Shared<Memory>,
    fails_behind: Cell<Option<u64>>,
}

impl EventStore for Failing {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.store.append(batch, unless)
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        let mut left = self.fails_behind.take();
        let mut failed = left == Some(0);
        let seen = self.store.visit(selection, &mut |fact| {
            if failed || each(fact).is_break() {
                return ControlFlow::Break(());
            }
            left = left.map(|left| left - 1);
            failed = left == Some(0);
            ControlFlow::Continue(())
        })?;
        if failed { Err(StoreError::Busy) } else { Ok(seen) }
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.store.head()
    }
}

impl Watch for Failing {
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError> {
        self.store.wait_beyond(position, at_most)
    }
}

/// Every second of ten facts is `wanted`.
fn failing(fails_behind: u64) -> Failing {
    let mut store = Shared::<Memory>::default();
    for number in 1..=10 {
        let kind = if number % 2 == 0 { "wanted" } else { "other" };
        let fact = NewFact { kind, tags: &[], bytes: b"" };
        store.append(&[fact], &AppendCondition::none()).unwrap();
    }
    Failing { store, fails_behind: Cell::new(Some(fails_behind)) }
}

fn wanted() -> Query {
    Query::new(&["wanted"], &[])
}

/// What each commit was given, and how far it reached.
#[derive(Default)]
struct Commits(Vec<(Vec<u64>, u64)>);

impl Consumer for Commits {
    type Error = Infallible;

    fn checkpoint(&self) -> Result<Position, Infallible> {
        Ok(Position(self.0.last().map_or(0, |(_, reached)| *reached)))
    }

    fn commit(&mut self, facts: &[Fact], reached: Position) -> Result<(), Infallible> {
        let positions = facts.iter().map(|fact| fact.position.0).collect();
        self.0.push((positions, reached.0));
        Ok(())
    }
}

#[test]
fn after_a_failed_read_each_fact_is_delivered_once() {
    for fails_behind in 0..=5 {
        let store = failing(fails_behind);
        let mut subscription = Subscription::new(&store, wanted(), Position::START);
        assert!(matches!(subscription.next(AT_ONCE), Err(StoreError::Busy)));
        assert_eq!(subscription.position(), Position::START);
        let mut delivered = Vec::new();
        while let Some(fact) = subscription.next(AT_ONCE).unwrap() {
            assert!(fact.position <= subscription.position());
            delivered.push(fact.position.0);
        }
        assert_eq!(delivered, [2, 4, 6, 8, 10], "failed behind {fails_behind}");
        assert_eq!(subscription.position(), Position(10));
    }
}

#[test]
fn after_a_failed_read_a_consumer_does_nothing_twice() {
    let store = failing(3);
    let mut commits = Commits::default();
    let mut subscription = Subscription::new(&store, wanted(), Position::START);
    let failed = subscription.feed(&mut commits, AT_ONCE);
    assert!(matches!(failed, Err(FeedError::Store(StoreError::Busy))));
    while 0 < subscription.feed(&mut commits, AT_ONCE).unwrap() {}
    assert_eq!(commits.0, [(vec![2, 4, 6], 6), (vec![8, 10], 10)]);
}

#[test]
fn what_was_given_before_a_read_failed_is_a_page_where_it_is_full() {
    let store = failing(2);
    let mut commits = Commits::default();
    let mut subscription = Subscription::new(&store, wanted(), Position::START).with_page(2);
    assert!(subscription.feed(&mut commits, AT_ONCE).is_err());
    while 0 < subscription.feed(&mut commits, AT_ONCE).unwrap() {}
    assert_eq!(commits.0, [(vec![2, 4], 4), (vec![6, 8], 8), (vec![10], 10)]);
}
