//! Positions, batches and conditions.

use kernel::Position;

use super::drafts::{
    BROKEN, CLOSED, Draft, OPENED, PLAIN, append, facts, head, positions, read, try_append,
    violation,
};
use crate::{AppendCondition, AppendError, Chain, EventStore, Head, Query, Selection};

pub fn an_empty_store_has_nothing<S: EventStore>(store: &mut S) {
    assert_eq!(head(store), Head { position: Position::START, chain: Chain::GENESIS });
    assert_eq!(read(store, Selection::all()), []);
    assert_eq!(read(store, Selection::all().backwards()), []);
}

pub fn positions_count_from_one_without_a_gap<S: EventStore>(store: &mut S) {
    append(store, &[OPENED]);
    append(store, &[CLOSED, BROKEN, PLAIN]);
    append(store, &[OPENED]);
    assert_eq!(positions(store, Selection::all()), [1, 2, 3, 4, 5]);
    assert_eq!(head(store).position, Position(5));
}

pub fn an_append_returns_the_positions_of_its_batch<S: EventStore>(store: &mut S) {
    assert_eq!(append(store, &[OPENED]), (1, 1));
    assert_eq!(append(store, &[CLOSED, BROKEN, PLAIN]), (2, 4));
    assert_eq!(append(store, &[OPENED, CLOSED]), (5, 6));
}

pub fn a_batch_stands_whole_and_in_its_order<S: EventStore>(store: &mut S) {
    let drafts = [BROKEN, PLAIN, OPENED, CLOSED, PLAIN, BROKEN];
    append(store, &drafts);
    let kinds: Vec<String> =
        read(store, Selection::all()).into_iter().map(|fact| fact.kind).collect();
    assert_eq!(kinds, drafts.map(|draft| draft.kind));
}

pub fn a_batch_of_a_thousand_facts_stands_whole<S: EventStore>(store: &mut S) {
    append(store, &[OPENED]);
    let drafts = [BROKEN, PLAIN, OPENED, CLOSED, PLAIN].repeat(200);
    assert_eq!(append(store, &drafts), (2, 1001));
    let expected = facts(head_of(&[OPENED]), &drafts);
    let found = read(store, Selection::all().after(Position(1)));
    assert_eq!(found.len(), expected.len());
    assert!(found == expected, "a fact of a large batch is changed");
    assert_eq!(head(store).position, Position(1001));
}

/// Where a log ends that holds these.
fn head_of(drafts: &[Draft<'_>]) -> Head {
    let last = facts(Head::default(), drafts).pop();
    last.map_or_else(Head::default, |fact| Head { position: fact.position, chain: fact.chain })
}

pub fn an_empty_batch_is_refused_before_the_condition<S: EventStore>(store: &mut S) {
    append(store, &[OPENED]);
    let forbidden = AppendCondition::unless(Query::all(), Position::START);
    assert!(matches!(store.append(&[], &forbidden), Err(AppendError::Empty)));
    assert!(matches!(store.append(&[], &AppendCondition::none()), Err(AppendError::Empty)));
}

pub fn kinds_tags_and_bytes_are_read_back_as_they_were_appended<S: EventStore>(store: &mut S) {
    let twice = Draft { kind: "silence.broken", tags: &["nation:de", "question:1", "nation:de"] };
    let foreign = Draft { kind: "incident.opened", tags: &["incident:später/№1\"'\\", "x:%_*"] };
    let drafts = [BROKEN, PLAIN, twice, foreign];
    append(store, &drafts);
    let parts = |facts: Vec<crate::Fact>| -> Vec<_> {
        facts.into_iter().map(|fact| (fact.kind, fact.tags, fact.bytes)).collect()
    };
    let appended = facts(Head::default(), &drafts);
    assert_eq!(parts(read(store, Selection::all())), parts(appended));
}

pub fn a_large_fact_is_read_back_whole<S: EventStore>(store: &mut S) {
    let tag = format!("incident:{}", "b".repeat(100_000));
    let drafts = [PLAIN, Draft { kind: "incident.opened", tags: &[&tag] }, PLAIN];
    append(store, &drafts);
    let expected = facts(Head::default(), &drafts);
    let found = read(store, Selection::all());
    assert_eq!(found[1].bytes.len(), expected[1].bytes.len());
    assert!(found == expected, "a large fact is changed");
}

pub fn a_condition_sees_only_facts_after_its_position<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, BROKEN]);
    let opened = || Query::new(&["incident.opened"], &["incident:1"]);
    let unless = |after| AppendCondition::unless(opened(), Position(after));
    assert_eq!(violation(try_append(store, &[CLOSED], &unless(0))), 1);
    let appended = try_append(store, &[CLOSED], &unless(1));
    assert_eq!(appended.expect("the fact is not after its own position").last, Position(3));
}

pub fn a_condition_names_the_first_fact_in_its_way<S: EventStore>(store: &mut S) {
    append(store, &[PLAIN, BROKEN, OPENED, OPENED, BROKEN]);
    let unless = AppendCondition::unless(Query::new(&["silence.broken"], &[]), Position(2))
        .and_unless(Query::new(&["incident.opened"], &[]), Position(1));
    assert_eq!(violation(try_append(store, &[PLAIN], &unless)), 3);
}

pub fn a_condition_does_not_see_its_own_batch<S: EventStore>(store: &mut S) {
    let unless = AppendCondition::unless(Query::all(), Position::START);
    let appended = try_append(store, &[OPENED, OPENED], &unless);
    assert_eq!(appended.expect("the log was empty").last, Position(2));
}

pub fn a_refused_batch_leaves_no_trace<S: EventStore>(store: &mut S) {
    append(store, &[OPENED]);
    let before = head(store);
    let unless = AppendCondition::unless(Query::all(), Position::START);
    assert!(try_append(store, &[BROKEN, CLOSED], &unless).is_err());
    assert_eq!(head(store), before);
    assert_eq!(positions(store, Selection::all()), [1]);
    assert_eq!(append(store, &[PLAIN]), (2, 2));
}

pub fn each_guard_keeps_its_own_position<S: EventStore>(store: &mut S) {
    append(store, &[OPENED, BROKEN, CLOSED]);
    let guards = |opened, broken| {
        AppendCondition::unless(Query::new(&["incident.opened"], &[]), Position(opened))
            .and_unless(Query::new(&["silence.broken"], &[]), Position(broken))
    };
    assert_eq!(violation(try_append(store, &[PLAIN], &guards(1, 1))), 2);
    assert_eq!(violation(try_append(store, &[PLAIN], &guards(0, 2))), 1);
    assert!(try_append(store, &[PLAIN], &guards(1, 2)).is_ok());
}

pub fn a_condition_beyond_the_head_is_kept<S: EventStore>(store: &mut S) {
    append(store, &[OPENED]);
    for after in [1, 2, 1 << 40, u64::MAX] {
        assert_eq!(read(store, Selection::all().after(Position(after)).limit(1)), []);
        let unless = AppendCondition::unless(Query::all(), Position(after));
        let appended = try_append(store, &[OPENED], &unless);
        assert!(appended.is_ok(), "after {after}, at {:?}", head(store));
    }
}
