//! A counterexample told in words: what happened, from when on nothing could help, and who could
//! have kept the rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Actor;
use kernel::{Position, SimTime};
use simulator::choice::{OwnedKey, Value};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::stored::encode;

use crate::enumerated::Made;
use crate::no_return::{Decision, NoReturn, When, no_return};
use crate::recorded::Recorded;
pub use crate::recorded::Stuck;
use crate::shrink::Shrunk;
use crate::space::Space;
use crate::variant::Fate;

/// What a choice has to do with the violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// With this answer instead, everything else being equal, the rule holds.
    OtherwiseKept(Value),
    /// Whatever is chosen, of the values looked at, the rule is broken all the same.
    AnyAnswerWillDo,
    /// The same, but by default more choices are made before.
    ShorterThanByDefault,
    /// The same, but with some of the answers the scenario cannot be played on.
    AnyPlayableWillDo,
    /// With none of the other answers can the scenario be played on.
    NoOtherCanBePlayed,
    /// Somebody said stop before that was looked at.
    NotLookedAt,
}

impl Need {
    /// In words, where no other answer than this one keeps the rule. Of a draw not every value is
    /// looked at.
    pub fn unconditional(&self, answer: Value) -> &'static str {
        let is_drawn = matches!(answer, Value::Drawn(_));
        match self {
            Need::OtherwiseKept(_) => "another answer keeps the rule",
            Need::AnyAnswerWillDo if is_drawn => "any answer looked at will do",
            Need::AnyAnswerWillDo => "any answer will do",
            Need::ShorterThanByDefault if is_drawn => {
                "any answer looked at will do, but by default more choices come before"
            }
            Need::ShorterThanByDefault => {
                "any answer will do, but by default more choices come before"
            }
            Need::AnyPlayableWillDo if is_drawn => {
                "any answer looked at will do with which it can be played on"
            }
            Need::AnyPlayableWillDo => "any answer will do with which it can be played on",
            Need::NoOtherCanBePlayed if is_drawn => {
                "with no other answer looked at can it be played on"
            }
            Need::NoOtherCanBePlayed => "with no other answer can it be played on",
            Need::NotLookedAt => "whether another answer keeps the rule was not looked at",
        }
    }
}

/// What becomes of the rule if a command that was given freely is left out, all else being equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    Kept,
    Broken,
    /// Without it the scenario cannot be played on.
    Unplayable,
    /// Somebody said stop before that was looked at.
    NotLookedAt,
}

