//! How far a search goes, and what counts as a step away from the beginning.

use crate::enumerated::{Answer, Asked};
use crate::space::Space;

/// What a step away from the beginning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Every choice.
    Choices,
    /// Every choice that differs from what happens by default.
    Deviations,
}

/// How far a search may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub distance: Distance,
    /// No history is followed further than this.
    pub depth_max: u32,
    /// In bytes, of all that is kept.
    pub memory_max: u64,
    /// Worlds that may be copied.
    pub transitions_max: u64,
    pub threads: usize,
    /// The only rule that is asked, if not all are.
    pub rule: Option<usize>,
    /// Whether histories that break no rule are followed on, once one breaks some.
    pub keeps_going: bool,
}

impl Limits {
    /// How much further from the beginning an answer leads.
    pub(super) fn further(&self, asked: Asked, answer: Answer) -> u32 {
        match self.distance {
            Distance::Choices => u32::from(!(asked.is_optional && answer == asked.default)),
            Distance::Deviations => u32::from(answer != asked.default),
        }
    }

    /// Whether an answer to some choice at this distance may be followed.
    pub(super) fn may_be_followed(&self, depth: u32, space: &Space<'_>) -> bool {
        let costs_nothing = match self.distance {
            // Not to act, where that is free, and to let the order stand.
            Distance::Choices => space.freedom.is_some() || space.orders,
            Distance::Deviations => true,
        };
        costs_nothing || depth < self.depth_max
    }

    /// How many answers to a choice at this distance are followed.
    pub(super) fn followed(&self, depth: u32, asked: Asked) -> usize {
        let answers = asked.least..asked.options;
        answers.filter(|it| depth + self.further(asked, *it) <= self.depth_max).count()
    }
}
