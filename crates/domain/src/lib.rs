//! What the coordination center knows and decides.
//!
//! Read [`center`] for the shape of a family: commands, events, rejections, state, `decide`,
//! `evolve`. Then [`clock`], because every family arms or meets deadlines, and [`response`],
//! the ladder that everything leads to. [`Center`] holds the state of all families, so that a
//! rule that crosses families is a plain look-up.
//!
//! The center coordinates, it does not command: it demands consultation, keeps clocks,
//! registers positions and escalates. A national unit is moved by its nation alone, and ordered
//! by nobody but its nation and a commander to whom that nation has transferred authority.
//!
//! Deliberately absent: a clock, randomness, files, the log. Time and actor arrive with each
//! command; every number that could be disputed is a [`parameter`] that an event has set.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod actor;
pub mod audience;
pub mod base;
pub mod caveat;
pub mod ceasefire;
pub mod center;
pub mod clock;
pub mod commission;
pub mod consignment;
pub mod decision;
pub mod depot;
pub mod force;
pub mod framework;
pub mod headquarters;
pub mod hub;
pub mod ids;
pub mod incident;
pub mod mandate;
pub mod maritime;
pub mod mission;
mod model;
pub mod mutation;
pub mod nation;
pub mod need;
pub mod on_record;
pub mod parameter;
pub mod permit;
pub mod prosperity;
pub mod response;
pub mod roe;
pub mod silence;
pub mod sound;
#[cfg(any(test, feature = "strategies"))]
pub mod strategies;
pub mod talks;
pub mod task;
#[cfg(test)]
mod tests;

pub use actor::{Actor, Seat};
pub use audience::{Audience, Viewer};
pub use model::{Center, Command, Event, Moment, NotEntitled, Rejection};
pub use nation::{Nation, NationSet};
pub use on_record::OnRecord;
