//! The embedded store: an append-only log of facts in one SQLite file.
//!
//! [`SqliteStore`] keeps the contract of [`event_store`]. An append that is acknowledged is on the
//! disk (see [`Durability`]); one thread writes, and brings the appends of all callers that wait
//! to the disk together; readers have connections of their own and are not disturbed (in a new
//! store for a [bulk](Workload::Bulk) load they take turns with it).
//!
//! ```
//! use event_store::{AppendCondition, AppendError, EventStore, NewFact, Query, Selection};
//! use event_store_sqlite::{Options, SqliteStore};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("run.db");
//! let mut store = SqliteStore::create(&path, Options::default())?;
//! let broken = Query::new(&["silence.broken"], &["question:q-1"]);
//! let seen = store.visit(&Selection::of(&broken), &mut |_| panic!("nobody objected yet"))?;
//!
//! let objection = NewFact { kind: "silence.broken", tags: &["question:q-1"], bytes: b"{}" };
//! let unless = AppendCondition::unless(broken, seen);
//! store.append(&[objection], &unless)?;
//! // What was decided on is no longer so.
//! let again = store.append(&[objection], &unless);
//! assert!(matches!(again, Err(AppendError::ConditionViolated { .. })));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where a type, a tag or a key stands is known in memory: about 4 bytes for each type and tag of
//! a fact, and what the names themselves take. The index is read from a checksummed copy that is
//! saved when the store is closed, or else built anew from the facts.
//!
//! The file is an ordinary SQLite database with views for people; `docs/event-store.md` shows a
//! session. What each read gives out has been checked against its hash and checksum.
//!
//! Deliberately absent: deletion, an index on the disk, async, any knowledge of what a fact means
//! (the views name kinds and tags that people ask for, and nothing here reads them).

mod ahead;
mod answer;
mod batch;
mod checkpoint;
mod connection;
mod contents;
mod error;
mod group;
mod index;
mod journal;
mod live;
mod lock;
mod options;
mod plan;
mod reader;
mod row;
mod saved;
mod schema;
mod snapshots;
mod store;
mod sync;
mod verify;
mod writer;

pub use checkpoint::{CheckpointDamaged, load_checkpoint, save_checkpoint};
pub use error::OpenError;
pub use options::{Durability, Options, Workload};
pub use store::SqliteStore;
