//! The names of questions about the order of what is due at one instant.

use domain::clock::Clock;
use serde_json::Value as Json;

use super::{OwnedKey, Stream, StreamError};

const TURN: &str = "/turn";

/// The stream that asks whether somebody goes first: a step by its name, or a clock. The question
/// is put anew each time that another has gone ahead.
pub(crate) fn turn_stream(owner: &str, passed: u32) -> Result<Stream, StreamError> {
    Stream::new(match passed {
        0 => format!("{owner}{TURN}"),
        _ => format!("{owner}{TURN}/{}", passed + 1),
    })
}

/// A clock as the owner of such a stream.
pub(crate) fn clock_name(clock: Clock) -> String {
    let word = serde_json::to_value(clock).unwrap_or_default();
    format!("clock.{}", word.as_str().unwrap_or_default())
}

/// Whether this is the name of a clock.
pub(crate) fn is_clock(owner: &str) -> bool {
    let word = owner.strip_prefix("clock.").map(Json::from);
    word.is_some_and(|word| serde_json::from_value::<Clock>(word).is_ok())
}

/// Whose turn a stream asks for, if that is what it does.
pub fn turn_of(stream: &str) -> Option<&str> {
    if let Some(owner) = stream.strip_suffix(TURN) {
        return Some(owner);
    }
    let (turn, text) = stream.rsplit_once('/')?;
    let number: u32 = text.parse().ok()?;
    let is_written_so = 2 <= number && number.to_string() == text;
    turn.strip_suffix(TURN).filter(|_| is_written_so)
}

impl OwnedKey {
    /// Whether the choice is about the order of what is due at one instant.
    pub fn is_turn(&self) -> bool {
        turn_of(self.stream()).is_some()
    }
}
