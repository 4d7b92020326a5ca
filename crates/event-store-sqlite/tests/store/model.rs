//! Any operations in any order: the store does what the store in memory does.

use event_store::{
    AppendCondition, AppendError, AppendOnce, EventStore, Fact, Key, Memory, NewFact, Once, Query,
    Selection, Snapshot, SnapshotId, Snapshots, Span, StoreError, Subscription,
};
use event_store_sqlite::{Options, SqliteStore};
use kernel::Position;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::support::{Folder, folder};

const KINDS: [&str; 3] = ["incident.opened", "incident.closed", "silence.broken"];
const TAGS: [&str; 4] = ["incident:1", "incident:2", "nation:de", "question:1"];

/// A fact in numbers: its kind, which tags it carries, and a byte.
type Draft = (usize, u8, u8);
/// A query in numbers: for each item which kinds and which tags.
type Shape = Vec<(u8, u8)>;

#[derive(Clone, Debug)]
enum Step {
    Append { drafts: Vec<Draft>, guards: Vec<(Shape, u64)> },
    AppendOnce { key: u8, drafts: Vec<Draft>, guards: Vec<(Shape, u64)> },
    Read { query: Option<Shape>, after: u64, up_to: u64, limit: usize, backwards: bool },
    Subscribe { query: Shape, after: u64, page: usize },
    SaveSnapshot { projection: bool, version: u32, position: u64, byte: u8 },
    Snapshot { projection: bool, version: u32, up_to: u64 },
    Verify,
    Reopen,
}

fn any_drafts() -> impl Strategy<Value = Vec<Draft>> {
    prop::collection::vec((0..KINDS.len(), 0u8..16, any::<u8>()), 0..5)
}

fn any_query() -> impl Strategy<Value = Shape> {
    prop::collection::vec((0u8..8, 0u8..16), 1..3)
}

fn any_guards() -> impl Strategy<Value = Vec<(Shape, u64)>> {
    prop::collection::vec((any_query(), 0u64..60), 0..3)
}

fn any_step() -> impl Strategy<Value = Step> {
    let append =
        (any_drafts(), any_guards()).prop_map(|(drafts, guards)| Step::Append { drafts, guards });
    let once = (0u8..6, any_drafts(), any_guards())
        .prop_map(|(key, drafts, guards)| Step::AppendOnce { key, drafts, guards });
    let read = (prop::option::of(any_query()), 0u64..50, 0u64..60, 0usize..20, any::<bool>());
    let read = read.prop_map(|(query, after, up_to, limit, backwards)| Step::Read {
        query,
        after,
        up_to,
        limit,
        backwards,
    });
    let subscribe = (any_query(), 0u64..50, 1usize..5)
        .prop_map(|(query, after, page)| Step::Subscribe { query, after, page });
    let save = (any::<bool>(), 0u32..2, 0u64..20, any::<u8>()).prop_map(
        |(projection, version, position, byte)| Step::SaveSnapshot {
            projection,
            version,
            position,
            byte,
        },
    );
    let snapshot = (any::<bool>(), 0u32..2, 0u64..25)
        .prop_map(|(projection, version, up_to)| Step::Snapshot { projection, version, up_to });
    prop_oneof![
        6 => append,
        4 => once,
        6 => read,
        2 => subscribe,
        1 => save,
        1 => snapshot,
        1 => Just(Step::Verify),
        1 => Just(Step::Reopen),
    ]
}

fn query(shape: &Shape) -> Query {
    let mut items = shape.iter().map(|(kinds, tags)| {
        let kinds = KINDS.iter().enumerate().filter(|(index, _)| kinds >> index & 1 == 1);
        let tags = TAGS.iter().enumerate().filter(|(index, _)| tags >> index & 1 == 1);
        let kinds: Vec<&str> = kinds.map(|(_, kind)| *kind).collect();
        (kinds, tags.map(|(_, tag)| *tag).collect::<Vec<&str>>())
    });
    let (kinds, tags) = items.next().expect("a query has an item");
    items.fold(Query::new(&kinds, &tags), |query, (kinds, tags)| query.or(&kinds, &tags))
}

fn condition(guards: &[(Shape, u64)]) -> AppendCondition {
    guards.iter().fold(AppendCondition::none(), |condition, (shape, after)| {
        condition.and_unless(query(shape), Position(*after))
    })
}

