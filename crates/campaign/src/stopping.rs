//! When a campaign stops before its last run.

#![expect(clippy::cast_precision_loss, reason = "spans of time are far below 2^53 ms")]

use std::fmt;

use kernel::SimDuration;

use crate::fold::Found;
use crate::outcome::Kind;
use crate::row::{Row, Status};
use crate::statistics::sequential::{Answer, Looks, Sprt};
use crate::statistics::survival::Curve;
use crate::statistics::{Confidence, Interval, proportion};

/// How far the ends of an interval may lie from its middle, as people write it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// `1%`
    Share(f64),
    /// `0.5`
    Number(f64),
    /// `30min`
    Span(SimDuration),
}

impl Width {
    /// In the unit of the values of an outcome; none if it is written in another one.
    pub fn of(self, kind: Kind) -> Option<f64> {
        match (kind, self) {
            (Kind::Flag, Width::Share(share)) => Some(share),
            (Kind::PartsPerMillion, Width::Share(share)) => Some(1e6 * share),
            // A share may be written as a part of 1.
            (Kind::Flag | Kind::PartsPerMillion, Width::Number(share)) if share < 1.0 => {
                Width::Share(share).of(kind)
            }
            (Kind::Count, Width::Number(number)) => Some(number),
            (Kind::ThousandthsPerDay, Width::Number(number)) => Some(1e3 * number),
            (Kind::Milliseconds | Kind::Time, Width::Span(span)) => Some(span.as_millis() as f64),
            _ => None,
        }
    }

    /// How it is to be written for an outcome.
    pub fn wanted(kind: Kind) -> &'static str {
        match kind {
            Kind::Flag | Kind::PartsPerMillion => "a share, such as `1%`",
            Kind::Count => "a number, such as `0.5`",
            Kind::ThousandthsPerDay => "a number a day, such as `0.5`",
            Kind::Milliseconds | Kind::Time => "a duration, such as `30min`",
        }
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Width::Share(number) | Width::Number(number) => number.fmt(f),
            Width::Span(span) => span.fmt(f),
        }
    }
}

/// The rule.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rule {
    /// All runs are played.
    #[default]
    Never,
    /// When the interval of the outcome is narrow enough: of a time, that of its median.
    Narrow { half_width: f64, looks: Looks },
    /// When a test of Wald's decides between two chances.
    Test { low: f64, high: f64, risk: f64 },
}

/// The rule and how far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stopping {
    pub rule: Rule,
    pub column: usize,
    kind: Option<Kind>,
    test: Option<Sprt>,
    runs: u64,
    /// Whether a run did not end. Such runs are no random ones, so what the others come to decides
    /// nothing any more.
    broken: bool,
}

/// Why a campaign stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stopped {
    Narrow { runs: u64, half_width: f64, confidence: f64 },
    Decided { runs: u64, answer: Answer },
}

impl Stopping {
    /// None where the rule does not fit the outcome: a test is between chances.
    pub fn new(rule: Rule, column: usize, kind: Kind) -> Option<Stopping> {
        let test = match rule {
            Rule::Test { low, high, risk } => {
                Some(Sprt::new(low, high, risk).filter(|_| kind == Kind::Flag)?)
            }
            Rule::Never | Rule::Narrow { .. } => None,
        };
        Some(Stopping { rule, column, kind: Some(kind), test, runs: 0, broken: false })
    }

    /// Takes the first row of a group, which has been counted.
    pub(crate) fn observe(&mut self, row: &Row, found: &[Found]) -> Option<Stopped> {
        self.runs += 1;
        self.broken |= row.status != Status::Done;
        if self.broken {
            return None;
        }
        let runs = self.runs;
        match self.rule {
            Rule::Never => None,
            Rule::Narrow { half_width, looks } => {
                let confidence = looks.due(runs)?;
                let interval = self.interval(found.get(self.column)?, confidence)?;
                let enough = Looks::suffices(interval, half_width);
                let half_width = interval.half_width();
                let confidence = confidence.level();
                enough.then_some(Stopped::Narrow { runs, half_width, confidence })
            }
            Rule::Test { .. } => {
                let cell = row.cells.get(self.column)?;
                let answer = self.test.as_mut()?.observe(0 < cell.number()?)?;
                Some(Stopped::Decided { runs, answer })
            }
        }
    }

    /// Whether a run that did not end keeps it from stopping.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    fn interval(&self, found: &Found, confidence: Confidence) -> Option<Interval> {
        let Found { seen, unseen, .. } = found;
        match self.kind? {
            Kind::Flag => {
                let estimate = proportion::clopper_pearson(seen.times(1), seen.len(), confidence)?;
                Some(estimate.interval)
            }
            Kind::Time => {
                let median = Curve::new(seen, unseen, confidence).median()?;
                Some(Interval { low: median.low? as f64, high: median.high? as f64 })
            }
            _ => Some(seen.moments().estimate(confidence)?.interval),
        }
    }
}
