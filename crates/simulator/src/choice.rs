//! One interface for everything that is not determined.
//!
//! An actor's decision, a duration, a loss, a tie: whoever needs one names it by a
//! [`ChoiceKey`] and asks a [`Choose`]. [`Seeded`] answers from the seed, [`Recorded`] from a
//! log, [`Edited`] from a log up to a branch and with some choices overridden. Each answer depends
//! on its key alone, never on what was asked before, so a new actor or rule moves no other choice
//! and a what-if shares every draw it does not change.
//!
//! The engine numbers the occurrences; nothing here counts.

mod edited;
mod key;
mod made;
mod others;
mod recorded;
mod seeded;
mod turn;

use std::fmt;

use crate::distribution::Distribution;

pub use edited::Edited;
pub use key::{ChoiceKey, KeyError, OwnedKey, Stream, StreamError};
pub use made::Made;
pub use others::{Others, likeliest};
pub use recorded::Recorded;
pub use seeded::Seeded;
pub use turn::turn_of;
pub(crate) use turn::{clock_name, is_clock, turn_stream};

/// Answers choices by their key.
pub trait Choose {
    /// Picks one option and returns its index; an option is as likely as its share of the
    /// weights, whatever their unit. An option of weight 0 is never picked by chance.
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError>;

    /// Draws a number of milliseconds or a count.
    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError>;

    /// The number to be taken in place of one that is certain, if this chooser has another.
    fn settled(&mut self, _key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        Ok(None)
    }

    /// Whether somebody is to be asked at all in which order things happen at one instant.
    fn orders(&self) -> bool {
        false
    }

    /// Which of so many that are due at one instant goes first, if not the one that the agenda
    /// has first.
    fn turn(&mut self, _key: &ChoiceKey<'_>, _count: usize) -> Result<Option<u32>, ChoiceError> {
        Ok(None)
    }
}

/// An answer as it stands in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// The index of the option that was picked.
    Picked(u32),
    /// The number that was drawn.
    Drawn(i64),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Picked(option) => write!(f, "option {option}"),
            Value::Drawn(number) => write!(f, "{number}"),
        }
    }
}

/// An option that was picked before, if it is one of so many.
fn picked(key: OwnedKey, value: Value, options: usize) -> Result<u32, ChoiceError> {
    let Some(last) = options.checked_sub(1) else {
        return Err(ChoiceError::NothingToPick { key });
    };
    match value {
        Value::Drawn(_) => Err(ChoiceError::RecordedAsDraw { key }),
        Value::Picked(picked) if last < picked as usize => {
            Err(ChoiceError::OutOfRange { key, picked, last })
        }
        Value::Picked(picked) => Ok(picked),
    }
}

/// Why a choice has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    #[error("`{key}` has no option to pick: give at least one a weight above 0")]
    NothingToPick { key: OwnedKey },
    #[error("`{key}` was not recorded: the log is of another scenario or another version of it")]
    NotRecorded { key: OwnedKey },
    #[error("`{key}` was recorded twice: keep one of the two answers")]
    RecordedTwice { key: OwnedKey },
    #[error("`{key}` was recorded as option {picked}, but its options are 0 to {last}")]
    OutOfRange { key: OwnedKey, picked: u32, last: usize },
    #[error("`{key}` was recorded as a pick, but a number is drawn here")]
    RecordedAsPick { key: OwnedKey },
    #[error("`{key}` was recorded as a drawn number, but an option is picked here")]
    RecordedAsDraw { key: OwnedKey },
    #[error("`{key}` was recorded as {value}, which could not have been chosen")]
    NotPossible { key: OwnedKey, value: Value },
    #[error("`{key}` was chosen before the branch: branch off before that")]
    MadeBefore { key: OwnedKey },
}

#[cfg(test)]
mod tests;
