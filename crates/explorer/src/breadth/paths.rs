//! How each state was reached.

use crate::enumerated::Answer;

/// A state, by the order in which states were found.
pub(super) type StateNumber = u32;

/// For each state the one before it, and the answers between the two.
#[derive(Debug)]
pub(super) struct Paths {
    states: Vec<(StateNumber, u32)>,
    /// The answers of all states, one after the other.
    answers: Vec<Answer>,
}

impl Paths {
    /// Where every history begins.
    pub(super) const ROOT: StateNumber = 0;

    pub(super) fn new() -> Paths {
        Paths { states: vec![(Paths::ROOT, 0)], answers: Vec::new() }
    }

    /// Adds a state. Past four thousand million of them paths end early; memory ends before.
    pub(super) fn add(&mut self, before: StateNumber, answers: &[Answer]) -> StateNumber {
        self.answers.extend_from_slice(answers);
        let number = StateNumber::try_from(self.states.len()).unwrap_or(StateNumber::MAX);
        let end = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        self.states.push((before, end));
        number
    }

    /// All answers on the way to a state, and those behind it.
    pub(super) fn to(&self, state: StateNumber, behind: &[Answer]) -> Vec<Answer> {
        let mut parts = vec![behind];
        let mut at = state;
        while at != Paths::ROOT {
            let Some((before, end)) = self.states.get(at as usize) else { break };
            let start = self.states.get(at as usize - 1).map_or(0, |(_, end)| *end);
            parts.push(self.answers.get(start as usize..*end as usize).unwrap_or_default());
            at = *before;
        }
        parts.into_iter().rev().flatten().copied().collect()
    }

    pub(super) fn bytes(&self) -> u64 {
        let states = self.states.len() * size_of::<(StateNumber, u32)>();
        (states + self.answers.len() * size_of::<Answer>()) as u64
    }
}
