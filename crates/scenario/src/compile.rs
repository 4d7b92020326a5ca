//! From the file as written to a script that can be played.
//!
//! Each part is compiled by a file of its own; all put what is wrong on one list of faults, so
//! that a reader sees everything at once. A part that is wrong is left out of the script.

mod act;
mod blanks;
mod conditions;
mod ends;
mod expectations;
mod explore;
mod form;
mod injects;
mod inside;
mod levers;
mod nations;
mod notes;
mod opening;
mod origin;
mod outcomes;
mod parameters;
mod places;
mod policy;
mod positions;
mod roster;
mod sense;
mod settled;
pub(crate) mod sound;
mod steps;
mod tiers;
mod trigger;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::{Actor, Nation, NationSet};
use kernel::{SimDuration, SimTime};
use simulator::script::{Script, Watch};

use crate::Exploration;
use crate::check::{self, Sketch, Use};
use crate::extend::Sources;
use crate::file::File;
use crate::notation::{self, Epoch, Strange};
use crate::plan::{Lever, Plan, Uncertainty};
use crate::policy::Policy;
use crate::vocabulary::Vocabulary;
use crate::yaml::{Faults, Field, shortened};

use ends::Ends;
pub use injects::Injects;
pub(crate) use levers::levers;

/// A scenario being compiled.
pub(crate) struct Compiler {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) epoch: Epoch,
    /// Until when something may come.
    ends: Ends,
    /// Nothing comes before this instant: the start, or that of the branch.
    pub(crate) from: SimTime,
    /// What is read belongs to a branch.
    pub(crate) branching: bool,
    /// Who is enrolled, if that could be read.
    pub(crate) nations: Option<NationSet>,
    pub(crate) watches: Vec<Watch>,
    /// The index of each watch by what it asks.
    asked: BTreeMap<String, usize>,
    pub(crate) faults: Faults,
    policy: Policy,
    /// What the checks of the whole want to know of each step.
    pub(crate) sketches: Vec<Sketch>,
    /// Where questions, incidents and other things are named.
    pub(crate) uses: Vec<Use>,
    /// Where something is expected to happen: the event and its place.
    pub(crate) awaited: Vec<(String, Range<usize>)>,
    /// Something that might declare, lead or produce what others need could not be read.
    pub(crate) lost: bool,
    /// Among it whole steps, of which not even the names are known.
    pub(crate) gone: bool,
    /// What a campaign varies and records.
    pub(crate) plan: Plan,
    pub(crate) exploration: Exploration,
}

/// The text of a file, the place of its map, and what lies beside it.
pub(crate) struct Written<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) text: &'a str,
    pub(crate) span: Range<usize>,
    /// The map has a key that is none of its keys or stands twice, so a whole part may be missing.
    pub(crate) strange: bool,
    pub(crate) sources: &'a Sources,
}

impl Written<'_> {
    /// The hash of the scenario with the rules beside it.
    fn hash(&self) -> String {
        crate::hash(self.text, self.policy.rules().map(|rules| &**rules))
    }
}

/// Compiles a file. Without faults, what comes out can be played, and the compiler goes on with
/// what branches add.
pub(crate) fn compile(
    mut file: File,
    written: &Written<'_>,
    faults: &mut Faults,
) -> (Script, Compiler) {
    roster::call(&mut file);
    let file = &file;
    let mut opening = opening::read(file, written, faults);
    let policy = inside::of_file(file.rules.as_ref(), written, faults);
    let sound = file.timeline.sound && file.actors.sound;
    let gone = written.strange || !sound || faults.name_key_twice();
    let epoch = Epoch { start: opening.starts_at, utc_offset: opening.utc_offset };
    let mut compiler = Compiler {
        vocabulary: Vocabulary::new(),
        epoch,
        ends: Ends::new(written.sources, epoch, opening.until),
        from: opening.starts_at,
        branching: false,
        nations: nations::enrolled(&file.nations).filter(|_| !written.strange),
        watches: Vec::new(),
        asked: BTreeMap::new(),
        faults: std::mem::take(faults),
        policy,
        sketches: Vec::new(),
        uses: Vec::new(),
        awaited: Vec::new(),
        lost: gone || !file.nations.sound,
        gone,
        plan: Plan::default(),
        exploration: Exploration::default(),
    };
    let parameters = compiler.parameters(&file.parameters);
    let enrollments = compiler.enrollments(&file.nations);
    let steps = compiler.steps(file);
    compiler.sense(file, &parameters);
    let expectations = compiler.expectations(&file.expect.items);
    let (outcomes, stages) = compiler.asked_of_runs(file);
    compiler.exploration = compiler.exploration(file.explore.as_ref());
    check::whole(&mut compiler, &enrollments);
    opening.scenario_hash = Some(written.hash());
    let mut script = Script {
        opening,
        parameters,
        enrollments,
        steps,
        injected: Vec::new(),
        watches: compiler.watches.clone(),
        expectations,
        choices: BTreeMap::new(),
        others: file.others(),
        rules: compiler.policy.rules().cloned(),
    };
    script.choices = compiler.settled(&file.choices.items, &script);
    let left_out = compiler.leave_out(file.without.as_ref(), &mut script);
    *faults = std::mem::take(&mut compiler.faults);
    let (levers, uncertainties) = compiler.varied(file, &script, left_out, faults);
    compiler.plan = Plan { levers, uncertainties, outcomes, levels: stages };
    faults.extend(check::idle::doubts(&compiler, &script, faults));
    (script, compiler)
}

