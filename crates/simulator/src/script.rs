//! A script: what a scenario file says, checked and ready to be played.
//!
//! A [`Step`] is an inject of exercise control or a behavior of an actor; both are the same
//! thing: upon a trigger, if conditions hold, after a delay, with some chance, an actor issues
//! one of several commands. Steps produce commands, never events: the center accepts or refuses
//! them as it does people's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use domain::{Actor, Audience, Command};
use kernel::{Position, SimDuration, SimTime};
use rules::{RuleSet, Standing};
use serde_json::Value;

use crate::choice::{Edited, Others, OwnedKey, Seeded, Stream, Value as Answer};
use crate::distribution::Distribution;
use crate::record::{Opening, Origin};

mod apart;
mod reduced;

pub use crate::template::{
    Piece, Slot, Template, TemplateError, is_name_of_instants, names_instant,
};

/// Everything that a run needs besides a seed.
#[derive(Clone, Debug)]
pub struct Script {
    /// What is recorded at the beginning; the seed is filled in by the run.
    pub opening: Opening,
    /// The numbers of the center, set before anything else.
    pub parameters: Vec<ParameterStep>,
    /// Commands at the beginning, in this order: who is enrolled, who leads.
    pub enrollments: Vec<Fixed>,
    pub steps: Vec<Step>,
    /// By branch of the opening: the steps that it adds. They stand behind all others and are
    /// without effect before their branch.
    pub injected: Vec<Range<usize>>,
    /// What steps and expectations ask of the past; they name them by index.
    pub watches: Vec<Watch>,
    pub expectations: Vec<Expectation>,
    /// Choices that are settled; whoever plays the script answers all others.
    pub choices: BTreeMap<OwnedKey, Answer>,
    /// How these are answered where the script is played from a seed.
    pub others: Others,
    /// The policy rules that every run of the script is judged by.
    pub rules: Option<Arc<RuleSet>>,
}

impl Script {
    /// Who chooses where the script is played: what it settles stands, unless it is overridden.
    pub fn chooser(&self, overrides: BTreeMap<OwnedKey, Answer>, seeded: Seeded) -> Edited {
        Edited::onward(self.settled(overrides), seeded).with_others(self.others)
    }

    /// These overrides, and what the script settles besides.
    pub(crate) fn settled(
        &self,
        mut overrides: BTreeMap<OwnedKey, Answer>,
    ) -> BTreeMap<OwnedKey, Answer> {
        for (key, value) in &self.choices {
            overrides.entry(key.clone()).or_insert(*value);
        }
        overrides
    }
}

/// A command that is certain, with its origin.
#[derive(Clone, Debug)]
pub struct Fixed {
    pub by: Actor,
    pub command: Command,
    pub origin: Arc<Origin>,
}

/// A parameter: its value, or the distribution from which it is drawn once.
#[derive(Clone, Debug)]
pub struct ParameterStep {
    pub parameter: domain::parameter::Parameter,
    pub value: ParameterValue,
    pub origin: Arc<Origin>,
    pub stream: Stream,
}

/// See [`ParameterStep`].
#[derive(Clone, Debug)]
pub enum ParameterValue {
    Known(domain::parameter::Value),
    /// Milliseconds, parts per million or a count, by the parameter's unit.
    Drawn(Distribution),
}

/// An inject or a behavior.
#[derive(Clone, Debug)]
pub struct Step {
    /// `actor/behavior`, or `timeline/inject`.
    pub name: String,
    pub trigger: Trigger,
    /// All must hold when the trigger occurs.
    pub when: Vec<Condition>,
    /// None may hold when the delay has passed.
    pub unless: Vec<Condition>,
    pub delay: Option<Distribution>,
    /// In parts per million.
    pub chance: u32,
    /// How often it may be triggered at most.
    pub times_max: Option<u32>,
    /// At least one; picked by weight where there are several.
    pub options: Vec<Choice>,
    pub streams: Streams,
}

impl Step {
    /// Whether whoever acts may know of what has this audience.
    pub fn is_told(&self, audience: Audience) -> bool {
        self.options.iter().all(|option| audience.admits(option.by))
    }
}

/// One command that a step may issue.
#[derive(Clone, Debug)]
pub struct Choice {
    pub weight: u32,
    pub by: Actor,
    pub template: Template,
    pub origin: Arc<Origin>,
}

/// The names under which a step's choices are drawn.
#[derive(Clone, Debug)]
pub struct Streams {
    pub instant: Stream,
    pub delay: Stream,
    pub chance: Stream,
    pub option: Stream,
}

/// What sets a step off.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// At an instant, and again after each drawn interval.
    At { at: SimTime, times: u32, every: Option<Distribution> },
    /// At instants drawn from a window.
    Window { from: SimTime, to: SimTime, times: u32 },
    /// Upon each event that matches.
    Upon(Pattern),
    /// Upon the event that makes the conditions hold.
    Holds,
}

impl Trigger {
    /// From what the milliseconds from one time to the next are drawn, or those from the beginning
    /// of a window.
    pub fn drawn_from(&self) -> Option<Cow<'_, Distribution>> {
        match self {
            Trigger::At { every, .. } => every.as_ref().map(Cow::Borrowed),
            Trigger::Window { from, to, .. } => {
                let width = i64::try_from(to.since(*from).as_millis()).unwrap_or(i64::MAX);
                // A window of no width is an instant; the reader has refused one that is reversed.
                let within = Distribution::uniform(0, width).unwrap_or(Distribution::fixed(0));
                Some(Cow::Owned(within))
            }
            Trigger::Upon(_) | Trigger::Holds => None,
        }
    }
}

/// Events of one kind whose fields have certain values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `family.name`
    pub kind: String,
    pub fields: BTreeMap<String, Value>,
}

/// A pattern that is counted during a run, by the values of some of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub pattern: Pattern,
    pub by_fields: Vec<String>,
    /// Who asks, where it is an event that may be hidden: they count what they may see. None for
    /// an expectation, which judges the whole.
    pub reader: Option<Actor>,
    /// Instants are kept for this long; none is kept where nobody looks back a limited time.
    pub keep: Option<SimDuration>,
    /// Only records of this time count.
    pub from: SimTime,
    pub to: SimTime,
}

/// A question to the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub watch: usize,
    /// The values of the watch's `by_fields`: fields of the event that triggered the step.
    pub bound_to: Vec<String>,
    pub within: Option<SimDuration>,
    pub at_least: u32,
    pub at_most: u32,
}

/// What must have come about by the end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// As people read it.
    pub text: String,
    pub check: Check,
}

/// See [`Expectation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    Count {
        watch: usize,
        at_least: u32,
        at_most: u32,
    },
    /// A JSON pointer into the end state, and what must stand there.
    State {
        pointer: String,
        is: Value,
    },
    Rule(RuleCheck),
}

/// What must have come of a policy rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCheck {
    /// The name of the rule.
    pub rule: String,
    /// One of these.
    pub standings: Vec<Standing>,
    /// If the rule is to be broken: when a violation is certain, give or take the millisecond by
    /// which a deadline must have passed.
    pub at: Option<SimTime>,
    /// The event at which a violation is reported.
    pub position: Option<Position>,
    /// Values of the violation.
    pub values: BTreeMap<String, Value>,
}
