//! What only shows when the parts of a scenario are seen together: names that nobody declares,
//! events that nobody produces, reactions that turn in a circle, tasks without a lead.

mod cycle;
mod names;
pub mod reach;

use std::collections::BTreeSet;
use std::ops::Range;

use diagnostic::Diagnostic;
use domain::task::{AssignLead, Task};
use domain::{Command, task};
use serde_json::Value;
use simulator::script::{Fixed, Trigger};

use crate::compile::Compiler;

/// A step as the checks see it.
pub(crate) struct Sketch {
    pub name: String,
    pub span: Range<usize>,
    /// Where `upon` names the event.
    pub upon: Option<Range<usize>>,
    pub trigger: Trigger,
    /// It acts only a limited number of times.
    pub limited: bool,
    /// Time passes before it acts, whatever is drawn.
    pub delayed: bool,
    pub deeds: Vec<Deed>,
}

/// A command that a step may issue.
pub(crate) struct Deed {
    pub kind: String,
    /// The fields that are certain, and where they stand.
    pub fixed: Vec<(String, Value, Range<usize>)>,
}

/// Checks the whole.
pub(crate) fn whole(compiler: &mut Compiler, enrolments: &[Fixed]) {
    unproduced(compiler, enrolments);
    cycle::check(compiler);
    names::check(compiler);
    leads(compiler, enrolments);
}

/// Everything that the commands of the scenario can lead to.
fn produced(compiler: &Compiler, enrolments: &[Fixed]) -> BTreeSet<&'static str> {
    let enrolled = enrolments.iter().filter_map(|fixed| match &fixed.command {
        Command::Task(_) => Some("task.assign-lead"),
        Command::Center(_) => Some("center.enroll"),
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

/// Warns of steps and questions that wait for an event which nothing here produces.
fn unproduced(compiler: &mut Compiler, enrolments: &[Fixed]) {
    let produced = produced(compiler, enrolments);
    let mut warnings = Vec::new();
    for sketch in &compiler.sketches {
        if let Trigger::Upon(pattern) = &sketch.trigger
            && !produced.contains(pattern.kind.as_str())
        {
            let span = sketch.upon.clone().unwrap_or_else(|| sketch.span.clone());
            warnings.push(
                Diagnostic::warning("S119", format!("`{}` is never set off", sketch.name))
                    .label(span, format!("nothing here produces `{}`", pattern.kind)),
            );
        }
    }
    compiler.faults.extend(warnings);
}

/// Notices taskings of a kind that nobody leads.
fn leads(compiler: &mut Compiler, enrolments: &[Fixed]) {
    let word = |task: &Task| serde_json::to_value(task).ok();
    let mut led: BTreeSet<String> = BTreeSet::new();
    let mut any = false;
    for fixed in enrolments {
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
                wanted.push((task.clone(), span.clone()));
            }
            _ => {}
        }
    }
    for (task, span) in wanted {
        if !any && !led.contains(&task) {
            compiler.faults.push(
                Diagnostic::error("S116", format!("nobody leads `{task}`"))
                    .label(span, "a tasking of a kind without a lead is refused")
                    .help(format!("add `leads: [{task}]` to a nation, or `do: task.assign-lead`")),
            );
        }
    }
}
