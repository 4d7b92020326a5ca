//! The evaluator of the whole core, for `formula:` and `always`.
//!
//! Past parts keep tables that each event brings up to date ([`past`]), but those that it cannot
//! change ([`kinds`]). A formula that looks ahead is asked at each event over the tables of the
//! events since then ([`future`]), and as long as that is not decided again where an event has
//! what it waits for ([`points`]) or a window closes. All are asked with the values known so far,
//! so that what is looked for is found by key ([`keys`], [`places`]) and not by building tables of
//! everything.

mod answers;
mod bound;
mod compile;
mod future;
mod keys;
mod kinds;
mod memory;
mod outlook;
mod past;
mod places;
mod points;
mod reach;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use crate::event::Event;
use crate::matching::Bindings;
use crate::monitor::{Found, Outcome, Pending, Reason, Verdict};
use crate::rule_set::RuleSet;
use bound::{Room, Taken, TooMuch, Work};
pub(crate) use compile::{FormulaProgram, compile_formula};
use future::{Waits, asked};
use memory::Memory;
use past::Past;
use points::{Key, Points};
use unknown::possible;

/// Rows of values, each as wide as its rule has variables.
type Rows = BTreeSet<Bindings>;

/// What is remembered of all formulas of a rule set.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub(crate) struct Evaluators {
    formulas: Vec<Evaluator>,
}

#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
struct Evaluator {
    memories: Vec<Memory>,
    points: Points,
    /// The events at which the formula is not decided.
    #[serde(with = "crate::keyed::pairs")]
    open: BTreeMap<u64, OpenPoint>,
    /// Those that the passing of time decides, by the last instant of the window.
    due: BTreeSet<(i64, u64)>,
    /// Those that another event may decide.
    #[serde(with = "crate::keyed::pairs")]
    waiting: BTreeMap<Key, BTreeSet<u64>>,
    /// Those that any event may decide.
    restless: BTreeSet<u64>,
    /// How many keys all open events wait for.
    waits: usize,
    taken: Taken,
}

/// An event at which the formula is not decided.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
struct OpenPoint {
    /// What was found to be violated already.
    told: Rows,
    /// The last instant of the window that closes first.
    due: Option<i64>,
    waits: Waits,
}

pub(crate) fn evaluators(rules: &RuleSet) -> Evaluators {
    let formulas = rules.program().formulas.iter().map(|program| Evaluator {
        memories: vec![Memory::default(); program.memories],
        ..Evaluator::default()
    });
    Evaluators { formulas: formulas.collect() }
}

impl Evaluators {
    pub(crate) fn next_deadline(&self) -> Option<i64> {
        let first = |it: &Evaluator| it.due.first().map(|(due, _)| *due);
        self.formulas.iter().filter_map(first).min()
    }

    pub(crate) fn observe(
        &mut self,
        programs: &[FormulaProgram],
        event: &Event<'_>,
        found: &mut Found,
    ) {
        let both = programs.iter().zip(&mut self.formulas);
        for (program, evaluator) in both.filter(|(program, _)| program.concerns(event.kind)) {
            evaluator.unless_too_much(|it| it.observe(program, event, found));
        }
    }

    /// Decides what the passing of time decides.
    pub(crate) fn advance(&mut self, programs: &[FormulaProgram], now: i64, found: &mut Found) {
        for (program, evaluator) in programs.iter().zip(&mut self.formulas) {
            evaluator.unless_too_much(|it| it.pass(program, now, found));
        }
    }

    pub(crate) fn close(&mut self, programs: &[FormulaProgram], now: i64, found: &mut Found) {
        for (program, evaluator) in programs.iter().zip(&mut self.formulas) {
            let all = evaluator.open.keys().copied().collect();
            evaluator.unless_too_much(|it| it.judge(program, &all, (now, true), found));
        }
    }

    /// The events at which rules were given up, by rule.
    pub(crate) fn given_up<'a>(
        &'a self,
        programs: &'a [FormulaProgram],
    ) -> impl Iterator<Item = (usize, Position)> + 'a {
        let both = programs.iter().zip(&self.formulas);
        both.filter_map(|(program, it)| Some((program.rule, Position(it.taken.given_up()?))))
    }

    /// The rows that may yet be violations. Of an event with more of them than can be told, that it is open.
    pub(crate) fn pending(&self, programs: &[FormulaProgram], now: i64) -> Vec<Pending> {
        let mut pending = Vec::new();
        for (program, evaluator) in programs.iter().zip(&self.formulas) {
            let (points, work) = (&evaluator.points, Work::new(program.room, evaluator.rows()));
            for (number, open) in &evaluator.open {
                let unknown = || {
                    let row = smallvec![None; program.slots];
                    BTreeMap::from([(row, open.due.unwrap_or(i64::MAX))])
                };
                let possible = possible(points, program, *number, now, &open.told, &work);
                let possible = possible.unwrap_or_else(unknown).into_iter();
                pending.extend(possible.map(|(row, until)| Pending {
                    rule: program.rule,
                    position: Position(points.position(*number)),
                    time: SimTime::from_millis(points.time(*number)),
                    due: (until < i64::MAX).then(|| SimTime::from_millis(until)),
                    repair_due: None,
                    values: row.as_slice().into(),
                    is_repaired: false,
                    is_broken: false,
                }));
            }
        }
        pending
    }
}

