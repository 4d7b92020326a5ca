//! Which facts match.

use super::drafts::{BROKEN, CLOSED, OPENED, PLAIN, append, found};
use crate::{EventStore, Query};

fn fill(store: &mut impl EventStore) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
}

pub fn types_of_an_item_are_alternatives<S: EventStore>(store: &mut S) {
    fill(store);
    assert_eq!(found(store, &Query::new(&["incident.opened", "center.opened"], &[])), [1, 4]);
    assert_eq!(found(store, &Query::new(&["incident.opened", "unheard.of"], &[])), [1]);
    assert_eq!(found(store, &Query::new(&["unheard.of"], &[])), [0; 0]);
}

pub fn tags_of_an_item_must_all_be_carried<S: EventStore>(store: &mut S) {
    fill(store);
    assert_eq!(found(store, &Query::new(&[], &["incident:1"])), [1, 2]);
    assert_eq!(found(store, &Query::new(&[], &["nation:de", "question:1"])), [3]);
    assert_eq!(found(store, &Query::new(&[], &["nation:de", "incident:1"])), [0; 0]);
    assert_eq!(found(store, &Query::new(&[], &["nation:de", "unheard:of"])), [0; 0]);
}

pub fn an_item_wants_its_type_and_its_tags<S: EventStore>(store: &mut S) {
    fill(store);
    assert_eq!(found(store, &Query::new(&["incident.closed"], &["incident:1"])), [2]);
    assert_eq!(found(store, &Query::new(&["silence.broken"], &["incident:1"])), [0; 0]);
}

pub fn items_are_alternatives_and_count_a_fact_once<S: EventStore>(store: &mut S) {
    fill(store);
    assert_eq!(
        found(store, &Query::new(&[], &["nation:de"]).or(&["incident.opened"], &[])),
        [1, 3]
    );
    assert_eq!(
        found(store, &Query::new(&[], &["incident:1"]).or(&["incident.opened"], &[])),
        [1, 2]
    );
}

pub fn names_match_whole<S: EventStore>(store: &mut S) {
    fill(store);
    let parts = Query::new(&["incident", "incident.opened.2", "INCIDENT.OPENED", ""], &[])
        .or(&[], &["nation:d"])
        .or(&[], &["nation:de "])
        .or(&[], &["nation:%"])
        .or(&[], &["incident:1 "]);
    assert_eq!(found(store, &parts), [0; 0]);
}
