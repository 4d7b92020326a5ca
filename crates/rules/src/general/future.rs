//! What is true of an event that is not the last: certainly, possibly, or not at all.

use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use super::answers::Answers;
use super::bound::Work;
use super::compile::{FormulaProgram, Node, assigned_here};
use super::memory::{have_values, merged};
use super::outlook::Outlook;
use super::past::{assign, hidden};
use super::places::{Range, united};
use super::points::{Key, Points, part};

use crate::calculate::holds;
use crate::core::Temporal;
use crate::matching::Bindings;
use crate::plan::{Interval, Slot};

/// Asks a formula for the event with this number, when the log has reached an instant; nothing if that
/// would take too much.
pub(super) fn asked(
    points: &Points,
    program: &FormulaProgram,
    number: u64,
    (now, closed): (i64, bool),
    work: &Work,
) -> Option<(Answers, Waits)> {
    let waits = Waits::default();
    let mut asking = Asking { points, program, now, closed, tells_open: false, waits, work };
    let answers = asking.extended(&program.node, number, &smallvec![None; program.slots]);
    asking.waits.keys.sort_unstable();
    asking.waits.keys.dedup();
    (!work.is_too_much()).then_some((answers, asking.waits))
}

/// What can change an answer, other than the passing of time.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub(super) struct Waits {
    /// The next event that is found under one of these.
    pub(super) keys: Vec<Key>,
    /// Any event.
    pub(super) any: bool,
}

