//! A chooser that answers by number, so that all answers can be gone through.
//!
//! A pick has the options that chance can give, and a draw some of its values. Where only one answer
//! is left, nobody is asked. By default the likeliest option happens, and the median.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use kernel::SimTime;
use simulator::choice::{ChoiceError, ChoiceKey, Choose, OwnedKey, Value, likeliest};
use simulator::distribution::Distribution;
use smallvec::SmallVec;

use crate::equals::{Alike, Equals};
use crate::grid::Grids;
use crate::walks::Dice;

/// Which of the answers to a choice, from 0.
pub type Answer = u16;

/// The answers for one step, which are few.
pub(crate) type StepAnswers = SmallVec<[Answer; 8]>;

/// Answers by the names of their choices.
pub type Answers = BTreeMap<OwnedKey, Value>;

/// A choice that was answered on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub at: SimTime,
    pub key: OwnedKey,
    pub value: Value,
    /// The answers that are gone through; the one given may lie between them.
    pub options: Vec<Value>,
    /// What happens by default.
    pub default: Value,
}

impl Made {
    pub fn is_default(&self) -> bool {
        self.value == self.default
    }
}

/// A choice that has no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub options: Answer,
    pub default: Answer,
    /// Whether by default nothing is done: somebody is free to act, or may go ahead of others.
    pub is_optional: bool,
    /// Answers below this one are those of another nation that is equal, and need not be given.
    pub least: Answer,
}

/// Answers the choices of one step with the numbers that it was given.
#[derive(Clone, Debug, Default)]
pub struct Enumerated {
    answers: StepAnswers,
    used: usize,
    asked: Option<Asked>,
    equals: Equals,
    /// What is known of draws, for the sake of speed.
    grids: Arc<Grids>,
    /// Whether the order of what is due at one instant is asked for.
    orders: bool,
    /// Where it is not: set once another could have gone first.
    ties: Option<Arc<AtomicBool>>,
    beyond: Beyond,
    /// What was answered, where somebody wants to know.
    trail: Option<Trail>,
    /// Whether that the order stands is a part of it, each time that it does.
    turns_too: bool,
}

/// What was answered. Its length is told to whoever notices what became certain meanwhile.
#[derive(Clone, Debug, Default)]
struct Trail {
    /// The present.
    now: SimTime,
    made: Vec<Made>,
    length: Arc<AtomicUsize>,
}

impl Trail {
    fn push(&mut self, made: Made) {
        self.made.push(made);
        self.length.store(self.made.len(), Ordering::Relaxed);
    }
}

/// What becomes of a choice beyond the numbers that were given.
#[derive(Clone, Debug, Default)]
enum Beyond {
    /// The step stops there.
    #[default]
    Stop,
    /// It has the answer of its name, or else the step stops there.
    Begun(Arc<Answers>),
    /// It has the answer of its name, or else happens by default.
    Named(Arc<Answers>),
    /// It has any of its answers; which ones were given is remembered.
    Random(Dice, Vec<Answer>),
}

impl Enumerated {
    /// A chooser that answers by the names of choices, and by default.
    pub fn named(answers: Arc<Answers>) -> Enumerated {
        let orders = answers.keys().any(OwnedKey::is_turn);
        Enumerated { beyond: Beyond::Named(answers), orders, ..Enumerated::default() }
    }

    /// One that answers by the names of choices; at others the step stops.
    pub(crate) fn begun(answers: Arc<Answers>) -> Enumerated {
        Enumerated { beyond: Beyond::Begun(answers), ..Enumerated::default() }
    }

    /// One that need not find out again what is gone through of each draw.
    pub(crate) fn knowing(self, grids: Arc<Grids>) -> Enumerated {
        Enumerated { grids, ..self }
    }

    /// One that notes whether another could have gone first, until one could.
    pub(crate) fn noting_ties(self, ties: Arc<AtomicBool>) -> Enumerated {
        Enumerated { ties: Some(ties), ..self }
    }

