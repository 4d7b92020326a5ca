//! `tripartite branch`: continues a recorded history differently.

use std::slice;

use domain::parameter::{Parameter, Value};
use kernel::Position;
use report::{Difference, Side};
use serde_json::json;
use simulator::branch::{self, NoSuchPoint, Past, Point, RestoreError};
use simulator::choice::{Edited, Made};
use simulator::engine::{Forgetful, Journal};
use simulator::record::{Body, Branch as Left, CenterRecord, Edits, Opening};
use simulator::run::{self, Outcome, run_id};
use simulator::script::{ParameterValue, Script};

use crate::arguments::{Branch, Format};
use crate::commands::diff::verdicts;
use crate::commands::run::stuck;
use crate::exit::{Exit, Failure};
use crate::history::History;
use crate::output::Sink;
use crate::pairs::{self, Lane, Pairs};
use crate::staged::{self, NewInjects, Staged};
use crate::together::Failures;
use crate::written::{Written, is_output, kept};
use crate::{edits, input, output};

/// The two histories, ready to be played.
struct Fork<'a> {
    past: Past<'a>,
    /// The records that both have.
    shared: Position,
    parent: Staged,
    branch: Staged,
    opening: Opening,
}

pub fn branch(arguments: &Branch) -> Result<Exit, Failure> {
    let history = History::read(&arguments.log, &arguments.reading)?;
    let past = history.past()?;
    let fork = fork(arguments, &history, past)?;
    let (ended, to_its_end) = played(&fork.parent.script, past.opening, past.records, Forgetful)?;
    let (outcome, records) = fork.play(Forgetful)?;
    // What was certain stands in no record until an edit makes it a choice.
    expect_future(fork.own_choices(), &records, fork.shared, "settled before")?;
    fork.expect_asked(&outcome.choose, &records)?;
    if let Some(path) = &arguments.out {
        if is_output(path) {
            let message = "the standard output has the two histories compared";
            return Err(Failure::new(Exit::Usage, message).help("name a file for the log"));
        }
        let log = Written::create(path, run_id(&fork.opening))?;
        let (outcome, _) = fork.play(log).map_err(|failure| kept(failure, path))?;
        outcome.journal.close()?;
    }
    let rules = fork.branch.judges.as_deref();
    // What an unfinished parent has not written yet is no difference: both go on to the end.
    let is_whole = past.last().0 < past.records.len() as u64;
    let parent = if is_whole { past.records } else { &to_its_end };
    let (before, after) = (verdicts(rules, parent)?, verdicts(rules, &records)?);
    let side = |name, records, rules, expectations| Side {
        name,
        records,
        rules,
        expectations: Some(expectations),
    };
    let difference = Difference::between(
        &side("parent", parent, before.as_deref(), &ended.expectations),
        &side("branch", &records, after.as_deref(), &outcome.expectations),
    );
    let pairs = arguments.runs.map(|runs| fork.pairs(runs)).transpose()?;
    tell(arguments, &fork, (&difference, is_whole), pairs.as_ref())?;
    Ok(Exit::Done)
}

/// Finds where the histories part, reads the edits, and compiles both scripts.
fn fork<'a>(arguments: &Branch, history: &History, past: Past<'a>) -> Result<Fork<'a>, Failure> {
    let (wanted, at) = point(arguments, &past)?;
    let scenario = staged::find(arguments.scenario.as_deref(), past.opening)?;
    let rules = arguments.rules.as_deref();
    let parent = staged::script(&scenario, rules, past.opening, None)?;
    let restored =
        past.restore(&parent.script, wanted).map_err(|error| unrestored(&error, past.records))?;
    let shared = if wanted == Position::START { wanted } else { restored.head() };
    let mut failures = Failures::default();
    let parameters = edits::parameters(&arguments.set, &mut failures);
    failures.take(edits::expect_order(&parameters, |it| {
        restored.center().parameters.get(it).or_else(|| known(&parent.script, it))
    }));
    let inject = arguments.inject.as_deref().map(input::timeline).transpose();
    let inject = inject.map_err(|failure| failures.before(failure))?;
    let mut opening = past.opening.clone();
    opening.branches.push(Left {
        parent: run_id(past.opening).to_string(),
        position: shared,
        chain: history.chain(shared),
        at,
        edits: Edits {
            parameters,
            inject: inject.as_ref().map(|file| file.text.clone()),
            seed: arguments.seed.map(|seed| seed.to_string()),
            choices: Vec::new(),
        },
    });
    let new = inject.as_ref().map(|file| NewInjects { name: &file.name });
    let branch = staged::script(&scenario, rules, &opening, new);
    let branch = branch.map_err(|failure| failures.before(failure))?;
    let choices = edits::choices(&arguments.choose, &branch.script, &mut failures);
    failures.take(expect_once(&choices));
    for made in &choices {
        failures.take(expect_future(slice::from_ref(made), past.records, shared, "chosen at"));
    }
    failures.end()?;
    if let Some(left) = opening.branches.last_mut() {
        left.edits.choices = choices;
    }
    let is_whole = past.last().0 < past.records.len() as u64;
    expect_draws(&opening, opening.knows_draws_behind(shared))?;
    expect_draws(past.opening, is_whole || past.opening.knows_draws_behind(past.last()))?;
    Ok(Fork { past, shared, parent, branch, opening })
}

