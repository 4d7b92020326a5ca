//! The vocabulary that every crate of Tripartite shares: time, positions, ids and the
//! [`Decider`] contract.
//!
//! Read [`decider`] first: a model is a state, a `decide` that turns a command into events or
//! a rejection, and an `evolve` that applies one event. Everything else here is a value.
//!
//! Deliberately absent: a clock, randomness, files, threads, strings of unbounded length.
//! Time, ids and drawn numbers arrive as arguments, so a history replays alike everywhere.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod basis;
pub mod decider;
pub mod given;
pub mod id;
mod shared;
pub mod time;

pub use basis::{Basis, Source};
pub use decider::{Decider, Issued, Position, Recorded, Said};
pub use given::given;
pub use id::{Id, IdError};
pub use shared::{Digest, Parts, Shared};
pub use time::{SimDuration, SimTime, TimeError};
