//! From a violation that a search has met to a counterexample that people can use.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::Actor;
use simulator::choice::{OwnedKey, Value};
use simulator::script::Script;

use crate::breadth::{Distance, Ended, Limits, Violation, search};
use crate::folder::drawn;
use crate::recorded::Recorded;
use crate::shrink::{Shrunk, shrink};
use crate::space::Space;
use crate::story::{NoReturn, Story, Stuck, tell};
use crate::variant::{Variant, described};

/// A history that breaks a rule, as short as it was made.
#[derive(Clone, Debug)]
pub struct Counterexample {
    pub rule: String,
    pub rule_number: usize,
    pub shrunk: Shrunk,
    /// What its length counts.
    pub distance: Distance,
    /// The choices of the history as it was met.
    pub met_with: usize,
    /// The other rules that it breaks, as it was met and by default from there on. What is left of the
    /// scenario may break others.
    pub broken_too: Vec<String>,
    pub certified: Certified,
    /// Whether that goes for the whole scenario too, not only for what is left of it.
    pub certified_in_the_whole: bool,
    /// That it goes only for some instants of open commands, and only for some values of draws.
    pub offers_in_part: bool,
    pub draws_in_part: bool,
    pub story: Story,
}

/// Whether a shorter one can exist in what is left of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certified {
    /// All histories with fewer choices, or departures, keep the rule.
    Shortest,
    /// All with fewer than this do; nearer to its length was not searched. Nothing is known where
    /// there are none, or where not all arguments were tried.
    UpTo { depth: u32 },
}

/// What is said of all choices goes for those that there are without the steps that were left out.
const LOOKED_AT: &str = "in what is left of the scenario, of the values looked at";
/// The same where somebody is free to act: what else could have been done is not looked for.
const WITH_THESE_COMMANDS: &str =
    "in what is left of the scenario, of the values looked at, no other open command being given";

/// Worlds that are copied to certify a length.
const CERTIFYING_MAX: u64 = 100_000;

impl Counterexample {
    /// The choices that are made before the rule is broken, and the commands that were given.
    pub fn length(&self) -> usize {
        length(&self.shrunk, Distance::Choices)
    }

    /// Those among them that are otherwise than by default.
    pub fn departures(&self) -> usize {
        length(&self.shrunk, Distance::Deviations)
    }

    /// What is to be learned from it, in lines.
    pub fn moral(&self, script: &Script) -> Vec<String> {
        let Story { no_return, could_have, could_have_waited, .. } = &self.story;
        let looked_at = if self.offers_in_part { WITH_THESE_COMMANDS } else { LOOKED_AT };
        let unless = match names(could_have_waited) {
            who if who.is_empty() => who,
            who => format!(" unless one command less is given, by {who}"),
        };
        let point = match no_return {
            NoReturn::Choice { made, tried } => format!(
                "Point of no return: {} {}. Before that the rule could be kept; after it no more{unless}, {looked_at} ({} tried).",
                made.key,
                shown(script, &made.key, made.value),
                histories(*tried)
            ),
            NoReturn::Never { tried } => {
                let tried = histories(*tried);
                format!("No choice keeps the rule{unless}, {looked_at} ({tried} tried).")
            }
            NoReturn::Unknown { tried } => {
                format!("Point of no return: not found among {tried} continuations.")
            }
        };
        let who = names(could_have);
        let who = if who.is_empty() && self.story.was_stopped {
            "Who could have kept the rule by another choice was not looked for to the end."
                .to_string()
        } else if who.is_empty() {
            format!("Nobody could have kept the rule by another single choice, {looked_at}.")
        } else if could_have == could_have_waited {
            format!("One command less would have kept it: {who}.")
        } else {
            format!("Another choice would have kept it: {who}.")
        };
        let stuck = self.story.stuck.as_ref().map(|Stuck { at, why }| {
            let offset = script.opening.utc_offset;
            format!("It cannot be played beyond {}: {why}", report::instant(*at, offset))
        });
        [point, who].into_iter().chain(stuck).collect()
    }
}

fn names(actors: &BTreeSet<Actor>) -> String {
    let names: Vec<&str> = actors.iter().map(|actor| report::actor_name(*actor)).collect();
    names.join(", ")
}

fn histories(number: u32) -> String {
    if number == 1 { "1 history".to_string() } else { format!("{number} histories") }
}