    /// A chooser that is asked for the order of what is due at one instant too.
    pub(crate) fn ordering(self) -> Enumerated {
        Enumerated { orders: true, ..self }
    }

    /// From now on what was answered is remembered; how much that is stands in what is returned.
    pub fn remember(&mut self) -> Arc<AtomicUsize> {
        Arc::clone(&self.trail.get_or_insert_default().length)
    }

    /// What is answered from now on is answered at this instant.
    pub(crate) fn pass(&mut self, now: SimTime) {
        if let Some(trail) = &mut self.trail {
            trail.now = now;
        }
    }

    /// Each time that the order stands is to be remembered too.
    pub(crate) fn with_turns(self) -> Enumerated {
        Enumerated { turns_too: true, ..self }
    }

    /// From now on what has no answer happens by default.
    pub fn go_on_by_default(&mut self) {
        self.beyond = Beyond::Named(Arc::default());
    }

    /// Which nations nothing has told apart yet.
    pub(crate) fn equals(&mut self) -> &mut Equals {
        &mut self.equals
    }

    /// Who does the same in histories that are left out.
    pub(crate) fn alike(&self) -> Option<Alike> {
        self.equals.alike()
    }

    /// Takes the answers for the next step.
    pub(crate) fn expect(&mut self, answers: &[Answer]) {
        self.answers.clear();
        self.answers.extend_from_slice(answers);
        self.used = 0;
        self.asked = None;
        self.equals.begin();
    }

    /// How many of its answers the step took.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// The choice at which the step stopped.
    pub(crate) fn asked(&self) -> Option<Asked> {
        self.asked
    }

    /// What was answered so far.
    pub(crate) fn trail(&self) -> &[Made] {
        self.trail.as_ref().map_or(&[], |trail| &trail.made)
    }

    /// The next of the numbers given, or none if the step stops here.
    pub(crate) fn number(&mut self, asked: Asked) -> Option<usize> {
        if let Some(answer) = self.answers.get(self.used) {
            self.used += 1;
            return Some(usize::from(*answer.min(&asked.options.saturating_sub(1))));
        }
        match &mut self.beyond {
            Beyond::Named(_) => Some(usize::from(asked.default)),
            Beyond::Random(dice, given) => {
                // Who is free to act seldom does, and the order mostly stands.
                let acts = !asked.is_optional || dice.below(4) == 0;
                let number = if acts { dice.below(asked.options.into()) } else { 0 };
                given.push(Answer::try_from(number).unwrap_or(asked.default));
                usize::try_from(number).ok()
            }
            Beyond::Stop | Beyond::Begun(_) => {
                self.asked = Some(asked);
                None
            }
        }
    }

    /// From now on what has no answer is answered at random.
    pub(crate) fn answer_at_random(&mut self, dice: Dice) {
        self.beyond = Beyond::Random(dice, Vec::new());
    }

    /// What was answered at random since somebody asked.
    pub(crate) fn take_random(&mut self) -> Vec<Answer> {
        match &mut self.beyond {
            Beyond::Random(_, given) => std::mem::take(given),
            Beyond::Stop | Beyond::Begun(_) | Beyond::Named(_) => Vec::new(),
        }
    }

    /// The answer that goes by the name of the choice.
    fn named_answer(&self, key: &ChoiceKey<'_>) -> Option<Value> {
        match &self.beyond {
            Beyond::Named(named) if self.answers.len() <= self.used && !named.is_empty() => {
                named.get(&key.to_owned_key()).copied()
            }
            Beyond::Begun(named) => named.get(&key.to_owned_key()).copied(),
            _ => None,
        }
    }

