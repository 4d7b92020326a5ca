//! Choices of a branch: those of the past stand, some of the future are overridden.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ChoiceError, ChoiceKey, Choose, Others, OwnedKey, Seeded, Value, likeliest, picked};
use crate::distribution::Distribution;

/// Answers a choice as the past recorded it; otherwise as it is overridden; otherwise by default, if
/// that is wanted, or else from the seed, under the same key as ever. So what an edit does not touch
/// is drawn as it would have been without it.
///
/// A copy shares what was recorded and overridden.
#[derive(Clone, Debug)]
pub struct Edited {
    recorded: Arc<BTreeMap<OwnedKey, Value>>,
    overrides: Arc<BTreeMap<OwnedKey, Value>>,
    /// Whether some of these are about the order at an instant.
    orders: bool,
    asked: BTreeSet<OwnedKey>,
    /// What is noted as it is asked for, if something is.
    noted: Option<Noted>,
    /// Whether the order is among it.
    notes_turns: bool,
    others: Others,
    seeded: Seeded,
}

/// What nobody chose, and could have been otherwise.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// What was certain when it was asked for.
    pub certain: Vec<OwnedKey>,
    /// Who went first of several that were due at once, and how many others could have.
    pub turns: Vec<(OwnedKey, Value, u32)>,
}

impl Edited {
    /// Takes the choices made up to the branch, and what is to be chosen from there on. A choice
    /// that was made already cannot be overridden any more.
    pub fn new(
        recorded: BTreeMap<OwnedKey, Value>,
        overrides: BTreeMap<OwnedKey, Value>,
        seeded: Seeded,
    ) -> Result<Edited, ChoiceError> {
        if let Some(key) = overrides.keys().find(|key| recorded.contains_key(key)) {
            return Err(ChoiceError::MadeBefore { key: key.clone() });
        }
        Ok(Edited::shared(Arc::new(recorded), Arc::new(overrides), seeded))
    }

    /// A chooser for what comes after a past that is not played again.
    pub fn onward(overrides: BTreeMap<OwnedKey, Value>, seeded: Seeded) -> Edited {
        Edited::shared(Arc::default(), Arc::new(overrides), seeded)
    }

    /// A chooser with the same past and the same overrides that draws from another seed, and that
    /// nobody has asked yet.
    #[must_use]
    pub fn of_seed(&self, seeded: Seeded) -> Edited {
        let (recorded, overrides) = (Arc::clone(&self.recorded), Arc::clone(&self.overrides));
        Edited { others: self.others, ..Edited::shared(recorded, overrides, seeded) }
    }

    /// The same chooser, for which this answers what is neither recorded nor overridden.
    #[must_use]
    pub fn with_others(self, others: Others) -> Edited {
        Edited { others, ..self }
    }

    fn shared(
        recorded: Arc<BTreeMap<OwnedKey, Value>>,
        overrides: Arc<BTreeMap<OwnedKey, Value>>,
        seeded: Seeded,
    ) -> Edited {
        let orders = recorded.keys().chain(overrides.keys()).any(OwnedKey::is_turn);
        let (asked, others) = (BTreeSet::new(), Others::Drawn);
        let (noted, notes_turns) = (None, false);
        Edited { recorded, overrides, orders, asked, noted, notes_turns, others, seeded }
    }

    /// Draws from another seed from now on.
    pub fn draw_from(&mut self, seeded: Seeded) {
        self.seeded = seeded;
    }

    /// Notes from now on what is certain and could be overridden all the same, and the order of what
    /// is due at one instant, if that is wanted.
    #[must_use]
    pub fn noting(self, turns: bool) -> Edited {
        Edited { noted: Some(Noted::default()), notes_turns: turns, ..self }
    }

    /// What was noted since the last call.
    pub fn take_noted(&mut self) -> Noted {
        self.noted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The overrides that nobody asked for: they change nothing.
    pub fn unasked(&self) -> impl Iterator<Item = &OwnedKey> {
        self.overrides.keys().filter(|key| !self.asked.contains(key))
    }

    /// Whether every answer comes from the seed.
    fn is_plain(&self) -> bool {
        self.recorded.is_empty() && self.overrides.is_empty() && self.others == Others::Drawn
    }

    fn answer(&mut self, key: &OwnedKey) -> Option<Value> {
        if let Some(value) = self.recorded.get(key) {
            return Some(*value);
        }
        let value = self.overrides.get(key).copied()?;
        self.asked.insert(key.clone());
        Some(value)
    }
}

impl Choose for Edited {
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        if self.is_plain() {
            return self.seeded.pick(key, weights);
        }
        let owned = key.to_owned_key();
        match self.answer(&owned) {
            None if self.others == Others::ByDefault => {
                likeliest(weights).ok_or(ChoiceError::NothingToPick { key: owned })
            }
            None => self.seeded.pick(key, weights),
            Some(value) => picked(owned, value, weights.len()),
        }
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        if self.is_plain() {
            return self.seeded.draw(key, from);
        }
        let owned = key.to_owned_key();
        match self.answer(&owned) {
            None if self.others == Others::ByDefault => Ok(from.median()),
            None => self.seeded.draw(key, from),
            Some(Value::Drawn(number)) => Ok(number),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key: owned }),
        }
    }

    fn settled(&mut self, key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        if self.is_plain() && self.noted.is_none() {
            return Ok(None);
        }
        let owned = key.to_owned_key();
        match self.answer(&owned) {
            None => {
                if let Some(noted) = &mut self.noted {
                    noted.certain.push(owned);
                }
                Ok(None)
            }
            Some(Value::Drawn(number)) => Ok(Some(number)),
            Some(Value::Picked(_)) => Err(ChoiceError::RecordedAsPick { key: owned }),
        }
    }

    fn orders(&self) -> bool {
        self.orders || self.notes_turns
    }

    /// What nobody has settled keeps the order of the agenda.
    fn turn(&mut self, key: &ChoiceKey<'_>, count: usize) -> Result<Option<u32>, ChoiceError> {
        let key = key.to_owned_key();
        let answer = self.answer(&key);
        if let Some(noted) = self.noted.as_mut().filter(|_| self.notes_turns) {
            let rivals = u32::try_from(count).unwrap_or(u32::MAX).saturating_sub(1);
            noted.turns.push((key.clone(), answer.unwrap_or(Value::Picked(0)), rivals));
        }
        answer.map(|value| picked(key, value, count)).transpose()
    }
}
