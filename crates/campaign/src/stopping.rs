//! When a campaign stops before its last run.

use crate::fold::Found;
use crate::outcome::Kind;
use crate::row::{Row, Status};
use crate::statistics::sequential::{Answer, Looks, Sprt};
use crate::statistics::{Confidence, Estimate, proportion};

/// The rule.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rule {
    /// All runs are played.
    #[default]
    Never,
    /// When the interval of the outcome is narrow enough.
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
        Some(Stopping { rule, column, kind: Some(kind), test, runs: 0 })
    }

    /// Takes the first row of a group, which has been counted.
    pub(crate) fn observe(&mut self, row: &Row, found: &[Found]) -> Option<Stopped> {
        self.runs += 1;
        let runs = self.runs;
        match self.rule {
            Rule::Never => None,
            Rule::Narrow { half_width, looks } => {
                let confidence = looks.due(runs)?;
                let estimate = self.estimate(found.get(self.column)?, confidence)?;
                let enough = Looks::suffices(&estimate, half_width);
                let half_width = estimate.interval.half_width();
                let confidence = confidence.level();
                enough.then_some(Stopped::Narrow { runs, half_width, confidence })
            }
            Rule::Test { .. } => {
                let cell = row.cells.get(self.column).filter(|_| row.status == Status::Done)?;
                let answer = self.test.as_mut()?.observe(0 < cell.number()?)?;
                Some(Stopped::Decided { runs, answer })
            }
        }
    }

    fn estimate(&self, found: &Found, confidence: Confidence) -> Option<Estimate> {
        match self.kind? {
            Kind::Flag => {
                proportion::clopper_pearson(found.seen.times(1), found.seen.len(), confidence)
            }
            _ => found.seen.moments().estimate(confidence),
        }
    }
}
