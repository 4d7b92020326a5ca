//! Two histories, continued many times with the same draws, and their differences.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use campaign::statistics::paired::{Paired, Values};
use campaign::statistics::{Confidence, Estimate};
use report::{Gauge, Unit};
use serde::Serialize;
use simulator::branch;
use simulator::choice::{Edited, Seeded};
use simulator::engine::Forgetful;
use simulator::record::{CenterRecord, Opening};
use simulator::run;
use simulator::running::Running;
use simulator::script::Script;
use simulator::watch::Watch;

use crate::exit::{Exit, Failure};
use crate::output;

/// One of the two histories, up to where they part.
#[derive(Clone, Copy)]
pub struct Lane<'a> {
    pub script: &'a Script,
    pub opening: &'a Opening,
    pub past: &'a [CenterRecord],
    /// From which it draws behind its past: the same for both, or no pair would have the same draws.
    pub seed: u64,
}

/// Differences of a branch from its parent.
#[derive(Debug, Serialize)]
pub struct Pairs {
    runs: u32,
    confidence: f64,
    rows: Vec<Row>,
}

/// One thing that runs come to, on both sides.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    text: String,
    unit: &'static str,
    /// In so many of the pairs both sides could be measured.
    pairs: u64,
    parent: f64,
    branch: f64,
    difference: Interval,
    /// In so many pairs the two sides are the same.
    same: u64,
    #[serde(skip)]
    of: Unit,
}

#[derive(Debug, Serialize)]
struct Interval {
    value: f64,
    low: f64,
    high: f64,
}

/// The name of a reading with what it came to.
type Readings = BTreeMap<String, (String, Unit, i64)>;

/// What is summed up of a reading.
struct Sums {
    text: String,
    unit: Unit,
    paired: Paired,
    same: u64,
}

/// A lane that is played up to where the two part; every run is a copy of it. Where the two part
/// before everything, each run has a beginning of its own, since that too is drawn.
struct Waiting<'a> {
    lane: Lane<'a>,
    /// The run whose draws its beginning has.
    number: u32,
    running: Running<'a, Edited, Forgetful>,
    gauge: Gauge,
    watch: Option<Watch<'a>>,
}

impl<'a> Waiting<'a> {
    fn of(lane: Lane<'a>, number: u32) -> Result<Waiting<'a>, Failure> {
        let stopped = |error: &dyn std::error::Error| {
            output::failed(Exit::Faults, "the history cannot go on", error)
        };
        let choose = lane.chooser(number)?;
        let mut gauge = Gauge::default();
        let mut watch = lane.script.rules.as_deref().map(Watch::new);
        let observe = &mut |record: &CenterRecord| take(&mut gauge, &mut watch, record);
        let opening = lane.opening.clone();
        let mut running = Running::begin(lane.script, opening, choose, Forgetful, observe)
            .map_err(|error| stopped(&error))?;
        let until = kernel::Position(lane.past.len() as u64);
        running.go_to(until, observe).map_err(|error| stopped(&error))?;
        Ok(Waiting { lane, number, running, gauge, watch })
    }

    /// What one run comes to.
    fn run(&self, number: u32) -> Result<Readings, Failure> {
        if self.lane.past.is_empty() && number != self.number {
            return Waiting::of(self.lane, number)?.run(number);
        }
        let (mut gauge, mut watch) = (self.gauge.clone(), self.watch.clone());
        let running = self.running.fork(self.lane.chooser(number)?, Forgetful);
        let observe = &mut |record: &CenterRecord| take(&mut gauge, &mut watch, record);
        let outcome = running.finish(observe).map_err(|error| {
            output::failed(Exit::Faults, &format!("run {number} cannot go on"), &error)
        })?;
        let mut readings = Readings::new();
        for reading in gauge.readings(&outcome.center) {
            readings.insert(reading.name, (reading.text, reading.unit, reading.value));
        }
        for run::Verdict { text, met, .. } in &outcome.expectations {
            let (name, what) = (format!("expected {text}"), format!("expected: {text}"));
            readings.insert(name, (what, Unit::Whether, i64::from(*met)));
        }
        for rule in watch.map(|watch| watch.judge.results().rules).unwrap_or_default() {
            let broken = i64::from(rule.verdict == rules::Standing::Broken);
            let (name, what) = (format!("broken {}", rule.rule), format!("broken: {}", rule.rule));
            readings.insert(name, (what, Unit::Whether, broken));
        }
        Ok(readings)
    }
}

impl Lane<'_> {
    fn chooser(&self, run: u32) -> Result<Edited, Failure> {
        let choose = branch::chooser(self.script, self.opening, self.past, run)
            .map_err(|error| output::failed(Exit::Usage, "the choices do not fit", &error))?;
        Ok(choose.of_seed(Seeded::new(self.seed, run)))
    }
}

fn take(gauge: &mut Gauge, watch: &mut Option<Watch<'_>>, record: &CenterRecord) {
    gauge.apply(record);
    if let Some(watch) = watch {
        watch.take(record).expect("an engine records in order");
    }
}

/// Continues both so many times from where they part. Run 0 has the draws of the branch, the others
/// have draws of their own, the same on both sides.
pub fn compare(parent: &Lane<'_>, branch: &Lane<'_>, runs: u32) -> Result<Pairs, Failure> {
    let (parent, branch) = (Waiting::of(*parent, 0)?, Waiting::of(*branch, 0)?);
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for number in 0..runs {
        let (base, mut other) = (parent.run(number)?, branch.run(number)?);
        for (name, (text, unit, value)) in base {
            let Some((_, _, there)) = other.remove(&name) else { continue };
            let sum = sums.entry(name).or_insert_with(|| Sums {
                text,
                unit,
                paired: Paired::default(),
                same: 0,
            });
            sum.paired.add(value, there);
            sum.same += u64::from(value == there);
        }
    }
    let rows = sums.into_iter().filter_map(|(name, sums)| row(name, sums)).collect();
    Ok(Pairs { runs, confidence: Confidence::USUAL.level(), rows })
}

fn row(name: String, sums: Sums) -> Option<Row> {
    let Sums { text, unit, paired, same } = sums;
    let values = if unit == Unit::Whether { Values::Happening } else { Values::Amounts };
    let Estimate { value, interval } = paired.estimate(values, Confidence::USUAL)?;
    Some(Row {
        name,
        text,
        unit: unit_name(unit),
        pairs: paired.count(),
        parent: paired.base.mean()?,
        branch: paired.other.mean()?,
        difference: Interval { value, low: interval.low, high: interval.high },
        same,
        of: unit,
    })
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
    /// Writes what differs.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let title = format!("{} pairs of runs from the branch on", self.runs);
        writeln!(out, "\n{title}\n{}", "-".repeat(title.len()))?;
        let differ: Vec<&Row> = self.rows.iter().filter(|row| row.same < row.pairs).collect();
        for row in &differ {
            let Interval { value, low, high } = row.difference;
            let [parent, branch, value, low, high] =
                [row.parent, row.branch, value, low, high].map(|figure| shown(row.of, figure));
            writeln!(out, "  {}", row.text.trim())?;
            let interval = if row.difference.low.is_finite() {
                format!("95 % interval {low} to {high} ({} pairs, {} alike)", row.pairs, row.same)
            } else {
                format!("in each of {} pairs", row.pairs)
            };
            writeln!(out, "    {parent} → {branch}, difference {value}, {interval}")?;
        }
        let alike = self.rows.len() - differ.len();
        match alike {
            1 => writeln!(out, "  One other figure is the same in every pair."),
            _ => writeln!(out, "  {alike} other figures are the same in every pair."),
        }
    }
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