pub(super) struct Asking<'a> {
    pub(super) points: &'a Points,
    pub(super) program: &'a FormulaProgram,
    pub(super) now: i64,
    pub(super) closed: bool,
    /// Whether rows that lack values are told.
    pub(super) tells_open: bool,
    pub(super) waits: Waits,
    pub(super) work: &'a Work,
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

    pub(super) fn extended(&mut self, node: &Node, i: u64, bindings: &Bindings) -> Answers {
        if self.work.is_too_much() {
            return Answers::default();
        }
        let answers = self.found(node, i, bindings);
        self.work.found(answers.rows.len() + answers.open_rows.len());
        answers
    }

    fn found(&mut self, node: &Node, i: u64, bindings: &Bindings) -> Answers {
        let mut answers = Answers::default();
        match node {
            Node::Leaf { leaf, columns } => answers.rows = self.rows(i, (*leaf, columns), bindings),
            Node::Compared(left, comparison, right) => {
                let rows = match assigned_here((left, *comparison, right), bindings) {
                    Some((slot, value)) => assign(bindings, slot, value.value(bindings)),
                    None if holds(left, *comparison, right, bindings) => vec![bindings.clone()],
                    None => Vec::new(),
                };
                answers.rows.extend(rows.into_iter().map(|row| (row, Outlook::TRUE)));
            }
            Node::Not(inner) => {
                let inner = self.forbidden(inner, i, bindings);
                answers.due = inner.due;
                let outlook = inner.outlook().not();
                if outlook.truth() != Some(false) {
                    answers.rows.push((bindings.clone(), outlook));
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
                return inner.without(bindings, slots);
            }
            Node::Next { window, inner } => {
                if i + 1 < self.points.end() {
                    if window.holds(self.points.time(i + 1) - self.points.time(i)) {
                        return self.extended(inner, i + 1, bindings);
                    }
                } else if let Some(due) = self.may_come(i, *window) {
                    self.waits.any = true;
                    self.open(&mut answers, bindings, Outlook::not_yet(due));
                    answers.wait_for(Some(due));
                }
            }
            Node::Before { window, inner } => return self.before(*window, inner, i, bindings),
            Node::Until { temporal, left, right } if !temporal.operator.is_future() => {
                return self.since(left.as_deref(), *temporal, right, i, bindings);
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

    /// The rows of a leaf that agree with these values; where all of its columns have one, it is found.
    fn rows(
        &self,
        i: u64,
        (leaf, columns): (usize, &[Slot]),
        bindings: &Bindings,
    ) -> Vec<(Bindings, Outlook)> {
        if have_values(columns, bindings) {
            let has = self.points.has(i, leaf, &part(bindings, columns));
            return has.then(|| (bindings.clone(), Outlook::TRUE)).into_iter().collect();
        }
        let rows = self.points.rows(i, leaf);
        rows.filter_map(|row| Some((merged(bindings, row)?, Outlook::TRUE))).collect()
    }

    fn all(&mut self, parts: &[Node], i: u64, bindings: &Bindings) -> Answers {
        let whole = vec![(bindings.clone(), Outlook::TRUE)];
        let mut answers = Answers { rows: whole, ..Answers::default() };
        for part in parts {
            if self.tells_open {
                let open_rows = std::mem::take(&mut answers.open_rows);
                answers.open_rows = self.narrowed(part, i, open_rows);
            }
            let before = std::mem::take(&mut answers.rows);
            for (row, so_far) in before {
                let found = self.extended(part, i, &row);
                answers.wait_for(found.due);
                let gives_values = found.rows.iter().any(|(extended, _)| *extended != row);
                let is_open = found.open.is_some();
                if gives_values || (found.rows.is_empty() && is_open && !is_bound(part, &row)) {
                    // Which values an open part may yet give cannot be told.
                    answers.open_for(found.open.map(|open| open.and(so_far)));
                    let open_rows = found.open_rows.into_iter();
                    answers.open_rows.extend(open_rows.map(|(row, it)| (row, it.and(so_far))));
                    let rows = found.rows.into_iter();
                    answers.rows.extend(rows.map(|(row, it)| (row, it.and(so_far))));
                } else {
                    let outlook = found.outlook();
                    if outlook.truth() != Some(false) {
                        answers.rows.push((row, outlook.and(so_far)));
                    }
                }
            }
        }
        if self.tells_open {
            let open_rows = std::mem::take(&mut answers.open_rows);
            answers.open_rows = self.asked_again(parts, i, open_rows);
        }
        answers
    }

    fn until(
        &mut self,
        left: Option<&Node>,
        temporal: Temporal,
        right: &Node,
        i: u64,
        bindings: &Bindings,
    ) -> Answers {
        let mut answers = Answers::default();
        let (start, first) = (self.points.time(i), i + u64::from(temporal.strictly));
        let may_come = self.may_come(i, temporal.window);
        // Of the past all rows are known: where there is none, no values serve later.
        let told = left.filter(|left| is_bound(left, bindings) || is_past(left));
        // Whether the left side holds up to here for the values known outside; rows that bring
        // their own values are asked for from the beginning.
        let mut left_holds = Outlook::TRUE;
        for j in self.steps((told, right), temporal.window, i, bindings) {
            if left_holds.truth() == Some(false) {
                break;
            }
            let is_here = temporal.strictly && j == i;
            if temporal.window.holds(self.points.time(j) - start) && !is_here {
                let found = self.extended(right, j, bindings);
                answers.open_for(found.open.map(|open| open.and(left_holds)));
                if self.tells_open {
                    let rows = self.held_before((left, right), (first, j), found.open_rows);
                    answers.open_rows.extend(rows);
                }
                answers.wait_for(found.due);
                for (row, there) in found.rows {
                    let between = self.holds_between(left, (first, j), &row, &mut answers);
                    let outlook = there.and(between);
                    match between.truth() {
                        Some(false) => {}
                        _ if outlook == Outlook::TRUE && row == *bindings => {
                            // Nothing that is still to come says more than this.
                            return Answers { rows: vec![(row, outlook)], ..Answers::default() };
                        }
                        _ => answers.rows.push((row, outlook)),
                    }
                }
            }
            if let Some(left) = told.filter(|_| !is_here) {
                let here = self.extended(left, j, bindings);
                answers.wait_for(here.due);
                left_holds = left_holds.and(here.outlook());
            }
        }
        if let Some(due) = may_come.filter(|_| left_holds.truth() != Some(false)) {
            let outlook = Outlook::not_yet(due).and(left_holds);
            answers.open_for(Some(outlook));
            answers.wait_for(may_come);
            if self.tells_open {
                let unasked = left.filter(|left| !is_bound(left, bindings));
                let rows = vec![(bindings.clone(), outlook)];
                answers.open_rows.extend(self.held(unasked, (first, self.points.end()), rows));
            }
        }
        answers
    }

    /// The points of a window at which the right side may be true or the left side false, as
    /// far as there are any yet.
    fn steps(
        &mut self,
        (left, right): (Option<&Node>, &Node),
        window: Interval,
        i: u64,
        bindings: &Bindings,
    ) -> Vec<u64> {
        let start = self.points.time(i);
        let last = window.high.map(|high| start.saturating_add(high));
        let opens = self.points.first_from(start.saturating_add(window.low)).max(i);
        let mut keys = Vec::new();
        let right_range = Range { first: opens, last };
        let range = if left.is_some() { Range { first: i, last } } else { right_range };
        let right = self.places(right, bindings, right_range, &mut keys);
        let left = match left {
            Some(left) => self.exceptions(left, bindings, range, &mut keys),
            None => Some(Vec::new()),
        };
        let steps = right.zip(left);
        if self.may_come(i, window).is_some() {
            self.waits.any |= steps.is_none();
            self.waits.keys.append(&mut keys);
        }
        match steps {
            Some((right, left)) => united([right, left]),
            None => self.all_places(range),
        }
    }

    /// Whether the left side holds for a row at all events from the first to before the last.
    pub(super) fn holds_between(
        &mut self,
        left: Option<&Node>,
        (first, last): (u64, u64),
        row: &Bindings,
        answers: &mut Answers,
    ) -> Outlook {
        let Some(left) = left else { return Outlook::TRUE };
        let mut all = Outlook::TRUE;
        // The keys are not needed: what is to come does not lie in between.
        let range = Range { first, last: Some(self.points.time(last.saturating_sub(1))) };
        let places = self.exceptions(left, row, range, &mut Vec::new());
        let places = places.unwrap_or_else(|| self.all_places(range));
        for k in places.into_iter().take_while(|k| *k < last) {
            let here = self.extended(left, k, row);
            answers.wait_for(here.due);
            all = all.and(here.outlook());
            if all.truth() == Some(false) {
                return all;
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
pub(super) fn is_bound(node: &Node, bindings: &Bindings) -> bool {
    have_values(node.free().iter(), bindings)
}
