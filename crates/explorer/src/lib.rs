//! Searches the histories of a scenario for one that breaks a rule, and makes it short.
//!
//! ```text
//! Space: script, rules ──► World ──step──► World, or a choice: one World for each answer
//!                            │                │
//!                            │                └─ fingerprint: seen before?
//!                            └─ a rule is broken ──► shrink ──► certify ──► a scenario folder
//! ```
//!
//! Read [`space`] and [`world`] first: a running center of which copies are made. [`enumerated`]
//! answers its choices by number, [`fingerprint`] tells its states apart, and [`breadth`] goes
//! through all of them, nearest first; [`walks`] goes where nobody has been.
//!
//! Deliberately absent: printing, files, the wall clock, and any order that depends on threads:
//! the same scenario, rules and limits give the same answer on every machine.

mod asking;
pub mod breadth;
pub mod counterexample;
pub mod enumerated;
mod equals;
pub mod fingerprint;
pub mod folder;
mod grid;
mod moral;
pub mod mutate;
pub mod no_return;
pub mod open;
mod recorded;
pub mod shrink;
pub mod space;
pub mod story;
#[cfg(feature = "strategies")]
pub mod strategies;
pub mod symmetry;
pub mod variant;
pub mod walks;
pub mod world;
