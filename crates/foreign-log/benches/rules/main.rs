//! The rule monitor on ten workloads, twenty and two hundred rules: whole processes, one core.
//!
//! Each workload has the events that it speaks of and twice as many others, as JSON lines in a
//! file. A process of its own reads the file, judges it and is measured from its first to its last
//! instruction: processor time and the most memory that it held. `-- NAME` runs the workloads whose
//! names begin so.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use foreign_log::{Mapping, Reader, Shape};
use rules::{Audit, Event, Monitor, OutOfOrder, Outcome, RuleSet, Vocabulary};
use rustix::time::{ClockId, clock_gettime};

mod workload;

use workload::{FORMULAS, TWENTY, TWO_HUNDRED, WORKLOADS, Workload};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seconds for a million events.
const BAR: f64 = 1.0;
const BAR_TWENTY: f64 = 3.0;
const BAR_TWO_HUNDRED: f64 = 15.0;
/// The middle one of so many counts.
const ROUNDS: usize = 3;
/// How much more a tenfold log may take.
const BAR_GROWTH: f64 = 11.0;
const BAR_MEMORY_MIB: f64 = 150.0;
/// How much longer it may take to explain all violations than to count them.
const BAR_EXPLAINING: f64 = 1.3;

/// What one process measured of itself.
struct Measured {
    seconds: f64,
    memory_mib: f64,
    violations: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["judge", rules, log, explains] => {
            judge(Path::new(rules), Path::new(log), *explains == "true");
        }
        ["write", name, events, folder] => {
            let mut all = WORKLOADS.iter().chain(&FORMULAS).chain([&TWENTY]).chain(&TWO_HUNDRED);
            let workload = all.find(|workload| workload.name == *name);
            let workload = workload.expect("it is one of the workloads");
            write(workload, events.parse().expect("a number of events"), Path::new(folder));
        }
        [] => all(""),
        [name, ..] => all(name),
    }
}

fn all(name: &str) {
    println!("a million events as JSON lines, whole processes, processor time\n");
    let rows = WORKLOADS.iter().chain(&FORMULAS).map(|workload| (workload, BAR));
    let rows = rows.chain([(&TWENTY, BAR_TWENTY)]);
    let rows = rows.chain(TWO_HUNDRED.iter().map(|workload| (workload, BAR_TWO_HUNDRED)));
    for (workload, bar) in rows.filter(|(workload, _)| workload.name.starts_with(name)) {
        row(workload, bar);
    }
}

/// The middle one: a moment in which the machine has other tenants does not count.
fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// One long log, and as many events in short ones; the ratios are those within a round.
struct Round {
    tenths: f64,
    large: Measured,
    explained: Measured,
}

impl Round {
    fn of(workload: &Workload) -> Round {
        // Short runs have lucky moments that a long one has not: as many before and behind it.
        let small = || -> f64 { (0..5).map(|_| measured(workload, 100_000, false).seconds).sum() };
        let before = small();
        let large = measured(workload, 1_000_000, false);
        let tenths = before + small();
        Round { tenths, large, explained: measured(workload, 1_000_000, true) }
    }
}

fn row(workload: &Workload, bar: f64) {
    let rounds: Vec<Round> = (0..ROUNDS).map(|_| Round::of(workload)).collect();
    let of = |figure: &dyn Fn(&Round) -> f64| median(rounds.iter().map(figure));
    let seconds = of(&|it| it.large.seconds);
    let growth = of(&|it| 10.0 * it.large.seconds / it.tenths);
    let explaining = of(&|it| it.explained.seconds / it.large.seconds);
    let (plain, explained) = (of(&|it| it.large.memory_mib), of(&|it| it.explained.memory_mib));
    let violations = of(&|it| it.large.violations);
    let missed: Vec<&str> = [
        (bar < seconds, "time"),
        (BAR_GROWTH < growth, "growth"),
        (BAR_MEMORY_MIB < plain.max(explained), "memory"),
        (BAR_EXPLAINING < explaining, "explanations"),
    ]
    .into_iter()
    .filter_map(|(missed, what)| missed.then_some(what))
    .collect();
    let told = if missed.is_empty() {
        "reached".to_owned()
    } else {
        format!("MISSED: {}", missed.join(", "))
    };
    println!(
        "{:<38} {seconds:>6.3} s of {bar:>4.1}   {growth:>5.1} x a tenth   {plain:>4.0} MiB, {explained:>4.0} with all \
         explained   explaining {explaining:.2} x   {violations} violations   bars {told}",
        workload.name
    );
}