impl LeftOut {
    pub fn in_words(self) -> &'static str {
        match self {
            LeftOut::Kept => "without it the rule holds",
            LeftOut::Broken => "without it the rule is broken all the same",
            LeftOut::Unplayable => "without it the scenario cannot be played on",
            LeftOut::NotLookedAt => "whether the rule holds without it was not looked at",
        }
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Story {
    /// At most [`LINES_MAX`].
    pub lines: Vec<String>,
    /// How the rule was broken, in the words of the monitor.
    pub violation: String,
    pub needs: Vec<(Made, Need)>,
    /// What the commands that were given freely have to do with it, in their order.
    pub given: Vec<LeftOut>,
    pub no_return: NoReturn,
    /// What set the decision off after which nothing could help, with its instant.
    pub set_off_by: Option<String>,
    /// Whose other decisions would have kept the rule.
    pub could_have: BTreeSet<Actor>,
    /// Who among them only had to leave out a command that they gave of their own accord.
    pub could_have_waited: BTreeSet<Actor>,
    /// The instant at which the violation became certain.
    pub at: SimTime,
    /// Other rules that the history breaks, up to its end.
    pub also_broken: Vec<String>,
    /// Why it cannot be played to the end of the scenario.
    pub stuck: Option<Stuck>,
    /// Somebody said stop: more could be known, and the history may be longer than need be.
    pub was_stopped: bool,
}

impl Story {
    /// The choices that are worth telling: departures from what happens by default, and those
    /// with which not just any answer will do.
    pub fn told(&self) -> impl Iterator<Item = &(Made, Need)> {
        let needs = self.needs.iter();
        let is_idle = |need| matches!(need, &Need::AnyAnswerWillDo | &Need::NotLookedAt);
        needs.filter(move |(made, need)| !made.is_default() || !is_idle(need))
    }
}

/// The lines of a story.
pub const LINES_MAX: usize = 10;

/// Tells how the rule came to be broken, as far as that is known when somebody says stop.
pub fn tell(space: &Space<'_>, rule: usize, shrunk: &Shrunk, stop: &AtomicBool) -> Story {
    let script = space.script;
    let reduced = shrunk.variant.script(script);
    let needs: Vec<(Made, Need)> = shrunk
        .played
        .made
        .iter()
        .map(|made| (made.clone(), need(space, rule, shrunk, made, stop)))
        .collect();
    let at = shrunk.played.verdict.certain_at;
    let choices = Arc::new(shrunk.variant.choices.clone());
    let Recorded { records, violation, also_broken, stuck } =
        Recorded::of(&reduced, space.rules, rule, &choices);
    let steps: BTreeMap<&str, Actor> = reduced
        .steps
        .iter()
        .filter_map(|step| Some((step.name.as_str(), step.options.first()?.by)))
        .collect();
    let owner = |key: &OwnedKey| {
        // Nobody decides on the order of what is due at one instant.
        if key.is_turn() {
            return None;
        }
        let name = key.stream().rsplit_once('/').map_or("", |(name, _)| name);
        steps.get(name).copied()
    };
    let kept = needs.iter().filter(|(_, need)| matches!(need, Need::OtherwiseKept(_)));
    let given = left_out(space, rule, shrunk, stop);
    let commands = shrunk.variant.given.iter().zip(&given);
    let waited = commands.filter(|(_, without)| **without == LeftOut::Kept).map(|(it, _)| it.by);
    let waited: BTreeSet<Actor> = waited.collect();
    let kept = kept.filter_map(|(made, _)| owner(&made.key));
    let no_return = no_return(space, rule, shrunk, stop);
    let still = match &no_return.when {
        When::Never(given) => given.as_slice(),
        When::Decided(_) | When::Ever | When::Unknown => &[],
    };
    let still: Vec<Actor> = still.iter().map(|given| given.by).collect();
    Story {
        lines: lines(&records, shrunk, &reduced.opening),
        violation,
        set_off_by: set_off_by(&records, &no_return, &reduced.opening),
        no_return,
        given,
        could_have: kept.chain(waited.iter().copied()).chain(still).collect(),
        could_have_waited: waited,
        needs,
        at,
        also_broken,
        stuck,
        was_stopped: stop.load(Ordering::Relaxed),
    }
}

/// Tries every other answer to a choice, all else as it was.
fn need(space: &Space<'_>, rule: usize, shrunk: &Shrunk, made: &Made, stop: &AtomicBool) -> Need {
    let (mut breaks, mut stops, mut is_longer) = (false, false, false);
    for option in made.options.iter().filter(|option| **option != made.value) {
        if stop.load(Ordering::Relaxed) {
            return Need::NotLookedAt;
        }
        let mut variant = shrunk.variant.clone();
        // What follows is answered as before, where it is still asked.
        variant.choices.insert(made.key.clone(), *option);
        match variant.fate(space.script, space.rules, rule) {
            Fate::Kept | Fate::NeverAsked => return Need::OtherwiseKept(*option),
            Fate::Unplayable => stops = true,
            Fate::Broken(played) => {
                breaks = true;
                let before = shrunk.played.made.len();
                is_longer |= *option == made.default && before < played.made.len();
            }
        }
    }
    match (breaks, stops) {
        (true, false) if is_longer => Need::ShorterThanByDefault,
        (true, false) => Need::AnyAnswerWillDo,
        (true, true) => Need::AnyPlayableWillDo,
        (false, _) => Need::NoOtherCanBePlayed,
    }
}

/// Leaves out every command that was given freely, all else as it was.
fn left_out(space: &Space<'_>, rule: usize, shrunk: &Shrunk, stop: &AtomicBool) -> Vec<LeftOut> {
    let without = |number| {
        if stop.load(Ordering::Relaxed) {
            return LeftOut::NotLookedAt;
        }
        let mut variant = shrunk.variant.clone();
        variant.given.remove(number);
        match variant.fate(space.script, space.rules, rule) {
            Fate::Kept | Fate::NeverAsked => LeftOut::Kept,
            Fate::Broken(_) => LeftOut::Broken,
            Fate::Unplayable => LeftOut::Unplayable,
        }
    };
    (0..shrunk.variant.given.len()).map(without).collect()
}

/// The event upon which somebody made the choice after which nothing could help.
fn set_off_by(
    records: &[CenterRecord],
    NoReturn { when, .. }: &NoReturn,
    opening: &Opening,
) -> Option<String> {
    let When::Decided(Decision::Choice(made)) = when else { return None };
    let is_it = |record: &&CenterRecord| matches!(&record.body, Body::Chose { key, .. } if *key == made.key);
    let mut at = records.iter().find(is_it)?.cause;
    while let Some(position) = at {
        let record = records.iter().find(|record| record.position == position)?;
        if matches!(record.body, Body::Event(_)) {
            return report::told(record, opening);
        }
        at = record.cause;
    }
    None
}

/// The events that led to the violation: those that show it with their causes first, then what
/// else happened to the same things, the latest first, up to so many lines.
fn lines(records: &[CenterRecord], shrunk: &Shrunk, opening: &Opening) -> Vec<String> {
    let until = shrunk.played.verdict.certain_at;
    // Positions of a silent journal count events alone.
    let events: Vec<&CenterRecord> = records
        .iter()
        .filter(|record| matches!(record.body, Body::Event(_)) && record.at <= until)
        .collect();
    let by_position: BTreeMap<Position, &CenterRecord> =
        records.iter().map(|record| (record.position, record)).collect();
    let shows = shrunk.played.verdict.because.iter();
    let mut told: BTreeSet<Position> = BTreeSet::new();
    for position in shows {
        let index = usize::try_from(position.0).unwrap_or(usize::MAX);
        // The beginning of the run has a position too.
        let mut at = index.checked_sub(2).and_then(|index| events.get(index)).copied();
        while let Some(record) = at {
            if matches!(record.body, Body::Event(_)) {
                told.insert(record.position);
            }
            at = record.cause.and_then(|cause| by_position.get(&cause)).copied();
        }
    }
    let causes = told.iter().filter_map(|position| by_position.get(position));
    let about: BTreeSet<String> =
        causes.filter_map(|record| encode(&record.body).ok()?.subject).collect();
    let is_setting = |record: &CenterRecord| record.by == Actor::Control;
    for record in events.iter().rev().filter(|record| !is_setting(record)) {
        if LINES_MAX <= told.len() {
            break;
        }
        if names_any(record, &about) {
            told.insert(record.position);
        }
    }
    let skipped = told.len().saturating_sub(LINES_MAX);
    let told = told.into_iter().skip(skipped);
    let told = told.filter_map(|position| by_position.get(&position));
    told.filter_map(|record| report::told(record, opening)).collect()
}

/// Whether a record is about one of these things.
fn names_any(record: &CenterRecord, about: &BTreeSet<String>) -> bool {
    let tags = encode(&record.body).map(|stored| stored.tags).unwrap_or_default();
    tags.iter().any(|tag| tag.split_once(':').is_some_and(|(_, name)| about.contains(name)))
}
