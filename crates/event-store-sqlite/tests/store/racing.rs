//! Many threads at once, and whether what they saw can have happened one after the other.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

use event_store::{AppendCondition, AppendError, EventStore, Memory, NewFact, Query, Span};
use kernel::Position;

use crate::disk::Dice;
use event_store_sqlite::Workload;

use crate::support::temporary;

const THREADS: usize = 64;
const APPENDS: usize = 12;
/// Each thread appends under one of these tags, so that some conflict and some do not.
const TAGS: usize = 9;

/// One append, from the instant before its call to the instant after its return.
#[derive(Clone, Debug)]
struct Call {
    tag: usize,
    /// What the caller decided on.
    after: Position,
    facts: usize,
    called: u64,
    returned: u64,
    result: Result<Span, Position>,
}

fn query(tag: usize) -> Query {
    Query::new(&[], &[&format!("question:{tag}")])
}

/// The history of one thread.
fn appends(mut store: impl EventStore, thread: usize, clock: &AtomicU64) -> Vec<Call> {
    let mut dice = Dice(thread as u64);
    let mut calls = Vec::new();
    let mut after = Position::START;
    for _ in 0..APPENDS {
        let (tag, facts) = (dice.below(TAGS), 1 + dice.below(3));
        let name = format!("question:{tag}");
        let fact = NewFact { kind: "question.answered", tags: &[&name], bytes: b"{}" };
        let unless = AppendCondition::unless(query(tag), after);
        let called = clock.fetch_add(1, SeqCst);
        let result = store.append(&vec![fact; facts], &unless);
        let returned = clock.fetch_add(1, SeqCst);
        let result = match result {
            Ok(span) => Ok(span),
            Err(AppendError::ConditionViolated { position }) => Err(position),
            Err(other) => panic!("{other:?}"),
        };
        calls.push(Call { tag, after, facts, called, returned, result });
        // Now and then somebody decides on what is old.
        if dice.below(4) < 3 {
            after = store.head().expect("the store has a head").position;
        }
    }
    calls
}

/// Why a history cannot have happened one call after the other, each between its call and its
/// return. The positions say in which order the appends must have been; the model says whether
/// each could then come out as it did.
fn fault(calls: &[Call]) -> Option<String> {
    let mut landed: Vec<(&Call, Span)> =
        calls.iter().filter_map(|call| Some((call, *call.result.as_ref().ok()?))).collect();
    landed.sort_by_key(|(_, span)| span.first);
    let mut model = Memory::default();
    let mut latest_call = 0;
    for (call, span) in &landed {
        if call.returned < latest_call {
            return Some(format!("{call:?} stands after one that was called later"));
        }
        latest_call = latest_call.max(call.called);
        let name = format!("question:{}", call.tag);
        let fact = NewFact { kind: "question.answered", tags: &[&name], bytes: b"{}" };
        let unless = AppendCondition::unless(query(call.tag), call.after);
        match model.append(&vec![fact; call.facts], &unless) {
            Ok(found) if found == *span => {}
            other => return Some(format!("{call:?}, and the model says {other:?}")),
        }
    }
    calls.iter().find_map(|call| refused_wrongly(call, &landed))
}

/// A refused append must have been refused by the first fact in its way, which was appended by
/// then. Once it stands there it stays the first.
fn refused_wrongly(call: &Call, landed: &[(&Call, Span)]) -> Option<String> {
    let violated = *call.result.as_ref().err()?;
    let in_the_way =
        |(other, span): &&(&Call, Span)| other.tag == call.tag && call.after < span.last;
    let Some((other, span)) = landed.iter().find(in_the_way) else {
        return Some(format!("{call:?}: nothing is in its way"));
    };
    if violated != span.first.max(call.after.next()) {
        return Some(format!("{call:?}: {other:?} was in its way before"));
    }
    (call.returned < other.called).then(|| format!("{call:?} was refused by the later {other:?}"))
}

fn history() -> Vec<Call> {
    let (store, clock) = (temporary(Workload::Live), AtomicU64::new(0));
    let calls: Vec<Call> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (store, clock) = (store.clone(), &clock);
                scope.spawn(move || appends(store, thread, clock))
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no thread panics")).collect()
    });
    store.verify().expect("the log is sound");
    calls
}

#[test]
fn what_64_threads_saw_can_have_happened_one_after_the_other() {
    let calls = history();
    assert_eq!(calls.len(), THREADS * APPENDS);
    assert_eq!(fault(&calls), None);
    let refused = calls.iter().filter(|call| call.result.is_err()).count();
    assert!(0 < refused && refused < calls.len(), "{refused} of {} conflict", calls.len());
}

#[test]
fn the_checker_notices_what_cannot_have_happened() {
    let calls = history();
    let landed = calls.iter().position(|call| call.result.is_ok()).expect("some landed");
    let refused = calls.iter().position(|call| call.result.is_err()).expect("some were refused");
    let changed = |place: usize, change: &dyn Fn(&mut Call)| {
        let mut calls = calls.clone();
        change(&mut calls[place]);
        fault(&calls)
    };
    let elsewhere = |call: &mut Call| {
        call.result = call.result.map(|span| Span { last: span.last.next(), ..span });
    };
    assert!(changed(landed, &elsewhere).is_some());
    assert!(changed(landed, &|call| call.result = Err(Position(1_000_000))).is_some());
    assert!(changed(refused, &|call| call.result = Err(Position(1_000_000))).is_some());
    let last = calls.iter().max_by_key(|call| call.result.map_or(0, |span| span.last.0));
    let last = last.and_then(|call| call.result.ok()).expect("some landed").last;
    let next = Span { first: last.next(), last: last.next() };
    assert!(changed(refused, &|call| (call.result, call.facts) = (Ok(next), 1)).is_some());
    // It returned before all others were called, and stands behind them.
    let at_once = |call: &mut Call| (call.called, call.returned) = (0, 0);
    let end = calls.iter().position(|call| call.result.is_ok_and(|span| span.last == last));
    assert!(changed(end.expect("it is one of them"), &at_once).is_some());
}
