//! Why a run does not go on.

use std::fmt;

use kernel::SimTime;

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError<J, R> {
    #[error("the record could not be written")]
    Journal(J),
    #[error(transparent)]
    Reactor(R),
    /// The scenario turns in a circle without moving time.
    #[error("{count} reactions at {at} and time does not move: {most}give one of them a delay")]
    Standstill { at: SimTime, count: u64, most: Most },
    /// The scenario goes on and on.
    #[error(
        "more than {count} records by {at}: {most}give what goes on and on `times:` or a longer delay"
    )]
    Endless { at: SimTime, count: u64, most: Most },
    /// Each step of the scenario brings on more than one other.
    #[error(
        "more than {count} steps wait at {at}: {most}give what brings on others `times:`, `when:` or \
         `unless:`"
    )]
    Crowded { at: SimTime, count: usize, most: Most },
    /// A search for what breaks rules cannot go on where one is not judged.
    #[error(
        "the rule `{rule}` is given up at {at}: it would take too much memory, and `rules lint` warns of \
         what grows"
    )]
    Unjudged { at: SimTime, rule: String },
}

impl<J, R> EngineError<J, R> {
    /// The same, where it is a matter of what acts too often: with what acts most.
    #[must_use]
    pub(crate) fn with_most(mut self, found: impl FnOnce() -> Most) -> EngineError<J, R> {
        if let EngineError::Standstill { most, .. }
        | EngineError::Endless { most, .. }
        | EngineError::Crowded { most, .. } = &mut self
        {
            *most = found();
        }
        self
    }
}

/// What was set off most, if that is known, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Most(pub Option<(String, u32)>);

impl fmt::Display for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some((name, count)) => write!(f, "`{name}` was set off most, {count} times; "),
            None => Ok(()),
        }
    }
}
