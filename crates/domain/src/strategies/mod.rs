//! Strategies of proptest for commands in their order, valid and invalid, with time passing.
//!
//! [`steps`] are commands as they come. A [`Walk`] plays them, from one of a few [`Start`]s, and lets
//! deadlines lapse as the simulator does. All of it shrinks: to fewer steps, to less waiting, to an
//! earlier start.
//!
//! Deliberately absent from the program: this is compiled for tests alone, under the feature
//! `strategies`, and nothing here draws anything by itself.

mod command;
mod command_base;
mod command_bodies;
mod command_force;
mod command_logistics;
mod command_maritime;
mod command_orders;
mod command_release;
mod command_security;
pub(crate) mod fielding;
mod plan;
mod plan_logistics;
pub(crate) mod setting;
mod step;
mod usual;
mod walk;

pub use step::{Step, step, steps};
pub use usual::usual_actor;
pub use walk::{Record, Start, Walk, starts};