pub(crate) fn shown(script: &Script, key: &OwnedKey, value: Value) -> String {
    match value {
        Value::Picked(0) if key.is_turn() => "keeps the order".to_string(),
        Value::Picked(others) if key.is_turn() => format!("lets number {} go first", others + 1),
        Value::Picked(option) => format!("picks option {option}"),
        Value::Drawn(number) => format!("draws {}", drawn(script, key, number)),
    }
}

fn length(shrunk: &Shrunk, distance: Distance) -> usize {
    match distance {
        Distance::Choices => shrunk.played.made.len() + shrunk.variant.given.len(),
        Distance::Deviations => shrunk.variant.departures(),
    }
}

/// Makes a counterexample of a violation: shrinks it, looks for a shorter one, and tells it.
pub fn counterexample(
    space: &Space<'_>,
    violation: &Violation,
    limits: &Limits,
    stop: &AtomicBool,
) -> Option<Counterexample> {
    let rule = violation.rule;
    let distance = limits.distance;
    let found = described(space, &violation.answers, rule)?;
    let met_with = found.1.made.len() + found.0.given.len();
    let broken_too = broken_too(space, rule, &found.0);
    let mut shrunk = shrink(space, rule, distance, found, stop);
    let (certified, certified_in_the_whole) = loop {
        let bare = Variant { given: Vec::new(), ..shrunk.variant.clone() };
        let certified = match shorter((space, &bare), rule, &shrunk, limits, stop) {
            Ok(certified) => certified,
            Err(better) => {
                shrunk = *better;
                continue;
            }
        };
        if violation.is_nearest || certified != Certified::Shortest {
            break (certified, violation.is_nearest && certified == Certified::Shortest);
        }
        // What was met with by chance has to be looked for in all of the scenario too.
        match shorter((space, &Variant::default()), rule, &shrunk, limits, stop) {
            Ok(in_the_whole) => break (certified, in_the_whole == Certified::Shortest),
            Err(better) => shrunk = *better,
        }
    };
    let story = tell(space, rule, &shrunk, stop);
    let rule_name = space.rules.name(rule).to_string();
    Some(Counterexample {
        rule: rule_name,
        rule_number: rule,
        shrunk,
        distance,
        met_with,
        broken_too,
        certified,
        certified_in_the_whole,
        offers_in_part: space.freedom.is_some(),
        draws_in_part: space.draws_in_part(),
        story,
    })
}

fn broken_too(space: &Space<'_>, rule: usize, met: &Variant) -> Vec<String> {
    let choices = Arc::new(met.choices.clone());
    Recorded::of(&met.script(space.script), space.rules, rule, &choices).also_broken
}

/// Searches a scenario with its parts left out for a shorter history.
fn shorter(
    (searched, bare): (&Space<'_>, &Variant),
    rule: usize,
    shrunk: &Shrunk,
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<Certified, Box<Shrunk>> {
    let distance = limits.distance;
    let Some(below) = length(shrunk, distance).checked_sub(1) else {
        return Ok(Certified::Shortest);
    };
    let depth_max = u32::try_from(below).unwrap_or(u32::MAX);
    let Space { script, rules, freedom, orders, .. } = *searched;
    let reduced = bare.script(script);
    let mut space = Space::new(&reduced, rules, &[], freedom);
    space.orders = orders;
    let limits = Limits {
        depth_max,
        transitions_max: CERTIFYING_MAX,
        rule: Some(rule),
        keeps_going: false,
        ..*limits
    };
    let nearer = search(&space, &limits, stop);
    if let Some(violation) = nearer.violations.first()
        && let Some((found, played)) = described(&space, &violation.answers, rule)
    {
        let (steps, nations) = (bare.steps.clone(), bare.nations);
        let variant = Variant { steps, nations, ..found };
        let better = shrink(searched, rule, distance, (variant, played), stop);
        if length(&better, distance) < length(shrunk, distance) {
            return Err(Box::new(better));
        }
    }
    if !nearer.coverage.untried.is_empty() {
        return Ok(Certified::UpTo { depth: 0 });
    }
    Ok(match nearer.ended {
        Ended::Everything | Ended::AtDepth | Ended::Broken { .. } => Certified::Shortest,
        Ended::OutOfMemory { depth } | Ended::OutOfTime { depth } | Ended::Stopped { depth } => {
            Certified::UpTo { depth }
        }
        Ended::Fault(_) => Certified::UpTo { depth: 0 },
    })
}
