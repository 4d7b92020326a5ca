//! `tripartite run`: plays a scenario and tells what happened and why.

use std::path::Path;

use event_store::{JsonLines, OpenError};
use report::End;
use simulator::choice::Seeded;
use simulator::engine::{EngineError, Forgetful, Journal};
use simulator::log::Log;
use simulator::record::{CenterRecord, Opening};
use simulator::replay::Replay;
use simulator::run::{self, Outcome};
use simulator::script::Script;
use simulator::view::View;

use crate::account::Printer;
use crate::arguments::Run;
use crate::commands::compiled;
use crate::exit::{Exit, Failure};
use crate::{input, logs, output};

pub fn run(arguments: &Run) -> Result<Exit, Failure> {
    let script = compiled(&arguments.scenario, arguments.rules.as_deref())?;
    let opening = opening(arguments, &script)?;
    let mut printer = Printer::new(arguments.format);
    tracing::info!(scenario = opening.scenario, seed = arguments.seed, "playing");
    let mut seat = arguments.seat.map(|viewer| (View::new(viewer), Replay::default()));
    let observe = &mut |record: &CenterRecord| match &mut seat {
        None => printer.apply(record),
        Some((view, known)) => {
            if let Some(seen) = view.show(record) {
                known.apply(&seen);
                printer.apply(&seen);
            }
        }
    };
    let (center, expectations) = match &arguments.log {
        None => {
            let outcome = play(&script, arguments, opening, Forgetful, observe)?;
            (outcome.center, outcome.expectations)
        }
        Some(path) => {
            let log = Log::new(create(path)?, run::run_id(&opening));
            let outcome = play(&script, arguments, opening, log, observe)
                .map_err(|failure| kept(failure, path))?;
            outcome.journal.store.close().map_err(|error| {
                kept(output::failed(Exit::Failed, "cannot finish the log", &error), path)
            })?;
            (outcome.center, outcome.expectations)
        }
    };
    if let Some((_, known)) = seat {
        // Expectations judge the whole; even how the command ends would tell of it.
        let center = &known.center;
        printer.finish(&End { center, viewer: arguments.seat, expectations: None })?;
        return Ok(Exit::Done);
    }
    let end = End { center: &center, viewer: None, expectations: Some(&expectations) };
    printer.finish(&end)?;
    let met = expectations.iter().all(|verdict| verdict.met);
    Ok(if met { Exit::Done } else { Exit::Broken })
}

/// The beginning of the run: the scenario's, with the seed and the end of the command line.
fn opening(arguments: &Run, script: &Script) -> Result<Opening, Failure> {
    let Some(text) = &arguments.until else {
        return Ok(run::opening(script, arguments.seed, None));
    };
    let Opening { starts_at, until, utc_offset, .. } = script.opening;
    let wrong = |what: &str| {
        Failure::new(Exit::Usage, format!("`--until {text}`: {what}"))
            .help(format!("name an instant from {starts_at} to {until}, such as `T+06:00`"))
    };
    let at = scenario::instant(text, starts_at, utc_offset).ok_or_else(|| wrong("no instant"))?;
    if at < starts_at || until < at {
        return Err(wrong("not within the scenario"));
    }
    Ok(run::opening(script, arguments.seed, Some(at)))
}

fn play<J>(
    script: &Script,
    arguments: &Run,
    opening: Opening,
    journal: J,
    observe: &mut dyn FnMut(&CenterRecord),
) -> Result<Outcome<J, Seeded>, Failure>
where
    J: Journal<domain::Center>,
    J::Error: std::error::Error,
{
    let seeded = Seeded::new(arguments.seed, 0);
    run::run(script, opening, seeded, journal, observe).map_err(|error| match error {
        EngineError::Journal(error) => {
            output::failed(Exit::Failed, "a record could not be written", &error)
        }
        EngineError::Reactor(_) | EngineError::Standstill { .. } => {
            output::failed(Exit::Faults, "the scenario cannot go on", &error)
        }
    })
}

/// A new log; an old one is never written over.
pub(crate) fn create(path: &Path) -> Result<JsonLines, Failure> {
    let path = input::new_log(path)?;
    JsonLines::create(&path).map_err(|error| {
        let what = format!("cannot begin the log `{}`", path.display());
        let failure = output::failed(Exit::Failed, &what, &error);
        match error {
            OpenError::NotEmpty => failure.help("name another file, or move this one away"),
            _ => failure,
        }
    })
}

/// Says what is left of a log whose run failed.
pub(crate) fn kept(failure: Failure, path: &Path) -> Failure {
    let name = path.display();
    failure.help(match logs::whole_records(path) {
        None | Some(0) => format!("nothing of this run is kept in `{name}`"),
        Some(count) => format!(
            "`{name}` keeps the first {count} records of this run; `tripartite replay` shows them"
        ),
    })
}
