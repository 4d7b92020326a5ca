//! The rows of which nobody can tell yet, with the values that are known of them.
//!
//! They are asked for only to be told: what is certain does not depend on them.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::smallvec;

use super::Rows;
use super::answers::Answers;
use super::bound::Work;
use super::compile::{FormulaProgram, Node};
use super::future::{Asking, Waits, is_bound};
use super::outlook::Outlook;
use super::points::Points;
use crate::matching::Bindings;
use crate::plan::Slot;

/// The rows of the event with this number that may yet be violations, but for those that are told
/// already, each with the instant up to which that is open; nothing if there are too many.
pub(super) fn possible(
    points: &Points,
    program: &FormulaProgram,
    number: u64,
    now: i64,
    told: &Rows,
    work: &Work,
) -> Option<BTreeMap<Bindings, i64>> {
    let (closed, waits) = (false, Waits::default());
    let mut asking = Asking { points, program, now, closed, tells_open: true, waits, work };
    let answers = asking.extended(&program.node, number, &smallvec![None; program.slots]);
    (!work.is_too_much()).then(|| answers.possible(told))
}

impl Asking<'_> {
    /// Any row with these values may become true, up to an instant.
    pub(super) fn open(&self, answers: &mut Answers, bindings: &Bindings, outlook: Outlook) {
        answers.open_for(Some(outlook));
        if self.tells_open {
            answers.open_rows.push((bindings.clone(), outlook));
        }
    }

    /// What becomes of a part that is forbidden, which gives no values.
    pub(super) fn forbidden(&mut self, part: &Node, i: u64, bindings: &Bindings) -> Answers {
        let tells_open = std::mem::replace(&mut self.tells_open, false);
        let answers = self.extended(part, i, bindings);
        self.tells_open = tells_open;
        answers
    }

    /// Those of rows that lack values which a part does not forbid, with the values that it gives.
    pub(super) fn narrowed(
        &mut self,
        part: &Node,
        i: u64,
        rows: Vec<(Bindings, Outlook)>,
    ) -> Vec<(Bindings, Outlook)> {
        let mut narrowed = Vec::new();
        for (row, so_far) in rows {
            if is_bound(part, &row) {
                let outlook = self.extended(part, i, &row).outlook().and(so_far);
                narrowed.extend((outlook.truth() != Some(false)).then_some((row, outlook)));
            } else if gives_values(part) {
                let found = self.extended(part, i, &row);
                let all = found.rows.into_iter().chain(found.open_rows);
                narrowed.extend(all.map(|(row, outlook)| (row, outlook.and(so_far))));
            } else {
                narrowed.extend(self.narrowed_by_parts(part, i, (row, so_far)));
            }
        }
        narrowed
    }

    /// The same of a part that does not give all of its values: what is in it may forbid a row all the
    /// same.
    fn narrowed_by_parts(
        &mut self,
        part: &Node,
        i: u64,
        (row, so_far): (Bindings, Outlook),
    ) -> Vec<(Bindings, Outlook)> {
        let whole = vec![(row, so_far)];
        match part {
            Node::And(parts) => parts.iter().fold(whole, |rows, part| self.narrowed(part, i, rows)),
            Node::Or(parts) => {
                let mut rows: BTreeMap<Bindings, Outlook> = BTreeMap::new();
                for part in parts {
                    for (row, outlook) in self.narrowed(part, i, whole.clone()) {
                        rows.entry(row).and_modify(|it| *it = it.or(outlook)).or_insert(outlook);
                    }
                }
                rows.into_iter().collect()
            }
            _ => whole,
        }
    }

    /// The rows for which the left side of an `until` holds at all events from the first to before the
    /// last.
    pub(super) fn held(
        &mut self,
        left: Option<&Node>,
        (first, last): (u64, u64),
        mut rows: Vec<(Bindings, Outlook)>,
    ) -> Vec<(Bindings, Outlook)> {
        let Some(left) = left else { return rows };
        for k in first..last {
            if rows.is_empty() {
                break;
            }
            rows = self.narrowed(left, k, rows);
        }
        // A value that one event gave is asked for at the others, too.
        let still = rows.into_iter().filter_map(|(row, so_far)| {
            let between = if is_bound(left, &row) {
                self.holds_between(Some(left), (first, last), &row, &mut Answers::default())
            } else {
                Outlook::TRUE
            };
            (between.truth() != Some(false)).then(|| (row, so_far.and(between)))
        });
        still.collect()
    }

    /// The rows of the right side of an `until` at an event for which the left side holds before it. A
    /// value that the left side gave is asked for on the right side, too.
    pub(super) fn held_before(
        &mut self,
        (left, right): (Option<&Node>, &Node),
        (first, last): (u64, u64),
        rows: Vec<(Bindings, Outlook)>,
    ) -> Vec<(Bindings, Outlook)> {
        let held = self.held(left, (first, last), rows);
        self.asked_again(std::slice::from_ref(right), last, held)
    }

    /// Leaves out the rows with a value that a part forbids which did not know it when it was asked.
    pub(super) fn asked_again(
        &mut self,
        parts: &[Node],
        i: u64,
        rows: Vec<(Bindings, Outlook)>,
    ) -> Vec<(Bindings, Outlook)> {
        let mut left = Vec::new();
        for (row, mut outlook) in rows {
            for part in parts.iter().filter(|part| is_bound(part, &row)) {
                outlook = outlook.and(self.extended(part, i, &row).outlook());
            }
            left.extend((outlook.truth() != Some(false)).then_some((row, outlook)));
        }
        left
    }
}

/// Whether a part gives all of its variables values: one that forbids or compares takes rows away.
fn gives_values(node: &Node) -> bool {
    node.free().is_subset(&given(node))
}

fn given(node: &Node) -> BTreeSet<Slot> {
    match node {
        Node::Leaf { columns, .. } => columns.iter().copied().collect(),
        Node::And(parts) => parts.iter().flat_map(given).collect(),
        Node::Or(parts) => {
            parts.iter().map(given).reduce(|one, other| &one & &other).unwrap_or_default()
        }
        Node::Exists(slots, inner) => &given(inner) - &slots.iter().copied().collect(),
        Node::Next { inner, .. } | Node::Before { inner, .. } => given(inner),
        Node::Until { right, .. } => given(right),
        _ => BTreeSet::new(),
    }
}