fn unrestored(error: &RestoreError, records: &[CenterRecord]) -> Failure {
    let failure = output::failed(Exit::Faults, "the log does not play again", error);
    failure.help(match error {
        RestoreError::Cut => {
            let before = before_command(records);
            format!("branch off before that, such as with `--at {before}`")
        }
        _ => "`tripartite verify LOG --scenario SCENARIO` shows the first difference".to_owned(),
    })
}

/// The position behind which the last command of these records came. What it comes to is never parted.
fn before_command(records: &[CenterRecord]) -> u64 {
    let is_command =
        |record: &&CenterRecord| matches!(record.body, Body::Accepted(_) | Body::Refused(..));
    records.iter().rfind(is_command).map_or(0, |command| command.position.0 - 1)
}

/// A parameter of a scenario, unless it is drawn.
fn known(script: &Script, wanted: Parameter) -> Option<Value> {
    let step = script.parameters.iter().find(|step| step.parameter == wanted)?;
    match step.value {
        ParameterValue::Known(known) => Some(known),
        ParameterValue::Drawn(_) => None,
    }
}

/// What goes on must be drawn from somewhere.
pub(super) fn expect_draws(opening: &Opening, are_known: bool) -> Result<(), Failure> {
    if are_known {
        return Ok(());
    }
    let what = match &opening.seed {
        Some(seed) => {
            format!("what would be drawn cannot be told from the seed `{seed}` of the log")
        }
        None => "the log has no seed from which to draw what comes next".to_string(),
    };
    Err(Failure::new(Exit::Usage, what).help(
        "branch a whole log with `--seed NUMBER`: what comes behind the branch is drawn from that",
    ))
}

/// Where the history is left: behind a record, or an instant.
fn point(arguments: &Branch, past: &Past<'_>) -> Result<(Position, kernel::SimTime), Failure> {
    let text = arguments.at.as_str();
    let wrong = |what: String| Failure::new(Exit::Usage, format!("`--at {text}`: {what}"));
    let opening = past.opening;
    let point = if let Ok(position) = text.strip_prefix('#').unwrap_or(text).parse() {
        Point::Behind(Position(position))
    } else {
        let at = scenario::instant(text, opening.starts_at, opening.utc_offset);
        Point::At(at.ok_or_else(|| {
            wrong("neither a position nor an instant".to_string())
                .help("write `120`, `2026-01-06T14:00:00+01:00`, `T+02:30` or `D+2 09:30`")
        })?)
    };
    past.point(point).map_err(|error| {
        let failure = wrong(error.to_string());
        match error {
            NoSuchPoint::NotYet { last, .. } => failure
                .help(format!("branch off where it has come to, such as with `--at {}`", last.0)),
            _ => failure,
        }
    })
}

fn expect_once(choices: &[Made]) -> Result<(), Failure> {
    let mut keys: Vec<_> = choices.iter().map(|made| &made.key).collect();
    keys.sort();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let message = format!("`--choose {}` is given twice", pair[0]);
            Err(Failure::new(Exit::Usage, message).help("keep one of the two"))
        }
    }
}

/// A choice of the past cannot be made otherwise.
fn expect_future(
    choices: &[Made],
    records: &[CenterRecord],
    shared: Position,
    how: &str,
) -> Result<(), Failure> {
    let past = records.iter().take_while(|record| record.position <= shared);
    let made = past.enumerate().find_map(|(index, record)| match &record.body {
        Body::Chose { key, .. } if choices.iter().any(|made| made.key == *key) => {
            Some((index, key, record.position))
        }
        _ => None,
    });
    let Some((index, key, position)) = made else { return Ok(()) };
    let message = format!(
        "`--choose {key}`: this was {how} {position}, and the branch begins behind {shared}"
    );
    let before = before_command(&records[..index]);
    Err(Failure::new(Exit::Usage, message)
        .help(format!("branch off before that, such as with `--at {before}`")))
}

