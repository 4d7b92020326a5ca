//! What one of many runs came to, in whole numbers that can be compared run by run.

use domain::Center;
use domain::clock::{Clock, Status};
use kernel::Id;
use simulator::record::CenterRecord;

use crate::difference::deadline_id;
use crate::metrics::Amount;
use crate::summary::Summary;

/// A run being measured.
#[derive(Clone, Debug, Default)]
pub struct Gauge {
    summary: Summary,
}

/// A number that a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What programs look for, such as `breach-to-warning` or `missed tier-one:strike`.
    pub name: String,
    /// What people read.
    pub text: String,
    pub unit: Unit,
    pub value: i64,
}

/// In what a reading counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Count,
    PartsPerMillion,
    /// Thousandths a day.
    PerDay,
    /// 1 if it came about, 0 if not.
    Whether,
}

impl Gauge {
    /// Takes the next record.
    pub fn apply(&mut self, record: &CenterRecord) {
        self.summary.apply(record);
    }

    /// What can be told in numbers of a run that ended in this state: first which of its deadlines
    /// were missed, then its metrics. What could not be measured is left out.
    pub fn readings(&self, center: &Center) -> Vec<Reading> {
        let duties = center.clocks.iter().filter_map(|(clock, subject, deadline)| {
            let missed = match deadline.status {
                Status::Missed { .. } => 1,
                Status::Met { .. } => 0,
                Status::Open | Status::Struck { .. } | Status::Cancelled { .. } => return None,
            };
            Some(missed_reading(clock, subject, missed))
        });
        let metrics = self.summary.metrics(center).into_iter().filter_map(|row| {
            let (unit, value) = number(row.value)?;
            let name = match &row.about {
                None => row.name.to_string(),
                Some(about) => format!("{} {about}", row.name),
            };
            Some(Reading { name, text: row.text, unit, value })
        });
        duties.chain(metrics).collect()
    }
}

fn missed_reading(clock: Clock, subject: Id, value: i64) -> Reading {
    let text = format!("missed: {}", crate::words::clock::name(clock, subject));
    let name = format!("missed {}", deadline_id(clock, subject));
    Reading { name, text, unit: Unit::Whether, value }
}

fn number(amount: Amount) -> Option<(Unit, i64)> {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Some(match amount {
        Amount::None | Amount::Unknown => return None,
        Amount::Duration(span) => (Unit::Milliseconds, whole(span.as_millis())),
        Amount::Count(count) => (Unit::Count, whole(count)),
        Amount::Share { part, of } => {
            let parts = u128::from(part) * 1_000_000 / u128::from(of.max(1));
            (Unit::PartsPerMillion, i64::try_from(parts).unwrap_or(i64::MAX))
        }
        Amount::PartsPerMillion(parts) => (Unit::PartsPerMillion, whole(parts)),
        Amount::PerDay { thousandths } => (Unit::PerDay, whole(thousandths)),
    })
}
