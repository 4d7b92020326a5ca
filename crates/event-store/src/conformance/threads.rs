//! Several threads with a handle each.

use std::sync::Barrier;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use kernel::Position;

use super::drafts::{head, read};
use crate::{
    AppendCondition, AppendError, AppendOnce, EventStore, Key, NewFact, Once, Query, Selection,
    Span, Subscription, Watch,
};

const RACERS: usize = 8;
const ROUNDS: u64 = 12;
/// So long a reader waits before it looks whether anybody still writes.
const MOMENT: Duration = Duration::from_millis(5);
/// Nobody waits so long unless a wake-up is lost.
const LONG: Duration = Duration::from_mins(1);

fn fact<'a>(tags: &'a [&'a str], bytes: &'a [u8]) -> NewFact<'a> {
    NewFact { kind: "question.answered", tags, bytes }
}

/// Lets all racers begin at once, each with its number, and returns what they come to.
fn race<S: Clone + Send, T: Send>(
    store: &S,
    racers: usize,
    run: impl Fn(usize, S) -> T + Sync,
) -> Vec<T> {
    let (start, run) = (&Barrier::new(racers), &run);
    thread::scope(|scope| {
        let racer = |number| {
            let store = store.clone();
            scope.spawn(move || {
                start.wait();
                run(number, store)
            })
        };
        let racers: Vec<_> = (0..racers).map(racer).collect();
        racers.into_iter().map(|racer| racer.join().expect("no racer panics")).collect()
    })
}

/// Whether the append won; a violated condition is the only way to lose.
#[track_caller]
fn won(result: Result<Span, AppendError>) -> bool {
    match result {
        Ok(_) => true,
        Err(AppendError::ConditionViolated { .. }) => false,
        Err(other) => panic!("{other:?}"),
    }
}

pub fn of_racers_from_one_position_exactly_one_wins<S>(store: &mut S)
where
    S: EventStore + Clone + Send,
{
    for _ in 0..ROUNDS {
        let after = head(store).position;
        let results = race(store, RACERS, |number, mut store| {
            let unless = AppendCondition::unless(Query::new(&[], &["question:1"]), after);
            let bytes = [u8::try_from(number).expect("there are few")];
            won(store.append(&[fact(&["question:1"], &bytes), fact(&[], &bytes)], &unless))
        });
        assert_eq!(results.iter().filter(|won| **won).count(), 1);
        assert_eq!(head(store).position, Position(after.0 + 2));
    }
    store.verify().expect("the log is sound");
}

pub fn racers_on_different_tags_all_win<S: EventStore + Clone + Send>(store: &mut S) {
    for round in 0..ROUNDS {
        let after = head(store).position;
        let results = race(store, RACERS, |number, mut store| {
            let tag = format!("question:{number}");
            let unless = AppendCondition::unless(Query::new(&[], &[&tag]), after);
            won(store.append(&[fact(&[&tag], b"")], &unless))
        });
        assert_eq!(results, [true; RACERS], "round {round}");
    }
    store.verify().expect("the log is sound");
}

/// Write skew: each decides on the absence of what the other writes, one by type and one by tag.
pub fn two_decisions_on_each_others_facts_do_not_both_win<S>(store: &mut S)
where
    S: EventStore + Clone + Send,
{
    for _ in 0..ROUNDS {
        let after = head(store).position;
        let results = race(store, 2, |number, mut store| {
            let (kind, tags, query) = if number == 0 {
                ("silence.broken", &["question:1"][..], Query::new(&["silence.adopted"], &[]))
            } else {
                ("silence.adopted", &["question:1"][..], Query::new(&[], &["question:1"]))
            };
            let fact = NewFact { kind, tags, bytes: b"" };
            won(store.append(&[fact], &AppendCondition::unless(query, after)))
        });
        assert_eq!(results.iter().filter(|won| **won).count(), 1, "{results:?}");
    }
}

pub fn every_handle_sees_what_another_appended<S: EventStore + Clone + Send>(store: &mut S) {
    let results = race(store, RACERS, |_, mut store| {
        (0..ROUNDS).all(|_| {
            let appended = store.append(&[fact(&["question:1"], b"")], &AppendCondition::none());
            let span = appended.expect("nothing forbids it");
            let another = store.clone();
            span.last <= head(&another).position
                && read(&another, Selection::all().after(Position(span.first.0 - 1)).limit(1))
                    .iter()
                    .any(|fact| fact.position == span.first)
        })
    });
    assert_eq!(results, [true; RACERS]);
    assert_eq!(head(store).position, Position(RACERS as u64 * ROUNDS));
}

pub fn racers_with_one_key_append_once<S: AppendOnce + Clone + Send>(store: &mut S) {
    for round in 0..ROUNDS {
        let text = format!("round-{round}");
        let results = race(store, RACERS, |_, mut store| {
            let key = Key::new(&text).expect("it is a key");
            let batch = [fact(&["question:1"], b"one"), fact(&[], b"two")];
            let appended = store.append_once(key, &batch, &AppendCondition::none());
            appended.expect("nothing forbids it")
        });
        let first = Position(2 * round + 1);
        let span = Span { first, last: first.next() };
        assert!(results.iter().all(|once| once.span() == span), "{results:?}");
        let appended = results.iter().filter(|once| matches!(once, Once::Appended(_)));
        assert_eq!(appended.count(), 1, "{results:?}");
    }
    assert_eq!(head(store).position, Position(2 * ROUNDS));
}

pub fn a_wait_ends_when_another_appends<S: Watch + Clone + Send>(store: &mut S) {
    for _ in 0..ROUNDS {
        let before = head(store).position;
        let ends = race(store, 2, |number, mut store| {
            if number == 0 {
                let appended = store.append(&[fact(&[], b"")], &AppendCondition::none());
                appended.expect("nothing forbids it").last
            } else {
                store.wait_beyond(before, LONG).expect("the store can be waited for")
            }
        });
        assert_eq!(ends, [before.next(); 2]);
    }
}

pub fn a_subscription_misses_nothing_while_others_append<S>(store: &mut S)
where
    S: Watch + Clone + Send,
{
    let writers = RACERS - 2;
    let writing = AtomicUsize::new(writers);
    let results = race(store, RACERS, |number, mut store| {
        if writers <= number {
            let second = Query::new(&[], &["question:2"]);
            let query = if number == writers { Query::all() } else { second };
            return follow(&store, query, &writing);
        }
        for _ in 0..ROUNDS {
            let batch = [fact(&["question:1"], b""), fact(&["question:2"], b"")];
            store.append(&batch, &AppendCondition::none()).expect("nothing forbids it");
        }
        writing.fetch_sub(1, SeqCst);
        Vec::new()
    });
    let total = writers as u64 * ROUNDS * 2;
    assert_eq!(results[writers], (1..=total).collect::<Vec<u64>>());
    assert_eq!(results[writers + 1], (1..=total / 2).map(|n| 2 * n).collect::<Vec<u64>>());
}

/// What a subscription delivers until all writers have stopped.
fn follow<S: Watch>(store: &S, query: Query, writing: &AtomicUsize) -> Vec<u64> {
    let mut subscription = Subscription::new(store, query, Position::START).with_page(5);
    let mut delivered = Vec::new();
    loop {
        let last_look = writing.load(SeqCst) == 0;
        match subscription.next(MOMENT).expect("the store can be read") {
            Some(fact) => delivered.push(fact.position.0),
            None if last_look => return delivered,
            None => {}
        }
    }
}