    fn choose(
        &mut self,
        key: &ChoiceKey<'_>,
        options: &[Value],
        default: usize,
    ) -> Result<Value, ChoiceError> {
        let nothing = || ChoiceError::NothingToPick { key: key.to_owned_key() };
        let usual = *options.get(default).ok_or_else(nothing)?;
        if options.len() == 1 {
            return Ok(usual);
        }
        let value = if let Some(value) = self.named_answer(key) {
            value
        } else {
            let number = |index: usize| Answer::try_from(index).unwrap_or(Answer::MAX);
            let (all, default) = (number(options.len()), number(default));
            let least = self.equals.ask(key.stream.name(), &self.answers);
            let asked = Asked { options: all, default, is_optional: false, least };
            let answer = self.number(asked).ok_or_else(nothing)?;
            *options.get(answer).ok_or_else(nothing)?
        };
        if let Some(trail) = &mut self.trail {
            let (key, options) = (key.to_owned_key(), options.to_vec());
            let at = trail.now;
            trail.push(Made { at, key, value, options, default: usual });
        }
        Ok(value)
    }
}

impl Choose for Enumerated {
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        let possible = (0_u32..).zip(weights).filter(|(_, weight)| 0 < **weight);
        let options: Vec<Value> = possible.map(|(index, _)| Value::Picked(index)).collect();
        let default = likeliest(weights).map(Value::Picked);
        let default = options.iter().position(|it| Some(*it) == default).unwrap_or(0);
        match self.choose(key, &options, default)? {
            Value::Picked(picked) if (picked as usize) < weights.len() => Ok(picked),
            Value::Picked(picked) => {
                let last = weights.len().saturating_sub(1);
                Err(ChoiceError::OutOfRange { key: key.to_owned_key(), picked, last })
            }
            Value::Drawn(_) => Err(ChoiceError::RecordedAsDraw { key: key.to_owned_key() }),
        }
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        let grids = Arc::clone(&self.grids);
        let grid = grids.of(key.stream, from);
        match self.choose(key, &grid.values, grid.default)? {
            Value::Drawn(number) => Ok(number),
            Value::Picked(_) => Err(ChoiceError::RecordedAsPick { key: key.to_owned_key() }),
        }
    }

    fn orders(&self) -> bool {
        let looks_out = |ties: &AtomicBool| !ties.load(Ordering::Relaxed);
        self.orders || self.ties.as_deref().is_some_and(looks_out)
    }

    /// That the order stands is remembered only where somebody has said so, or asks for it.
    fn turn(&mut self, key: &ChoiceKey<'_>, count: usize) -> Result<Option<u32>, ChoiceError> {
        if !self.orders {
            if let Some(ties) = &self.ties {
                ties.store(true, Ordering::Relaxed);
            }
            return Ok(None);
        }
        let count = Answer::try_from(count).unwrap_or(Answer::MAX);
        let named = self.named_answer(key);
        let first = if let Some(value) = named {
            let Value::Picked(first) = value else {
                return Err(ChoiceError::RecordedAsDraw { key: key.to_owned_key() });
            };
            first
        } else {
            let asked = Asked { options: count, default: 0, is_optional: true, least: 0 };
            let nothing = || ChoiceError::NothingToPick { key: key.to_owned_key() };
            u32::try_from(self.number(asked).ok_or_else(nothing)?).unwrap_or(0)
        };
        if u32::from(count) <= first {
            let (key, last) = (key.to_owned_key(), usize::from(count).saturating_sub(1));
            return Err(ChoiceError::OutOfRange { key, picked: first, last });
        }
        if let Some(trail) = &mut self.trail
            && (self.turns_too || named.is_some() || first != 0)
        {
            let options = (0..count).map(|place| Value::Picked(place.into())).collect();
            let (at, key, default) = (trail.now, key.to_owned_key(), Value::Picked(0));
            trail.push(Made { at, key, value: Value::Picked(first), options, default });
        }
        // That the order stands is recorded only where somebody has said so, as in any run.
        Ok((named.is_some() || first != 0).then_some(first))
    }
}
