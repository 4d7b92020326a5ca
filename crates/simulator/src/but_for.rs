//! But-for analysis: which single choice, had it been another, would have kept something from
//! happening?
//!
//! ```text
//! the log, played again ──► before each choice: copy ──flip──► to the end: did it still happen?
//! ```
//!
//! Each choice that was made before the event is flipped alone, in a copy taken right before it;
//! everything else is drawn as it was, under the same keys. So what is found is what that one
//! choice did, in this history. With more runs, what comes after the flip is also drawn anew, with
//! and without the flip, pair by pair. No flip knows of another one, so a search can be done in
//! [parts](Part), each on a thread of its own.

use std::collections::BTreeMap;

use domain::Center;
use kernel::Position;
use serde::Serialize;

use crate::branch::{Past, RestoreError};
use crate::choice::{Edited, OwnedKey, Value};
use crate::engine::{Forgetful, Observer};
use crate::running::Running;
use crate::script::Script;
use crate::snapshots::Stopped;

mod made;

pub use made::Made;
use made::alternatives;

/// What must not happen, and what became of it in a run that ended so.
pub trait Harm<O> {
    fn fate(&self, center: &Center, observer: &O) -> Fate;
}

impl<O, F: Fn(&Center, &O) -> Fate> Harm<O> for F {
    fn fate(&self, center: &Center, observer: &O) -> Fate {
        self(center, observer)
    }
}

/// What became of a harm by the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    Happened,
    /// It may still happen: the run ends before that is certain.
    Open,
    /// What was due is no longer awaited.
    Lapsed,
    /// Nothing was ever due.
    NeverDue,
    Averted,
}

impl Fate {
    /// Whether it cannot happen any more.
    pub fn is_prevented(self) -> bool {
        matches!(self, Fate::Lapsed | Fate::NeverDue | Fate::Averted)
    }
}

/// How many continuations came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub happened: u32,
    pub open: u32,
}

impl Count {
    fn add(&mut self, fate: Fate) {
        self.happened += u32::from(fate == Fate::Happened);
        self.open += u32::from(fate == Fate::Open);
    }

    /// Those in which it was not prevented.
    pub fn not_prevented(self) -> u32 {
        self.happened + self.open
    }
}

/// One choice flipped alone, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    pub made: Made,
    pub to: Value,
    /// Continuations that were played with the flip, and as many without.
    pub runs: u32,
    /// What they came to without the flip, and with it.
    pub without: Count,
    pub with: Count,
    /// What the flip comes to with the draws of the log.
    pub fate: Fate,
    /// Its place among all flips that are tried.
    number: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// In the order of their effect: those that prevent it first, then those that put it off.
    pub flips: Vec<Flip>,
    /// Choices that were not tried, since there were too many: the earliest ones.
    pub left_out: usize,
    /// All choices up to the harm.
    pub choices: usize,
}

impl Findings {
    /// What all parts of a search found, in whatever order they come.
    pub fn together(parts: impl IntoIterator<Item = Findings>) -> Option<Findings> {
        let mut whole = parts.into_iter().reduce(|mut whole, part| {
            whole.flips.extend(part.flips);
            whole
        })?;
        whole.order();
        Some(whole)
    }

    fn order(&mut self) {
        let effect =
            |it: &Flip| i64::from(it.without.not_prevented()) - i64::from(it.with.not_prevented());
        let place = |it: &Flip| {
            let rank = (!it.fate.is_prevented(), it.fate != Fate::Open);
            (rank, -effect(it), it.made.position, it.number)
        };
        self.flips.sort_by_key(place);
    }

    /// The last choice of which a flip alone would have kept it from happening; after it no
    /// single flip helps.
    pub fn no_return(&self) -> Option<&Made> {
        let helping = self.flips.iter().filter(|flip| flip.fate.is_prevented());
        helping.map(|flip| &flip.made).max_by_key(|made| made.position)
    }
}

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Choices up to here are flipped.
    pub until: Position,
    /// Continuations of each flip; at least one, which has the draws of the log.
    pub runs: u32,
    /// The most continuations that are played in all.
    pub continuations_max: u32,
    /// Whether the order of what was due at one instant is changed too.
    pub orders: bool,
}

