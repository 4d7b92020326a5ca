//! The monitor on ten workloads: a log of JSON lines is parsed and judged on one core.
//!
//! Each workload has the events that it speaks of and about as twice as many others. Measured
//! is all from the bytes of the log to the number of violations.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::Duration;

use kernel::{Position, SimTime};
use rules::{Event, Field, KindId, Monitor, Outcome, RuleSet, Vocabulary};
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;

mod workload;

use workload::{TWENTY, WORKLOADS, Workload};

/// Seconds for a million events, parsing included.
const BAR: f64 = 1.0;
const BAR_TWENTY: f64 = 3.0;

#[derive(Deserialize)]
struct Line<'a> {
    time: i64,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    data: Data<'a>,
}

/// The fields that any of the workloads has.
#[derive(Deserialize)]
struct Data<'a> {
    k: &'a str,
    v: &'a str,
    n: i64,
}

/// The seconds that this process has spent on a processor.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

/// Judges a log of JSON lines; how many violations there are.
fn judge(rules: &RuleSet, log: &str) -> usize {
    let mut monitor = Monitor::new(rules);
    let mut violations = 0;
    let broken = |outcome: Outcome| matches!(outcome, Outcome::Broken | Outcome::BrokenAtClose);
    for (position, line) in (0..).zip(log.lines()) {
        let line: Line<'_> = serde_json::from_str(line).expect("it was written here");
        let kind = rules.vocabulary().id(line.kind).unwrap_or(KindId::OTHER);
        let Data { k, v, n } = line.data;
        let fields = [Field::Text(k), Field::Text(v), Field::whole(n)];
        let time = SimTime::from_millis(line.time);
        let event = Event { position: Position(position), time, kind, fields: &fields };
        let verdicts = monitor.observe(&event).expect("the log is in order");
        violations += verdicts.iter().filter(|verdict| broken(verdict.outcome)).count();
    }
    violations + monitor.close().iter().filter(|verdict| broken(verdict.outcome)).count()
}

/// The seconds for a log of so many events, and the violations in it.
fn measure(workload: &Workload, events: u32) -> (f64, usize) {
    let rules = RuleSet::parse(workload.rules, &Vocabulary::default()).expect("they are sound");
    let log = workload.log(events);
    let before = cpu_seconds();
    let violations = judge(&rules, &log);
    (cpu_seconds() - before, violations)
}

fn row(workload: &Workload, bar: f64) {
    let (small, _) = measure(workload, 100_000);
    let (large, violations) = measure(workload, 1_000_000);
    let verdict = if large <= bar { "reached" } else { "NOT REACHED" };
    println!(
        "{:<40} {large:>6.3} s   bar {bar:.1} s: {verdict}   {:>5.1} x a tenth   {violations} violations, {:.2} M events/s",
        workload.name,
        large / small,
        1.0 / large
    );
}

fn main() {
    // One workload, for a profiler: its name begins with the argument.
    if let Some(name) = std::env::args().nth(1).filter(|name| !name.starts_with('-')) {
        let mut all = WORKLOADS.iter().chain([&TWENTY]);
        let workload = all.find(|workload| workload.name.starts_with(&name));
        let workload = workload.expect("it is one of them");
        let rules = RuleSet::parse(workload.rules, &Vocabulary::default()).expect("they are sound");
        println!("{name}: {} violations", judge(&rules, &workload.log(100_000)));
        return;
    }
    println!("a million events as JSON lines, one core, processor time\n");
    for workload in &WORKLOADS {
        row(workload, BAR);
    }
    row(&TWENTY, BAR_TWENTY);
}
