//! Scenario files: read, checked, and compiled to a script.

pub mod yaml;
