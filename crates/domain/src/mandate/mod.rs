//! Mandates: what each nation's own constitution asks for before its forces may go.

mod state;

pub use state::{Mandate, Mandates, Rule, Status};
