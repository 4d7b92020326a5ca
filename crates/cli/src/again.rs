//! Plays a scenario again with the choices of a log, and compares each record with the log's.

use std::path::Path;

use domain::Center;
use simulator::choice::{ChoiceError, OwnedKey, Recorded, Value};
use simulator::director::DirectorError;
use simulator::engine::{EngineError, Journal};
use simulator::record::{CenterRecord, Opening};
use simulator::run;
use simulator::script::Script;
use simulator::stored;

use crate::exit::{Exit, Failure};
use crate::logs::{Fault, Records};
use crate::output;

/// A log that was read once, to be compared.
pub struct Original<'a> {
    pub path: &'a Path,
    pub opening: &'a Opening,
    pub choices: Vec<(OwnedKey, Value)>,
    /// It has a `run.ended`; otherwise it is compared as far as it goes.
    pub ended: bool,
}

/// A journal that keeps nothing, but wants each record to be the next one of a log.
struct Comparison {
    records: Records,
}

/// Why a run is not the one of the log.
#[derive(Debug, thiserror::Error)]
enum Difference {
    #[error("the log ends, but the run goes on")]
    LogEnds,
    #[error("another record")]
    Other(Box<CenterRecord>),
    #[error("the log cannot be read")]
    Unreadable(Failure),
}

impl Journal<Center> for &mut Comparison {
    type Error = Difference;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<CenterRecord>,
    ) -> Result<&'b [CenterRecord], Difference> {
        for played in &*batch {
            match self.records.next().map_err(Difference::Unreadable)? {
                Some(written) if written.reads_as(played) => {}
                Some(_) => return Err(Difference::Other(Box::new(played.clone()))),
                None => return Err(Difference::LogEnds),
            }
        }
        Ok(batch)
    }
}

/// Plays the script as the log says it was played; the first difference is a fault.
pub fn play(script: &Script, original: Original<'_>, records: Records) -> Result<(), Failure> {
    let Original { path, opening, choices, ended } = original;
    let mut comparison = Comparison { records };
    let chooser = Recorded::new(choices)
        .map_err(|error| output::failed(Exit::Faults, "the choices do not fit", &error))?;
    let (seed, until) = (opening.seed.clone(), opening.until.min(script.opening.until));
    let branches = opening.branches.clone();
    let opening = Opening { seed, until, branches, ..script.opening.clone() };
    let played = run::run(script, opening, chooser, &mut comparison, &mut |_| {});
    let Err(error) = played.map(drop) else {
        // Choices are records too, so none of them is left over.
        return Ok(());
    };
    // A log that was cut has neither the records nor the choices of the rest.
    let at_the_cut = !ended && comparison.records.next()?.is_none();
    match error {
        EngineError::Journal(Difference::LogEnds) if at_the_cut => Ok(()),
        EngineError::Reactor(DirectorError::Choice(ChoiceError::NotRecorded { .. }))
            if at_the_cut =>
        {
            Ok(())
        }
        EngineError::Journal(Difference::Unreadable(failure)) => Err(failure),
        EngineError::Journal(Difference::Other(played)) => {
            let message = format!("played again, another record comes here: {}", shown(&played));
            let help = "the log was written by another version of the program";
            Err(Fault::new(&message).help(help).at(path, played.position))
        }
        error => Err(output::failed(Exit::Faults, "the log does not play again", &error)),
    }
}

/// A record as a fault names it.
fn shown(record: &CenterRecord) -> String {
    match stored::encode(&record.body) {
        Ok(stored) => {
            let data = String::from_utf8_lossy(&stored.data);
            format!("`{}` of `{}` at {}, {data}", stored.kind, record.by, record.at)
        }
        Err(_) => format!("{record:?}"),
    }
}
