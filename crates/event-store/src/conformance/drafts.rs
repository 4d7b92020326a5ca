//! The facts that the rules append, and how they ask.
//!
//! The facts are envelopes, so that stores which look into the bytes can join.

use std::borrow::Cow;
use std::num::NonZeroU16;

use kernel::{Basis, Position, SimTime};
use uuid::Uuid;

use crate::{
    AppendCondition, AppendError, AppendOnce, Envelope, EventStore, Fact, Head, Key, NewFact, Once,
    Query, Selection, Span, Tags,
};

const RUN: Uuid = Uuid::from_u128(0x9f2c_51d0_3c8e_4b7a_8a55_0d0c_7be1_f00d);

/// A fact to be, without its bytes, which depend on its position.
#[derive(Clone, Copy)]
pub(super) struct Draft<'a> {
    pub(super) kind: &'a str,
    pub(super) tags: &'a [&'a str],
}

pub(super) const OPENED: Draft<'_> = Draft { kind: "incident.opened", tags: &["incident:1"] };
pub(super) const CLOSED: Draft<'_> = Draft { kind: "incident.closed", tags: &["incident:1"] };
pub(super) const BROKEN: Draft<'_> =
    Draft { kind: "silence.broken", tags: &["question:1", "nation:de"] };
pub(super) const PLAIN: Draft<'_> = Draft { kind: "center.opened", tags: &[] };

impl Draft<'_> {
    pub(super) fn bytes(&self, position: Position) -> Vec<u8> {
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
pub(super) fn facts(mut before: Head, drafts: &[Draft<'_>]) -> Vec<Fact> {
    let link = |draft: &Draft<'_>| {
        let fact = draft.as_fact(before);
        before = Head { position: fact.position, chain: fact.chain };
        fact
    };
    drafts.iter().map(link).collect()
}

/// Hands the batch of these drafts to `append`, as if it came after the fact at `before`.
pub(super) fn with_batch<T>(
    drafts: &[Draft<'_>],
    before: Position,
    append: impl FnOnce(&[NewFact<'_>]) -> T,
) -> T {
    let bytes = drafts.iter().zip(before.0 + 1..).map(|(draft, at)| draft.bytes(Position(at)));
    let bytes: Vec<Vec<u8>> = bytes.collect();
    let facts = drafts.iter().zip(&bytes);
    let batch: Vec<NewFact<'_>> =
        facts.map(|(draft, bytes)| NewFact { kind: draft.kind, tags: draft.tags, bytes }).collect();
    append(&batch)
}

pub(super) fn head(store: &impl EventStore) -> Head {
    store.head().expect("the store has a head")
}

pub(super) fn try_append(
    store: &mut impl EventStore,
    drafts: &[Draft<'_>],
    unless: &AppendCondition,
) -> Result<Span, AppendError> {
    with_batch(drafts, head(store).position, |batch| store.append(batch, unless))
}

#[track_caller]
pub(super) fn append(store: &mut impl EventStore, drafts: &[Draft<'_>]) -> (u64, u64) {
    let span = try_append(store, drafts, &AppendCondition::none());
    let Span { first, last } = span.expect("nothing forbids the append");
    (first.0, last.0)
}

/// Appends with a key, as if the batch came after the fact at `before`.
pub(super) fn append_once(
    store: &mut impl AppendOnce,
    key: &str,
    drafts: &[Draft<'_>],
    before: u64,
    unless: &AppendCondition,
) -> Result<Once, AppendError> {
    let key = Key::new(key).expect("it is a key");
    with_batch(drafts, Position(before), |batch| store.append_once(key, batch, unless))
}

pub(super) fn read(store: &impl EventStore, selection: Selection<'_>) -> Vec<Fact> {
    store.read(&selection).expect("the store can be read")
}

pub(super) fn positions(store: &impl EventStore, selection: Selection<'_>) -> Vec<u64> {
    read(store, selection).iter().map(|fact| fact.position.0).collect()
}

pub(super) fn found(store: &impl EventStore, query: &Query) -> Vec<u64> {
    positions(store, Selection::of(query))
}

/// Where the append was stopped.
#[track_caller]
pub(super) fn violation(result: Result<Span, AppendError>) -> u64 {
    match result {
        Err(AppendError::ConditionViolated { position }) => position.0,
        other => panic!("the condition should have been violated: {other:?}"),
    }
}
