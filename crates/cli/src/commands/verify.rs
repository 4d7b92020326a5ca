//! `tripartite verify`: the log is whole, and the center would decide it so again.

use std::path::Path;

use rules::RuleSet;
use serde_json::json;
use simulator::choice::{OwnedKey, Value};
use simulator::record::{Body, CenterRecord, Opening};
use simulator::replay::{Fault as Misfit, Replay, ReplayError, Verifier};
use simulator::run::run_id;
use simulator::stored::Filed;

use crate::again::{self, Choices, HELP, Original};
use crate::arguments::{Format, Verify};
use crate::exit::{Exit, Failure};
use crate::lineage::{self, Step};
use crate::logs::{Fault, Records, decoded};
use crate::seals::Seals;
use crate::{input, output, policy, staged};

/// What was found in a log.
#[derive(Default)]
struct Found {
    records: u64,
    events: u64,
    commands: u64,
    refusals: u64,
    /// Refusals by policy rules.
    by_rules: u64,
    choices: Vec<(OwnedKey, Value)>,
}

impl Found {
    fn take(&mut self, record: &CenterRecord) {
        self.records += 1;
        match &record.body {
            Body::Event(_) => self.events += 1,
            Body::Accepted(_) => self.commands += 1,
            Body::Refused(_, refusal) => {
                self.commands += 1;
                self.refusals += 1;
                self.by_rules += u64::from(refusal.is_by_rule());
            }
            Body::Chose { key, value } => self.choices.push((key.clone(), *value)),
            Body::Started(_) | Body::Ended(_) => {}
        }
    }
}

/// Checks a log. One that is sound and unfinished is told from one that is sound and whole.
pub fn verify(arguments: &Verify) -> Result<Exit, Failure> {
    let path = &arguments.log;
    let twice = arguments.scenario.is_some() || !arguments.parent.is_empty();
    if twice && input::comes_once(path) {
        let message = format!("{} can be read only once", output::named(path));
        return Err(Failure::new(Exit::Usage, message)
            .help("save the log to a file to compare it with something else"));
    }
    let seals = Seals::open(&arguments.seal, arguments.key.as_deref())?;
    let rules = arguments.rules.as_deref().map(policy::rules).transpose()?;
    let mut records = Records::open(path, &arguments.reading)?;
    let (found, replay) = check(path, &mut records, &seals, rules.as_deref())?;
    if input::is_named_as_store(path) {
        input::store::verify(path)?;
    }
    let played = match &arguments.scenario {
        None => None,
        Some(scenario) => {
            let again = Records::open(path, &arguments.reading)?;
            let choices = found.choices.clone();
            let rules = arguments.rules.as_deref();
            Some(compare((scenario, rules), path, &replay, choices, again)?)
        }
    };
    let opening = replay.opening.as_deref();
    let lineage = opening.map_or(Ok(Vec::new()), |opening| {
        lineage::expect_edits(path, opening, &found.choices)?;
        lineage::follow(path, opening, &arguments.parent, &arguments.reading)
    })?;
    tell(arguments, &found, &records, (&lineage, &seals, played), replay.ended.is_some())?;
    Ok(if replay.ended.is_some() { Exit::Done } else { Exit::Broken })
}

/// Reads the whole log, and has the center decide each command again.
fn check(
    path: &Path,
    records: &mut Records,
    seals: &Seals,
    rules: Option<&RuleSet>,
) -> Result<(Found, Replay), Failure> {
    let mut found = Found::default();
    let mut verifier = rules.map_or_else(Verifier::default, Verifier::with_rules);
    let mut filed = Filed::default();
    while let Some(line) = records.next_line()? {
        let record = decoded(path, &line)?;
        filed
            .check(&line.envelope, &record)
            .map_err(|error| Fault::new(&error.to_string()).help(HELP).at(path, record.position))?;
        verifier.next(&record).map_err(|error| misfit(path, &error))?;
        if let Body::Started(opening) = &record.body {
            expect_run(path, &record, opening, records)?;
            seals.begin(path, run_id(opening))?;
        }
        found.take(&record);
        seals.pass(path, records.head())?;
    }
    // What is missing is known better from a seal than from what the center would have decided.
    seals.end(path, records.head())?;
    let replay = verifier.finish().map_err(|error| {
        Failure::new(Exit::Faults, format!("the log ends too early: {}", error.fault))
            .help("the rest of the last command is missing; take the log from a copy")
    })?;
    Ok((found, replay))
}

