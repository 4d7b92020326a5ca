//! Logs of other systems, as policy rules see them.
//!
//! A log is read as a stream, line by line, and each event is handed to a monitor with its
//! fields in the order in which a rule file declared them. JSON lines have an object a line; CSV
//! has a header. What the fields of a log are called stands in a [`Mapping`].
//!
//! ```
//! use foreign_log::{Mapping, Reader, Shape};
//! use rules::{Audit, RuleSet, Standing, Vocabulary};
//!
//! let rules = "event attack(attack: id)\nevent convened(attack: id)\n\
//!     rule r \"\" whenever attack(attack) then convened(attack) within 1 h\n";
//! let rules = RuleSet::parse(rules, &Vocabulary::default()).expect("it is sound");
//! let log = "{\"time\":\"2026-03-01T06:00:00Z\",\"type\":\"attack\",\"data\":{\"attack\":\"A\"}}\n\
//!            {\"time\":\"2026-03-01T07:00:01Z\",\"type\":\"convened\",\"data\":{\"attack\":\"A\"}}\n";
//!
//! let mut audit = Audit::new(&rules);
//! let mapping = Mapping::default();
//! let mut reader = Reader::new(log.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
//! while reader.next(&mut |event| audit.observe(event).map(drop)).expect("it is sound") {}
//! assert_eq!(audit.results().rules[0].verdict, Standing::Broken);
//! ```
//!
//! Read `reader` first, then `names`, `json` and `csv`. Deliberately absent: files, the log of the center,
//! and holding more than one line.

mod csv;
mod fault;
mod header;
mod instant;
mod json;
mod lines;
mod mapping;
mod names;
mod reader;
#[cfg(test)]
mod tests;
mod value;

pub use fault::{Fault, ReadError};
pub use mapping::{Mapping, Shape, TimeUnit};
pub use reader::{Reader, Show};
