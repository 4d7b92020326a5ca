//! From the file as written to a script that can be played.
//!
//! Each part is compiled by a file of its own; all put what is wrong on one list of faults, so
//! that a reader sees everything at once. A part that is wrong is left out of the script.

mod act;
mod conditions;
mod expectations;
mod nations;
mod parameters;
mod steps;

use std::ops::Range;
use std::sync::Arc;

use diagnostic::{Diagnostic, nearest};
use domain::{Actor, NationSet};
use kernel::{Basis, SimTime, Source};
use simulator::record::{Opening, Origin};
use simulator::script::{Script, Watch};

use crate::check::{self, Sketch};
use crate::file::File;
use crate::notation::{self, Epoch};
use crate::vocabulary::Vocabulary;
use crate::yaml::Field;

/// A scenario being compiled.
pub(crate) struct Compiler {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) epoch: Epoch,
    pub(crate) until: SimTime,
    pub(crate) nations: NationSet,
    pub(crate) watches: Vec<Watch>,
    pub(crate) faults: Vec<Diagnostic>,
    /// What the checks of the whole want to know of each step.
    pub(crate) sketches: Vec<Sketch>,
}

/// Compiles a file. `None` if it has faults, which are then on the list.
pub(crate) fn compile(file: &File, text: &str, faults: &mut Vec<Diagnostic>) -> Option<Script> {
    let before = errors(faults);
    let (epoch, until) = window(file, faults);
    let name = file.scenario.value.clone().unwrap_or_default();
    if let Err(error) = kernel::Id::new(&name)
        && file.scenario.value.is_some()
    {
        faults.push(
            Diagnostic::error("S120", error.to_string())
                .label(file.scenario.span.clone(), "the short name of the scenario")
                .help("choose a name such as `paris-summit`"),
        );
    }
    let mut compiler = Compiler {
        vocabulary: Vocabulary::new(),
        epoch,
        until,
        nations: file.nations.0.iter().filter_map(|(nation, _)| nation.value).collect(),
        watches: Vec::new(),
        faults: std::mem::take(faults),
        sketches: Vec::new(),
    };
    let parameters = compiler.parameters(&file.parameters);
    let enrolments = compiler.enrolments(&file.nations);
    let steps = compiler.steps(file);
    let expectations = compiler.expectations(&file.expect);
    check::whole(&mut compiler, &enrolments);
    *faults = compiler.faults;
    if errors(faults) != before || 0 < before {
        return None;
    }
    let opening = Opening {
        scenario: name,
        title: file.title.value.clone().unwrap_or_default(),
        scenario_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        seed: String::new(),
        starts_at: epoch.start,
        until,
        utc_offset: epoch.utc_offset,
    };
    let watches = compiler.watches;
    Some(Script { opening, parameters, enrolments, steps, watches, expectations })
}

fn errors(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|fault| fault.severity == diagnostic::Severity::Error).count()
}

/// The start with its zone, and the end.
fn window(file: &File, faults: &mut Vec<Diagnostic>) -> (Epoch, SimTime) {
    let fallback = Epoch { start: SimTime::default(), utc_offset: 0 };
    let epoch = match &file.start.value {
        None => fallback,
        Some(text) => notation::absolute(text).unwrap_or_else(|| {
            faults.push(
                Diagnostic::error("S108", format!("`{text}` is not an instant with its zone"))
                    .label(file.start.span.clone(), "the start of the scenario")
                    .help("write `2026-01-06T14:00:00+01:00`"),
            );
            fallback
        }),
    };
    let Some(text) = &file.until.value else {
        return (epoch, SimTime::MAX);
    };
    match epoch.instant(text) {
        Some(until) if epoch.start < until => (epoch, until),
        Some(_) => {
            faults.push(
                Diagnostic::error("S111", "the scenario ends before it begins")
                    .label(file.until.span.clone(), "this is not after the start")
                    .label(file.start.span.clone(), "the start"),
            );
            (epoch, SimTime::MAX)
        }
        None => {
            faults.push(not_an_instant(text, &file.until.span));
            (epoch, SimTime::MAX)
        }
    }
}