fn with_batch<T>(drafts: &[Draft], append: impl FnOnce(&[NewFact<'_>]) -> T) -> T {
    let tags: Vec<Vec<&str>> = drafts
        .iter()
        .map(|(_, tags, _)| {
            let tags = TAGS.iter().enumerate().filter(|(index, _)| tags >> index & 1 == 1);
            tags.map(|(_, tag)| *tag).collect()
        })
        .collect();
    let bytes: Vec<[u8; 1]> = drafts.iter().map(|(_, _, byte)| [*byte]).collect();
    let batch: Vec<NewFact<'_>> = drafts
        .iter()
        .zip(&tags)
        .zip(&bytes)
        .map(|(((kind, _, _), tags), bytes)| NewFact { kind: KINDS[*kind], tags, bytes })
        .collect();
    append(&batch)
}

/// What a step comes to, in a form that can be compared.
#[derive(Debug, PartialEq)]
enum Outcome {
    Appended(Result<Span, String>),
    Once(Result<Once, String>),
    Read(Vec<Fact>, Position),
    Delivered(Vec<Fact>, Position),
    Snapshot(Option<Snapshot>),
    Ahead(Position, Position),
    Done,
}

/// The errors of an append say all by their names and numbers.
fn named(error: &AppendError) -> String {
    format!("{error:?}")
}

fn play<S: AppendOnce + Snapshots>(store: &mut S, step: &Step) -> Result<Outcome, StoreError> {
    let id = |projection: bool, version| SnapshotId {
        projection: if projection { "open" } else { "closed" },
        version,
    };
    Ok(match step {
        Step::Append { drafts, guards } => Outcome::Appended(
            with_batch(drafts, |batch| store.append(batch, &condition(guards)))
                .map_err(|error| named(&error)),
        ),
        Step::AppendOnce { key, drafts, guards } => {
            let name = format!("key-{key}");
            let key = Key::new(&name).expect("it is a key");
            Outcome::Once(
                with_batch(drafts, |batch| store.append_once(key, batch, &condition(guards)))
                    .map_err(|error| named(&error)),
            )
        }
        Step::Read { query: shape, after, up_to, limit, backwards } => {
            let query = shape.as_ref().map(query);
            let selection = Selection {
                query: query.as_ref(),
                after: Position(*after),
                up_to: Position(*up_to),
                limit: *limit,
                backwards: *backwards,
            };
            let mut facts = Vec::new();
            let seen = store.visit(&selection, &mut |fact| {
                facts.push(fact.to_fact());
                std::ops::ControlFlow::Continue(())
            })?;
            Outcome::Read(facts, seen)
        }
        Step::SaveSnapshot { projection, version, position, byte } => {
            match store.save_snapshot(id(*projection, *version), Position(*position), &[*byte]) {
                Err(StoreError::Ahead { position, end }) => Outcome::Ahead(position, end),
                result => result.map(|()| Outcome::Done)?,
            }
        }
        Step::Snapshot { projection, version, up_to } => {
            Outcome::Snapshot(store.snapshot(id(*projection, *version), Position(*up_to))?)
        }
        Step::Verify => {
            store.verify()?;
            Outcome::Done
        }
        Step::Subscribe { .. } | Step::Reopen => Outcome::Done,
    })
}

/// What a subscription delivers at once.
fn delivered(store: &SqliteStore, step: &Step) -> Option<Outcome> {
    let Step::Subscribe { query: shape, after, page } = step else { return None };
    let mut subscription =
        Subscription::new(store, query(shape), Position(*after)).with_page(*page);
    let mut facts = Vec::new();
    while let Some(fact) = subscription.next(std::time::Duration::ZERO).expect("it can be read") {
        facts.push(fact);
    }
    Some(Outcome::Delivered(facts, subscription.position()))
}

/// The same from a plain read of the model.
fn expected(memory: &Memory, step: &Step) -> Option<Outcome> {
    let Step::Subscribe { query: shape, after, .. } = step else { return None };
    let query = query(shape);
    let facts = memory.read(&Selection::of(&query).after(Position(*after))).expect("it is there");
    let end = memory.head().expect("it is there").position;
    Some(Outcome::Delivered(facts, end.max(Position(*after))))
}

/// The steps do not depend on what went before: any may come at any time.
struct AnySteps;

impl ReferenceStateMachine for AnySteps {
    type State = ();
    type Transition = Step;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Step> {
        any_step().boxed()
    }

    fn apply((): (), _: &Step) {}
}

struct Both {
    memory: Memory,
    store: Option<SqliteStore>,
    folder: Folder,
}

struct SameAsMemory;

impl StateMachineTest for SameAsMemory {
    type SystemUnderTest = Both;
    type Reference = AnySteps;

    fn init_test((): &()) -> Both {
        let folder = folder();
        let store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
        Both { memory: Memory::default(), store: Some(store), folder }
    }

    fn apply(mut both: Both, (): &(), step: Step) -> Both {
        if let Step::Reopen = step {
            let options = Options { index_saved_every: 5, ..Options::default() };
            both.store.take().expect("it is open").close().expect("it is closed");
            both.store =
                Some(SqliteStore::open(&both.folder.path, options).expect("it is a store"));
        }
        let store = both.store.as_mut().expect("it is open");
        let found = play(store, &step).expect("the disk is sound");
        assert_eq!(found, play(&mut both.memory, &step).expect("it is in memory"), "{step:?}");
        assert_eq!(delivered(store, &step), expected(&both.memory, &step), "{step:?}");
        let (found, expected) = (store.head(), both.memory.head());
        assert_eq!(found.expect("it is open"), expected.expect("it is in memory"), "{step:?}");
        both
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_operations_come_out_as_in_memory(sequential 1..60 => SameAsMemory);
}
