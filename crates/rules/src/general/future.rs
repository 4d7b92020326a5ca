//! What is true of an event that is not the last: certainly, possibly, or not at all.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::Rows;
use super::compile::{FormulaProgram, Node, assigned_here};
use super::memory::merged;
use super::past::{assign, hidden, restored};
use smallvec::smallvec;

use crate::calculate::holds;
use crate::core::Temporal;
use crate::matching::Bindings;
use crate::plan::Interval;

/// The events that may still matter, with the rows of the past parts at each.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub(super) struct Points {
    list: VecDeque<Point>,
    /// How many points were forgotten.
    gone: u64,
}

#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
struct Point {
    time: i64,
    position: u64,
    leaves: Vec<Rows>,
}

/// What an evaluation found.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// Rows, and whether they are certain.
    rows: Vec<(Bindings, bool)>,
    /// Any row may still become true, for all that is known.
    open: bool,
    /// The last instant of the window that closes first.
    pub(super) due: Option<i64>,
}

impl Answers {
    pub(super) fn certain(&self) -> Vec<Bindings> {
        self.rows.iter().filter(|(_, is_certain)| *is_certain).map(|(row, _)| row.clone()).collect()
    }

    /// The rows that are not certain but may become so.
    pub(super) fn possible(&self, told: &Rows) -> Rows {
        let certain: BTreeSet<Bindings> = self.certain().into_iter().collect();
        let possible = self.rows.iter().filter(|(_, is_certain)| !is_certain);
        let possible = possible.map(|(row, _)| row.clone());
        possible.filter(|row| !certain.contains(row) && !told.contains(row)).collect()
    }

    pub(super) fn is_open(&self) -> bool {
        self.open || self.rows.iter().any(|(_, is_certain)| !is_certain)
    }

    /// Of a part whose variables all have values: true, false, or unknown.
    fn truth(&self) -> Option<bool> {
        if self.rows.iter().any(|(_, is_certain)| *is_certain) {
            Some(true)
        } else if self.is_open() {
            None
        } else {
            Some(false)
        }
    }

    fn add(&mut self, other: Answers) {
        self.rows.extend(other.rows);
        self.open |= other.open;
        self.wait_for(other.due);
    }

    fn wait_for(&mut self, due: Option<i64>) {
        self.due = match (self.due, due) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

impl Points {
    pub(super) fn push(&mut self, time: i64, position: u64, leaves: Vec<Rows>) -> u64 {
        self.list.push_back(Point { time, position, leaves });
        self.gone + self.list.len() as u64 - 1
    }

    pub(super) fn forget_before(&mut self, first: Option<u64>) {
        while !self.list.is_empty() && first.is_none_or(|first| self.gone < first) {
            self.list.pop_front();
            self.gone += 1;
        }
    }

    fn point(&self, number: u64) -> Option<&Point> {
        let index = usize::try_from(number.checked_sub(self.gone)?).ok()?;
        self.list.get(index)
    }

    pub(super) fn time(&self, number: u64) -> i64 {
        self.point(number).map_or(0, |point| point.time)
    }

    pub(super) fn position(&self, number: u64) -> u64 {
        self.point(number).map_or(0, |point| point.position)
    }

    /// Asks a formula for the event with this number, when the log has reached an instant.
    pub(super) fn asked(
        &self,
        program: &FormulaProgram,
        number: u64,
        now: i64,
        closed: bool,
    ) -> Answers {
        let asking = Asking { points: self, now, closed };
        asking.extended(&program.node, number, &smallvec![None; program.slots])
    }
}

struct Asking<'a> {
    points: &'a Points,
    now: i64,
    closed: bool,
}

impl Asking<'_> {
    /// The last instant at which an event may come in a window, if it still may; the end of
    /// time for windows without an end.
    fn may_come(&self, i: u64, window: Interval) -> Option<i64> {
        let start = self.points.time(i);
        let passed = self.now - start;
        let is_open = !self.closed && window.high.is_none_or(|high| passed <= high);
        is_open.then(|| window.high.map_or(i64::MAX, |high| start.saturating_add(high)))
    }

