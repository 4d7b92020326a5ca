//! What an evaluation of a formula found.

use std::collections::BTreeMap;

use super::Rows;
use super::outlook::Outlook;
use super::past::restored;
use crate::matching::Bindings;
use crate::plan::Slot;

/// What an evaluation found.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// Rows, and what becomes of them.
    pub(super) rows: Vec<(Bindings, Outlook)>,
    /// Any row may still become true, for all that is known, up to an instant.
    pub(super) open: Option<Outlook>,
    /// What is known of such rows, if it is to be told: the values that they have already.
    pub(super) open_rows: Vec<(Bindings, Outlook)>,
    /// The last instant of the window that closes first.
    pub(super) due: Option<i64>,
}

impl Answers {
    pub(super) fn certain(&self) -> Vec<Bindings> {
        let certain = self.rows.iter().filter(|(_, outlook)| outlook.is_certain());
        certain.map(|(row, _)| row.clone()).collect()
    }

    /// The rows that are not certain but may become so, each with the instant up to which that is open
    /// if nothing more happens.
    pub(super) fn possible(&self, told: &Rows) -> BTreeMap<Bindings, i64> {
        let mut rows: BTreeMap<&Bindings, Outlook> = BTreeMap::new();
        let all = self.rows.iter().chain(&self.open_rows);
        for (row, outlook) in all.filter(|(row, _)| !told.contains(row)) {
            rows.entry(row).and_modify(|it| *it = it.or(*outlook)).or_insert(*outlook);
        }
        let possible = rows.into_iter().filter(|(_, outlook)| !outlook.is_certain());
        possible.map(|(row, outlook)| (row.clone(), outlook.until)).collect()
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some() || self.rows.iter().any(|(_, outlook)| !outlook.is_certain())
    }

    /// Of a part whose variables all have values.
    pub(super) fn outlook(&self) -> Outlook {
        let all = self.rows.iter().map(|(_, outlook)| *outlook).chain(self.open);
        all.fold(Outlook::TRUE.not(), Outlook::or)
    }

    /// Any row may become true, up to an instant.
    pub(super) fn open_for(&mut self, open: Option<Outlook>) {
        self.open = match (self.open, open) {
            (Some(a), Some(b)) => Some(a.or(b)),
            (a, b) => a.or(b),
        };
    }

    /// The quantified variables are as they were outside.
    pub(super) fn without(mut self, bindings: &Bindings, slots: &[Slot]) -> Answers {
        for rows in [&mut self.rows, &mut self.open_rows] {
            let restore = |(row, it)| (restored(row, bindings, slots), it);
            *rows = std::mem::take(rows).into_iter().map(restore).collect();
        }
        self
    }

    pub(super) fn add(&mut self, other: Answers) {
        self.rows.extend(other.rows);
        self.open_rows.extend(other.open_rows);
        self.open_for(other.open);
        self.wait_for(other.due);
    }

    pub(super) fn wait_for(&mut self, due: Option<i64>) {
        self.due = match (self.due, due) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}
