//! Strategies of proptest, so that a test of yours meets very many commands, scenarios and logs.
//!
//! | wanted | strategy | what it gives |
//! |---|---|---|
//! | commands | [`steps`] | as they come: valid and invalid, with time passing; a [`Walk`] plays them |
//! | valid commands | [`accepted`] | those that the center takes, each in its turn |
//! | invalid commands | [`refused`] | those that it does not take |
//! | scenarios | [`scenarios`] | small files without faults, in which something is uncertain |
//! | logs | [`logs`] | of runs of such scenarios: they verify |
//! | a state machine | [`Model`] | the center as the reference of a test by proptest-state-machine |
//!
//! [`broken`] says which policy rules a walk breaks. All of it shrinks, and what is shrunk is still
//! of its kind: a smaller scenario has no faults either, a smaller log verifies.
//!
//! `docs/strategies.md` has tests of ten lines. This is compiled under the feature `strategies`
//! alone, so that the program does without proptest.

mod judged;
mod log;
mod model;
mod sequence;
mod sketch;

pub use domain::strategies::{Record, Start, Step, Walk, starts, step, steps, usual_actor};
pub use judged::broken;
pub use log::{Log, logs};
pub use model::Model;
pub use sequence::{accepted, refused};
pub use sketch::{Behavior, Entry, Sketch, scenarios};
