//! What a run came to: folds over its records, and the accounts that people and programs read.
//!
//! Read [`Account`] first, then `words`, which has a sentence for every kind of event. An account
//! is built record by record, from a run as it goes or from a log that is replayed, and both give
//! the same one. [`JsonAccount`] says the same to programs.
//!
//! ```text
//! CenterRecord ──► Summary   counts, causes, deadlines, refusals ──┐
//!              └─► Timeline  entries, shortened where there are many ──► text
//! ```
//!
//! Memory grows with what is shown, and by some 40 bytes a record for the chains of causes.
//!
//! Deliberately absent: files, the clock of the machine, and any decision. A fold changes
//! nothing.

mod account;
mod causes;
mod deadlines;
mod json;
mod names;
mod preface;
mod shortened;
mod state;
mod summary;
mod timeline;
mod words;
mod wrap;
mod zone;

#[cfg(test)]
mod tests;

pub use account::{Account, End};
pub use json::JsonAccount;