/// One of so many parts of a search, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: usize,
    pub of: usize,
}

impl Part {
    /// Neighbors take about as long, so they are dealt out like cards.
    fn has(self, flip: usize) -> bool {
        flip % self.of.max(1) == self.number
    }
}

/// Flips each choice of a history alone, or those of a part of the search. The observer watches the
/// history from its beginning.
pub fn search<O: Observer<Center> + Clone>(
    past: &Past<'_>,
    script: &Script,
    observer: &O,
    harm: &impl Harm<O>,
    bounds: Bounds,
    share: Part,
) -> Result<Findings, RestoreError> {
    let made = made::made(past, script, bounds)?;
    let (flips, left_out) = planned(script, &made, bounds);
    let flips = flips.into_iter().enumerate().filter(|(number, _)| share.has(*number));
    let mut findings = Findings { flips: Vec::new(), left_out, choices: made.len() };
    let mut running = past.watched(script, observer.clone())?;
    let mut pending = flips.peekable();
    // What is drawn at the beginning cannot be undone in a copy.
    while let Some(flip) = pending.next_if(|(_, (made, _))| made.step == 0) {
        let start = |choose| {
            let opening = past.opening.clone();
            Running::watched(script, opening, choose, Forgetful, observer.clone(), &mut |_| {})
        };
        findings.flips.push(flipped((past, script), start, flip, harm, bounds.runs)?);
    }
    for step in 1.. {
        let Some((_, (next, _))) = pending.peek() else { break };
        if next.step == step {
            let before = running.clone();
            let copy = |choose| Ok(before.fork(choose, Forgetful));
            while let Some(flip) = pending.next_if(|(_, (made, _))| made.step == step) {
                findings.flips.push(flipped((past, script), copy, flip, harm, bounds.runs)?);
            }
        }
        if !running.step(&mut |_| {})? {
            break;
        }
    }
    findings.order();
    Ok(findings)
}

/// The flips to be tried; where there are too many, those of the earliest choices are left out.
fn planned(script: &Script, made: &[Made], bounds: Bounds) -> (Vec<(Made, Value)>, usize) {
    // The first one without a change is the log itself.
    let mut left = bounds.continuations_max / (2 * bounds.runs.max(1) - 1);
    let mut planned = Vec::new();
    let mut left_out = 0;
    for made in made.iter().rev() {
        let others = alternatives(script, made);
        let count = u32::try_from(others.len()).unwrap_or(u32::MAX);
        match left.checked_sub(count) {
            Some(rest) if left_out == 0 => {
                left = rest;
                planned.extend(others.into_iter().rev().map(|to| (made.clone(), to)));
            }
            _ => left_out += usize::from(0 < count),
        }
    }
    planned.reverse();
    (planned, left_out)
}

/// Goes on from a copy with one choice flipped, and without.
fn flipped<'s, O: Observer<Center>>(
    (past, script): (&Past<'_>, &Script),
    copy: impl Fn(Edited) -> Result<Running<'s, Edited, Forgetful, O>, Stopped>,
    (number, (made, to)): (usize, (Made, Value)),
    harm: &impl Harm<O>,
    runs: u32,
) -> Result<Flip, RestoreError> {
    let inherited = past.opening.overrides();
    let (mut without, mut with) = (Count::default(), Count::default());
    // The first run without the flip is the log itself.
    without.add(Fate::Happened);
    let fate_of = |overrides: BTreeMap<OwnedKey, Value>, run: u32| -> Result<Fate, Stopped> {
        let mut running =
            copy(script.chooser(overrides, past.opening.draws_behind(Position::START, run)))?;
        running.draw_through_branches(run, &mut |_| {})?;
        while running.step(&mut |_| {})? {}
        Ok(harm.fate(running.center(), running.observer()))
    };
    let mut flipped = inherited.clone();
    flipped.insert(made.key.clone(), to);
    let fate = fate_of(flipped.clone(), 0)?;
    with.add(fate);
    for run in 1..runs.max(1) {
        with.add(fate_of(flipped.clone(), run)?);
        without.add(fate_of(inherited.clone(), run)?);
    }
    Ok(Flip { made, to, runs: runs.max(1), without, with, fate, number })
}
