//! What pairs of runs come to, figure by figure: as a document, and as people read it.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use campaign::statistics::paired::{Paired, Values};
use campaign::statistics::{Confidence, Estimate, Interval, Moments};
use report::Unit;
use serde::Serialize;

/// Differences of a branch from its parent.
#[derive(Debug, Serialize)]
pub struct Pairs {
    runs: u32,
    confidence: f64,
    rows: Vec<Row>,
}

/// One thing that runs come to.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    text: String,
    unit: &'static str,
    /// In so many of the pairs both sides could be measured. What follows is of these, and null of
    /// none.
    pairs: u64,
    parent: Option<f64>,
    branch: Option<f64>,
    difference: Option<Difference>,
    /// In so many pairs the two sides are the same.
    same: u64,
    /// In so many pairs there is such a figure on one side alone.
    parent_alone: Alone,
    branch_alone: Alone,
    #[serde(skip)]
    of: Unit,
}

#[derive(Debug, Serialize)]
struct Difference {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize)]
struct Alone {
    pairs: u64,
    mean: Option<f64>,
}

/// What is summed up of a reading.
pub(super) struct Sums {
    text: String,
    unit: Unit,
    paired: Paired,
    same: u64,
    parent_alone: Moments,
    branch_alone: Moments,
}

impl Sums {
    pub(super) fn new(text: String, unit: Unit) -> Sums {
        let (parent_alone, branch_alone) = (Moments::default(), Moments::default());
        Sums { text, unit, paired: Paired::default(), same: 0, parent_alone, branch_alone }
    }

    /// Adds what a pair came to, on each side that could be measured.
    pub(super) fn add(&mut self, parent: Option<i64>, branch: Option<i64>) {
        match (parent, branch) {
            (Some(parent), Some(branch)) => {
                self.paired.add(parent, branch);
                self.same += u64::from(parent == branch);
            }
            (Some(parent), None) => self.parent_alone.add(parent),
            (None, Some(branch)) => self.branch_alone.add(branch),
            (None, None) => {}
        }
    }

    fn row(self, name: String) -> Row {
        let alone = |of: &Moments| Alone { pairs: of.count(), mean: of.mean() };
        Row {
            name,
            unit: unit_name(self.unit),
            pairs: self.paired.count(),
            parent: self.paired.base.mean(),
            branch: self.paired.other.mean(),
            difference: self.difference(),
            same: self.same,
            parent_alone: alone(&self.parent_alone),
            branch_alone: alone(&self.branch_alone),
            of: self.unit,
            text: self.text,
        }
    }

    /// One pair alone has a difference, though it bounds nothing.
    fn difference(&self) -> Option<Difference> {
        let is_share = self.unit == Unit::Whether;
        let values = if is_share { Values::Happening } else { Values::Amounts };
        let estimate = self.paired.estimate(values, Confidence::USUAL).or_else(|| {
            let value = self.paired.difference.mean()?;
            Some(Estimate { value, interval: Interval::UNBOUNDED })
        });
        let Estimate { value, interval: Interval { low, high } } = estimate?;
        Some(Difference { value, low, high })
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "milliseconds",
        Unit::Count => "count",
        Unit::PartsPerMillion => "parts-per-million",
        Unit::PerDay => "thousandths-a-day",
        Unit::Whether => "share",
    }
}

impl Pairs {
    pub(super) fn new(runs: u32, sums: BTreeMap<String, Sums>) -> Pairs {
        let rows = sums.into_iter().map(|(name, sums)| sums.row(name)).collect();
        Pairs { runs, confidence: Confidence::USUAL.level(), rows }
    }

    /// Writes what differs.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let title = format!("{} pairs of runs from the branch on", self.runs);
        writeln!(out, "\n{title}\n{}", "-".repeat(title.len()))?;
        let differ: Vec<&Row> = self.rows.iter().filter(|row| row.differs()).collect();
        for row in &differ {
            row.write(out)?;
        }
        let alike = self.rows.len() - differ.len();
        match alike {
            0 => Ok(()),
            1 => writeln!(out, "  One other figure is the same in every pair."),
            _ => writeln!(out, "  {alike} other figures are the same in every pair."),
        }
    }
}

impl Row {
    /// Whether the two sides are not the same in every pair.
    fn differs(&self) -> bool {
        self.same < self.pairs + self.parent_alone.pairs + self.branch_alone.pairs
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        writeln!(out, "  {}", self.text.trim())?;
        if let (Some(parent), Some(branch), Some(difference)) =
            (self.parent, self.branch, &self.difference)
        {
            let Difference { value, low, high } = *difference;
            let [parent, branch, value, lowest, highest] =
                [parent, branch, value, low, high].map(|figure| shown(self.of, figure));
            let pairs = pairs(self.pairs);
            let interval = if low.is_finite() {
                format!("95 % interval {lowest} to {highest} ({pairs}, {} alike)", self.same)
            } else {
                format!("in each of {pairs}")
            };
            writeln!(out, "    {parent} → {branch}, difference {value}, {interval}")?;
        }
        for (side, alone) in [("parent", &self.parent_alone), ("branch", &self.branch_alone)] {
            if let Some(mean) = alone.mean {
                let (mean, pairs) = (shown(self.of, mean), pairs(alone.pairs));
                writeln!(out, "    in the {side} alone: {mean} ({pairs})")?;
            }
        }
        Ok(())
    }
}

fn pairs(count: u64) -> String {
    if count == 1 { "1 pair".to_string() } else { format!("{count} pairs") }
}

/// A mean in a unit that people read.
fn shown(unit: Unit, figure: f64) -> String {
    match unit {
        Unit::Milliseconds => format!("{:.2} h", figure / 3_600_000.0),
        Unit::Count => format!("{figure:.2}"),
        Unit::PartsPerMillion => format!("{:.1} %", figure / 10_000.0),
        Unit::PerDay => format!("{:.3} a day", figure / 1_000.0),
        Unit::Whether => format!("{:.1} %", figure * 100.0),
    }
}
