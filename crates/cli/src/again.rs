//! Plays a scenario again as a log says it was played, and compares each record with the log's.
//!
//! The choices are drawn anew from the seeds of the log; where these do not say all that was drawn,
//! those of the log are taken, as far as they could have been made.

use std::path::Path;

use domain::Center;
use kernel::Position;
use simulator::choice::{ChoiceError, Others, OwnedKey, Value};
use simulator::director::DirectorError;
use simulator::drawn;
use simulator::engine::{EngineError, Journal};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::run;
use simulator::script::Script;
use simulator::stored;

use crate::exit::{Exit, Failure};
use crate::logs::{Fault, Records};
use crate::{edits, output};

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
    Other { played: Box<CenterRecord>, written: Box<CenterRecord> },
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
                Some(written) => {
                    let (played, written) = (Box::new(played.clone()), Box::new(written));
                    return Err(Difference::Other { played, written });
                }
                None => return Err(Difference::LogEnds),
            }
        }
        Ok(batch)
    }
}

/// From where the choices were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    Drawn,
    FromTheLog,
}

/// What is wrong with a log in which something does not follow from the rest.
pub const HELP: &str =
    "the log was falsified, or written by another version of the program, or by another program";

/// Plays the script as the log says it was played; the first difference is a fault.
pub fn play(script: &Script, original: Original<'_>, records: Records) -> Result<Choices, Failure> {
    let Original { path, opening, choices, ended } = original;
    let mut comparison = Comparison { records };
    let (seed, until) = (opening.seed.clone(), opening.until.min(script.opening.until));
    let branches = opening.branches.clone();
    let begun = Opening { seed, until, branches, ..script.opening.clone() };
    let (played, from) = if opening.knows_all_draws() {
        (drawn::play(script, begun, &mut comparison), Choices::Drawn)
    } else {
        let chooser = drawn::as_recorded(script, opening, choices)
            .map_err(|error| output::failed(Exit::Faults, "the choices do not fit", &error))?;
        let played = run::run(script, begun, chooser, &mut comparison, &mut |_| {});
        (played.map(drop), Choices::FromTheLog)
    };
    let Err(error) = played else {
        // Choices are records too, so none of them is left over.
        return Ok(from);
    };
    // A log that was cut has neither the records nor the choices of the rest.
    let at_the_cut = !ended && comparison.records.next()?.is_none();
    match error {
        EngineError::Journal(Difference::LogEnds) if at_the_cut => Ok(from),
        EngineError::Reactor(DirectorError::Choice(ChoiceError::NotRecorded { .. }))
            if at_the_cut =>
        {
            Ok(from)
        }
        EngineError::Journal(Difference::Unreadable(failure)) => Err(failure),
        EngineError::Journal(Difference::Other { played, written }) => {
            let drawn = otherwise_drawn(script, opening, &played, &written);
            let message = drawn.filter(|_| from == Choices::Drawn).unwrap_or_else(|| {
                format!("played again, another record comes here: {}", shown(&played))
            });
            Err(Fault::new(&message).help(HELP).at(path, played.position))
        }
        // The run was given up there, too: its log is all that came of it.
        error if at_the_cut => {
            output::say(&format!("note: behind its last record the run cannot go on: {error}\n"));
            Ok(from)
        }
        error => {
            Err(output::failed(Exit::Faults, "the log does not play again", &error).help(HELP))
        }
    }
}

/// How a choice differs that the log has otherwise than its seeds and its edits give it.
fn otherwise_drawn(
    script: &Script,
    opening: &Opening,
    played: &CenterRecord,
    written: &CenterRecord,
) -> Option<String> {
    let (Body::Chose { key, value: ours }, Body::Chose { key: same, value: theirs }) =
        (&played.body, &written.body)
    else {
        return None;
    };
    if key != same || ours == theirs {
        return None;
    }
    let by = if opening.overrides().contains_key(key) {
        "by a branch".to_string()
    } else if script.choices.contains_key(key) {
        "by the scenario".to_string()
    } else if script.others == Others::ByDefault {
        "by default".to_string()
    } else {
        let seed = opening.seed_as_written(Position(played.position.0 - 1));
        format!("by the seed {}", seed.unwrap_or_default())
    };
    let mut shown = [ours, theirs].map(|value| edits::shown(key, *value, script));
    // Times are told to the minute.
    if shown[0] == shown[1] {
        shown = [ours, theirs].map(ToString::to_string);
    }
    let [ours, theirs] = shown;
    Some(format!("played again, `{key}` comes to `{ours}` {by}, but the log has `{theirs}`"))
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
