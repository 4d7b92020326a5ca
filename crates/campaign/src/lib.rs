//! Many runs of one scenario, and what they say together.
//!
//! Read [`statistics`] first: estimates with the interval that belongs to them.
//!
//! Deliberately absent: printing, command lines, and mathematics of the platform. Every function
//! beyond the four operations and the square root comes from `libm`, so that a figure is the same
//! on every machine.

pub mod statistics;
