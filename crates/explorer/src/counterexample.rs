//! From a violation that a search has met to a counterexample that people can use.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::breadth::{Distance, Ended, Limits, Violation, search};
use crate::recorded::Recorded;
use crate::shrink::{Shrunk, shrink};
use crate::space::Space;
use crate::story::{Story, tell};
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
