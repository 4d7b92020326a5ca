//! The tests that every store must pass, and the macro that runs them.
//!
//! The facts are envelopes, so that stores which look into the bytes can join.

use std::borrow::Cow;
use std::num::NonZeroU16;

use kernel::{Basis, Position, SimTime};
use uuid::Uuid;

use crate::{
    AppendCondition, AppendError, Chain, Envelope, EventStore, Fact, Head, NewFact, Query, Tags,
};

/// Declares the tests of a store; the expression makes a fresh, empty one.
///
/// ```
/// # fn main() {}
/// event_store::conformance!(event_store::Memory::default());
/// ```
#[macro_export]
macro_rules! conformance {
    ($fresh:expr) => {
        $crate::conformance!($fresh;
            an_empty_store_has_nothing
            positions_count_from_one_without_a_gap
            facts_are_read_back_as_they_were_appended
            an_empty_batch_is_refused_before_the_condition
            a_query_names_types_and_tags
            reading_begins_after_a_position_and_stops_at_the_limit
            the_limit_counts_matching_facts_only
            the_head_is_the_chain_over_all_bytes
            a_condition_sees_only_facts_after_its_position
            a_condition_names_the_first_fact_in_its_way
            a_condition_does_not_see_its_own_batch
            a_refused_batch_leaves_no_trace
            each_guard_keeps_its_own_position
            positions_beyond_the_head_are_empty
            a_store_does_what_a_list_would_do
        );
    };
    ($fresh:expr; $($rule:ident)+) => {$(
        #[test]
        fn $rule() {
            $crate::conformance::$rule(&mut $fresh);
        }
    )+};
}

const RUN: Uuid = Uuid::from_u128(0x9f2c_51d0_3c8e_4b7a_8a55_0d0c_7be1_f00d);

/// A fact to be, without its bytes, which depend on its position.
#[derive(Clone, Copy)]
struct Draft<'a> {
    kind: &'a str,
    tags: &'a [&'a str],
}

const OPENED: Draft<'_> = Draft { kind: "incident.opened", tags: &["incident:1"] };
const CLOSED: Draft<'_> = Draft { kind: "incident.closed", tags: &["incident:1"] };
const BROKEN: Draft<'_> = Draft { kind: "silence.broken", tags: &["question:1", "nation:de"] };
const PLAIN: Draft<'_> = Draft { kind: "center.opened", tags: &[] };

impl Draft<'_> {
    fn bytes(&self, position: Position) -> Vec<u8> {
        let mut bytes = Vec::new();
        let envelope = Envelope {
            run: RUN,
            position,
            kind: self.kind.into(),
            subject: None,
            time: SimTime::default(),
            recorded_at: SimTime::default(),
            form: NonZeroU16::MIN,
            actor: "conformance".into(),
            seat: None,
            cause: None,
            correlation: None,
            releasable_to: "all".into(),
            basis: Basis::Assumption,
            source_key: None,
            note: None,
            tags: Tags::List(self.tags),
            data: Cow::Borrowed(b"{}"),
        };
        envelope.write_into(&mut bytes).expect("the drafts are allowed in CloudEvents");
        bytes
    }

    fn as_fact(&self, before: Head) -> Fact {
        let bytes = self.bytes(before.position.next());
        let head = before.link(&bytes);
        Fact {
            position: head.position,
            kind: self.kind.to_owned(),
            tags: self.tags.iter().map(ToString::to_string).collect(),
            bytes,
            chain: head.chain,
        }
    }
}

/// The facts that the drafts become after this head.
fn facts(mut before: Head, drafts: &[Draft<'_>]) -> Vec<Fact> {
    let link = |draft: &Draft<'_>| {
        let fact = draft.as_fact(before);
        before = Head { position: fact.position, chain: fact.chain };
        fact
    };
    drafts.iter().map(link).collect()
}