/// A key that is missing, unless it is there and misspelled.
fn missing(faults: &mut Faults, key: &str, text: &str, span: &Range<usize>) {
    if !faults.mean_key(key, span) {
        faults.push(
            Diagnostic::error("S003", format!("missing key `{key}`")).label(span.clone(), text),
        );
    }
}

fn not_an_instant(text: &str, span: &Range<usize>, why: Strange) -> Diagnostic {
    let message = match why {
        Strange::Year => format!("`{}` is out of range", shortened(text)),
        _ => format!("`{}` is not an instant", shortened(text)),
    };
    Diagnostic::error("S108", message).label(span.clone(), why.label()).help_if(why.help())
}

fn not_a_duration(text: &str, span: &Range<usize>) -> Diagnostic {
    if notation::is_too_long(text) {
        return Diagnostic::error("S109", format!("`{}` is too long", shortened(text)))
            .label(span.clone(), "longer than ten thousand years")
            .help(notation::LONGEST_HELP);
    }
    let (label, help) = if notation::counts_by_calendar(text) {
        ("months and years are not all of one length", notation::DAYS_HELP)
    } else {
        ("not a duration", notation::DURATION_HELP)
    };
    Diagnostic::error("S109", format!("`{}` is not a duration", shortened(text)))
        .label(span.clone(), label)
        .help(help)
}

/// Names in a message.
fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Nobody acts for the party that the ceasefire is with.
const NOT_OF_THE_CENTER: &str = "Russia takes no part in the center: others report what it does, and an \
    attribution finds `responsible: russia`";

/// The body that somebody may have meant: a nation that the text surely names, else one of these whose
/// word is like it, else a nation.
pub fn near_body(
    text: &str,
    bodies: impl IntoIterator<Item = &'static str>,
) -> Option<&'static str> {
    let meant = Nation::meant_by(text).map(Nation::code);
    meant.or_else(|| nearest(text, bodies)).or_else(|| near_nation(text))
}

/// The code of a nation that somebody may have meant: by a code or name that is surely its own, or
/// else by one that is like it.
fn near_nation(text: &str) -> Option<&'static str> {
    if let Some(meant) = Nation::meant_by(text) {
        return Some(meant.code());
    }
    let code = nearest(text, Nation::all().map(Nation::code));
    let name = nearest(text, Nation::all().map(Nation::name));
    let named = name.and_then(|name| Nation::all().find(|nation| nation.name() == name));
    named.map(Nation::code).or(code)
}

impl Compiler {
    /// What a campaign varies. What would set a step that is left out, or that could not be read
    /// in full, is left out with it.
    fn varied(
        &self,
        file: &File,
        script: &Script,
        left_out: BTreeSet<String>,
        faults: &mut Faults,
    ) -> (Vec<Lever>, Vec<Uncertainty>) {
        let unsound = self.sketches.iter().filter(|sketch| !sketch.sound);
        let unsure: BTreeSet<String> =
            left_out.into_iter().chain(unsound.map(|sketch| sketch.name.clone())).collect();
        let there = levers::There { script, unsure: &unsure, gone: self.gone };
        levers::read(file, there, faults)
    }

