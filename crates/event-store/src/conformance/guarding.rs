//! Which facts a guard excludes: the same as a query finds.

use kernel::Position;

use super::drafts::{BROKEN, CLOSED, OPENED, PLAIN, append, try_append, violation};
use crate::{AppendCondition, EventStore, Query};

/// What each of these guards, from the beginning of the log on, says of a fact more: the first fact
/// in its way, or none.
fn expect_in_the_way<S: EventStore>(store: &mut S, guards: &[(Query, Option<u64>)]) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    for (query, expected) in guards {
        let unless = AppendCondition::unless(query.clone(), Position::START);
        let result = try_append(store, &[PLAIN], &unless);
        match expected {
            Some(position) => assert_eq!(violation(result), *position, "{query:?}"),
            None => assert!(result.is_ok(), "nothing is in the way of {query:?}"),
        }
    }
}

pub fn types_of_a_guard_are_alternatives<S: EventStore>(store: &mut S) {
    expect_in_the_way(
        store,
        &[
            (Query::new(&["unheard.of", "silence.broken"], &[]), Some(3)),
            (Query::new(&["silence.broken", "unheard.of"], &[]), Some(3)),
            (Query::new(&["silence.broken", "incident.closed"], &[]), Some(2)),
            (Query::new(&["unheard.of", "unheard.of.2"], &[]), None),
        ],
    );
}

pub fn tags_of_a_guard_must_all_be_carried<S: EventStore>(store: &mut S) {
    expect_in_the_way(
        store,
        &[
            (Query::new(&[], &["nation:de", "question:1"]), Some(3)),
            (Query::new(&[], &["incident:1", "nation:de"]), None),
            (Query::new(&[], &["question:1", "unheard:of"]), None),
        ],
    );
}

pub fn a_guard_wants_its_type_and_its_tags<S: EventStore>(store: &mut S) {
    expect_in_the_way(
        store,
        &[
            (Query::new(&["incident.closed"], &["incident:1"]), Some(2)),
            (Query::new(&["silence.broken"], &["incident:1"]), None),
            (Query::new(&["incident.opened"], &["nation:de"]), None),
        ],
    );
}

pub fn items_of_a_guard_are_alternatives<S: EventStore>(store: &mut S) {
    expect_in_the_way(
        store,
        &[
            (Query::new(&["unheard.of"], &[]).or(&[], &["nation:de"]), Some(3)),
            (Query::new(&[], &["nation:de"]).or(&["incident.closed"], &[]), Some(2)),
            (Query::new(&["incident.opened"], &["nation:de"]).or(&["unheard.of"], &[]), None),
        ],
    );
}

pub fn each_of_several_guards_counts<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    let kinds = [OPENED, CLOSED, BROKEN, PLAIN].map(|draft| draft.kind);
    // Each guard begins behind the fact that it excludes, but for one.
    for open in 1..=4 {
        let mut unless = AppendCondition::none();
        for (kind, position) in kinds.into_iter().zip(1..) {
            let after = if position == open { position - 1 } else { position };
            unless = unless.and_unless(Query::new(&[kind], &[]), Position(after));
        }
        assert_eq!(violation(try_append(store, &[OPENED], &unless)), open);
    }
}
