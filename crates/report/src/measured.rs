//! The measures of a run as bare numbers, for those who compare many runs.

use std::collections::BTreeMap;

use domain::clock::Clock;
use domain::{Center, Event};
use simulator::record::{Body, CenterRecord};

use crate::deadlines::Misses;
use crate::metrics::{self, Amount, Metric, Metrics, Reach};

/// The fold over the records of one run.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    metrics: Metrics,
    misses: Misses,
    /// How far the run is measured.
    to: Reach,
}

/// A number that was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// What programs look for, such as `breach-to-warning`.
    pub name: &'static str,
    /// What people read.
    pub text: String,
    /// None where there was nothing to measure, or nobody could see it.
    pub value: Option<i64>,
    pub unit: MeasuredUnit,
    /// Whether a larger number is the better one.
    pub more_is_better: bool,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredUnit {
    Milliseconds,
    Count,
    PartsPerMillion,
    /// Thousandths of one a day.
    ThousandthsPerDay,
}

impl Measures {
    /// Takes the next record.
    pub fn apply(&mut self, record: &CenterRecord) {
        self.to.apply(record);
        if let Body::Event(event) = &record.body {
            self.metrics.apply(event, record.at);
            if let Event::Clock(event) = event {
                self.misses.apply(event, record.at);
            }
        }
    }

    /// The rows that every run has, always the same ones in the same order.
    pub fn rows(&self, center: &Center) -> Vec<Measured> {
        let mut rows = self.metrics.rows(self.to.at);
        rows.extend(metrics::donor_rows(center));
        rows.extend(metrics::force_rows(center, self.to.at));
        // What has an `about` is one of several, and how many depends on the run.
        rows.into_iter().filter(|row| row.about.is_none()).map(Measured::from).collect()
    }

    /// How many deadlines of each clock were missed, where any was.
    pub fn missed(&self) -> &BTreeMap<Clock, u64> {
        &self.misses.by_clock
    }
}

/// What should be much; of all else little is better, or nobody can say.
const MORE_IS_BETTER: [&str; 10] = [
    "attributed-in-time",
    "breaches-warned-of",
    "coverage-known",
    "coverage-lowest",
    "force-mandated",
    "needs-matched",
    "requirements-filled",
    "requirements-in-time",
    "seats-filled",
    "verified-in-time",
];

/// The unit of a row, whether or not there was something to measure.
fn unit(name: &str) -> MeasuredUnit {
    match name {
        "breach-to-warning" | "donor-match" => MeasuredUnit::Milliseconds,
        "violations" => MeasuredUnit::ThousandthsPerDay,
        "violations-unwatched" => MeasuredUnit::Count,
        _ => MeasuredUnit::PartsPerMillion,
    }
}

impl From<Metric> for Measured {
    fn from(metric: Metric) -> Measured {
        let number =
            |number: u64, of: MeasuredUnit| Some((i64::try_from(number).unwrap_or(i64::MAX), of));
        let found = match metric.value {
            Amount::None | Amount::Unknown => None,
            Amount::Duration(span) => number(span.as_millis(), MeasuredUnit::Milliseconds),
            Amount::Count(count) => number(count, MeasuredUnit::Count),
            Amount::Share { part, of } => {
                let parts = u128::from(part) * 1_000_000 / u128::from(of.max(1));
                number(u64::try_from(parts).unwrap_or(u64::MAX), MeasuredUnit::PartsPerMillion)
            }
            Amount::PartsPerMillion(parts) => number(parts, MeasuredUnit::PartsPerMillion),
            Amount::PerDay { thousandths } => number(thousandths, MeasuredUnit::ThousandthsPerDay),
        };
        let unit = unit(metric.name);
        debug_assert!(found.is_none_or(|(_, of)| of == unit), "the unit of {}", metric.name);
        let value = found.map(|(number, _)| number);
        let more_is_better = MORE_IS_BETTER.contains(&metric.name);
        Measured { name: metric.name, text: metric.text, value, unit, more_is_better }
    }
}