    /// What is near, unless nobody will see it.
    fn sought<'a>(&self, near: impl FnOnce() -> Option<&'a str>) -> Option<&'a str> {
        if self.faults.is_full() { None } else { near() }
    }

    /// A suggestion, where some name is near.
    fn suggestion<'a>(
        &self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        self.sought(|| nearest(name, known)).map(|near| format!("did you mean `{near}`?"))
    }

    /// A kind of command or event that is near, or those to choose from.
    fn kinds<'a>(
        &self,
        kind: &str,
        known: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<String> {
        let near = self.suggestion(kind, known.clone());
        let family = kind.split('.').next().unwrap_or_default();
        let split = || known.clone().filter_map(|kind| kind.split_once('.'));
        let names: Vec<&str> =
            split().filter(|(of, _)| *of == family).map(|(_, name)| name).collect();
        let families: BTreeSet<&str> = split().map(|(family, _)| family).collect();
        near.or_else(|| {
            Some(match names.as_slice() {
                [] => format!("the families are {}", quoted(families)),
                _ => format!("`{family}` has {}", quoted(names)),
            })
        })
    }

    /// An instant that is written out.
    fn instant(&mut self, field: &Field<String>) -> Option<SimTime> {
        let text = field.value.as_deref()?;
        let wrong = |why| self.faults.push(not_an_instant(text, &field.span, why));
        self.epoch.instant(text).map_err(wrong).ok()
    }

    /// A duration that is written out.
    fn duration(&mut self, field: &Field<String>) -> Option<SimDuration> {
        let text = field.value.as_deref()?;
        let found = notation::duration(text);
        if found.is_none() {
            self.faults.push(not_a_duration(text, &field.span));
        }
        found
    }

    /// An actor; a nation must be among those of the scenario.
    fn actor(&mut self, text: &str, span: &Range<usize>) -> Option<Actor> {
        let Ok(actor) = text.parse::<Actor>() else {
            let body = |name: &&str| name.parse::<Nation>().is_err() && *name != "clock";
            let bodies = || Actor::names().filter(body).chain(["us", "ua"]);
            let help = match self.sought(|| near_body(text, bodies())) {
                Some("ru") if 2 < text.len() => NOT_OF_THE_CENTER.to_string(),
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("actors are {}, and nations by their codes", quoted(bodies())),
            };
            self.faults.push(
                Diagnostic::error("S102", format!("unknown actor `{}`", shortened(text)))
                    .label(span.clone(), "no actor has this name")
                    .help(help),
            );
            return None;
        };
        if let Actor::Nation(nation) = actor {
            self.require_nation(nation, span);
        }
        Some(actor)
    }

    /// Somebody who acts; the clock acts by itself alone.
    fn acting(&mut self, field: &Field<String>) -> Option<Actor> {
        let actor = self.actor(field.value.as_deref()?, &field.span)?;
        if actor == Actor::Clock {
            self.faults.push(
                Diagnostic::error("S102", "the clock acts by itself alone")
                    .label(field.span.clone(), "nobody acts as the clock")
                    .help("exercise control is `control`"),
            );
            return None;
        }
        Some(actor)
    }

    /// A nation by its code.
    fn nation(&mut self, text: &str, span: &Range<usize>) -> Option<Nation> {
        let found = text.parse().ok();
        if found.is_none() {
            let help = match self.sought(|| near_nation(text)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write its code, such as `fr` or `uk`".to_string(),
            };
            self.faults.push(
                Diagnostic::error("S101", format!("unknown nation `{}`", shortened(text)))
                    .label(span.clone(), "no nation has this code")
                    .help(help),
            );
        }
        found
    }

    /// Notices a nation that the scenario does not enroll.
    fn require_nation(&mut self, nation: Nation, span: &Range<usize>) {
        if self.nations.is_some_and(|nations| !nations.contains(nation)) {
            let help = if self.branching {
                "a branch has the nations of its scenario: name one of these".to_string()
            } else if nation == Nation::RU {
                NOT_OF_THE_CENTER.to_string()
            } else {
                format!("add `{nation}: {{ role: member }}` to `nations`")
            };
            self.faults.push(
                Diagnostic::error("S101", format!("`{nation}` is not a nation of this scenario"))
                    .label(span.clone(), "not among `nations`")
                    .help(help),
            );
        }
    }
}