fn not_an_instant(text: &str, span: &Range<usize>) -> Diagnostic {
    Diagnostic::error("S108", format!("`{text}` is not an instant"))
        .label(span.clone(), "not an instant")
        .help(notation::INSTANT_HELP)
}

impl Compiler {
    /// An instant that is written out.
    fn instant(&mut self, field: &Field<String>) -> Option<SimTime> {
        let text = field.value.as_deref()?;
        let found = self.epoch.instant(text);
        if found.is_none() {
            self.faults.push(not_an_instant(text, &field.span));
        }
        found
    }

    /// A duration that is written out.
    fn duration(&mut self, field: &Field<String>) -> Option<kernel::SimDuration> {
        let text = field.value.as_deref()?;
        let found = notation::duration(text);
        if found.is_none() {
            self.faults.push(not_a_duration(text, &field.span));
        }
        found
    }

    /// An actor; a nation must be among those of the scenario.
    fn actor(&mut self, field: &Field<String>) -> Option<Actor> {
        let text = field.value.as_deref()?;
        let Ok(actor) = text.parse::<Actor>() else {
            let near = nearest(text, Actor::names()).map(|name| format!("did you mean `{name}`?"));
            self.faults.push(
                Diagnostic::error("S102", format!("unknown actor `{text}`"))
                    .label(field.span.clone(), "no actor has this name")
                    .help_if(near),
            );
            return None;
        };
        if actor == Actor::Clock {
            self.faults.push(
                Diagnostic::error("S102", "the clock acts by itself alone")
                    .label(field.span.clone(), "nobody acts as the clock"),
            );
            return None;
        }
        if let Actor::Nation(nation) = actor {
            self.require_nation(nation, &field.span);
        }
        Some(actor)
    }

    /// Notices a nation that the scenario does not enroll.
    fn require_nation(&mut self, nation: domain::Nation, span: &Range<usize>) {
        if !self.nations.contains(nation) {
            self.faults.push(
                Diagnostic::error("S101", format!("`{nation}` is not a nation of this scenario"))
                    .label(span.clone(), "not among `nations`")
                    .help(format!("add `{nation}: {{ role: member }}` to `nations`")),
            );
        }
    }

    /// Basis, source and note; what gives no basis is an assumption.
    fn origin(
        &mut self,
        basis: Option<&Field<Basis>>,
        source: Option<&Field<String>>,
        note: Option<&Field<String>>,
    ) -> Arc<Origin> {
        let claimed = basis;
        let basis = claimed.and_then(|field| field.value).unwrap_or(Basis::Assumption);
        let key = source.and_then(|field| Some((field.value.as_deref()?, field.span.clone())));
        let source = key.and_then(|(key, span)| match Source::new(key) {
            Ok(source) => Some(source),
            Err(error) => {
                self.faults.push(
                    Diagnostic::error("S120", error.to_string())
                        .label(span, "the key of a source, such as `S05`"),
                );
                None
            }
        });
        if let Some(field) = claimed.filter(|_| basis != Basis::Assumption && source.is_none()) {
            self.faults.push(
                Diagnostic::error("S121", format!("`{basis}` without a source"))
                    .label(field.span.clone(), "who says so?")
                    .help("add `source:` with the key of the source, or write `basis: assumption`"),
            );
        }
        let note = note.and_then(|field| field.value.clone());
        Arc::new(Origin { basis, source, note })
    }
}

fn not_a_duration(text: &str, span: &Range<usize>) -> Diagnostic {
    Diagnostic::error("S109", format!("`{text}` is not a duration"))
        .label(span.clone(), "not a duration")
        .help(notation::DURATION_HELP)
}
