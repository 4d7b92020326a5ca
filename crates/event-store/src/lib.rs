//! An append-only log of facts: the contract, a store in memory, and the log as a text file.
//!
//! Read [`EventStore`] first: facts are appended in batches, unless a condition forbids it, and
//! read back by type and tag. [`Memory`] and [`JsonLines`] keep it, and [`conformance!`] is how
//! another store shows that it does.
//!
//! A store holds kinds, tags and bytes, and knows no domain. The bytes are by custom those of an
//! [`Envelope`]: a CloudEvents 1.0 event as canonical JSON ([`canonical`]), which [`JsonLines`]
//! insists on.
//!
//! # The line
//!
//! One record a line, in UTF-8, ended by a line feed (here broken to fit the page):
//!
//! ```text
//! {"actor":"nation:de","basis":"assumption",
//!  "causationid":"760f4fdc-f484-5f02-ad25-e80c393f1871","cause":"000000000003",
//!  "data":{"nation":"de","question":"q-1"},"datacontenttype":"application/json","form":1,
//!  "id":"c03e2fca-30f3-5793-a192-536e9a263995","recordedtime":"2026-01-06T13:05:00.000Z",
//!  "releasableto":"us ua","sequence":"000000000007",
//!  "source":"/runs/6ba7b810-9dad-41d1-80b4-00c04fd430c8","specversion":"1.0",
//!  "tags":"question:q-1 nation:de","time":"2026-01-06T13:00:00.000Z","type":"silence.broken",
//!  "chain":"<64 hexadecimal digits>"}
//! ```
//!
//! Without `,"chain":"…"` these are the canonical bytes of the record, and `chain` is the BLAKE3
//! hash of the previous chain value (32 zero bytes before the first) and these bytes.
//!
//! # What a chain shows
//!
//! A changed, dropped, added, duplicated or moved line, and a half-written last one: [`Reader`]
//! names the line. It cannot show
//! - that whole lines are missing at the end, or
//! - that somebody who controls the file has changed it and computed all later values anew.
//!
//! Both show only against a [`Head`] that another party has noted.
//!
//! Deliberately absent: a clock, a network, deletion, and any order but that of the positions.

mod append;
pub mod canonical;
mod chain;
mod chunked;
pub mod conformance;
mod contract;
pub mod envelope;
mod fact;
mod index;
pub mod json_lines;
mod memory;
mod names;
mod query;
mod shared;
mod snapshot;
mod subscription;

pub use append::{
    AppendCondition, AppendError, Guard, Key, KeyError, Once, Outcome, Pending, Span,
};
pub use canonical::CanonicalError;
pub use chain::{Chain, ChainError};
pub use contract::{AppendOnce, Damage, EventStore, StoreError, link};
pub use envelope::{Envelope, EnvelopeError, Tags, is_text, record_id};
pub use fact::{Fact, FactView, Head, NewFact};
pub use json_lines::{
    CutLastLine, JsonLines, LINE_LENGTH_MAX, Line, LogFault, LogFaultKind, OpenError, Reader,
};
pub use memory::{FactRef, Memory};
pub use query::{Query, QueryItem, Selection};
pub use shared::Shared;
pub use snapshot::{Projection, Restored, Snapshot, SnapshotId, Snapshots, restore};
pub use subscription::{Consumer, FeedError, Subscription, Watch};
