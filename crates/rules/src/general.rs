//! The evaluator of the whole core, for `formula:` and `always`.
//!
//! Past parts keep tables that each event brings up to date ([`past`]). A formula that looks
//! ahead is asked again for every event that is not decided yet, over the tables of the events
//! since then ([`future`]). Both are asked with the values known so far, so that what is looked
//! for is found by key and not by building tables of everything.

mod compile;
mod future;
mod memory;
mod past;

use std::collections::BTreeSet;

use kernel::{Position, SimTime};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::matching::Bindings;
use crate::monitor::{Found, Outcome, Pending, Reason, Verdict};
use crate::rule_set::RuleSet;
pub(crate) use compile::{FormulaProgram, compile_formula};
use future::Points;
use memory::Memory;

/// Rows of values, each as wide as its rule has variables.
type Rows = BTreeSet<Bindings>;

/// What is remembered of all formulas of a rule set.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub(crate) struct Evaluators {
    formulas: Vec<Evaluator>,
}

#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
struct Evaluator {
    memories: Vec<Memory>,
    points: Points,
    open: Vec<OpenPoint>,
}

/// An event at which the formula is not decided.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
struct OpenPoint {
    /// The number of the event among those that are remembered or were.
    number: u64,
    /// What was found to be violated already.
    told: Rows,
    /// The last instant of the window that closes first.
    due: Option<i64>,
}

pub(crate) fn evaluators(rules: &RuleSet) -> Evaluators {
    let formulas = rules.program().formulas.iter().map(|program| Evaluator {
        memories: vec![Memory::default(); program.memories],
        points: Points::default(),
        open: Vec::new(),
    });
    Evaluators { formulas: formulas.collect() }
}

impl Evaluators {
    pub(crate) fn next_deadline(&self) -> Option<i64> {
        let open = self.formulas.iter().flat_map(|it| &it.open);
        open.filter_map(|point| point.due).min().filter(|due| *due < i64::MAX)
    }

    pub(crate) fn observe(
        &mut self,
        programs: &[FormulaProgram],
        event: &Event<'_>,
        found: &mut Found,
    ) {
        for (program, evaluator) in programs.iter().zip(&mut self.formulas) {
            evaluator.observe(program, event, found);
        }
    }

    /// Decides what the passing of time decides.
    pub(crate) fn advance(&mut self, programs: &[FormulaProgram], now: i64, found: &mut Found) {
        for (program, evaluator) in programs.iter().zip(&mut self.formulas) {
            if evaluator.open.iter().any(|point| point.due.is_some_and(|due| due < now)) {
                evaluator.judge(program, now, false, found);
            }
        }
    }

    pub(crate) fn close(&mut self, programs: &[FormulaProgram], now: i64, found: &mut Found) {
        for (program, evaluator) in programs.iter().zip(&mut self.formulas) {
            evaluator.judge(program, now, true, found);
        }
    }

    /// The rows that may yet be violations.
    pub(crate) fn pending(&self, programs: &[FormulaProgram], now: i64) -> Vec<Pending> {
        let mut pending = Vec::new();
        for (program, evaluator) in programs.iter().zip(&self.formulas) {
            for open in &evaluator.open {
                let answers = evaluator.points.asked(program, open.number, now, false);
                let due = answers.due.filter(|due| *due < i64::MAX).map(SimTime::from_millis);
                let possible: Rows = answers.possible(&open.told);
                pending.extend(possible.into_iter().map(|row| Pending {
                    rule: program.rule,
                    position: Position(evaluator.points.position(open.number)),
                    time: SimTime::from_millis(evaluator.points.time(open.number)),
                    due,
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
    fn observe(&mut self, program: &FormulaProgram, event: &Event<'_>, found: &mut Found) {
        let now = event.time.as_millis();
        let mut past = past::Past { memories: &mut self.memories, event, slots: program.slots };
        past.update(&program.node);
        program.leaves.iter().for_each(|leaf| past.update(leaf));
        if !program.is_future {
            for row in past.rows(&program.node) {
                found.verdicts.push(violation(program, event.position.0, now, now, &row, false));
            }
            return;
        }
        let leaves = program.leaves.iter().map(|leaf| past.rows(leaf)).collect();
        let number = self.points.push(now, event.position.0, leaves);
        self.open.push(OpenPoint { number, told: Rows::new(), due: None });
        self.judge(program, now, false, found);
    }

    /// Asks for every event that is not decided; with the log closed, all are decided.
    fn judge(&mut self, program: &FormulaProgram, now: i64, closed: bool, found: &mut Found) {
        let points = &self.points;
        self.open.retain_mut(|open| {
            let answers = points.asked(program, open.number, now, closed);
            for row in answers.certain() {
                if open.told.insert(row.clone()) {
                    let (position, time) = (points.position(open.number), points.time(open.number));
                    let at = (position, time, now);
                    found.verdicts.push(violation(program, at.0, at.1, at.2, &row, closed));
                }
            }
            open.due = answers.due;
            answers.is_open() && !closed
        });
        let first = self.open.first().map(|open| open.number);
        self.points.forget_before(first);
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
        because: vec![Position(position)],
        nearest: None,
        reason: Reason::Happened,
    }
}