/// Shows what the center decides otherwise.
fn misfit(path: &Path, error: &ReplayError) -> Failure {
    let help = match error.fault {
        Misfit::NoSuchRule { .. } => "name the file of the rules under which the run was played",
        _ => HELP,
    };
    Fault::new(&error.fault.to_string()).help(help).at(path, error.position)
}

/// The id of a run is made from what it was started with.
fn expect_run(
    path: &Path,
    record: &CenterRecord,
    opening: &Opening,
    records: &Records,
) -> Result<(), Failure> {
    if records.are_of(opening) {
        return Ok(());
    }
    let expected = run_id(opening);
    let message = format!("a run that was started so has the id {expected}, not that of `source`");
    Err(Fault::new(&message).help(HELP).at(path, record.position))
}

/// Plays the scenario again, if the log is of that scenario.
fn compare(
    (scenario, rules): (&Path, Option<&Path>),
    path: &Path,
    replay: &Replay,
    choices: Vec<(OwnedKey, Value)>,
    again: Records,
) -> Result<Choices, Failure> {
    let Some(opening) = replay.opening.as_deref() else {
        return Err(Failure::new(Exit::Faults, "the log does not name its scenario"));
    };
    let staged = staged::script(scenario, rules, opening, None)?;
    let original = Original { path, opening, choices, ended: replay.ended.is_some() };
    again::play(&staged.script, original, again)
}

/// What is known of the choices of a log that was played again.
fn whence(choices: Choices) -> &'static str {
    match choices {
        Choices::Drawn => ", each as the seed, a branch or the scenario gives it",
        Choices::FromTheLog => ", taken from the log, for its seed alone does not give them",
    }
}

fn tell(
    arguments: &Verify,
    found: &Found,
    read: &Records,
    (lineage, seals, played): (&[Step], &Seals, Option<Choices>),
    ended: bool,
) -> Result<(), Failure> {
    let Found { records, events, commands, refusals, by_rules, choices } = found;
    let ruled_again = arguments.rules.is_some() || arguments.scenario.is_some();
    let (head, choices) = (read.head(), choices.len());
    if arguments.format == Format::Json {
        return output::json(&json!({
            "records": records,
            "events": events,
            "commands": commands,
            "refusals": refusals,
            "refused_by_rules": by_rules,
            "refused_by_rules_again": ruled_again,
            "choices": choices,
            "head": { "position": head.position, "chain": head.chain.to_string() },
            "ended": ended,
            "dropped_last_line": read.dropped_last_line(),
            "branches": lineage.iter().map(Step::json).collect::<Vec<_>>(),
            "played_again": played.is_some(),
            "drawn_again": played.map(|choices| choices == Choices::Drawn),
            "seals": (!arguments.seal.is_empty()).then(|| seals.to_json(head)),
        }));
    }
    output::data(|out| {
        writeln!(out, "{}: sound", arguments.log.display())?;
        writeln!(out, "  records   {records}, in an unbroken chain")?;
        let again = "each decided again, with the same result";
        writeln!(out, "  commands  {commands}, of which {refusals} refused; {again}")?;
        if 0 < *by_rules && !ruled_again {
            let unasked = "that is taken from the log, for no rules are given";
            writeln!(out, "  rules     refused {by_rules} of these; {unasked}")?;
        }
        writeln!(out, "  events    {events}")?;
        writeln!(out, "  choices   {choices}{}", played.map_or("", whence))?;
        if let Some(scenario) = &arguments.scenario {
            let again = "again, with these choices: the same records";
            writeln!(out, "  played    {} {again}", scenario.display())?;
        }
        for step in lineage {
            writeln!(out, "  branch    {}", step.text())?;
        }
        if read.dropped_last_line() {
            writeln!(out, "  dropped   a half-written last line")?;
        }
        if ended {
            writeln!(out, "  ended     in the state that `run.ended` names")?;
        } else {
            writeln!(out, "  UNFINISHED: no `run.ended`; it was cut, or is still being written")?;
        }
        seals.tell(head, out)?;
        writeln!(out, "  head      {} {}", head.position, head.chain)
    })
}
