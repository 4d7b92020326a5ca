//! Subscriptions on one thread.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use kernel::Position;

use super::drafts::{BROKEN, CLOSED, OPENED, PLAIN, append, read};
use crate::{Consumer, Fact, FeedError, Query, Selection, Subscription, Watch};

const AT_ONCE: Duration = Duration::ZERO;

fn incidents() -> Query {
    Query::new(&[], &["incident:1"])
}

/// More than any of these logs has, so that a store that repeats itself comes to an end.
const ENOUGH: usize = 100;

/// What a subscription has to deliver now.
fn delivered<S: Watch>(subscription: &mut Subscription<'_, S>) -> Vec<u64> {
    let next = || subscription.next(AT_ONCE).expect("the store can be read");
    std::iter::from_fn(next).map(|fact| fact.position.0).take(ENOUGH).collect()
}

pub fn a_wait_ends_at_once_where_there_is_more<S: Watch>(store: &mut S) {
    append(store, &[OPENED]);
    append(store, &[PLAIN]);
    // A wait that did not end at once would hang the test.
    let end = store.wait_beyond(Position::START, Duration::MAX);
    assert_eq!(end.expect("the store can be waited for"), Position(2));
}

pub fn a_wait_ends_when_its_time_is_over<S: Watch>(store: &mut S) {
    append(store, &[OPENED]);
    for after in [1, 5] {
        let end = store.wait_beyond(Position(after), Duration::from_millis(1));
        assert_eq!(end.expect("the store can be waited for"), Position(1));
    }
}

pub fn a_subscription_delivers_the_past_and_what_comes<S: Watch + Clone>(store: &mut S) {
    append(store, &[OPENED, PLAIN, CLOSED]);
    let reader = store.clone();
    let mut subscription = Subscription::new(&reader, Query::all(), Position::START);
    assert_eq!(delivered(&mut subscription), [1, 2, 3]);
    assert_eq!(delivered(&mut subscription), [0; 0]);
    append(store, &[PLAIN, OPENED]);
    assert_eq!(delivered(&mut subscription), [4, 5]);
    append(store, &[PLAIN]);
    assert_eq!(delivered(&mut subscription), [6]);
    let mut again = Subscription::new(&reader, Query::all(), Position::START);
    let mut next = || again.next(AT_ONCE).expect("the store can be read");
    let facts: Vec<Fact> = std::iter::from_fn(&mut next).take(ENOUGH).collect();
    assert_eq!(facts, read(store, Selection::all()));
}

pub fn a_subscription_begins_after_its_position<S: Watch>(store: &mut S) {
    append(store, &[OPENED, PLAIN, CLOSED]);
    for (after, expected) in [(1, &[2, 3][..]), (2, &[3]), (3, &[]), (9, &[])] {
        let mut subscription = Subscription::new(&*store, Query::all(), Position(after));
        assert_eq!(delivered(&mut subscription), expected);
    }
}

pub fn a_subscription_delivers_only_what_matches<S: Watch + Clone>(store: &mut S) {
    let reader = store.clone();
    let mut subscription = Subscription::new(&reader, incidents(), Position::START);
    append(store, &[BROKEN, PLAIN]);
    assert_eq!(delivered(&mut subscription), [0; 0]);
    append(store, &[OPENED, PLAIN, CLOSED, BROKEN]);
    assert_eq!(delivered(&mut subscription), [3, 5]);
}

pub fn the_position_of_a_subscription_is_what_it_delivered<S: Watch>(store: &mut S) {
    append(store, &[OPENED, PLAIN, CLOSED, BROKEN]);
    let mut subscription = Subscription::new(&*store, incidents(), Position::START);
    assert_eq!(subscription.position(), Position::START);
    assert!(subscription.next(AT_ONCE).is_ok_and(|fact| fact.is_some()));
    assert_eq!(subscription.position(), Position(1));
    // What lies behind the last match concerns others, and is done with it.
    assert!(subscription.next(AT_ONCE).is_ok_and(|fact| fact.is_some()));
    assert_eq!(subscription.position(), Position(4));
}

/// Counts in memory, and can be made to fail before it commits.
#[derive(Default)]
struct Counter {
    counted: Vec<u64>,
    checkpoint: Position,
    fails: bool,
}

#[derive(Debug)]
struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl Error for Stopped {}

impl Consumer for Counter {
    type Error = Stopped;

    fn checkpoint(&self) -> Result<Position, Stopped> {
        Ok(self.checkpoint)
    }

    fn commit(&mut self, facts: &[Fact], reached: Position) -> Result<(), Stopped> {
        if self.fails {
            return Err(Stopped);
        }
        self.counted.extend(facts.iter().map(|fact| fact.position.0));
        self.checkpoint = reached;
        Ok(())
    }
}

pub fn a_consumer_goes_on_where_it_committed<S: Watch + Clone>(store: &mut S) {
    append(store, &[OPENED, PLAIN, CLOSED, OPENED, BROKEN]);
    let reader = store.clone();
    let mut counter = Counter::default();
    let resume = |counter: &Counter| {
        let subscription = Subscription::resume(&reader, incidents(), counter);
        subscription.expect("the counter has a checkpoint").with_page(2)
    };
    let mut subscription = resume(&counter);
    assert_eq!(subscription.feed(&mut counter, AT_ONCE).expect("two are counted"), 2);
    counter.fails = true;
    let failed = subscription.feed(&mut counter, AT_ONCE);
    assert!(matches!(failed, Err(FeedError::Consumer(Stopped))));
    assert_eq!((counter.counted.as_slice(), counter.checkpoint), (&[1, 3][..], Position(3)));
    counter.fails = false;
    // The same facts come again, from this subscription or from the next one.
    let mut next = resume(&counter);
    assert_eq!(subscription.feed(&mut counter, AT_ONCE).expect("the third is counted"), 1);
    assert_eq!(counter.counted, [1, 3, 4]);
    assert_eq!(counter.checkpoint, Position(5), "what concerns others is passed too");
    append(store, &[CLOSED]);
    assert_eq!(delivered(&mut next), [4, 6]);
    let mut last = resume(&counter);
    assert_eq!(last.feed(&mut counter, AT_ONCE).expect("the sixth is counted"), 1);
    assert_eq!(counter.counted, [1, 3, 4, 6]);
    assert_eq!(last.feed(&mut counter, AT_ONCE).expect("nothing is left"), 0);
}

/// Notes how many facts come at once.
#[derive(Default)]
struct Sizes(Vec<usize>);

impl Consumer for Sizes {
    type Error = Infallible;

    fn checkpoint(&self) -> Result<Position, Infallible> {
        Ok(Position::START)
    }

    fn commit(&mut self, facts: &[Fact], _: Position) -> Result<(), Infallible> {
        self.0.push(facts.len());
        Ok(())
    }
}

pub fn a_subscription_fetches_a_page_at_a_time<S: Watch>(store: &mut S) {
    append(store, &[OPENED; 7]);
    let mut sizes = Sizes::default();
    let mut subscription = Subscription::new(&*store, Query::all(), Position::START).with_page(3);
    for _ in 0..ENOUGH {
        if subscription.feed(&mut sizes, AT_ONCE).expect("sizes are noted") == 0 {
            break;
        }
    }
    assert_eq!(sizes.0, [3, 3, 1]);
}
