//! Follows a branch back to the logs that it and its ancestors left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernel::Position;
use serde_json::{Value, json};
use simulator::choice::{OwnedKey, Value as Chosen};
use simulator::record::{Branch, CenterRecord, Opening};
use simulator::run::run_id;

use crate::arguments::Reading;
use crate::exit::{Exit, Failure};
use crate::history::History;
use crate::logs::Fault;

/// One step of the way from a log back to the run with which it began.
pub struct Step {
    pub parent: String,
    pub position: Position,
    /// The log in which the parent stands, if it was given.
    pub log: Option<PathBuf>,
}

impl Step {
    pub fn json(&self) -> Value {
        let log = self.log.as_ref().map(|path| path.display().to_string());
        json!({ "parent": self.parent, "position": self.position, "log": log })
    }

    /// `of the run … behind #58, the same up to there as run.jsonl`
    pub fn text(&self) -> String {
        let Step { parent, position, log } = self;
        let of = format!("of the run {parent} behind {position}");
        match log {
            Some(path) => format!("{of}, the same up to there as in {}", path.display()),
            None => format!("{of}; NOT FOLLOWED: name its log with `--parent`"),
        }
    }
}

/// Compares a log with those of its ancestors that were given: each must have the chain value that
/// the log names, and the same records up to there.
pub fn follow(
    path: &Path,
    opening: &Opening,
    parents: &[PathBuf],
    reading: &Reading,
) -> Result<Vec<Step>, Failure> {
    let mut given: BTreeMap<String, History> = BTreeMap::new();
    for parent in parents {
        let history = History::read(parent, reading)?;
        let run = run_id(history.past()?.opening).to_string();
        given.insert(run, history);
    }
    let leaf = match parents {
        [] => None,
        _ => Some(History::read(path, reading)?),
    };
    let mut steps = Vec::new();
    for (number, branch) in opening.branches.iter().enumerate() {
        let parent = given.remove(&branch.parent);
        if let (Some(parent), Some(leaf)) = (&parent, &leaf) {
            compare(path, leaf, opening, number, branch, parent)?;
        }
        steps.push(Step {
            parent: branch.parent.clone(),
            position: branch.position,
            log: parent.map(|parent| parent.path),
        });
    }
    match given.values().next() {
        None => Ok(steps),
        Some(other) => {
            let name = other.path.display();
            let message = format!("`--parent {name}`: this log did not branch off that run");
            Err(Failure::new(Exit::Usage, message).help("name only logs of its ancestors"))
        }
    }
}

fn compare(
    path: &Path,
    leaf: &History,
    opening: &Opening,
    number: usize,
    branch: &Branch,
    parent: &History,
) -> Result<(), Failure> {
    let wrong = |message: &str, at: Position| Fault::new(message).at(path, at);
    let first = Position(1);
    let past = parent.past()?;
    let same_start = Opening { branches: opening.branches[..number].to_vec(), ..opening.clone() };
    if *past.opening != same_start {
        return Err(wrong("its parent was started otherwise than this log says", first));
    }
    let position = branch.position;
    if past.last() < position {
        let (name, last) = (parent.path.display(), past.last());
        let message = format!("`{name}` ends with {last}, before the branch at {position}");
        return Err(Failure::new(Exit::Faults, message)
            .help("name a whole log of the parent; this one was cut, or is still being written"));
    }
    if parent.chain(position) != branch.chain {
        let message =
            format!("its parent has another chain value at {position} than this log says");
        return Err(wrong(&message, first));
    }
    let pairs = past.up_to(branch.position).iter().zip(&leaf.records).skip(1);
    let differs = |(theirs, ours): &(&CenterRecord, &CenterRecord)| !theirs.reads_as(ours);
    match pairs.into_iter().find(differs) {
        None => Ok(()),
        Some((theirs, _)) => Err(wrong(
            "this record is not the one of the parent, though it is shared",
            theirs.position,
        )),
    }
}

/// A choice that a branch makes otherwise must stand so in its log, where it was made.
pub fn expect_edits(
    path: &Path,
    opening: &Opening,
    choices: &[(OwnedKey, Chosen)],
) -> Result<(), Failure> {
    let overrides = opening.overrides();
    let made: BTreeMap<_, _> = choices.iter().cloned().collect();
    let other = overrides.iter().find(|(key, value)| made.get(key).is_some_and(|it| it != *value));
    match other {
        None => Ok(()),
        Some((key, _)) => {
            let message = format!("a branch chooses `{key}` otherwise than the log has it");
            Err(Fault::new(&message).at(path, Position(1)))
        }
    }
}
