//! Appends that are begun while their caller goes on.

use kernel::Position;

use super::drafts::{BROKEN, CLOSED, Draft, OPENED, PLAIN, head, read, violation, with_batch};
use crate::{AppendCondition, AppendError, EventStore, Pending, Query, Selection, Span};

/// Begins an append, as if the batch came after the fact at `before`.
fn begin(store: &mut impl EventStore, drafts: &[Draft<'_>], before: u64) -> Pending {
    let none = AppendCondition::none();
    with_batch(drafts, Position(before), |batch| store.begin(batch, &none))
}

fn append(store: &mut impl EventStore, drafts: &[Draft<'_>], before: u64) -> (u64, u64) {
    let none = AppendCondition::none();
    span(with_batch(drafts, Position(before), |batch| store.append(batch, &none)))
}

#[track_caller]
fn span(result: Result<Span, AppendError>) -> (u64, u64) {
    let Span { first, last } = result.expect("nothing forbids the append");
    (first.0, last.0)
}

fn kinds(store: &impl EventStore) -> Vec<String> {
    read(store, Selection::all()).into_iter().map(|fact| fact.kind).collect()
}

pub fn batches_land_in_the_order_in_which_they_were_begun<S: EventStore>(store: &mut S) {
    let mut first = begin(store, &[OPENED, PLAIN], 0);
    let mut second = begin(store, &[CLOSED], 2);
    assert_eq!(append(store, &[BROKEN], 3), (4, 4));
    assert!(first.is_known() && second.is_known(), "a later batch has landed");
    assert_eq!(span(second.wait()), (3, 3));
    assert_eq!(span(first.wait()), (1, 2));
    assert_eq!(kinds(store), [OPENED, PLAIN, CLOSED, BROKEN].map(|draft| draft.kind));
}

pub fn what_was_begun_lands_though_nobody_waits<S: EventStore>(store: &mut S) {
    drop(begin(store, &[OPENED], 0));
    assert_eq!(span(begin(store, &[CLOSED], 1).wait()), (2, 2));
    assert_eq!(kinds(store), [OPENED.kind, CLOSED.kind]);
}

pub fn what_was_begun_is_refused_as_any_other<S: EventStore>(store: &mut S) {
    append(store, &[OPENED], 0);
    let unless = AppendCondition::unless(Query::all(), Position::START);
    let refused = with_batch(&[BROKEN], Position(1), |batch| store.begin(batch, &unless));
    let empty = store.begin(&[], &unless);
    let next = begin(store, &[CLOSED], 1);
    assert_eq!(violation(refused.wait()), 1);
    assert!(matches!(empty.wait(), Err(AppendError::Empty)));
    assert_eq!(span(next.wait()), (2, 2));
    assert_eq!(head(store).position, Position(2));
}
