//! `tripartite why`: which single choice would have prevented a missed deadline or a broken rule?

mod beside;
mod harm;
mod misses;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use domain::Center;
use kernel::{Position, SimDuration, SimTime};
use rules::RuleSet;
use serde_json::{Value as Json, json};
use simulator::branch::{Past, RestoreError};
use simulator::but_for::{self, Bounds, Fate, Findings, Flip, Made, Part};
use simulator::engine::Observer;
use simulator::script::Script;
use simulator::watch::{Watch, enforcer};

use crate::arguments::{Format, Why};
use crate::commands::branch::expect_draws;
use crate::edits::{shown, written};
use crate::exit::{Exit, Failure};
use crate::history::History;
use crate::output;
use crate::staged::{self, Staged};
use beside::Beside;
use harm::{Harm, broken, fate_of_rule, missed};
use misses::Misses;

/// The most continuations that are played.
const CONTINUATIONS_MAX: u32 = 20_000;
/// So many lines are shown to people; programs get all of them.
const LINES_MAX: usize = 30;

pub fn why(arguments: &Why) -> Result<Exit, Failure> {
    let history = History::read(&arguments.log, &arguments.reading)?;
    let past = history.past()?;
    let scenario = staged::find(arguments.scenario.as_deref(), past.opening)?;
    let Staged { script, judges } =
        staged::script(&scenario, arguments.rules.as_deref(), past.opening, None)?;
    expect_draws(past.opening, past.opening.knows_all_draws())?;
    let search = Search { past: &past, script: &script, arguments };
    let (harm, found) = match (&arguments.deadline, &arguments.rule) {
        (Some(id), _) => {
            expect_enforced(
                arguments.rules.as_deref(),
                script.rules.as_deref(),
                judges.as_deref(),
            )?;
            let (clock, subject, harm) = missed(id, &past)?;
            let fate = |center: &Center, it: &Beside<'_, Misses>| it.looks.fate(center);
            let looks = Misses::of(clock, subject);
            let observer = || Beside { enforcer: enforcer(&script), looks };
            let found = search.parts(&observer, &fate, harm.position);
            (harm, found)
        }
        (None, name) => {
            let name = name.as_deref().unwrap_or_default();
            let rules = judges.ok_or_else(no_rules)?;
            let harm = broken(name, &rules, &past)?;
            let end = past.opening.until + SimDuration::from_millis(1);
            let fate = |_: &Center, it: &Beside<'_, Watch<'_>>| {
                let mut watch = it.looks.clone();
                watch.pass(end);
                fate_of_rule(watch, name)
            };
            let observer = || Beside { enforcer: enforcer(&script), looks: Watch::new(&rules) };
            let found = search.parts(&observer, &fate, harm.position);
            (harm, found)
        }
    };
    let found = found.map_err(|error| {
        output::failed(Exit::Faults, "the log does not play again", &error)
            .help("`tripartite verify LOG --scenario SCENARIO` shows the first difference")
    })?;
    tell(arguments, &past, &script, &harm, &found)?;
    Ok(Exit::Done)
}

/// What is looked through.
struct Search<'a> {
    past: &'a Past<'a>,
    script: &'a Script,
    arguments: &'a Why,
}

