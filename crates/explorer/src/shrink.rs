//! Makes a history that breaks a rule as short as it can: fewer steps and nations, fewer choices
//! made otherwise than by default, earlier, and with rounder numbers.
//!
//! Every candidate is played again from the beginning and kept only if the same rule is broken;
//! so nothing here can be wrong, only not the shortest. Large parts are tried before small ones.
//!
//! To take away the very step that keeps a rule would break it, and show nothing. So a *witness* is
//! kept beside: a history of the same scenario in which the rule holds, and which must still do so
//! without what is left out: the usual history, one with a command less or another answer to a single
//! choice, one of some at random, in which those who are free to act give other commands, or one that
//! goes on otherwise behind a beginning of the history itself. Where none of these keeps the rule,
//! nothing is taken for a witness.
//!
//! Short means few choices where histories are told apart by these, and few departures from what
//! happens by default where they are told apart by those.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{Nation, NationSet};
use kernel::SimDuration;
use rules::{Audit, Standing};
use simulator::choice::{OwnedKey, Value};

use crate::breadth::Distance;
use crate::enumerated::Answers;
use crate::no_return::kept_instead;
use crate::space::Space;
use crate::variant::{Fate, Given, Played, Variant, roundness};
use crate::walks::Dice;

/// A shrunk history, and what it took.
#[derive(Clone, Debug)]
pub struct Shrunk {
    pub variant: Variant,
    pub played: Played,
    /// Histories that were played.
    pub tried: u32,
}

/// Histories that are played at most.
const TRIED_MAX: u32 = 4_000;
/// Histories in each of which one choice is answered otherwise, to find a witness.
const FLIPPED_MAX: u32 = 500;
/// Histories at random in which a witness is looked for.
const AT_RANDOM: u64 = 200;

struct Shrinking<'a> {
    space: &'a Space<'a>,
    /// Set when somebody does not want to wait any longer.
    stop: &'a AtomicBool,
    rule: usize,
    distance: Distance,
    best: Shrunk,
    /// Choices with which the rule is not broken, and whether it is asked.
    witness: Option<(Variant, bool)>,
}

/// Shrinks a history that breaks the rule, unless somebody says stop: then it is left as it is.
pub fn shrink(
    space: &Space<'_>,
    rule: usize,
    distance: Distance,
    (variant, played): (Variant, Played),
    stop: &AtomicBool,
) -> Shrunk {
    let best = Shrunk { variant, played, tried: 0 };
    let mut shrinking = Shrinking { space, stop, rule, distance, best, witness: None };
    shrinking.find_witness();
    loop {
        let before = shrinking.best.variant.clone();
        shrinking.given();
        shrinking.steps();
        shrinking.choices();
        shrinking.fewer_choices();
        shrinking.rounder();
        shrinking.earlier();
        if shrinking.best.variant == before || shrinking.is_enough() {
            break;
        }
    }
    shrinking.nations();
    shrinking.best
}

