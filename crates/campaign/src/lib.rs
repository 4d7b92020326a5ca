//! Many runs of one scenario, and what they say together.
//!
//! Read [`statistics`] first: estimates with the interval that belongs to them.
//!
//! Deliberately absent: printing, command lines, and mathematics of the platform. Every function
//! beyond the four operations and the square root comes from `libm`, so that a figure is the same
//! on every machine.

pub mod amount;
mod analysis;
pub mod campaign;
#[cfg(feature = "parquet")]
pub mod columns;
pub mod design;
pub mod discovery;
pub mod fold;
pub mod folder;
pub mod html;
pub mod json;
pub mod kept;
pub mod manifest;
pub mod observation;
pub mod outcome;
pub mod player;
pub mod row;
pub mod runner;
mod sought;
pub mod splitting;
pub mod statistics;
pub mod stopping;
pub mod summary;
pub mod table;
pub mod text;

#[cfg(test)]
mod tests;