    fn extended(&self, node: &Node, i: u64, bindings: &Bindings) -> Answers {
        let mut answers = Answers::default();
        match node {
            Node::Leaf { leaf, .. } => {
                let rows = self.points.point(i).and_then(|point| point.leaves.get(*leaf));
                let rows = rows.into_iter().flatten();
                answers.rows.extend(rows.filter_map(|row| Some((merged(bindings, row)?, true))));
            }
            Node::Compared(left, comparison, right) => {
                let assigned = assigned_here((left, *comparison, right), bindings);
                let rows = match assigned {
                    Some((slot, value)) => assign(bindings, slot, value.value(bindings)),
                    None if holds(left, *comparison, right, bindings) => vec![bindings.clone()],
                    None => Vec::new(),
                };
                answers.rows.extend(rows.into_iter().map(|row| (row, true)));
            }
            Node::Not(inner) => {
                let inner = self.extended(inner, i, bindings);
                answers.due = inner.due;
                match inner.truth() {
                    Some(true) => {}
                    truth => answers.rows.push((bindings.clone(), truth.is_some())),
                }
            }
            Node::And(parts) => return self.all(parts, i, bindings),
            Node::Or(parts) => {
                for part in parts {
                    answers.add(self.extended(part, i, bindings));
                }
            }
            Node::Exists(slots, inner) => {
                let inner = self.extended(inner, i, &hidden(bindings, slots));
                answers = Answers { rows: Vec::new(), ..inner };
                let rows = inner.rows.into_iter();
                answers.rows.extend(rows.map(|(row, is)| (restored(row, bindings, slots), is)));
            }
            Node::Next { window, inner } => {
                if let Some(next) = self.points.point(i + 1) {
                    if window.holds(next.time - self.points.time(i)) {
                        return self.extended(inner, i + 1, bindings);
                    }
                } else if let Some(due) = self.may_come(i, *window) {
                    answers.open = true;
                    answers.wait_for(Some(due));
                }
            }
            Node::Until { temporal, left, right } => {
                return self.until(left.as_deref(), *temporal, right, i, bindings);
            }
            Node::Atom { .. }
            | Node::Previously { .. }
            | Node::Since { .. }
            | Node::Holding { .. }
            | Node::Aggregate { .. } => {}
        }
        answers
    }

    fn all(&self, parts: &[Node], i: u64, bindings: &Bindings) -> Answers {
        let mut answers = Answers { rows: vec![(bindings.clone(), true)], ..Answers::default() };
        for part in parts {
            let before = std::mem::take(&mut answers.rows);
            for (row, is_certain) in before {
                let found = self.extended(part, i, &row);
                answers.wait_for(found.due);
                let gives_values = found.rows.iter().any(|(extended, _)| *extended != row);
                if gives_values || (found.rows.is_empty() && found.open && !is_bound(part, &row)) {
                    // Which values an open part may yet give cannot be told.
                    answers.open |= found.open;
                    let rows = found.rows.into_iter();
                    answers.rows.extend(rows.map(|(row, is)| (row, is && is_certain)));
                } else {
                    match found.truth() {
                        Some(true) => answers.rows.push((row, is_certain)),
                        Some(false) => {}
                        None => answers.rows.push((row, false)),
                    }
                }
            }
        }
        answers
    }

    fn until(
        &self,
        left: Option<&Node>,
        temporal: Temporal,
        right: &Node,
        i: u64,
        bindings: &Bindings,
    ) -> Answers {
        let mut answers = Answers::default();
        let start = self.points.time(i);
        let mut j = i;
        // Whether the left side holds up to here for the values known outside; rows that bring
        // their own values are asked for from the beginning.
        let mut left_holds = Some(true);
        while let Some(point) = self.points.point(j) {
            let distance = point.time - start;
            if temporal.window.high.is_some_and(|high| high < distance) || left_holds == Some(false)
            {
                break;
            }
            let is_here = temporal.strictly && j == i;
            if temporal.window.holds(distance) && !is_here {
                let found = self.extended(right, j, bindings);
                answers.open |= found.open;
                answers.wait_for(found.due);
                for (row, is_certain) in found.rows {
                    let first = if temporal.strictly { i + 1 } else { i };
                    match self.holds_between(left, (first, j), &row, &mut answers) {
                        Some(false) => {}
                        truth => answers.rows.push((row, is_certain && truth.is_some())),
                    }
                }
            }
            // Of the past all rows are known: where there is none, no values serve later.
            let tells = |left: &&Node| is_bound(left, bindings) || is_past(left);
            if let Some(left) = left.filter(|left| !is_here && tells(left)) {
                let here = self.extended(left, j, bindings);
                answers.wait_for(here.due);
                left_holds = match (left_holds, here.truth()) {
                    (_, Some(false)) => Some(false),
                    (Some(true), truth) => truth,
                    (other, _) => other,
                };
            }
            j += 1;
        }
        if let Some(due) = self.may_come(i, temporal.window)
            && left_holds != Some(false)
        {
            answers.open = true;
            answers.wait_for(Some(due));
        }
        answers
    }

    /// Whether the left side holds for a row at all events from the first to before the last.
    fn holds_between(
        &self,
        left: Option<&Node>,
        (first, last): (u64, u64),
        row: &Bindings,
        answers: &mut Answers,
    ) -> Option<bool> {
        let Some(left) = left else { return Some(true) };
        let mut all = Some(true);
        for k in first..last {
            let here = self.extended(left, k, row);
            answers.wait_for(here.due);
            match here.truth() {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }
}

/// Whether a node is made of what the past tells with all its rows, and of nothing else.
fn is_past(node: &Node) -> bool {
    match node {
        Node::Leaf { .. } => true,
        Node::Exists(_, inner) => is_past(inner),
        Node::Or(parts) => parts.iter().all(is_past),
        _ => false,
    }
}

/// Whether all variables that a node needs or gives have values.
fn is_bound(node: &Node, bindings: &Bindings) -> bool {
    node.free().iter().all(|slot| bindings.get(*slot).is_some_and(Option::is_some))
}
