//! The multinational force: requirements, what nations offer, and how far each contingent is.

mod state;

pub use state::{Authority, Capability, Component, Contingent, Degree, Force, Requirement, Stage};