impl Search<'_> {
    /// Looks on several threads, which find the same as one does.
    fn parts<O: Observer<Center> + Clone>(
        &self,
        observer: &(dyn Fn() -> O + Sync),
        fate: &(impl Fn(&Center, &O) -> Fate + Sync),
        until: Position,
    ) -> Result<Findings, RestoreError> {
        let Search { past, script, arguments } = *self;
        let Why { runs, orders, .. } = *arguments;
        let bounds = Bounds { until, runs, continuations_max: CONTINUATIONS_MAX, orders };
        let threads = arguments.threads.or_else(|| thread::available_parallelism().ok());
        let of = threads.map_or(1, NonZeroUsize::get);
        let look = |number| {
            let share = Part { number, of };
            but_for::search(past, &script.apart(), &observer(), fate, bounds, share)
        };
        let found: Result<Vec<Findings>, RestoreError> = thread::scope(|scope| {
            let begun: Vec<_> = (0..of).map(|number| scope.spawn(move || look(number))).collect();
            let ended = begun.into_iter().map(ScopedJoinHandle::join);
            ended.map(|found| found.unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        Ok(Findings::together(found?).expect("there is at least one part"))
    }
}

/// Rules that were named and refuse nothing have no part in a deadline.
fn expect_enforced(
    named: Option<&Path>,
    in_force: Option<&RuleSet>,
    judges: Option<&RuleSet>,
) -> Result<(), Failure> {
    let is_enforced =
        |judges: &RuleSet| judges.enforces() && in_force.is_some_and(|it| std::ptr::eq(it, judges));
    match named {
        Some(path) if !judges.is_some_and(is_enforced) => {
            let message = format!("`--rules {}` has no part in `--deadline`", path.display());
            Err(Failure::new(Exit::Usage, message)
                .help("none of these rules is enforced in the log: leave the file out, or ask for a `--rule`"))
        }
        _ => Ok(()),
    }
}

fn no_rules() -> Failure {
    Failure::new(Exit::Usage, "there are no policy rules")
        .help("name a file with `--rules`, or put `policy.rules` beside the scenario")
}

fn tell(
    arguments: &Why,
    past: &Past<'_>,
    script: &Script,
    harm: &Harm,
    found: &Findings,
) -> Result<(), Failure> {
    if arguments.format == Format::Json {
        let flips: Vec<Json> = found.flips.iter().map(|flip| flip_json(flip, script)).collect();
        return output::json(&json!({
            "harm": harm.text,
            "position": harm.position,
            "at": harm.at,
            "choices": found.choices,
            "left_out": found.left_out,
            "runs": arguments.runs,
            "flips": flips,
            "no_return": found.no_return().map(made_json),
        }));
    }
    output::data(|out| write((past, arguments.orders), script, harm, found, out))
}

fn made_json(made: &Made) -> Json {
    json!({
        "key": made.key.to_string(),
        "position": made.position,
        "at": made.at,
        "certain": made.certain,
    })
}

fn flip_json(flip: &Flip, script: &Script) -> Json {
    json!({
        "made": made_json(&flip.made),
        "was": shown(&flip.made.key, flip.made.value, script),
        "becomes": shown(&flip.made.key, flip.to, script),
        "edit": edit(flip, script),
        "prevents": flip.fate.is_prevented(),
        "fate": flip.fate,
        "runs": flip.runs,
        "happened_without": flip.without.happened,
        "happened_with": flip.with.happened,
        "open_without": flip.without.open,
        "open_with": flip.with.open,
    })
}

fn write(
    (past, orders): (&Past<'_>, bool),
    script: &Script,
    harm: &Harm,
    found: &Findings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let when = |at| report::instant(at, past.opening);
    let title = format!("Why: {}, {} on {}", harm.text, harm.position, when(harm.at));
    writeln!(out, "{title}\n{}", "=".repeat(title.chars().count()))?;
    let (choices, flips) = (found.choices, found.flips.len());
    let orders = if orders { ", orders" } else { "" };
    writeln!(
        out,
        "  {choices} choices{orders} and certain delays came before; {flips} changes of one alone were tried."
    )?;
    if 0 < found.left_out {
        let left = found.left_out;
        writeln!(out, "  The {left} earliest choices were LEFT OUT: there are too many.")?;
    }
    let (helping, other): (Vec<&Flip>, Vec<&Flip>) =
        found.flips.iter().partition(|flip| flip.fate.is_prevented());
    if helping.is_empty() {
        writeln!(out, "  None of them would have prevented it.")?;
    } else {
        let title = "Each of these alone would have prevented it";
        writeln!(out, "\n{title}\n{}", "-".repeat(title.len()))?;
    }
    list(&helping, script, &when, out)?;
    let (open, other): (Vec<&Flip>, Vec<&Flip>) =
        other.into_iter().partition(|flip| flip.fate == Fate::Open);
    let less = |flip: &&Flip| flip.with.not_prevented() < flip.without.not_prevented();
    let partly: Vec<&Flip> = other.into_iter().filter(less).collect();
    for (title, flips) in [
        ("These alone put it off: at the end of the run it is still open", open),
        ("These prevent it in other draws, not in those of the log", partly),
    ] {
        if !flips.is_empty() {
            writeln!(out, "\n{title}\n{}", "-".repeat(title.len()))?;
            list(&flips, script, &when, out)?;
        }
    }
    match found.no_return() {
        Some(Made { position, at, key, .. }) => writeln!(
            out,
            "\nThe point of no return is {position}, {}: {key}. Of the changes tried, none behind it helps.",
            when(*at)
        ),
        None => Ok(()),
    }
}

fn list(
    flips: &[&Flip],
    script: &Script,
    when: &dyn Fn(SimTime) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    for flip in flips.iter().take(LINES_MAX) {
        let Flip { made, to, runs, with, without, fate, .. } = *flip;
        let (was, becomes) = (shown(&made.key, made.value, script), shown(&made.key, *to, script));
        let Made { key, position, at, .. } = made;
        writeln!(out, "  {position}  {}  {key}: {becomes}, not {was}{}", when(*at), how(*fate))?;
        if 1 < *runs {
            let (happens, before) = (with.happened, without.happened);
            write!(
                out,
                "      it happens in {happens} of {runs} runs; without the change in {before}"
            )?;
            match (with.open, without.open) {
                (0, 0) => writeln!(out)?,
                (with, without) => {
                    writeln!(out, "; it is open at the end in {with}, without it in {without}")?;
                }
            }
        }
    }
    match flips.len().checked_sub(LINES_MAX).filter(|more| 0 < *more) {
        Some(more) => writeln!(out, "  … and {more} more; `--format json` has all of them"),
        None => Ok(()),
    }
}

/// How a change prevents it, if not by what was due being done.
fn how(fate: Fate) -> &'static str {
    match fate {
        Fate::NeverDue => "; it is never due",
        Fate::Lapsed => "; it is no longer awaited",
        Fate::Happened | Fate::Open | Fate::Averted => "",
    }
}

/// The argument of `tripartite branch` that makes the same change.
fn edit(flip: &Flip, script: &Script) -> String {
    let key = &flip.made.key;
    format!("--choose {key}={}", written(key, flip.to, script))
}
