//! Appends that are repeated.

use kernel::Position;

use super::drafts::{BROKEN, CLOSED, Draft, OPENED, PLAIN, append, append_once, head, positions};
use crate::{AppendCondition, AppendError, AppendOnce, Key, Once, Query, Selection, Span};

const NONE: AppendCondition = AppendCondition::none();

fn span(first: u64, last: u64) -> Span {
    Span { first: Position(first), last: Position(last) }
}

/// What became of it, without the errors that nobody expects here.
#[track_caller]
fn outcome(result: Result<Once, AppendError>) -> Once {
    result.expect("the append is accepted")
}

#[track_caller]
fn reused(result: Result<Once, AppendError>) -> Span {
    match result {
        Err(AppendError::KeyReused { span }) => span,
        other => panic!("the key stands for something else: {other:?}"),
    }
}

pub fn a_repeated_append_lands_once<S: AppendOnce>(store: &mut S) {
    let drafts = [OPENED, BROKEN];
    let mut repeat = || outcome(append_once(store, "a", &drafts, 0, &NONE));
    assert_eq!(repeat(), Once::Appended(span(1, 2)));
    assert_eq!(repeat(), Once::AlreadyAppended(span(1, 2)));
    assert_eq!(repeat(), Once::AlreadyAppended(span(1, 2)));
    assert_eq!(positions(store, Selection::all()), [1, 2]);
}

pub fn a_repeated_append_is_found_after_later_ones<S: AppendOnce>(store: &mut S) {
    append(store, &[PLAIN]);
    let first = append_once(store, "a", &[OPENED], 1, &NONE);
    assert_eq!(outcome(first), Once::Appended(span(2, 2)));
    append(store, &[PLAIN, PLAIN]);
    let second = append_once(store, "b", &[OPENED, CLOSED], 4, &NONE);
    assert_eq!(outcome(second), Once::Appended(span(5, 6)));
    let again = append_once(store, "a", &[OPENED], 1, &NONE);
    assert_eq!(outcome(again), Once::AlreadyAppended(span(2, 2)));
    let again = append_once(store, "b", &[OPENED, CLOSED], 4, &NONE);
    assert_eq!(outcome(again), Once::AlreadyAppended(span(5, 6)));
    assert_eq!(head(store).position, Position(6));
}

pub fn a_repeated_append_is_not_stopped_by_its_own_facts<S: AppendOnce>(store: &mut S) {
    let unless = AppendCondition::unless(Query::all(), Position::START);
    let first = append_once(store, "a", &[OPENED], 0, &unless);
    assert_eq!(outcome(first), Once::Appended(span(1, 1)));
    let again = append_once(store, "a", &[OPENED], 0, &unless);
    assert_eq!(outcome(again), Once::AlreadyAppended(span(1, 1)));
}

pub fn a_key_stands_for_one_content<S: AppendOnce>(store: &mut S) {
    append(store, &[PLAIN]);
    let first = append_once(store, "a", &[OPENED, BROKEN], 1, &NONE);
    assert_eq!(outcome(first), Once::Appended(span(2, 3)));
    append(store, &[CLOSED]);
    let other_tags = Draft { tags: &["nation:de", "question:1"], ..BROKEN };
    let contents: [&[Draft<'_>]; 6] = [
        &[OPENED],
        &[OPENED, BROKEN, CLOSED],
        &[OPENED, other_tags],
        &[OPENED, PLAIN],
        &[BROKEN, OPENED],
        &[OPENED, OPENED],
    ];
    for drafts in contents {
        assert_eq!(reused(append_once(store, "a", drafts, 1, &NONE)), span(2, 3));
    }
    // The same kinds and tags with other bytes.
    assert_eq!(reused(append_once(store, "a", &[OPENED, BROKEN], 2, &NONE)), span(2, 3));
    assert_eq!(head(store).position, Position(4));
}

pub fn keys_are_told_apart_whole<S: AppendOnce>(store: &mut S) {
    let long = "k".repeat(Key::LENGTH_MAX);
    for (before, key) in ["a", "b", "A", "a ", "ab", "ä", "'", &long, &long[1..]].iter().enumerate()
    {
        let before = before as u64;
        let appended = append_once(store, key, &[PLAIN], before, &NONE);
        assert_eq!(outcome(appended), Once::Appended(span(before + 1, before + 1)), "{key}");
    }
}

pub fn a_refused_append_does_not_use_up_its_key<S: AppendOnce>(store: &mut S) {
    append(store, &[OPENED]);
    let unless = AppendCondition::unless(Query::all(), Position::START);
    let refused = append_once(store, "a", &[CLOSED], 1, &unless);
    assert!(matches!(refused, Err(AppendError::ConditionViolated { position: Position(1) })));
    let other = append_once(store, "a", &[BROKEN], 1, &NONE);
    assert_eq!(outcome(other), Once::Appended(span(2, 2)));
}

pub fn an_empty_batch_with_a_key_is_refused<S: AppendOnce>(store: &mut S) {
    let empty = |store: &mut S| append_once(store, "a", &[], 0, &NONE);
    assert!(matches!(empty(store), Err(AppendError::Empty)));
    let appended = append_once(store, "a", &[OPENED], 0, &NONE);
    assert_eq!(outcome(appended), Once::Appended(span(1, 1)));
    assert!(matches!(empty(store), Err(AppendError::Empty)));
}
