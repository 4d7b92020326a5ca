//! What only shows when the parts of a scenario are seen together: names that nobody declares,
//! events that nobody produces, reactions that turn in a circle, tasks without a lead.

pub(crate) mod cycle;
pub(crate) mod idle;
pub(crate) mod names;
pub mod reach;

use std::collections::BTreeSet;
use std::ops::Range;

use diagnostic::Diagnostic;
use domain::task::{AssignLead, Task};
use domain::{Actor, Command, center, task};
use serde_json::Value;
use simulator::script::{Fixed, Trigger};

use crate::compile::Compiler;

pub(crate) use names::Use;

/// A step as the checks see it.
pub(crate) struct Sketch {
    pub name: String,
    pub span: Range<usize>,
    /// The events without which it never acts, and where they are named.
    pub awaits: Vec<(String, Range<usize>)>,
    /// `None` if it could not be read.
    pub trigger: Option<Trigger>,
    /// It acts only a limited number of times.
    pub limited: bool,
    /// Time passes before it acts, sooner or later.
    pub delayed: bool,
    pub deeds: Vec<Deed>,
    pub parts: idle::Parts,
    /// All of it could be read.
    pub sound: bool,
}

/// A command that a step may issue.
pub(crate) struct Deed {
    pub kind: String,
    /// `None` if it could not be read.
    pub by: Option<Actor>,
    /// The fields that are certain, and where they stand.
    pub fixed: Vec<(String, Value, Range<usize>)>,
}

/// Checks the whole. What is not there is only noticed if all that is there could be read.
pub(crate) fn whole(compiler: &mut Compiler, enrollments: &[Fixed]) {
    cycle::check(compiler);
    if !compiler.lost {
        unproduced(compiler, enrollments);
        names::check(compiler);
        leads(compiler, enrollments);
    }
}

/// Everything that the commands of the scenario can lead to.
fn produced(compiler: &Compiler, enrollments: &[Fixed]) -> BTreeSet<&'static str> {
    let enrolled = enrollments.iter().filter_map(|fixed| match &fixed.command {
        Command::Task(_) => Some("task.assign-lead"),
        Command::Center(center::Command::AcceptSilence(_)) => Some("center.accept-silence"),
        Command::Center(_) => Some("center.enroll"),
        Command::Mandate(_) => Some("mandate.declare-rule"),
        Command::Force(_) => Some("force.declare-stance"),
        _ => None,
    });
    let deeds = compiler.sketches.iter().flat_map(|sketch| &sketch.deeds);
    let commands = deeds.map(|deed| deed.kind.as_str()).chain(enrolled);
    let commands = commands.chain(["center.set-parameter"]);
    commands
        .filter_map(reach::of)
        .flat_map(|row| row.at_once.iter().chain(row.later))
        .copied()
        .collect()
}

/// Warns of steps and expectations that wait for an event which nothing here produces.
fn unproduced(compiler: &mut Compiler, enrollments: &[Fixed]) {
    let produced = produced(compiler, enrollments);
    let known = |kind: &str| compiler.vocabulary.events.contains_key(kind);
    let dead = |kind: &str| known(kind) && !produced.contains(kind);
    let warning = |message: String, kind: &str, span: &Range<usize>| {
        let label = format!("nothing here produces `{kind}`");
        Diagnostic::warning("S119", message).label(span.clone(), label).help(remedy(kind))
    };
    let mut warnings = Vec::new();
    for sketch in &compiler.sketches {
        if let Some((kind, span)) = sketch.awaits.iter().find(|(kind, _)| dead(kind)) {
            warnings.push(warning(format!("`{}` is never set off", sketch.name), kind, span));
        }
    }
    for (kind, span) in compiler.awaited.iter().filter(|(kind, _)| dead(kind)) {
        warnings.push(warning(format!("`{kind}` cannot happen here"), kind, span));
    }
    compiler.faults.extend(warnings);
}

/// What could produce an event.
fn remedy(kind: &str) -> String {
    /// So many commands are named, the rest only counted.
    const NAMED: usize = 4;
    let any_of = |commands: &[&str]| {
        let left_out = commands.len().saturating_sub(NAMED);
        let named = commands.iter().take(NAMED).map(|command| format!("`{command}`"));
        let others = (0 < left_out).then(|| match left_out {
            1 => "one other command".to_string(),
            _ => format!("one of {left_out} other commands"),
        });
        let all: Vec<String> = named.chain(others).collect();
        match all.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    };
    let (at_once, later) = reach::leading_to(kind);
    let (now, then) = (any_of(&at_once), any_of(&later));
    match (at_once.is_empty(), later.is_empty()) {
        (false, true) => format!("{now} could"),
        (false, false) => format!("{now} could, or a clock that {then} starts"),
        (true, _) => format!("a clock could that {then} starts"),
    }
}

/// Notices taskings of a kind that nobody leads.
fn leads(compiler: &mut Compiler, enrollments: &[Fixed]) {
    let word = |task: &Task| serde_json::to_value(task).ok();
    let mut led: BTreeSet<String> = BTreeSet::new();
    let mut any = false;
    for fixed in enrollments {
        if let Command::Task(task::Command::AssignLead(AssignLead { task, .. })) = &fixed.command {
            led.extend(word(task).and_then(|value| value.as_str().map(str::to_string)));
        }
    }
    let mut wanted = Vec::new();
    for deed in compiler.sketches.iter().flat_map(|sketch| &sketch.deeds) {
        let task = deed.fixed.iter().find(|(field, ..)| field == "task");
        match (deed.kind.as_str(), task) {
            ("task.assign-lead", Some((_, Value::String(task), _))) => {
                led.insert(task.clone());
            }
            ("task.assign-lead", _) => any = true,
            ("task.request-tasking", Some((_, Value::String(task), span))) => {
                wanted.push((task, span));
            }
            _ => {}
        }
    }
    let known: Vec<String> = compiler.vocabulary.commands["task.assign-lead"]["task"].words.clone();
    for (task, span) in wanted {
        if !any && known.contains(task) && !led.contains(task) {
            compiler.faults.push(
                Diagnostic::error("S116", format!("nobody leads `{task}`"))
                    .label(span.clone(), "a tasking of a kind without a lead is refused")
                    .help(format!("add `leads: [{task}]` to a nation, or `do: task.assign-lead`")),
            );
        }
    }
}
