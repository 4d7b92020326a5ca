//! `tripartite run`: plays a scenario and tells what happened and why.

use std::error::Error;

use domain::Center;
use report::End;
use rules::{Results, RuleResult};
use simulator::choice::{Edited, Seeded};
use simulator::director::DirectorError;
use simulator::engine::{EngineError, Forgetful, Journal};
use simulator::record::{CenterRecord, Opening};
use simulator::run::{self, Outcome};
use simulator::script::{Check, Script};

use crate::account::Printer;
use crate::arguments::{Run, Seed};
use crate::commands::compiled;
use crate::exit::{Exit, Failure};
use crate::judging::word;
use crate::output;
use crate::seat::{Seat, tell_stranger};
use crate::written::{Written, is_output, kept};

pub fn run(arguments: &Run) -> Result<Exit, Failure> {
    let script = compiled(&arguments.scenario, arguments.rules.as_deref())?;
    let opening = opening(arguments, &script)?;
    // The standard output has the log or the account.
    let log_alone = arguments.log.as_deref().is_some_and(is_output);
    if log_alone && arguments.seat.is_some() {
        return Err(Failure::new(Exit::Usage, "the log is whole, and not for one seat")
            .help("leave out `--seat`, or write the log to a file"));
    }
    let mut printer = (!log_alone).then(|| Printer::new(arguments.format));
    tracing::info!(scenario = opening.scenario, seed = %arguments.seed, "playing");
    let mut seat = arguments.seat.map(|viewer| Seat::new(viewer, script.rules.as_deref()));
    let observe = &mut |record: &CenterRecord| match &mut seat {
        None => apply(&mut printer, record),
        Some(seat) => {
            if let Some(seen) = seat.take(record) {
                apply(&mut printer, &seen);
            }
        }
    };
    let (center, expectations, rules) = match &arguments.log {
        None => {
            let played = play(&script, arguments, opening, Forgetful, observe);
            let outcome = played.map_err(|it| stuck(WHAT, it))?;
            (outcome.center, outcome.expectations, outcome.rules)
        }
        Some(path) => {
            let log = Written::create(path, run::run_id(&opening))?;
            let outcome = match play(&script, arguments, opening, log, observe) {
                // Whoever reads the log has enough of it.
                Err(EngineError::Journal(it)) if it.is_broken_pipe() => return Ok(Exit::Done),
                played => played.map_err(|error| kept(stuck(WHAT, error), path))?,
            };
            outcome.journal.close()?;
            (outcome.center, outcome.expectations, outcome.rules)
        }
    };
    let surprises = rules.as_ref().map_or(Vec::new(), |results| surprises(results, &script));
    let met = expectations.iter().all(|verdict| verdict.met) && surprises.is_empty();
    let Some(printer) = printer else {
        let missed = expectations.iter().filter(|verdict| !verdict.met);
        missed.for_each(|verdict| output::say(&format!("MISSED: {}\n", verdict.text)));
        for rule in &surprises {
            output::say(&format!("{}: rule {}\n", word(rule.verdict), rule.rule));
        }
        return Ok(if met { Exit::Done } else { Exit::Broken });
    };
    if let Some(seat) = seat {
        // Expectations judge the whole; even how the command ends would tell of it.
        let (known, rules) = seat.finish();
        let (center, viewer) = (&known.center, arguments.seat);
        tell_stranger(center, viewer);
        printer.finish(&End { center, viewer, expectations: None, rules: rules.as_ref() })?;
        return Ok(Exit::Done);
    }
    let (expected, rules) = (Some(&*expectations), rules.as_ref());
    printer.finish(&End { center: &center, viewer: None, expectations: expected, rules })?;
    Ok(if met { Exit::Done } else { Exit::Broken })
}

/// The rules that are broken, or given up, though nobody expects it. An expectation that names a
/// violation is judged by itself.
fn surprises<'a>(results: &'a Results, script: &Script) -> Vec<&'a RuleResult> {
    let expected = |result: &RuleResult| {
        script.expectations.iter().any(|expected| match &expected.check {
            Check::Rule(check) => {
                check.rule == result.rule && check.standings.contains(&result.verdict)
            }
            Check::Count { .. } | Check::State { .. } => false,
        })
    };
    let bad = results.rules.iter().filter(|result| result.verdict.is_bad());
    bad.filter(|result| !expected(result)).collect()
}

fn apply(printer: &mut Option<Printer>, record: &CenterRecord) {
    if let Some(printer) = printer {
        printer.apply(record);
    }
}

/// The beginning of the run: the scenario's, with the seed and the end of the command line.
fn opening(arguments: &Run, script: &Script) -> Result<Opening, Failure> {
    let Seed { seed, run } = arguments.seed;
    let opening = campaign::player::opening(script, seed, run);
    let Some(text) = &arguments.until else { return Ok(opening) };
    let Opening { starts_at, until, utc_offset, .. } = script.opening;
    let wrong = |what: &str| {
        Failure::new(Exit::Usage, format!("`--until {text}`: {what}"))
            .help(format!("name an instant from {starts_at} to {until}, such as `T+06:00`"))
    };
    let at = scenario::instant(text, starts_at, utc_offset).ok_or_else(|| wrong("no instant"))?;
    if at < starts_at || until < at {
        return Err(wrong("not within the scenario"));
    }
    Ok(Opening { until: at, ..opening })
}

fn play<J: Journal<Center>>(
    script: &Script,
    arguments: &Run,
    opening: Opening,
    journal: J,
    observe: &mut dyn FnMut(&CenterRecord),
) -> Result<Outcome<J, Edited>, EngineError<J::Error, DirectorError>> {
    let Seed { seed, run } = arguments.seed;
    let choose = script.chooser([].into(), Seeded::new(seed, run));
    run::run(script, opening, choose, journal, observe)
}

const WHAT: &str = "the scenario cannot go on";

/// Why a run cannot go on, or what is played of one.
pub(super) fn stuck<J: Error>(what: &str, error: EngineError<J, DirectorError>) -> Failure {
    match error {
        EngineError::Journal(error) => {
            output::failed(Exit::Failed, "a record could not be written", &error)
        }
        EngineError::Reactor(_)
        | EngineError::Standstill { .. }
        | EngineError::Endless { .. }
        | EngineError::Crowded { .. }
        | EngineError::Unjudged { .. } => output::failed(Exit::Faults, what, &error),
    }
}
