//! Choices from a log.

use std::collections::BTreeMap;

use super::{ChoiceError, ChoiceKey, Choose, OwnedKey, Value, picked};
use crate::distribution::Distribution;

/// Answers each choice as the log recorded it.
///
/// A drawn number is taken as it stands: a branch may well override it with one that its
/// distribution never yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    answers: BTreeMap<OwnedKey, Answer>,
    /// Whether some answer is about the order at an instant.
    orders: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Answer {
    value: Value,
    used: bool,
}

impl Recorded {
    /// Takes the choices of a log in any order; each key at most once.
    pub fn new(
        choices: impl IntoIterator<Item = (OwnedKey, Value)>,
    ) -> Result<Recorded, ChoiceError> {
        let mut answers = BTreeMap::new();
        for (key, value) in choices {
            let answer = Answer { value, used: false };
            if answers.insert(key.clone(), answer).is_some() {
                return Err(ChoiceError::RecordedTwice { key });
            }
        }
        let orders = answers.keys().any(OwnedKey::is_turn);
        Ok(Recorded { answers, orders })
    }

    /// The recorded choices that nobody asked for, by key; after a faithful replay there are
    /// none.
    pub fn unused(&self) -> impl Iterator<Item = (&OwnedKey, Value)> {
        let unused = self.answers.iter().filter(|(_, answer)| !answer.used);
        unused.map(|(key, answer)| (key, answer.value))
    }

    fn answer(&mut self, key: &OwnedKey) -> Option<Value> {
        let answer = self.answers.get_mut(key)?;
        answer.used = true;
        Some(answer.value)
    }
}

impl Choose for Recorded {
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        let key = key.to_owned_key();
        match self.answer(&key) {
            Some(value) => picked(key, value, weights.len()),
            None if weights.is_empty() => Err(ChoiceError::NothingToPick { key }),
            None => Err(ChoiceError::NotRecorded { key }),
        }
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, _from: &Distribution) -> Result<i64, ChoiceError> {
        let key = key.to_owned_key();
        match self.answer(&key) {
            None => Err(ChoiceError::NotRecorded { key }),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key }),
            Some(Value::Drawn(number)) => Ok(number),
        }
    }

    /// A number that is certain is no choice and not recorded, unless a branch has overridden it.
    fn settled(&mut self, key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        let key = key.to_owned_key();
        match self.answer(&key) {
            None => Ok(None),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key }),
            Some(Value::Drawn(number)) => Ok(Some(number)),
        }
    }

    fn orders(&self) -> bool {
        self.orders
    }

    /// Where the agenda's order stood, nothing was recorded.
    fn turn(&mut self, key: &ChoiceKey<'_>, count: usize) -> Result<Option<u32>, ChoiceError> {
        let key = key.to_owned_key();
        self.answer(&key).map(|value| picked(key, value, count)).transpose()
    }
}
