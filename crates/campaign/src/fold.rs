//! What rows come to, one after the other.
//!
//! Memory does not grow with their number, but for the designs that analyze uncertainties: these
//! keep one number a row and outcome.

mod effects;
mod sample;
mod watch;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::design::{Design, Layout};
use crate::outcome::{Cell, Outcomes};
use crate::row::{Row, Status};
use crate::statistics::Tally;
use crate::stopping::{Stopped, Stopping};

pub use effects::{COMPARED_MAX, Effect, Effects, Gaps};
pub use sample::Sample;

/// A row that did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub index: u64,
    pub run: u32,
    pub status: Status,
    pub message: String,
}

/// So many faults are told one by one; all are counted.
const FAULTS_MAX: usize = 100;

/// The values of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub seen: Tally,
    /// Until when it had not happened.
    pub unseen: Tally,
    /// Runs in which there was nothing to record.
    pub nothing: u64,
}

/// The sum of all rows so far.
#[derive(Clone, Debug)]
pub struct Fold {
    pub layout: Arc<Layout>,
    pub outcomes: Arc<Outcomes>,
    pub rows: u64,
    pub statuses: BTreeMap<Status, u64>,
    /// Of the scenario as it is: the first row of each group.
    pub found: Vec<Found>,
    /// Such rows that did not end, and are in no estimate.
    pub left_out: u64,
    pub effects: Option<Effects>,
    pub sample: Option<Sample>,
    pub faults: Vec<Fault>,
    pub stopping: Stopping,
    pub stopped: Option<Stopped>,
}

impl Fold {
    pub fn new(layout: &Arc<Layout>, outcomes: &Arc<Outcomes>, stopping: Stopping) -> Fold {
        let columns = outcomes.columns.len();
        let compares = matches!(layout.design, Design::OneAtATime | Design::Factorial);
        Fold {
            layout: Arc::clone(layout),
            outcomes: Arc::clone(outcomes),
            rows: 0,
            statuses: BTreeMap::new(),
            found: vec![Found::default(); columns],
            left_out: 0,
            effects: compares.then(|| Effects::new(layout, columns)),
            sample: (!layout.uncertainties.is_empty()).then(|| Sample::new(columns)),
            faults: Vec::new(),
            stopping,
            stopped: None,
        }
    }

    /// Takes the next row; breaks off when enough has been seen.
    pub fn take(&mut self, row: &Row, message: Option<&str>) -> ControlFlow<()> {
        self.rows += 1;
        *self.statuses.entry(row.status).or_default() += 1;
        if row.status != Status::Done && self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault {
                index: row.spec.index,
                run: row.spec.run,
                status: row.status,
                message: message.unwrap_or("recorded before this campaign was resumed").to_string(),
            });
        }
        if row.spec.point == 0 {
            self.left_out += u64::from(row.status != Status::Done);
            for (found, cell) in self.found.iter_mut().zip(&row.cells) {
                match *cell {
                    Cell::Nothing => found.nothing += 1,
                    Cell::Number(number) => found.seen.add(number),
                    Cell::NotBy(time) => found.unseen.add(time),
                }
            }
        }
        if let Some(effects) = &mut self.effects {
            effects.take(row, &self.layout);
        }
        if let Some(sample) = &mut self.sample {
            sample.take(row);
        }
        if row.spec.point == 0 && self.stopped.is_none() {
            self.stopped = self.stopping.observe(row, &self.found);
        }
        // What belongs together is played to its end.
        let whole = row.spec.point + 1 == self.layout.group();
        if self.stopped.is_some() && whole {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    pub fn count(&self, status: Status) -> u64 {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// The index of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.outcomes.columns.iter().position(|column| column.name == name)
    }
}
