//! Two histories, continued many times with the same draws, and their differences.

use std::collections::BTreeMap;

use kernel::Position;
use report::{Gauge, Unit};
use rules::RuleSet;
use simulator::branch;
use simulator::choice::Edited;
use simulator::engine::Forgetful;
use simulator::record::{CenterRecord, Opening};
use simulator::run;
use simulator::running::Running;
use simulator::script::Script;
use simulator::watch::Watch;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::staged::Staged;

mod row;

pub use row::Pairs;
use row::Sums;

/// One of the two histories, up to where they part.
#[derive(Clone, Copy)]
pub struct Lane<'a> {
    pub script: &'a Script,
    /// Who judges it.
    pub rules: Option<&'a RuleSet>,
    pub opening: &'a Opening,
    pub past: &'a [CenterRecord],
    /// What says from which seed it draws behind its past: the same for both, or no pair would have
    /// the same draws.
    pub drawn_as: &'a Opening,
}

/// The name of a reading with what it came to.
type Readings = BTreeMap<String, (String, Unit, i64)>;

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
        let mut watch = lane.rules.map(Watch::new);
        let observe = &mut |record: &CenterRecord| take(&mut gauge, &mut watch, record);
        let opening = lane.opening.clone();
        let mut running = Running::begin(lane.script, opening, choose, Forgetful, observe)
            .map_err(|error| stopped(&error))?;
        let until = Position(lane.past.len() as u64);
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
            if rule.verdict == rules::Standing::GivenUp {
                continue;
            }
            let broken = i64::from(rule.verdict == rules::Standing::Broken);
            let (name, what) = (format!("broken {}", rule.rule), format!("broken: {}", rule.rule));
            readings.insert(name, (what, Unit::Whether, broken));
        }
        Ok(readings)
    }
}

impl<'a> Lane<'a> {
    pub fn of(
        Staged { script, judges }: &'a Staged,
        opening: &'a Opening,
        past: &'a [CenterRecord],
        drawn_as: &'a Opening,
    ) -> Lane<'a> {
        Lane { script, rules: judges.as_deref(), opening, past, drawn_as }
    }

    fn chooser(&self, run: u32) -> Result<Edited, Failure> {
        let choose = branch::chooser(self.script, self.opening, self.past, run)
            .map_err(|error| output::failed(Exit::Usage, "the choices do not fit", &error))?;
        let seeded = self.drawn_as.draws_behind(Position(u64::MAX), run);
        Ok(choose.of_seed(seeded))
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
            let there = other.remove(&name).map(|(_, _, there)| there);
            sums.entry(name).or_insert_with(|| Sums::new(text, unit)).add(Some(value), there);
        }
        for (name, (text, unit, there)) in other {
            sums.entry(name).or_insert_with(|| Sums::new(text, unit)).add(None, Some(there));
        }
    }
    Ok(Pairs::new(runs, sums))
}
