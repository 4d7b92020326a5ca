//! Looking back at what looks ahead: each event of the window is asked again as long as it is open.

use super::answers::Answers;
use super::compile::Node;
use super::future::{Asking, is_bound};
use super::outlook::Outlook;
use super::points::Points;
use crate::core::Temporal;
use crate::matching::Bindings;
use crate::plan::Interval;

/// Whether some part looks back at what looks ahead.
pub(super) fn looks_back(node: &Node) -> bool {
    match node {
        Node::Before { .. } => true,
        Node::Until { temporal, left, right } => {
            let mut sides = left.iter().chain([right]);
            !temporal.operator.is_future() || sides.any(|side| looks_back(side))
        }
        Node::Not(inner) | Node::Exists(_, inner) | Node::Next { inner, .. } => looks_back(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().any(looks_back),
        _ => false,
    }
}

impl Points {
    /// The first point that is needed to ask a node at the first open one, and at those to come.
    pub(super) fn reach(&self, node: &Node, first: Option<u64>, now: i64) -> u64 {
        match first {
            Some(first) => self.back(node, first, self.time(first)),
            None => self.back(node, self.end(), now),
        }
    }

    fn back(&self, node: &Node, number: u64, time: i64) -> u64 {
        match node {
            Node::Before { inner, .. } => {
                let before = number.saturating_sub(1);
                self.back(inner, before, self.time(before))
            }
            Node::Until { temporal, left, right } => {
                let (mut number, mut time) = (number, time);
                if !temporal.operator.is_future() {
                    let high = temporal.window.high.unwrap_or(i64::MAX);
                    number = number.min(self.first_from(time.saturating_sub(high)));
                    time = if number < self.end() { self.time(number) } else { time };
                }
                let sides = left.iter().chain([right]);
                sides.map(|side| self.back(side, number, time)).min().unwrap_or(number)
            }
            Node::Not(inner) | Node::Exists(_, inner) | Node::Next { inner, .. } => {
                self.back(inner, number, time)
            }
            Node::And(parts) | Node::Or(parts) => {
                parts.iter().map(|part| self.back(part, number, time)).min().unwrap_or(number)
            }
            _ => number,
        }
    }
}

impl Asking<'_> {
    /// What is true of the event before, if its distance lies in the window.
    pub(super) fn before(
        &mut self,
        window: Interval,
        inner: &Node,
        i: u64,
        bindings: &Bindings,
    ) -> Answers {
        let before = i.checked_sub(1).filter(|before| self.points.start() <= *before);
        let distance = |before: u64| self.points.time(i) - self.points.time(before);
        match before.filter(|before| window.holds(distance(*before))) {
            Some(before) => self.extended(inner, before, bindings),
            None => Answers::default(),
        }
    }

    /// The right side at an event of the window, and the left side at all events behind it up to here.
    pub(super) fn since(
        &mut self,
        left: Option<&Node>,
        temporal: Temporal,
        right: &Node,
        i: u64,
        bindings: &Bindings,
    ) -> Answers {
        let mut answers = Answers::default();
        let told = left.filter(|left| is_bound(left, bindings));
        let mut held = Outlook::TRUE;
        for j in (self.points.start()..=i).rev() {
            let distance = self.points.time(i) - self.points.time(j);
            if temporal.window.high.is_some_and(|high| high < distance) {
                break;
            }
            if temporal.window.holds(distance) && !(temporal.strictly && j == i) {
                let found = self.extended(right, j, bindings);
                answers.wait_for(found.due);
                answers.open_for(found.open.map(|open| open.and(held)));
                let open_rows = found.open_rows.into_iter().map(|(row, it)| (row, it.and(held)));
                let unasked = left.filter(|_| told.is_none());
                let mut open_rows = self.held(unasked, (j + 1, i + 1), open_rows.collect());
                if unasked.is_some() {
                    // A value that the left side gave is asked for on the right side, too.
                    open_rows = self.asked_again(std::slice::from_ref(right), j, open_rows);
                }
                answers.open_rows.extend(open_rows);
                for (row, there) in found.rows {
                    let between = match told {
                        Some(_) => held,
                        None => self.holds_between(left, (j + 1, i + 1), &row, &mut answers),
                    };
                    if between.truth() != Some(false) {
                        answers.rows.push((row, there.and(between)));
                    }
                }
            }
            if let Some(left) = told {
                let here = self.extended(left, j, bindings);
                answers.wait_for(here.due);
                held = held.and(here.outlook());
                if held.truth() == Some(false) {
                    break;
                }
            }
        }
        answers
    }
}
