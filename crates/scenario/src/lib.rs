//! Scenario files: read, checked, and compiled to a script.
//!
//! ```text
//! scenario.yaml ─yaml::read─► nodes ─yaml::decode─► File ─compile─► Script
//!                 │ syntax            │ types, keys    │ names, times, blanks, circles
//!                 └───────────────────┴────────────────┴──► faults, all at once
//! ```
//!
//! Read [`mod@file`] first: it is the format. [`compile()`] is the way from a text to a script.
//!
//! Deliberately absent: files and folders (the command line opens them), the clock, any
//! choice: a scenario is compiled the same way everywhere.

mod check;
mod compile;
mod distribution;
mod extend;
pub mod file;
mod notation;
pub mod plan;
mod policy;
mod schema;
mod vocabulary;
pub mod yaml;

use std::collections::BTreeMap;

use diagnostic::Diagnostic;
use domain::parameter::{Parameter, Unit, Value as Known};
use domain::{Actor, NationSet};
use kernel::{SimDuration, SimTime};
use serde_json::Value as Json;
use simulator::asked::Asked;
use simulator::script::{Expectation, Script};

use plan::Plan;

pub use check::reach;
pub use compile::sound::unworkable_value;
pub use compile::{Injects, near_body};
pub use extend::{FILES_MAX, Head, Open, Source, Sources, known_by};
pub use policy::{
    Policy, hash, hash_instead, judged_by, rules, strangers, vocabulary as policy_vocabulary,
};
pub use schema::schema;
pub use vocabulary::{FieldType, Shape};

/// A scenario that can be played.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub script: Script,
    /// What a campaign varies and records.
    pub plan: Plan,
    pub exploration: Exploration,
    /// Who is enrolled, or would be if nobody was left out.
    pub nations: NationSet,
    pub sources: Sources,
    /// What is legal but probably not meant.
    pub warnings: Vec<Diagnostic>,
    /// The same of what branches add, by branch.
    pub doubts: Vec<(usize, Vec<Diagnostic>)>,
}

/// What is wrong with a scenario or with what a branch adds to it.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// Which branch it is, counted from 0; none if it is the scenario.
    pub branch: Option<usize>,
    /// The texts of the scenario, in which its faults have their places.
    pub sources: Sources,
    pub faults: Vec<Diagnostic>,
}

/// What a search may choose besides what is uncertain already.
#[derive(Clone, Debug, Default)]
pub struct Exploration {
    pub open: Vec<Opened>,
    /// Instants at which somebody may act though nothing happens, so far apart.
    pub every: Option<SimDuration>,
    /// What some history must bring about.
    pub sometimes: Vec<Expectation>,
}

/// A command that an actor is free to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub by: Actor,
    /// Such as `silence.object`.
    pub kind: String,
    /// The values that a field may have, where the scenario names them.
    pub with: BTreeMap<String, Vec<Json>>,
    /// How often in one history.
    pub times_max: u8,
}

/// Reads, checks and compiles the text of a scenario file, or says everything that is wrong. It
/// cannot extend another one, and nothing is known of rules beside it.
pub fn compile(text: &str) -> Result<Compiled, Vec<Diagnostic>> {
    compile_branched(text, &[]).map_err(|faulty| faulty.faults)
}

/// The same with the policy rules beside the file: runs of the script are judged by them.
pub fn compile_with(text: &str, policy: &Policy) -> Result<Compiled, Vec<Diagnostic>> {
    compile_all(&alone(text), policy, &mut closed, &[]).map_err(|faulty| faulty.faults)
}

