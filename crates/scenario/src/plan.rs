//! What a campaign varies from run to run, and what it records of each.
//!
//! A [`Lever`] is what somebody could decide otherwise: its values are compared. An
//! [`Uncertainty`] is what nobody knows: its value is drawn once a run. Both set [`Place`]s of a
//! script, and nothing else, so that all other draws stay the same.

use std::num::NonZeroU32;

use domain::clock::Clock;
use kernel::SimTime;
use simulator::distribution::Distribution;
use simulator::script::{ParameterValue, Pattern, Script, Step, Trigger};

pub use crate::file::Better;

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub levers: Vec<Lever>,
    pub uncertainties: Vec<Uncertainty>,
    /// What the scenario declares; none: everything that is measured anyway.
    pub outcomes: Vec<Outcome>,
    /// The steps on the way to something rare; the last is the rare thing itself.
    pub levels: Vec<Level>,
}

/// A step on the way to something rare: an event that happens so often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub pattern: Pattern,
    pub at_least: NonZeroU32,
}

/// Something that could be decided otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lever {
    pub name: String,
    pub sets: Vec<Place>,
    pub values: Vec<Setting>,
}

/// A value of a lever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// As it is written.
    pub text: String,
    pub value: Distribution,
}

/// Something that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncertainty {
    pub name: String,
    pub sets: Vec<Place>,
    /// These places as they are written.
    pub places: Vec<String>,
    pub unit: Measured,
    pub value: Distribution,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    Milliseconds,
    PartsPerMillion,
    Count,
}

/// A number of a script that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A parameter of the center, by its index.
    Parameter(usize),
    /// The delay of a step.
    After(usize),
    /// The interval between the times of a step.
    Every(usize),
    /// The chance of a step, in parts per million.
    Chance(usize),
    /// The weight of one option of a step, both counted from 0.
    Weight(usize, usize),
}

impl Place {
    /// Sets the number as it is in another script of the same steps.
    pub fn restore(self, from: &Script, script: &mut Script) {
        match self {
            Place::Parameter(index) => {
                if let (Some(to), Some(from)) =
                    (script.parameters.get_mut(index), from.parameters.get(index))
                {
                    to.value = from.value.clone();
                }
            }
            Place::After(step)
            | Place::Every(step)
            | Place::Chance(step)
            | Place::Weight(step, _) => {
                if let (Some(to), Some(from)) = (script.steps.get_mut(step), from.steps.get(step)) {
                    self.restore_step(from, to);
                }
            }
        }
    }

    /// Steps are long, and are restored for every run.
    fn restore_step(self, from: &Step, to: &mut Step) {
        match self {
            Place::Parameter(_) => {}
            Place::After(_) => to.delay.clone_from(&from.delay),
            Place::Every(_) => to.trigger.clone_from(&from.trigger),
            Place::Chance(_) => to.chance = from.chance,
            Place::Weight(_, option) => {
                if let (Some(to), Some(from)) =
                    (to.options.get_mut(option), from.options.get(option))
                {
                    to.weight = from.weight;
                }
            }
        }
    }

    /// Sets the number. What is out of range is held at its ends; a place of another script
    /// changes nothing.
    pub fn set(self, script: &mut Script, value: &Distribution) {
        let number = u32::try_from(value.median().max(0)).unwrap_or(u32::MAX);
        match self {
            Place::Parameter(index) => {
                if let Some(parameter) = script.parameters.get_mut(index) {
                    parameter.value = ParameterValue::Drawn(value.clone());
                }
            }
            Place::After(step) => {
                if let Some(step) = script.steps.get_mut(step) {
                    step.delay = Some(value.clone());
                }
            }
            Place::Every(step) => {
                if let Some(step) = script.steps.get_mut(step)
                    && let Trigger::At { every, .. } = &mut step.trigger
                {
                    *every = Some(value.clone());
                }
            }
            Place::Chance(step) => {
                if let Some(step) = script.steps.get_mut(step) {
                    step.chance = number.min(1_000_000);
                }
            }
            Place::Weight(step, option) => {
                let step = script.steps.get_mut(step);
                if let Some(option) = step.and_then(|step| step.options.get_mut(option)) {
                    option.weight = number;
                }
            }
        }
    }
}

/// The metrics of an account that every run has.
pub const METRICS: [&str; 18] = [
    "breach-to-warning",
    "breaches-warned-of",
    "verified-in-time",
    "attributed-in-time",
    "dissent",
    "silence-broken",
    "seats-filled",
    "violations",
    "violations-unwatched",
    "coverage-lowest",
    "coverage-known",
    "caveat-collisions",
    "red-cards",
    "requirements-in-time",
    "donor-match",
    "needs-matched",
    "requirements-filled",
    "force-mandated",
];

/// What is recorded of each run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub name: String,
    pub asks: Asks,
    /// Which end is the good one, if the file says so.
    pub better: Option<Better>,
}

/// What an outcome asks of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Whether an event happened so often.
    Happened { event: Awaited, at_least: u32, at_most: u32 },
    /// How often an event happened.
    Count(Awaited),
    /// How long it took until an event first happened, from the start or from another event.
    Time { to: Awaited, since: Option<Pattern> },
    /// A metric of the account, by its name.
    Metric(String),
    /// How many deadlines of a clock were missed.
    Missed(Clock),
}

/// An event within a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    pub pattern: Pattern,
    pub from: SimTime,
    pub to: SimTime,
    /// The span as the file writes it, to stand behind a verb; empty if it is the whole run.
    pub span: String,
}

/// How often something is to happen, as people read it.
pub fn how_often(at_least: u32, at_most: u32) -> String {
    match (at_least, at_most) {
        (_, 0) => "never".to_string(),
        (1, u32::MAX) => "at least once".to_string(),
        (low, u32::MAX) => format!("at least {low} times"),
        (1, 1) => "exactly once".to_string(),
        (low, high) if low == high => format!("exactly {low} times"),
        (low, high) => format!("{low} to {high} times"),
    }
}
