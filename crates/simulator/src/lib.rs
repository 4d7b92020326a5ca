//! The engine that plays a script: agenda, choices, reactions, replay.
//!
//! Read [`engine`] first: the loop on which everything runs. [`director`] is what makes it play
//! a [`script`]: steps become commands, events set off further steps; a [`running`] one can be
//! copied and taken up at any position. Everything that is not
//! determined is asked through one trait, [`choice::Choose`], so the same engine runs, replays
//! and branches; [`distribution`] says how uncertain numbers are stated and [`agenda`] in which
//! order things come up. [`record`] is what stands in a log, [`stored`] its form on disk,
//! [`replay`] goes through it again, [`drawn`] draws it again, and [`view`] shows of it what one seat may see.
//!
//! Deliberately absent: floating point, the wall clock, the order of a `HashMap`, threads, files.
//! The same scenario and seed give the same bytes everywhere.

pub mod agenda;
pub mod asked;
pub mod branch;
pub mod but_for;
pub mod choice;
mod chunked;
pub mod datum;
pub mod director;
pub mod distribution;
pub mod drawn;
pub mod engine;
pub mod fields;
mod fixed;
pub mod history;
pub mod kinds;
mod listeners;
pub mod log;
pub mod probe;
pub mod record;
pub mod replay;
pub mod run;
pub mod running;
pub mod script;
pub mod snapshots;
pub mod stored;
mod template;
pub mod view;
pub mod watch;