/// The same, with the timelines that branches add, by the same rules.
pub fn compile_branched(text: &str, branches: &[Option<Injects<'_>>]) -> Result<Compiled, Faulty> {
    compile_extended(&alone(text), &mut closed, branches)
}

fn alone(text: &str) -> Source {
    Source { name: String::new(), text: text.to_string() }
}

fn closed(_: &Source, _: &str) -> Result<Source, String> {
    Err("there is no folder to look in".to_string())
}

/// The same for a file that may extend others, which `open` opens.
pub fn compile_extended(
    source: &Source,
    open: &mut Open<'_>,
    branches: &[Option<Injects<'_>>],
) -> Result<Compiled, Faulty> {
    compile_all(source, &Policy::Unknown, open, branches)
}

/// All of it: with the policy rules beside the file, the files that it extends, and branches.
pub fn compile_all(
    source: &Source,
    policy: &Policy,
    open: &mut Open<'_>,
    branches: &[Option<Injects<'_>>],
) -> Result<Compiled, Faulty> {
    let mut sources = Sources::default();
    let (script, compiler, faults) = match compile_base(source, policy, open, &mut sources) {
        Ok(base) => base,
        Err(faults) => return Err(Faulty { branch: None, sources, faults }),
    };
    let (exploration, plan) = (compiler.exploration.clone(), compiler.plan.clone());
    let nations = compiler.nations.unwrap_or_default();
    match compiler.branches(script, branches) {
        Ok((script, doubts)) => {
            let warnings = faults.finish();
            Ok(Compiled { script, plan, exploration, nations, sources, warnings, doubts })
        }
        Err((branch, faults)) => {
            Err(Faulty { branch: Some(branch), sources, faults: faults.finish() })
        }
    }
}

fn compile_base(
    source: &Source,
    policy: &Policy,
    open: &mut Open<'_>,
    sources: &mut Sources,
) -> Result<(Script, compile::Compiler, yaml::Faults), Vec<Diagnostic>> {
    let mut faults = yaml::Faults::default();
    let Some(node) = extend::gather(source, open, sources, &mut faults) else {
        return Err(faults.finish());
    };
    let file: Option<file::File> = yaml::decode_among(&node, &mut faults);
    let strange = faults.name_key_of(&node);
    let text = sources.hashed();
    let written = compile::Written { text, span: node.span.clone(), strange, sources, policy };
    let base = file.map(|file| compile::compile(file, &written, &mut faults));
    match base {
        Some((script, compiler)) if !faults.forbid() => Ok((script, compiler, faults)),
        _ => Err(faults.finish()),
    }
}

/// Reads levers as the command line has them, each such as `washington/decide/chance=50%,100%`; or
/// names the one that is wrong, and says what is wrong with it.
pub fn levers<'a>(
    texts: &'a [String],
    script: &Script,
) -> Result<Vec<plan::Lever>, (&'a str, String)> {
    compile::levers(texts, script)
}

/// All kinds of events with their fields, as the domain's own types say them.
pub fn events() -> BTreeMap<String, Shape> {
    vocabulary::Vocabulary::new().events
}

/// All kinds of commands with their fields, but for the clock's own.
pub fn commands() -> BTreeMap<String, Shape> {
    let mut commands = vocabulary::Vocabulary::new().commands;
    commands.remove("clock.expire");
    commands
}

/// Reads an instant as scenarios write them: with a zone, or counted from a start
/// (`T+02:30`, `D+2 09:30`) whose zone is so many minutes east of UTC.
pub fn instant(text: &str, start: SimTime, utc_offset: i32) -> Option<SimTime> {
    notation::Epoch { start, utc_offset }.instant(text).ok()
}

/// Reads a duration as scenarios write it: `6h`, `2h 30m`, `PT24H`, `3d`.
pub fn duration(text: &str) -> Option<SimDuration> {
    notation::duration(text)
}

/// What is wanted in the place of a text that is no [`duration`].
pub fn wanted_duration(text: &str) -> &'static str {
    if notation::is_too_long(text) {
        "a duration of at most ten thousand years"
    } else {
        "a duration, such as `2h 30m`"
    }
}

/// Reads a value of a parameter as scenarios write it, or says what is wanted.
pub fn parameter(parameter: Parameter, text: &str) -> Result<Known, &'static str> {
    match parameter.unit() {
        Unit::Duration => {
            notation::duration(text).map(Known::Duration).ok_or_else(|| wanted_duration(text))
        }
        Unit::Share => notation::share(text).map(Known::Share).ok_or("a share, such as `92%`"),
        Unit::Count => text.parse().map(Known::Count).map_err(|_| "a count, such as `3`"),
        Unit::Actor => text.parse().map(Known::Actor).map_err(|_| "an actor, such as `cochairs`"),
    }
}

/// A number that was drawn for this, as scenarios write it: `2h 30m`, `62.5%`, `3`.
pub fn drawn(asked: Option<&Asked<'_>>, number: i64) -> String {
    let unit = match asked {
        Some(Asked::Parameter(step)) => step.parameter.unit(),
        Some(Asked::Delay(_) | Asked::Instant(_)) => Unit::Duration,
        Some(Asked::Chance(_) | Asked::Option(_) | Asked::Turn) | None => Unit::Count,
    };
    match (unit, u64::try_from(number)) {
        (Unit::Duration, Ok(ms)) => notation::written_duration(SimDuration::from_millis(ms)),
        (Unit::Share, Ok(parts)) => {
            notation::written_share(u32::try_from(parts).unwrap_or(u32::MAX).min(1_000_000))
        }
        (Unit::Duration | Unit::Share, Err(_)) | (Unit::Count | Unit::Actor, _) => {
            number.to_string()
        }
    }
}

#[cfg(test)]
mod tests;
