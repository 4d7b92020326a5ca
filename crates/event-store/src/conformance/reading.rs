//! What is read, in what order, and what the chain says.

use std::ops::ControlFlow;

use kernel::Position;

use super::drafts::{
    BROKEN, CLOSED, OPENED, PLAIN, append, facts, head, positions, read, try_append,
};
use crate::{AppendCondition, EventStore, Head, Query, Selection};

pub fn reading_begins_after_a_position<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    for (after, expected) in [(0, &[1, 2, 3, 4][..]), (2, &[3, 4]), (3, &[4]), (4, &[])] {
        assert_eq!(positions(store, Selection::all().after(Position(after))), expected);
    }
    assert_eq!(positions(store, Selection::all().after(Position(u64::MAX))), [0; 0]);
    let query = Query::new(&[], &["incident:1"]);
    assert_eq!(positions(store, Selection::of(&query).after(Position(1))), [2]);
}

pub fn reading_ends_with_a_position<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    let up_to = |last| Selection::all().up_to(Position(last));
    for (last, expected) in [(0, &[][..]), (1, &[1]), (3, &[1, 2, 3]), (9, &[1, 2, 3, 4])] {
        assert_eq!(positions(store, up_to(last)), expected);
    }
    assert_eq!(positions(store, up_to(3).after(Position(1))), [2, 3]);
    assert_eq!(positions(store, up_to(1).after(Position(3))), [0; 0]);
}

pub fn the_limit_counts_matching_facts_only<S: EventStore>(store: &mut S) {
    append(store, &[PLAIN, PLAIN, OPENED, PLAIN, OPENED, OPENED]);
    let opened = Query::new(&["incident.opened"], &[]);
    let limited = |limit| Selection::of(&opened).after(Position(1)).limit(limit);
    assert_eq!(positions(store, limited(2)), [3, 5]);
    assert_eq!(positions(store, limited(9)), [3, 5, 6]);
    assert_eq!(positions(store, limited(0)), [0; 0]);
    assert_eq!(positions(store, Selection::all().limit(2)), [1, 2]);
}

pub fn reading_backwards_begins_at_the_end<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, PLAIN, OPENED, PLAIN, OPENED]);
    let opened = Query::new(&["incident.opened"], &[]);
    assert_eq!(positions(store, Selection::all().backwards()), [5, 4, 3, 2, 1]);
    let backwards = Selection::of(&opened).backwards();
    assert_eq!(positions(store, backwards), [5, 3, 1]);
    assert_eq!(positions(store, backwards.limit(2)), [5, 3]);
    assert_eq!(positions(store, backwards.after(Position(1)).up_to(Position(4))), [3]);
}

pub fn a_visitor_can_break_off<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    let mut seen = Vec::new();
    let visited = store.visit(&Selection::all(), &mut |fact| {
        seen.push(fact.position.0);
        if seen.len() < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert!(visited.is_ok());
    assert_eq!(seen, [1, 2]);
}

pub fn a_read_returns_the_end_of_the_log<S: EventStore>(store: &mut S) {
    let end = |store: &S, selection: Selection<'_>| {
        store.visit(&selection, &mut |_| ControlFlow::Continue(())).expect("it can be read").0
    };
    assert_eq!(end(store, Selection::all()), 0);
    append(store, &[OPENED, PLAIN, PLAIN]);
    let (opened, nothing) = (Query::new(&["incident.opened"], &[]), Query::new(&["none"], &[]));
    for selection in [
        Selection::all(),
        Selection::of(&opened),
        Selection::of(&nothing),
        Selection::of(&opened).backwards(),
        Selection::all().limit(1),
        Selection::all().up_to(Position(2)),
        Selection::all().after(Position(7)),
    ] {
        assert_eq!(end(store, selection), 3, "{selection:?}");
    }
    // So a decision on this read is not stopped by what it has seen.
    let unless = AppendCondition::unless(opened, Position(end(store, Selection::all())));
    assert!(try_append(store, &[CLOSED], &unless).is_ok());
}

pub fn each_fact_has_the_link_of_its_bytes<S: EventStore>(store: &mut S) {
    let drafts = [OPENED, BROKEN, CLOSED, PLAIN];
    append(store, &drafts[..1]);
    append(store, &drafts[1..3]);
    append(store, &drafts[3..]);
    let links =
        |facts: Vec<crate::Fact>| -> Vec<_> { facts.iter().map(|fact| fact.chain).collect() };
    let expected = links(facts(Head::default(), &drafts));
    assert_eq!(links(read(store, Selection::all())), expected);
    let later = links(read(store, Selection::all().after(Position(2))));
    assert_eq!(later, expected[2..]);
}

pub fn the_head_is_the_last_link<S: EventStore>(store: &mut S) {
    let drafts = [OPENED, BROKEN, CLOSED];
    append(store, &drafts[..1]);
    append(store, &drafts[1..]);
    let last = facts(Head::default(), &drafts).pop().expect("there are three");
    assert_eq!(head(store), Head { position: Position(3), chain: last.chain });
}

pub fn a_sound_log_is_verified<S: EventStore>(store: &mut S) {
    assert_eq!(store.verify().expect("an empty log is sound"), Head::default());
    append(store, &[OPENED, BROKEN]);
    append(store, &[CLOSED]);
    assert_eq!(store.verify().expect("the log is sound"), head(store));
}

pub fn what_was_appended_is_seen_at_once<S: EventStore>(store: &mut S) {
    let opened = Query::new(&["incident.opened"], &["incident:1"]);
    for count in 1..=20 {
        append(store, &[OPENED]);
        assert_eq!(head(store).position, Position(count));
        let last = positions(store, Selection::of(&opened).backwards().limit(1));
        assert_eq!(last, [count]);
    }
}
