//! Choices from a log.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Where each answer must be a possible one: the keys that may have any.
    free: Option<BTreeSet<OwnedKey>>,
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
        Ok(Recorded { answers, orders, free: None })
    }

    /// Refuses from now on what could not have been chosen, unless it is of one of these keys.
    #[must_use]
    pub fn possible_but_for(self, free: BTreeSet<OwnedKey>) -> Recorded {
        Recorded { free: Some(free), ..self }
    }

    /// What was recorded, if it could be.
    fn expect(
        &self,
        key: &OwnedKey,
        value: Value,
        is_possible: impl FnOnce() -> bool,
    ) -> Result<(), ChoiceError> {
        match &self.free {
            Some(free) if !free.contains(key) && !is_possible() => {
                Err(ChoiceError::NotPossible { key: key.clone(), value })
            }
            _ => Ok(()),
        }
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
            Some(value) => {
                let picked = picked(key.clone(), value, weights.len())?;
                self.expect(&key, value, || {
                    weights.get(picked as usize).is_some_and(|it| 0 < *it)
                })?;
                Ok(picked)
            }
            None if weights.is_empty() => Err(ChoiceError::NothingToPick { key }),
            None => Err(ChoiceError::NotRecorded { key }),
        }
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        let key = key.to_owned_key();
        match self.answer(&key) {
            None => Err(ChoiceError::NotRecorded { key }),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key }),
            Some(value @ Value::Drawn(number)) => {
                self.expect(&key, value, || from.can_yield(number))?;
                Ok(number)
            }
        }
    }

    /// A number that is certain is no choice and not recorded, unless a branch has overridden it.
    fn settled(&mut self, key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        let key = key.to_owned_key();
        match self.answer(&key) {
            None => Ok(None),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key }),
            Some(value @ Value::Drawn(number)) => {
                self.expect(&key, value, || false)?;
                Ok(Some(number))
            }
        }
    }

    fn orders(&self) -> bool {
        self.orders
    }

    /// Where the agenda's order stood, nothing was recorded.
    fn turn(&mut self, key: &ChoiceKey<'_>, count: usize) -> Result<Option<u32>, ChoiceError> {
        let key = key.to_owned_key();
        let Some(value) = self.answer(&key) else { return Ok(None) };
        self.expect(&key, value, || false)?;
        picked(key, value, count).map(Some)
    }
}
