//! Campaigns: how many runs a second, and how that grows with cores, runs and the scenario.
//!
//! The scenario is `ladder-72h` with its outcomes, and with several attacks in place of one. Beside it
//! runs a miniature of it that is written by hand: what a program would do that knew nothing
//! else. Words behind `--` keep the rows that have one of them in their name: `-- "one outcome"`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::hint::black_box;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use campaign::campaign::play;
use campaign::design::{Design, Layout};
use campaign::fold::Fold;
use campaign::outcome::Outcomes;
use campaign::player::{Budget, Stage, opening};
use campaign::stopping::Stopping;
use campaign::table::Table;
use rustix::time::{ClockId, clock_gettime};
use scenario::plan::Plan;
use simulator::choice::Seeded;
use simulator::engine::Unsealed;
use simulator::record::Body;
use simulator::run;
use simulator::script::Script;

mod miniature;
#[path = "../../../scenario/benches/ladder/scaled.rs"]
mod scaled;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TEXT: &str = include_str!("../../../../scenarios/ladder-72h/scenario.yaml");
const ROUNDS: u32 = 3;
/// Runs of a thousand events, on one core, in a second.
const BAR: f64 = 1_000.0;

/// The seconds that this process has spent on processors, and those on the clock.
fn times() -> (f64, Instant) {
    let spent = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    (spent.expect("it is not negative").as_secs_f64(), Instant::now())
}

/// The seconds of the best round: on processors, and on the clock.
fn best<T>(mut work: impl FnMut() -> T) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let (spent, began) = times();
        black_box(work());
        let lasted = began.elapsed().as_secs_f64();
        best = (best.0.min(times().0 - spent), best.1.min(lasted));
    }
    best
}

/// Whether a row is asked for: all are unless some are named.
fn asked(what: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    words.peek().is_none() || words.any(|word| what.contains(&word))
}

/// A campaign of so many runs of a script.
fn stage(script: Script, plan: &Plan, runs: u64) -> Stage {
    let outcomes = Outcomes::new(plan, &script).expect("the outcomes are known");
    let layout = Layout::new(Design::Replications, plan, runs, 7).expect("there are runs");
    Stage {
        script: Arc::new(script),
        layout: Arc::new(layout),
        outcomes: Arc::new(outcomes),
        budget: Budget::default(),
    }
}

fn campaign(stage: &Stage, threads: usize) -> Fold {
    let mut fold = Fold::new(&stage.layout, &stage.outcomes, Stopping::default());
    let columns = &stage.outcomes.columns;
    let mut table = Table::begin(io::sink(), &stage.layout, columns).expect("it is a sink");
    let stop = AtomicBool::new(false);
    play(stage, threads, &stop, &mut fold, &mut table, &mut |_| {}).expect("it is a sink");
    assert_eq!(fold.rows, stage.layout.rows(), "every run is played");
    fold
}

/// The events of a run.
fn events(script: &Script) -> u64 {
    let mut events = 0;
    let opening = opening(script, 7, 0);
    run::run(script, opening, Seeded::new(7, 0), Unsealed, &mut |record| {
        events += u64::from(matches!(record.body, Body::Event(_)));
    })
    .expect("the script can be played");
    events
}

/// The most memory that this process has had, in MB; none where nobody tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes = line.split_whitespace().nth(1)?;
    Some(kilobytes.parse::<f64>().ok()? / 1_024.0)
}

fn measure_runs(plan: &Plan) {
    const RUNS: u64 = 400;
    let row = |what: &str, script: Script, plan: &Plan| {
        if !asked(what) {
            return f64::NAN;
        }
        let thousands = events(&script) as f64 / 1_000.0;
        let stage = stage(script, plan, RUNS);
        let (spent, _) = best(|| campaign(&stage, 1));
        let rate = RUNS as f64 / spent;
        let level = rate * thousands;
        let verdict = if level < BAR { "NOT REACHED" } else { "reached" };
        println!(
            "{what:<36} {rate:>7.0} runs/s of {:>5.0} events: {level:>6.0} of 1,000 events   bar {BAR}: {verdict}",
            1_000.0 * thousands
        );
        level
    };
    println!("runs a CPU-second on one core");
    let first = Plan { outcomes: plan.outcomes.iter().take(1).cloned().collect(), ..plan.clone() };
    let bare = row("one outcome", scaled::script(1), &first);
    let declared = row("the outcomes of the scenario", scaled::script(1), plan);
    let ruled = Script { rules: Some(Arc::new(scaled::rules())), ..scaled::script(1) };
    row("the same, and twenty rules", ruled, plan);
    if !asked("a miniature written by hand") {
        return;
    }
    let (spent, _) = best(|| (0..RUNS).map(|run| miniature::run(7, run)).collect::<Vec<_>>());
    let third = (0..RUNS).filter(|run| miniature::run(7, *run).opened_at[2].is_some()).count();
    assert!((1..RUNS).contains(&(third as u64)), "the third tier opens in some runs: {third}");
    let thousands = miniature::run(7, 0).events as f64 / 1_000.0;
    let anchor = RUNS as f64 / spent * thousands;
    println!("{:<36} {anchor:>7.0} of 1,000 events", "a miniature written by hand");
    println!("  the miniature is {:.1} x and {:.1} x as fast", anchor / bare, anchor / declared);
}