type Played<J> = (Outcome<J, Edited>, Vec<CenterRecord>);

/// Plays a history to its end, with what stands recorded of it.
fn played<J>(
    script: &Script,
    opening: &Opening,
    past: &[CenterRecord],
    journal: J,
) -> Result<Played<J>, Failure>
where
    J: Journal<domain::Center>,
    J::Error: std::error::Error,
{
    let stopped = |error: &dyn std::error::Error| {
        output::failed(Exit::Faults, "the branch cannot go on", error)
    };
    let choose = branch::chooser(script, opening, past, 0).map_err(|error| stopped(&error))?;
    let mut records = Vec::new();
    let keep = &mut |record: &CenterRecord| records.push(record.clone());
    let outcome = run::run(script, opening.clone(), choose, journal, keep)
        .map_err(|error| stuck("the branch cannot go on", error))?;
    Ok((outcome, records))
}

impl Fork<'_> {
    /// The choices that this branch makes otherwise.
    fn own_choices(&self) -> &[Made] {
        self.opening.branches.last().map_or(&[], |left| &left.edits.choices)
    }

    fn play<J>(&self, journal: J) -> Result<Played<J>, Failure>
    where
        J: Journal<domain::Center>,
        J::Error: std::error::Error,
    {
        played(&self.branch.script, &self.opening, self.past.up_to(self.shared), journal)
    }

    /// An override that nobody asks for changes nothing, and is not what was meant.
    fn expect_asked(&self, choose: &Edited, records: &[CenterRecord]) -> Result<(), Failure> {
        let own = self.own_choices();
        let mut unasked = choose.unasked().filter(|key| own.iter().any(|made| made.key == **key));
        let Some(key) = unasked.next() else {
            return Ok(());
        };
        let behind = records.partition_point(|record| record.position <= self.shared);
        let made = branch::choices(&records[behind..]);
        let near = made.keys().filter(|other| other.stream() == key.stream());
        let near: Vec<String> = near.take(3).map(|other| format!("`{other}`")).collect();
        let help = match near.as_slice() {
            [] => "its step is not set off here".to_string(),
            near => format!("of this stream the branch asks {}", near.join(", ")),
        };
        let message =
            format!("`--choose {key}`: nothing asks this after the branch at {}", self.shared);
        Err(Failure::new(Exit::Usage, message).help(help))
    }

    /// Both histories, continued many times with the same draws.
    fn pairs(&self, runs: u32) -> Result<Pairs, Failure> {
        let past = self.past.up_to(self.shared);
        let lane = |staged, opening| Lane::of(staged, opening, past, &self.opening);
        let parent = lane(&self.parent, self.past.opening);
        let branch = lane(&self.branch, &self.opening);
        pairs::compare(&parent, &branch, runs)
    }
}

fn tell(
    arguments: &Branch,
    fork: &Fork<'_>,
    (difference, is_whole): (&Difference, bool),
    pairs: Option<&Pairs>,
) -> Result<(), Failure> {
    let left = fork.opening.branches.last();
    if arguments.format == Format::Json {
        return output::json(&json!({
            "branch": left,
            "run": run_id(&fork.opening).to_string(),
            "log": arguments.out.as_ref().map(|path| path.display().to_string()),
            "parent_played_on": !is_whole,
            "difference": difference,
            "runs": pairs,
        }));
    }
    let Some(left) = left else { return Ok(()) };
    output::data(|out| {
        let of = output::shown(&arguments.log);
        let from = report::instant(left.at, &fork.opening);
        writeln!(out, "A branch of {of} behind {}, from {from} on", left.position)?;
        let changes = &left.edits;
        for made in &changes.choices {
            let chosen = edits::shown(&made.key, made.value, &fork.branch.script);
            writeln!(out, "  chosen    {} = {chosen}", made.key)?;
        }
        for edit in &arguments.set {
            writeln!(out, "  set       {} = {}", edit.key, edit.value)?;
        }
        if let Some(path) = &arguments.inject {
            writeln!(out, "  injected  {}", path.display())?;
        }
        if let Some(seed) = &changes.seed {
            writeln!(out, "  seed      {seed}")?;
        }
        if !is_whole {
            let last = fork.past.last();
            writeln!(
                out,
                "  {of} is unfinished: behind {last} it is played on as its seed draws it"
            )?;
        }
        if changes.is_empty() {
            writeln!(out, "  without any edit")?;
        }
        writeln!(out)
    })?;
    let mut sink = Sink::new();
    let written = difference.write(&mut sink);
    sink.note(written);
    if let Some(pairs) = pairs {
        let written = pairs.write(&mut sink);
        sink.note(written);
    }
    sink.close()
}