/// Writes rules and log, and has a process of its own judge them.
fn measured(workload: &Workload, events: u32, explains: bool) -> Measured {
    let folder = tempfile::tempdir().expect("a folder for the log");
    let (rules, log) = write(workload, events, folder.path());
    let program = std::env::current_exe().expect("a process knows its program");
    let mut command = Command::new(program);
    command.arg("judge").arg(&rules).arg(&log).arg(explains.to_string());
    let output = command.output().expect("the process runs");
    let told = String::from_utf8(output.stdout).expect("it prints numbers");
    let mut numbers = told.split_whitespace().map(|it| it.parse::<f64>().expect("a number"));
    let mut next = || numbers.next().expect("there are three numbers");
    Measured { seconds: next(), memory_mib: next(), violations: next() }
}

/// Writes the rules and a log of a workload into a folder.
fn write(workload: &Workload, events: u32, folder: &Path) -> (PathBuf, PathBuf) {
    let (rules, log) = (folder.join("a.rules"), folder.join("a.jsonl"));
    fs::write(&rules, workload.text()).expect("the rules are written");
    let mut out = BufWriter::new(File::create(&log).expect("the log is begun"));
    workload.write_log(events, &mut out).and_then(|()| out.flush()).expect("the log is written");
    (rules, log)
}

/// Judges a log and prints what that took, and how many violations there are.
fn judge(rules: &Path, log: &Path, explains: bool) {
    let text = fs::read_to_string(rules).expect("the rules are there");
    let rules = RuleSet::parse(&text, &Vocabulary::default()).expect("they are sound");
    let violations = if explains { explained(&rules, log) } else { counted(&rules, log) };
    println!("{} {} {violations}", cpu_seconds(), memory_mib());
}

fn read(rules: &RuleSet, log: &Path, show: &mut dyn FnMut(&Event<'_>) -> Result<(), OutOfOrder>) {
    let input = BufReader::with_capacity(1 << 16, File::open(log).expect("the log is there"));
    let mapping = Mapping::default();
    let mut reader = Reader::new(input, Shape::JsonLines, &mapping, rules.vocabulary());
    while reader.next(&mut *show).expect("the log is sound") {}
}

fn counted(rules: &RuleSet, log: &Path) -> usize {
    let mut monitor = Monitor::new(rules);
    let mut violations = 0;
    let is_broken = |outcome: Outcome| matches!(outcome, Outcome::Broken | Outcome::BrokenAtClose);
    read(rules, log, &mut |event| {
        let verdicts = monitor.observe(event)?;
        violations += verdicts.iter().filter(|verdict| is_broken(verdict.outcome)).count();
        Ok(())
    });
    let closed = monitor.close().iter().filter(|verdict| is_broken(verdict.outcome)).count();
    violations + closed
}

/// As `tripartite check --closed --format json` does it.
fn explained(rules: &RuleSet, log: &Path) -> usize {
    let mut audit = Audit::new(rules);
    read(rules, log, &mut |event| audit.observe(event).map(drop));
    audit.close();
    let results = audit.results();
    serde_json::to_writer(std::io::sink(), &results).expect("nothing refuses it");
    results.rules.iter().map(|rule| rule.violations.len()).sum()
}

/// The seconds that this process has spent on a processor.
fn cpu_seconds() -> f64 {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    spent.expect("it is not negative").as_secs_f64()
}

/// The most memory that this process has held, where the system tells.
fn memory_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