fn try_append(
    store: &mut impl EventStore,
    drafts: &[Draft<'_>],
    unless: &AppendCondition,
) -> Result<Position, AppendError> {
    let facts = facts(store.head(), drafts);
    let batch: Vec<NewFact<'_>> = drafts
        .iter()
        .zip(&facts)
        .map(|(draft, fact)| NewFact { kind: draft.kind, tags: draft.tags, bytes: &fact.bytes })
        .collect();
    store.append(&batch, unless)
}

fn append(store: &mut impl EventStore, drafts: &[Draft<'_>]) -> Position {
    try_append(store, drafts, &AppendCondition::none()).expect("nothing forbids the append")
}

fn read(store: &impl EventStore, query: &Query, after: u64, limit: usize) -> Vec<Fact> {
    store.read(query, Position(after), limit).expect("the store can be read")
}

fn positions(store: &impl EventStore, query: &Query) -> Vec<u64> {
    read(store, query, 0, usize::MAX).iter().map(|fact| fact.position.0).collect()
}

/// Where the append was stopped.
#[track_caller]
fn violation(result: Result<Position, AppendError>) -> u64 {
    match result {
        Err(AppendError::ConditionViolated { position }) => position.0,
        other => panic!("the condition should have been violated: {other:?}"),
    }
}

pub fn an_empty_store_has_nothing(store: &mut impl EventStore) {
    assert_eq!(store.head(), Head { position: Position::START, chain: Chain::GENESIS });
    assert_eq!(read(store, &Query::all(), 0, usize::MAX), []);
}

pub fn positions_count_from_one_without_a_gap(store: &mut impl EventStore) {
    assert_eq!(append(store, &[OPENED]), Position(1));
    assert_eq!(append(store, &[CLOSED, BROKEN, PLAIN]), Position(4));
    assert_eq!(append(store, &[OPENED]), Position(5));
    assert_eq!(positions(store, &Query::all()), [1, 2, 3, 4, 5]);
    assert_eq!(store.head().position, Position(5));
}

pub fn facts_are_read_back_as_they_were_appended(store: &mut impl EventStore) {
    let drafts = [BROKEN, PLAIN, OPENED];
    append(store, &drafts);
    assert_eq!(read(store, &Query::all(), 0, usize::MAX), facts(Head::default(), &drafts));
}

pub fn an_empty_batch_is_refused_before_the_condition(store: &mut impl EventStore) {
    append(store, &[OPENED]);
    let forbidden = AppendCondition::unless(Query::all(), Position::START);
    assert!(matches!(store.append(&[], &forbidden), Err(AppendError::Empty)));
    assert!(matches!(store.append(&[], &AppendCondition::none()), Err(AppendError::Empty)));
}

pub fn a_query_names_types_and_tags(store: &mut impl EventStore) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    let found = |query: &Query| positions(store, query);
    assert_eq!(found(&Query::new(&["incident.opened", "center.opened"], &[])), [1, 4]);
    assert_eq!(found(&Query::new(&[], &["incident:1"])), [1, 2]);
    assert_eq!(found(&Query::new(&["incident.closed"], &["incident:1"])), [2]);
    assert_eq!(found(&Query::new(&[], &["nation:de", "question:1"])), [3]);
    assert_eq!(found(&Query::new(&[], &["nation:de", "incident:1"])), [0; 0]);
    assert_eq!(found(&Query::new(&["silence.broken"], &["incident:1"])), [0; 0]);
    assert_eq!(found(&Query::new(&["incident"], &[]).or(&[], &["nation:d"])), [0; 0]);
    assert_eq!(found(&Query::new(&[], &["nation:de"]).or(&["incident.opened"], &[])), [1, 3]);
    assert_eq!(found(&Query::new(&[], &["incident:1"]).or(&["incident.opened"], &[])), [1, 2]);
}

pub fn reading_begins_after_a_position_and_stops_at_the_limit(store: &mut impl EventStore) {
    append(store, &[OPENED, CLOSED, BROKEN, PLAIN]);
    let found = |after, limit| {
        let facts = read(store, &Query::all(), after, limit);
        facts.iter().map(|fact| fact.position.0).collect::<Vec<_>>()
    };
    assert_eq!(found(0, 2), [1, 2]);
    assert_eq!(found(2, 1), [3]);
    assert_eq!(found(3, 5), [4]);
    assert_eq!(found(4, 5), [0; 0]);
    assert_eq!(found(0, 0), [0; 0]);
}

pub fn the_limit_counts_matching_facts_only(store: &mut impl EventStore) {
    append(store, &[PLAIN, PLAIN, OPENED, PLAIN, OPENED, OPENED]);
    let opened = Query::new(&["incident.opened"], &[]);
    let found: Vec<_> = read(store, &opened, 1, 2).iter().map(|fact| fact.position.0).collect();
    assert_eq!(found, [3, 5]);
}

pub fn the_head_is_the_chain_over_all_bytes(store: &mut impl EventStore) {
    let drafts = [OPENED, BROKEN, CLOSED];
    append(store, &drafts[..1]);
    append(store, &drafts[1..]);
    let last = facts(Head::default(), &drafts).pop().expect("there are three");
    assert_eq!(store.head(), Head { position: Position(3), chain: last.chain });
}

pub fn a_condition_sees_only_facts_after_its_position(store: &mut impl EventStore) {
    append(store, &[OPENED, BROKEN]);
    let opened = || Query::new(&["incident.opened"], &["incident:1"]);
    let unless = |after| AppendCondition::unless(opened(), Position(after));
    assert_eq!(violation(try_append(store, &[CLOSED], &unless(0))), 1);
    let appended = try_append(store, &[CLOSED], &unless(1));
    assert_eq!(appended.expect("the fact is not after its own position"), Position(3));
}

pub fn a_condition_names_the_first_fact_in_its_way(store: &mut impl EventStore) {
    append(store, &[PLAIN, BROKEN, OPENED, OPENED, BROKEN]);
    let unless = AppendCondition::unless(Query::new(&["silence.broken"], &[]), Position(2))
        .and_unless(Query::new(&["incident.opened"], &[]), Position(1));
    assert_eq!(violation(try_append(store, &[PLAIN], &unless)), 3);
}

pub fn a_condition_does_not_see_its_own_batch(store: &mut impl EventStore) {
    let unless = AppendCondition::unless(Query::all(), Position::START);
    let appended = try_append(store, &[OPENED, OPENED], &unless);
    assert_eq!(appended.expect("the log was empty"), Position(2));
}

pub fn a_refused_batch_leaves_no_trace(store: &mut impl EventStore) {
    append(store, &[OPENED]);
    let before = store.head();
    let unless = AppendCondition::unless(Query::all(), Position::START);
    assert_eq!(violation(try_append(store, &[BROKEN, CLOSED], &unless)), 1);
    assert_eq!(store.head(), before);
    assert_eq!(positions(store, &Query::all()), [1]);
    assert_eq!(append(store, &[PLAIN]), Position(2));
}

pub fn each_guard_keeps_its_own_position(store: &mut impl EventStore) {
    append(store, &[OPENED, BROKEN, CLOSED]);
    let guards = |opened, broken| {
        AppendCondition::unless(Query::new(&["incident.opened"], &[]), Position(opened))
            .and_unless(Query::new(&["silence.broken"], &[]), Position(broken))
    };
    assert_eq!(violation(try_append(store, &[PLAIN], &guards(1, 1))), 2);
    assert_eq!(violation(try_append(store, &[PLAIN], &guards(0, 2))), 1);
    assert!(try_append(store, &[PLAIN], &guards(1, 2)).is_ok());
}

pub fn positions_beyond_the_head_are_empty(store: &mut impl EventStore) {
    append(store, &[OPENED]);
    for after in [1, 2, 1 << 40, u64::MAX] {
        assert_eq!(read(store, &Query::all(), after, 1), [], "after {after}");
        let unless = AppendCondition::unless(Query::all(), Position(after));
        let appended = try_append(store, &[OPENED], &unless);
        assert_eq!(appended.is_ok(), 1 < after || store.head().position == Position(2));
    }
}

/// A long history of drawn appends, conditions and reads against a list that predicts each
/// outcome.
pub fn a_store_does_what_a_list_would_do(store: &mut impl EventStore) {
    let mut list: Vec<Fact> = Vec::new();
    let mut dice = Dice(7);
    for _ in 0..400 {
        let after = Position(dice.below(list.len() + 3) as u64);
        let query = dice.query();
        let expected: Vec<Fact> = matching(&list, &query, after).cloned().collect();
        if dice.below(3) == 0 {
            let limit = dice.below(6);
            let found = read(store, &query, after.0, limit);
            assert_eq!(found, expected[..limit.min(expected.len())], "{query:?} after {after}");
            continue;
        }
        let drafts: Vec<Draft<'_>> = (0..=dice.below(3)).map(|_| dice.draft()).collect();
        let result = try_append(store, &drafts, &AppendCondition::unless(query, after));
        if let Some(first) = expected.first() {
            assert_eq!(violation(result), first.position.0);
        } else {
            list.extend(facts(head(&list), &drafts));
            assert_eq!(result.expect("no fact matches"), head(&list).position);
        }
        assert_eq!(store.head(), head(&list));
    }
    assert_eq!(read(store, &Query::all(), 0, usize::MAX), list);
}

fn head(list: &[Fact]) -> Head {
    list.last()
        .map_or_else(Head::default, |fact| Head { position: fact.position, chain: fact.chain })
}

fn matching<'a>(
    list: &'a [Fact],
    query: &'a Query,
    after: Position,
) -> impl Iterator<Item = &'a Fact> {
    list.iter().filter(move |fact| {
        let tags: Vec<&str> = fact.tags.iter().map(String::as_str).collect();
        after < fact.position && query.matches(&fact.kind, &tags)
    })
}

/// Numbers that look drawn and are the same in every test run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn draft(&mut self) -> Draft<'static> {
        [OPENED, CLOSED, BROKEN, PLAIN][self.below(4)]
    }

    fn query(&mut self) -> Query {
        let item = |dice: &mut Dice| {
            let draft = dice.draft();
            let types = [draft.kind];
            let tags = &draft.tags[dice.below(draft.tags.len() + 1)..];
            (if dice.below(2) == 0 { vec![] } else { types.to_vec() }, tags)
        };
        let (types, tags) = item(self);
        let query = Query::new(&types, tags);
        if self.below(2) == 0 {
            return query;
        }
        let (types, tags) = item(self);
        query.or(&types, tags)
    }
}
