//! Steps that can never act by what they say themselves: without any chance, with a delay that is
//! longer than the run, or with conditions that shut themselves out.
//!
//! Only what is plain is noticed. What a lever or an uncertainty sets is left to the campaign.

use std::collections::BTreeMap;
use std::ops::Range;

use diagnostic::Diagnostic;
use kernel::{SimDuration, SimTime};
use simulator::script::{Condition, Pattern, Script, Step, Trigger, Watch};

use super::Sketch;
use crate::compile::Compiler;
use crate::plan::{Place, Plan};
use crate::yaml::Faults;

/// Where the parts of a step stand that may keep it from ever acting.
#[derive(Default)]
pub(crate) struct Parts {
    pub chance: Option<Range<usize>>,
    pub delay: Option<Range<usize>>,
    pub when: Vec<Range<usize>>,
    pub unless: Vec<Range<usize>>,
    /// Until when it may act.
    pub until: SimTime,
}

/// Warns of steps that never act, where nothing else has been found wrong with what says so.
pub(crate) fn doubts(compiler: &Compiler, script: &Script, found: &Faults) -> Vec<Diagnostic> {
    let sound = compiler.sketches.iter().filter(|sketch| sketch.sound);
    let sketches: BTreeMap<&str, &Sketch> =
        sound.map(|sketch| (sketch.name.as_str(), sketch)).collect();
    let mut doubts = Vec::new();
    for (index, step) in script.steps.iter().enumerate() {
        let Some(sketch) = sketches.get(step.name.as_str()) else { continue };
        let is_set = |place: Place| is_set(&compiler.plan, place);
        let parts = &sketch.parts;
        let chance = parts.chance.as_ref().filter(|_| !is_set(Place::Chance(index)));
        let delay = parts.delay.as_ref().filter(|_| !is_set(Place::After(index)));
        let doubt = chance
            .filter(|_| step.chance == 0)
            .map(|span| (span.clone(), "there is no chance that it does"))
            .or_else(|| Some((delay?.clone(), too_late(step, compiler.from, parts.until)?)))
            .or_else(|| shut_out(step, parts, &compiler.watches));
        doubts.extend(doubt.filter(|(span, _)| !found.lie_in(span)).map(|(span, why)| {
            Diagnostic::warning("S119", format!("`{}` never acts", step.name)).label(span, why)
        }));
    }
    doubts
}

fn is_set(plan: &Plan, place: Place) -> bool {
    let levers = plan.levers.iter().flat_map(|lever| &lever.sets);
    let uncertainties = plan.uncertainties.iter().flat_map(|it| &it.sets);
    levers.chain(uncertainties).any(|set| *set == place)
}

/// A delay that is not over before the end, even if it is as short as can be and begins at once.
fn too_late(step: &Step, from: SimTime, until: SimTime) -> Option<&'static str> {
    let (shortest, _) = step.delay.as_ref()?.bounds();
    let begins = match step.trigger {
        Trigger::At { at, .. } | Trigger::Window { from: at, .. } => at,
        Trigger::Upon(_) | Trigger::Holds => from,
    };
    let shortest = SimDuration::from_millis(u64::try_from(shortest).unwrap_or(0));
    (until < begins + shortest).then_some("the run is over before this delay is")
}

/// Conditions that no history fulfills.
fn shut_out(step: &Step, parts: &Parts, watches: &[Watch]) -> Option<(Range<usize>, &'static str)> {
    if (parts.when.len(), parts.unless.len()) != (step.when.len(), step.unless.len()) {
        return None;
    }
    let is_trigger = |condition: &Condition| match &step.trigger {
        Trigger::Upon(trigger) => watches
            .get(condition.watch)
            .is_some_and(|watch| counts(watch, &condition.bound_to, trigger)),
        _ => false,
    };
    for (number, (condition, span)) in step.when.iter().zip(&parts.when).enumerate() {
        if condition.at_most == 0 && is_trigger(condition) {
            return Some((span.clone(), "what sets it off has happened by then"));
        }
        if step.when.iter().take(number).any(|other| contradict(condition, other)) {
            return Some((span.clone(), "this never holds together with what stands before it"));
        }
    }
    let mut unless = step.unless.iter().zip(&parts.unless);
    let lapses = unless.find(|(condition, _)| {
        let asks_once = (condition.at_least, condition.at_most) == (1, u32::MAX);
        asks_once && condition.within.is_none() && is_trigger(condition)
    });
    lapses.map(|(_, span)| (span.clone(), "what sets it off always fulfills this"))
}

/// Whether every event that the trigger wants is counted, with what the condition binds. What may be
/// hidden from who asks is left open.
fn counts(watch: &Watch, bound_to: &[String], trigger: &Pattern) -> bool {
    let Pattern { kind, fields } = &watch.pattern;
    let is_wanted = |(name, value)| trigger.fields.get(name) == Some(value);
    watch.reader.is_none()
        && *kind == trigger.kind
        && fields.iter().all(is_wanted)
        && watch.by_fields == bound_to
}

/// Whether two conditions count the same and want different numbers of it.
fn contradict(one: &Condition, other: &Condition) -> bool {
    let asked = |of: &Condition| (of.watch, of.bound_to.clone(), of.within);
    asked(one) == asked(other) && (one.at_most < other.at_least || other.at_most < one.at_least)
}
