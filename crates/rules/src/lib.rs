//! Policy rules: a language that people can read, its check, and a monitor of logs.
//!
//! A rule file says in near-English what must hold of every history; `docs/rules.md` is its
//! reference. What can be logged is handed in as a [`Vocabulary`]; events are handed in one by
//! one, borrowed, and the verdicts that have become certain come out.
//!
//! ```
//! use kernel::{Position, SimTime};
//! use rules::{Audit, Event, Field, RuleSet, Standing, Type, Vocabulary};
//!
//! let mut vocabulary = Vocabulary::default();
//! let confirmed = vocabulary.add("attack.confirmed", &[("attack", Type::Id)]);
//! let convened = vocabulary.add("convened", &[("attack", Type::Id)]);
//!
//! let text = r#"rule R01 "Convene after a confirmed attack"
//!   whenever attack.confirmed(attack) then convened(attack) within 24 h"#;
//! let rules = RuleSet::parse(text, &vocabulary).expect("the rules are sound");
//!
//! let mut audit = Audit::new(&rules);
//! for (position, kind, hour) in [(0, confirmed, 6), (1, convened, 31)] {
//!     let time = SimTime::from_millis(hour * 3_600_000);
//!     let fields = [Field::Text("A17")];
//!     let event = Event { position: Position(position), time, kind, fields: &fields };
//!     audit.observe(&event).expect("the log is in order");
//! }
//! let results = audit.results();
//! assert_eq!(results.rules[0].verdict, Standing::Broken);
//! let violation = results.rules[0].violations.first().expect("it is broken");
//! assert_eq!(
//!     violation.text,
//!     "R01 broken for attack A17: attack.confirmed #0 at 1970-01-01 06:00:00; \
//!      no convened(attack) within 24 h up to 1970-01-02 06:00:00; \
//!      nearest #1 at 1970-01-02 07:00:00, 1 h late"
//! );
//! ```
//!
//! Read in this order: `tree` (what is written), `plan` (what it means once names are resolved),
//! `core` and `translate` (the definition of every sentence), `monitor` (one pass, anchored on
//! triggers), `general` (formulas), `report`. The tests hold a second, naive definition of
//! the core, against which monitor and translation are compared.
//!
//! Deliberately absent: the events of the center, files, log formats, printing, a clock. The
//! state of a [`Monitor`] can be saved and restored; nothing in it depends on the order of
//! hashes.

mod calculate;
mod check;
mod core;
mod coverage;
mod event;
mod examples;
mod explain;
mod faults;
mod general;
mod keyed;
mod lexer;
mod matching;
mod monitor;
mod number;
mod parse;
mod plan;
mod print;
mod report;
mod rule_set;
mod slab;
mod span;
#[cfg(test)]
mod tests;
mod translate;
mod tree;
mod tuple;
mod value;
mod vocabulary;

pub use coverage::{ChangeKind, RuleCoverage, Unnoticed};
pub use event::{COMBINATIONS_MAX, Event, Field};
pub use examples::ExampleResult;
pub use explain::Explanation;
pub use monitor::{
    Because, Late, Monitor, Nearest, OutOfOrder, Outcome, Pending, Reason, State, Values, Verdict,
};
pub use number::{NotANumber, Number};
pub use report::{
    Audit, Change, Instance, LogSummary, Named, Results, RuleResult, Standing, Time, Violation,
    Violations, changes,
};
pub use rule_set::{RuleSet, format};
pub use value::{Text, Value};
pub use vocabulary::{Kind, KindId, Type, Vocabulary};