impl Evaluator {
    /// Does something, and gives the formula up if that takes too much.
    fn unless_too_much(&mut self, act: impl FnOnce(&mut Evaluator) -> Result<(), TooMuch>) {
        if self.taken.given_up().is_some() {
            return;
        }
        if let Err(TooMuch) = act(self) {
            *self = Evaluator { taken: self.taken.give_up(), ..Evaluator::default() };
        }
    }

    fn observe(
        &mut self,
        program: &FormulaProgram,
        event: &Event<'_>,
        found: &mut Found,
    ) -> Result<(), TooMuch> {
        let (now, position) = (event.time.as_millis(), event.position.0);
        let values = self.taken.event(event);
        let (work, slots) = (Work::new(program.room, self.rows() + values), program.slots);
        let mut past = Past { memories: &mut self.memories, event, slots, work: &work };
        past.update(&program.node);
        program.leaves.iter().for_each(|leaf| past.update(leaf));
        let is_in_force = program.in_force.is_none_or(|period| period.holds(now));
        if !program.is_future {
            let rows = if is_in_force { past.rows(&program.node) } else { Vec::new() };
            if work.is_too_much() {
                return Err(TooMuch);
            }
            for row in rows {
                self.taken.violation();
                found.verdicts.push(violation(program, position, now, now, &row, false));
            }
            return self.within_bounds(program.room);
        }
        let leaves: Vec<Vec<Bindings>> =
            program.leaves.iter().map(|leaf| past.rows(leaf)).collect();
        if work.is_too_much() {
            return Err(TooMuch);
        }
        if program.is_placed && leaves.iter().all(Vec::is_empty) {
            return self.within_bounds(program.room);
        }
        let (number, keys) = self.points.push(program, (now, position), leaves);
        let mut changed = self.restless.clone();
        changed.extend(keys.iter().filter_map(|key| self.waiting.get(key)).flatten());
        if is_in_force {
            changed.insert(number);
            self.open.insert(number, OpenPoint::default());
        }
        self.judge(program, &changed, (now, false), found)
    }

    /// Decides what the passing of time decides.
    fn pass(
        &mut self,
        program: &FormulaProgram,
        now: i64,
        found: &mut Found,
    ) -> Result<(), TooMuch> {
        let over: BTreeSet<u64> = self.due.range(..(now, 0)).map(|(_, number)| *number).collect();
        if over.is_empty() { Ok(()) } else { self.judge(program, &over, (now, false), found) }
    }

    /// Asks again for these events; with the log closed, they are decided.
    fn judge(
        &mut self,
        program: &FormulaProgram,
        numbers: &BTreeSet<u64>,
        (now, closed): (i64, bool),
        found: &mut Found,
    ) -> Result<(), TooMuch> {
        for number in numbers {
            let Some(mut open) = self.take(*number) else { continue };
            let (position, time) = (self.points.position(*number), self.points.time(*number));
            let work = Work::new(program.room, self.rows());
            let asked = asked(&self.points, program, *number, (now, closed), &work);
            let (answers, waits) = asked.ok_or(TooMuch)?;
            for row in answers.certain() {
                if open.told.insert(row.clone()) {
                    self.taken.violation();
                    found.verdicts.push(violation(program, position, time, now, &row, closed));
                }
            }
            if answers.is_open() && !closed {
                (open.due, open.waits) = (answers.due, waits);
                self.keep(*number, open);
            }
            self.within_bounds(program.room)?;
        }
        let mut first = self.open.keys().next().copied();
        if program.looks_back {
            first = Some(self.points.reach(&program.node, first, now));
        }
        self.points.forget_before(program, first);
        Ok(())
    }

    /// How many rows, and what goes by them, are remembered.
    fn rows(&self) -> usize {
        self.memories.iter().map(Memory::len).sum::<usize>() + self.points.len() + self.waits
    }

    /// Whether all that is remembered is not too much.
    fn within_bounds(&self, room: Room) -> Result<(), TooMuch> {
        if self.taken.is_too_much(room, self.rows()) { Err(TooMuch) } else { Ok(()) }
    }

    /// Takes an event out, with all that it waits for.
    fn take(&mut self, number: u64) -> Option<OpenPoint> {
        let open = self.open.remove(&number)?;
        self.waits -= open.waits.keys.len();
        if let Some(due) = open.due {
            self.due.remove(&(due, number));
        }
        for key in &open.waits.keys {
            if let Some(numbers) = self.waiting.get_mut(key) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    self.waiting.remove(key);
                }
            }
        }
        self.restless.remove(&number);
        Some(open)
    }

    fn keep(&mut self, number: u64, open: OpenPoint) {
        if let Some(due) = open.due.filter(|due| *due < i64::MAX) {
            self.due.insert((due, number));
        }
        for key in &open.waits.keys {
            self.waiting.entry(key.clone()).or_default().insert(number);
        }
        self.waits += open.waits.keys.len();
        if open.waits.any {
            self.restless.insert(number);
        }
        self.open.insert(number, open);
    }
}

fn violation(
    program: &FormulaProgram,
    position: u64,
    time: i64,
    now: i64,
    row: &Bindings,
    at_close: bool,
) -> Verdict {
    Verdict {
        rule: program.rule,
        outcome: if at_close { Outcome::BrokenAtClose } else { Outcome::Broken },
        position: Position(position),
        time: SimTime::from_millis(time),
        certain_at: SimTime::from_millis(now),
        values: row.as_slice().into(),
        because: smallvec![Position(position)],
        nearest: None,
        reason: Reason::Happened,
    }
}
