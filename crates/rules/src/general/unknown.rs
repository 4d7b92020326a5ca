//! The rows of which nobody can tell yet, with the values that are known of them.
//!
//! They are asked for only to be told: what is certain does not depend on them.

use std::collections::BTreeMap;

use smallvec::smallvec;

use super::Rows;
use super::compile::{FormulaProgram, Node};
use super::future::{Answers, Asking, Waits, is_bound};
use super::outlook::Outlook;
use super::points::Points;
use crate::matching::Bindings;

/// The rows of the event with this number that may yet be violations, but for those that are told
/// already, each with the instant up to which that is open.
pub(super) fn possible(
    points: &Points,
    program: &FormulaProgram,
    number: u64,
    now: i64,
    told: &Rows,
) -> BTreeMap<Bindings, i64> {
    let (closed, waits) = (false, Waits::default());
    let mut asking = Asking { points, program, now, closed, tells_open: true, waits };
    asking.extended(&program.node, number, &smallvec![None; program.slots]).possible(told)
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
                narrowed.push((row, so_far));
            }
        }
        narrowed
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
        rows
    }
}

/// Whether a part gives its variables values: one that forbids or compares takes rows away.
fn gives_values(node: &Node) -> bool {
    match node {
        Node::Not(_) | Node::Compared(..) => false,
        Node::And(parts) => parts.iter().any(gives_values),
        Node::Or(parts) => parts.iter().all(gives_values),
        Node::Exists(_, inner) | Node::Next { inner, .. } => gives_values(inner),
        Node::Until { right, .. } => gives_values(right),
        _ => true,
    }
}