impl Shrinking<'_> {
    /// Whether nothing more is tried.
    fn is_enough(&self) -> bool {
        TRIED_MAX <= self.best.tried || self.stop.load(Ordering::Relaxed)
    }

    /// Looks for choices with which the rule is kept. One in which something was due says more than
    /// one in which nothing was.
    fn find_witness(&mut self) {
        let found = self.best.variant.clone();
        let Variant { steps, nations, given, .. } = found.clone();
        if self.is_witness(Variant { steps, nations, ..Variant::default() }) {
            return;
        }
        for number in 0..given.len() {
            let mut without = found.clone();
            without.given.remove(number);
            if self.stop.load(Ordering::Relaxed) || self.is_witness(without) {
                return;
            }
        }
        for made in self.best.played.made.clone() {
            for option in made.options.iter().filter(|option| **option != made.value) {
                if self.stop.load(Ordering::Relaxed) || FLIPPED_MAX < self.best.tried {
                    break;
                }
                let mut flipped = found.clone();
                flipped.choices.insert(made.key.clone(), *option);
                if self.is_witness(flipped) {
                    return;
                }
            }
        }
        // A rule that only forbids something is never kept in a stronger sense.
        let is_enough = self.witness.is_some() && !can_be_vacuous(self.space, self.rule);
        let usual = Variant { choices: Answers::new(), ..found };
        let nobody = Variant { given: Vec::new(), ..usual.clone() };
        for number in 0..if is_enough { 0 } else { AT_RANDOM } {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let from = if number % 2 == 0 { &usual } else { &nobody };
            let variant = from.at_random(self.space, Dice::new(0, number));
            if variant.is_some_and(|variant| self.is_witness(variant)) {
                return;
            }
        }
        if self.witness.is_none() && !self.stop.load(Ordering::Relaxed) {
            let found = self.best.variant.clone();
            if let Some(instead) = kept_instead(self.space, self.rule, &found, self.stop) {
                self.is_witness(instead);
            }
        }
    }

    /// Whether a history keeps the rule and is taken for the witness.
    fn is_witness(&mut self, variant: Variant) -> bool {
        self.best.tried += 1;
        match variant.fate(self.space.script, self.space.rules, self.rule) {
            Fate::Kept => {
                self.witness = Some((variant, true));
                return true;
            }
            Fate::NeverAsked => {
                self.witness.get_or_insert((variant, false));
            }
            Fate::Broken(_) | Fate::Unplayable => {}
        }
        false
    }

    /// Whether the witness keeps the rule with these parts left out.
    fn witness_holds(&mut self, candidate: &Variant) -> bool {
        let Some((witness, is_asked)) = &self.witness else { return true };
        if candidate.steps == self.best.variant.steps
            && candidate.nations == self.best.variant.nations
        {
            return true;
        }
        self.best.tried += 1;
        let Variant { steps, nations, .. } = candidate.clone();
        let witness = Variant { steps, nations, ..witness.clone() };
        match witness.fate(self.space.script, self.space.rules, self.rule) {
            Fate::Kept => true,
            Fate::NeverAsked => !is_asked,
            Fate::Broken(_) | Fate::Unplayable => false,
        }
    }

    /// Plays a candidate; it becomes the best one if the rule is broken and it is no worse. Where
    /// departures count, it never has more of them.
    fn try_out(&mut self, variant: Variant, is_worse: impl Fn(&Played, &Played) -> bool) -> bool {
        let more = self.distance == Distance::Deviations
            && self.best.variant.departures() < variant.departures();
        if self.is_enough() || more || variant == self.best.variant {
            return false;
        }
        self.best.tried += 1;
        match variant.play(self.space.script, self.space.rules, self.rule) {
            Some(played)
                if !is_worse(&played, &self.best.played) && self.witness_holds(&variant) =>
            {
                let mut variant = variant;
                // What nobody asks for any more is forgotten.
                let asked: BTreeSet<&OwnedKey> = played.made.iter().map(|it| &it.key).collect();
                variant.choices.retain(|key, _| asked.contains(key));
                self.best = Shrunk { variant, played, tried: self.best.tried };
                true
            }
            _ => false,
        }
    }

    /// Takes parts out of a list: halves first, then ever smaller parts, in the end one by one.
    fn without_parts<T: Clone>(
        &mut self,
        all: Vec<T>,
        mut apply: impl FnMut(&Variant, &[T]) -> Variant,
    ) {
        let mut left = all;
        let mut size = left.len();
        while 0 < size {
            let mut start = 0;
            while start < left.len() && !self.is_enough() {
                let end = (start + size).min(left.len());
                let Some(part) = left.get(start..end) else { break };
                let candidate = apply(&self.best.variant, part);
                let fewer = self.distance == Distance::Deviations
                    && candidate.departures() < self.best.variant.departures();
                if self.try_out(candidate, |new, old| !fewer && longer(new, old)) {
                    left.drain(start..end);
                } else {
                    start = end;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
    }

    fn steps(&mut self) {
        let gone = &self.best.variant.steps;
        let names = self.space.script.steps.iter().map(|step| step.name.clone());
        let names: Vec<String> = names.filter(|name| !gone.contains(name)).collect();
        self.without_parts(names, |variant, part| {
            let mut candidate = variant.clone();
            candidate.steps.extend(part.iter().cloned());
            candidate
        });
    }

    fn nations(&mut self) {
        let enrolled =
            self.space.script.enrollments.iter().filter_map(|fixed| match &fixed.command {
                domain::Command::Center(domain::center::Command::Enroll(it)) => Some(it.nation),
                _ => None,
            });
        let nations: Vec<Nation> = enrolled.collect();
        self.without_parts(nations, |variant, part| {
            let gone: NationSet = variant.nations.iter().chain(part.iter().copied()).collect();
            Variant { nations: gone, ..variant.clone() }
        });
    }

    fn given(&mut self) {
        let numbers: Vec<Given> = self.best.variant.given.clone();
        self.without_parts(numbers, |variant, part| {
            let mut candidate = variant.clone();
            candidate.given.retain(|given| !part.contains(given));
            candidate
        });
    }

    /// Lets choices happen by default.
    fn choices(&mut self) {
        let keys: Vec<OwnedKey> = self.best.variant.choices.keys().cloned().collect();
        self.without_parts(keys, |variant, part| {
            let mut candidate = variant.clone();
            candidate.choices.retain(|key, _| !part.contains(key));
            candidate
        });
    }

    /// Tries other answers, if with them fewer choices are made before the rule is broken, or
    /// the same number and earlier.
    fn fewer_choices(&mut self) {
        for made in self.best.played.made.clone() {
            for option in &made.options {
                if self.is_enough() {
                    return;
                }
                let mut candidate = self.best.variant.clone();
                if *option == made.default {
                    candidate.choices.remove(&made.key);
                } else {
                    candidate.choices.insert(made.key.clone(), *option);
                }
                let departs = candidate.choices.len()
                    - self.best.variant.choices.len().min(candidate.choices.len());
                self.try_out(candidate, |new, old| {
                    let rank = |it: &Played| (it.made.len(), it.verdict.certain_at);
                    if departs == 0 {
                        rank(old) <= rank(new)
                    } else {
                        old.made.len() <= new.made.len()
                    }
                });
            }
        }
    }

    /// Commands that were given freely are given as early as they can be, if the rule is broken earlier
    /// with that, or no later: then another one may follow sooner.
    fn earlier(&mut self) {
        for number in 0..self.best.variant.given.len() {
            for at in &self.best.variant.offered(self.space, self.rule) {
                let Some(given) = self.best.variant.given.get(number) else { return };
                if given.at <= *at || self.is_enough() {
                    break;
                }
                let mut candidate = self.best.variant.clone();
                if let Some(given) = candidate.given.get_mut(number) {
                    given.at = *at;
                }
                candidate.given.sort_by_key(|given| given.at);
                let is_better = self.try_out(candidate, |new, old| {
                    longer(new, old) || old.verdict.certain_at < new.verdict.certain_at
                });
                if is_better {
                    break;
                }
            }
        }
    }

    /// Durations that were not drawn by default become as round as they can be, among those that
    /// the scenario can draw.
    fn rounder(&mut self) {
        let script = self.space.script;
        for (key, value) in self.best.variant.choices.clone() {
            let (Value::Drawn(number), Some(asked)) = (value, script.asked(key.stream())) else {
                continue;
            };
            let Some(from) = asked.drawn_from().filter(|_| asked.is_span()) else { continue };
            if self.is_enough() {
                return;
            }
            for candidate_value in rounded(number).into_iter().filter(|it| from.can_yield(*it)) {
                let mut candidate = self.best.variant.clone();
                candidate.choices.insert(key.clone(), Value::Drawn(candidate_value));
                if self.try_out(candidate, longer) {
                    break;
                }
            }
        }
    }
}

/// Whether nothing may be due by a rule, so that a history in which something was says more.
fn can_be_vacuous(space: &Space<'_>, rule: usize) -> bool {
    let untouched = Audit::new(space.rules).results().rules;
    untouched.get(rule).is_some_and(|it| it.verdict == Standing::Vacuous)
}

/// More choices are made before the rule is broken.
fn longer(new: &Played, old: &Played) -> bool {
    old.made.len() < new.made.len()
}

/// Numbers near this one that are rounder, the roundest first.
fn rounded(number: i64) -> Vec<i64> {
    let Ok(ms) = u64::try_from(number) else { return Vec::new() };
    let now = roundness(SimDuration::from_millis(ms));
    let units: [u64; 6] = [86_400_000, 21_600_000, 3_600_000, 1_800_000, 600_000, 60_000];
    let near = units.iter().flat_map(|unit| [ms / unit * unit, ms.div_ceil(*unit) * unit]);
    let mut found: Vec<i64> = Vec::new();
    for candidate in near {
        let rounder = roundness(SimDuration::from_millis(candidate)) < now && 0 < candidate;
        if let Some(candidate) = i64::try_from(candidate).ok().filter(|_| rounder)
            && !found.contains(&candidate)
        {
            found.push(candidate);
        }
    }
    found
}
