//! `tripartite verify`: the log is whole, and the center would decide it so again.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use simulator::choice::Recorded;
use simulator::engine::Forgetful;
use simulator::record::{Body, CenterRecord, Opening};
use simulator::replay::Verifier;
use simulator::run;

use crate::arguments::{Format, Verify};
use crate::commands::compiled;
use crate::exit::{Exit, Failure};
use crate::logs::{self, End, Next, each_record};
use crate::output;

/// What was found in a log.
#[derive(Default)]
struct Found {
    records: u64,
    events: u64,
    commands: u64,
    refusals: u64,
    choices: u64,
}

impl Found {
    fn count(&mut self, record: &CenterRecord) {
        self.records += 1;
        match record.body {
            Body::Event(_) => self.events += 1,
            Body::Accepted(_) => self.commands += 1,
            Body::Refused(..) => {
                self.commands += 1;
                self.refusals += 1;
            }
            Body::Chose { .. } => self.choices += 1,
            Body::Started(_) | Body::Ended(_) => {}
        }
    }
}

pub fn verify(arguments: &Verify) -> Result<Exit, Failure> {
    let path = &arguments.log;
    let mut found = Found::default();
    let mut verifier = Verifier::default();
    let mut kept = arguments.scenario.is_some().then(Vec::new);
    let end = each_record(path, &arguments.reading, |record| {
        verifier.next(record).map_err(|error| {
            let message = error.fault.to_string();
            logs::record_fault(path, error.position, &message, Some(HELP))
        })?;
        found.count(record);
        if let Some(kept) = &mut kept {
            kept.push(record.clone());
        }
        Ok(Next::More)
    })?;
    let replay = verifier.finish().map_err(|error| {
        Failure::new(Exit::Faults, format!("the log ends too early: {}", error.fault))
            .help("the rest of the last command is missing; take the log from a copy")
    })?;
    if let (Some(scenario), Some(kept)) = (&arguments.scenario, &kept) {
        play_again(scenario, replay.opening.as_ref(), kept)?;
    }
    let ended = replay.ended.is_some();
    match arguments.format {
        Format::Json => output::json(&json!({
            "records": found.records,
            "events": found.events,
            "commands": found.commands,
            "refusals": found.refusals,
            "choices": found.choices,
            "head": { "position": end.head.position, "chain": end.head.chain.to_string() },
            "ended": ended,
            "dropped_last_line": end.dropped_last_line,
            "played_again": arguments.scenario.is_some(),
        }))?,
        Format::Text => tell(arguments, &found, &end, ended)?,
    }
    Ok(Exit::Done)
}

const HELP: &str = "the log was written by another version of the program, or by another program";

fn tell(arguments: &Verify, found: &Found, end: &End, ended: bool) -> Result<(), Failure> {
    let Found { records, events, commands, refusals, choices } = found;
    output::data(|out| {
        writeln!(out, "{}: sound", arguments.log.display())?;
        writeln!(out, "  records   {records}, in an unbroken chain")?;
        writeln!(
            out,
            "  commands  {commands}, of which {refusals} refused; each decided again, with the same result"
        )?;
        writeln!(out, "  events    {events}")?;
        writeln!(out, "  choices   {choices}")?;
        if let Some(scenario) = &arguments.scenario {
            writeln!(
                out,
                "  played    {} again, with these choices: the same records",
                scenario.display()
            )?;
        }
        if end.dropped_last_line {
            writeln!(out, "  dropped   a half-written last line")?;
        }
        if ended {
            writeln!(out, "  ended     in the state that `run.ended` names")?;
        } else {
            writeln!(
                out,
                "  UNFINISHED: no `run.ended`; the log was cut, or is still being written"
            )?;
        }
        writeln!(out, "  head      {} {}", end.head.position, end.head.chain)
    })
}

/// Plays the scenario with the choices of the log, and compares record for record.
fn play_again(
    path: &Path,
    opening: Option<&Arc<Opening>>,
    kept: &[CenterRecord],
) -> Result<(), Failure> {
    let script = compiled(path)?;
    let Some(opening) = opening else {
        return Err(Failure::new(Exit::Faults, "the log does not name its scenario"));
    };
    if opening.scenario_hash != script.opening.scenario_hash {
        let name = path.display();
        let message = format!("this log is of another scenario than `{name}`");
        let help = format!(
            "it is of `{}` with the hash {}; the file has {}",
            opening.scenario, opening.scenario_hash, script.opening.scenario_hash
        );
        return Err(Failure::new(Exit::Faults, message).help(help));
    }
    let choices = kept.iter().filter_map(|record| match &record.body {
        Body::Chose { key, value } => Some((key.clone(), *value)),
        _ => None,
    });
    let chooser = Recorded::new(choices)
        .map_err(|error| output::failed(Exit::Faults, "the choices do not fit", &error))?;
    let mut expected = kept.iter();
    let mut difference = None;
    let mut compare = |record: &CenterRecord| {
        let same = expected.next().is_some_and(|kept| kept.reads_as(record));
        if difference.is_none() && !same {
            difference = Some(record.position);
        }
    };
    let opening = Opening::clone(opening);
    let outcome = run::run(&script, opening, chooser, Forgetful, &mut compare)
        .map_err(|error| output::failed(Exit::Faults, "the scenario does not play", &error))?;
    if let Some(position) = difference {
        let message = format!("played again, the scenario comes to another record {position}");
        return Err(Failure::new(Exit::Faults, message));
    }
    if let Some((key, _)) = outcome.choose.unused().next() {
        let message = format!("the log has a choice that the scenario never makes: `{key}`");
        return Err(Failure::new(Exit::Faults, message));
    }
    Ok(())
}
