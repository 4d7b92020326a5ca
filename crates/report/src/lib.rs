//! What a run came to: folds over its records, and the accounts that people and programs read.
//!
//! Read [`Account`] first, then `words`, which has a sentence for every kind of event. An account
//! is built record by record, from a run as it goes or from a log that is replayed, and both give
//! the same one. [`JsonAccount`] says the same to programs. `metrics` has what is measured, one
//! file a measure, and `duties` who could have met which deadline. An [`Explanation`] is about one
//! record: why it came, and what came of it. A [`Difference`] is between two histories, and a
//! [`Gauge`] has what many of them are compared by.
//!
//! ```text
//! CenterRecord ──► Summary   counts, causes, deadlines, refusals, metrics ──┐
//!              └─► Timeline  entries, shortened where there are many ───────┴──► text
//! ```
//!
//! Memory grows with what is shown, by some 40 bytes a record for the chains of causes, and by some
//! 150 bytes a command for what people did while a deadline ran.
//!
//! Deliberately absent: files, the clock of the machine, and any decision. A fold changes
//! nothing.

mod account;
mod causes;
mod conduct;
mod deadlines;
mod difference;
mod duties;
mod explain;
mod gauge;
mod json;
mod measured;
mod metrics;
mod missed;
mod names;
mod preface;
mod row;
mod shortened;
mod state;
mod summary;
mod timeline;
mod told;
mod verdicts;
mod words;
mod wrap;
mod zone;

#[cfg(test)]
mod tests;

pub use account::{Account, End};
pub use difference::{Contrast, Difference, Divergence, History, Line, Moved, Side, deadline_id};
pub use explain::{Ancestry, Explanation};
pub use gauge::{Gauge, Reading, Unit};
pub use json::JsonAccount;
pub use measured::{Measured, MeasuredUnit, Measures};
pub use names::count;
pub use told::{actor_name, told};
pub use zone::{instant, span};