/// How fast something goes on so many threads, in runs a second on the clock.
struct Cores<'a> {
    what: &'a str,
    rate: &'a dyn Fn(usize) -> f64,
}

/// Beside the campaign stand two things that share nothing: what the machine itself gives.
fn measure_cores(plan: &Plan) {
    const RUNS: u64 = 600;
    const MINIATURES: u64 = 20_000;
    let stage = stage(scaled::script(1), plan, RUNS);
    let ours = |threads| RUNS as f64 / best(|| campaign(&stage, threads)).1;
    let alone = |processes| rates_alone(processes);
    let miniature = |threads: usize| {
        let all = || (0..MINIATURES).map(|run| miniature::run(7, run).events).sum::<u64>();
        let (_, lasted) = best(|| {
            std::thread::scope(|scope| {
                (0..threads).for_each(|_| drop(scope.spawn(|| black_box(all()))));
            });
        });
        MINIATURES as f64 * threads as f64 / lasted
    };
    let rows = [
        Cores { what: "threads", rate: &ours },
        Cores { what: "processes of one thread", rate: &alone },
        Cores { what: "miniatures, a thread each", rate: &miniature },
    ];
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("\nruns a second on the clock, {cores} cores");
    for Cores { what, rate } in rows {
        let mut first = None;
        for count in [1, 2, 4, 8].into_iter().filter(|count| *count <= cores) {
            let rate = rate(count);
            let one = *first.get_or_insert(rate);
            println!("{count:>2} {what:<26} {rate:>8.0} runs/s   {:.2} x one", rate / one);
        }
    }
}

/// Makes this program play campaigns on one thread and print how fast.
const ALONE: &str = "--alone";

/// The rates of so many processes of this program together, which play at the same time.
fn rates_alone(processes: usize) -> f64 {
    let program = std::env::current_exe().expect("a program knows itself");
    let begin = |_| {
        let output = std::process::Stdio::piped();
        let begun = std::process::Command::new(&program).arg(ALONE).stdout(output).spawn();
        begun.expect("a program can start itself")
    };
    let all: Vec<_> = (0..processes).map(begin).collect();
    let rates = all.into_iter().map(|process| {
        let output = process.wait_with_output().expect("it ends").stdout;
        let text = String::from_utf8(output).expect("it prints a number");
        text.trim().parse::<f64>().expect("it prints a number")
    });
    rates.sum()
}

fn play_alone(plan: &Plan) {
    const RUNS: u64 = 600;
    let stage = stage(scaled::script(1), plan, RUNS);
    println!("{}", RUNS as f64 / best(|| campaign(&stage, 1)).1);
}

fn measure_memory(plan: &Plan) {
    println!("\nmost memory, in runs");
    for runs in [250, 500, 1_000, 2_000, 4_000] {
        campaign(&stage(scaled::script(1), plan, runs), 2);
        match peak() {
            Some(peak) => println!("{runs:>6} runs {peak:>7.1} MB"),
            None => println!("{runs:>6} runs: nobody tells here"),
        }
    }
}

fn measure_sizes(plan: &Plan) {
    println!("\nby the size of the scenario");
    for attacks in [1, 2, 4, 8, 16] {
        let script = scaled::script(attacks);
        let count = events(&script);
        let runs = u64::from(320 / attacks);
        let stage = stage(script, plan, runs);
        let (spent, _) = best(|| campaign(&stage, 1));
        let micros = 1e6 * spent / (runs * count) as f64;
        println!("{attacks:>3} attacks {count:>6} events a run {micros:>6.2} µs an event");
    }
}

fn main() {
    let plan = scenario::compile(TEXT).expect("the scenario is sound").plan;
    let plan = Plan { levers: Vec::new(), uncertainties: Vec::new(), ..plan };
    if std::env::args().any(|word| word == ALONE) {
        return play_alone(&plan);
    }
    println!("best of {ROUNDS} rounds\n");
    // First, since what a process has had it never gives back.
    if asked("memory") {
        measure_memory(&plan);
    }
    measure_runs(&plan);
    if asked("cores") {
        measure_cores(&plan);
    }
    if asked("sizes") {
        measure_sizes(&plan);
    }
}
