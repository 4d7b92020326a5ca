//! Small scenarios without faults: steps of a walk as a timeline, some of them uncertain, and
//! nations that act by themselves upon what they bring about.

use std::fmt;

use domain::center::{Command as OfTheCenter, Enroll, Role, SetParameter};
use domain::parameter::Value;
use domain::strategies::{Start, Step, Walk};
use domain::{Actor, Command, Nation};
use kernel::{Issued, SimDuration};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scenario::Compiled;

use super::sequence::accepted;
use crate::folder;

/// A scenario; [`Sketch::text`] is its file.
#[derive(Clone, PartialEq, Eq)]
pub struct Sketch {
    pub start: Start,
    pub timeline: Vec<Entry>,
    /// Those that nothing on the timeline can set off are left out.
    pub behaviors: Vec<Behavior>,
}

/// A step on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub step: Step,
    /// In percent; a hundred is certain.
    pub chance: u8,
}

/// What an actor does of its own accord, one of a fixed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behavior {
    actor: &'static str,
    upon: &'static str,
    command: &'static str,
    with: &'static str,
    /// In percent; a hundred is certain.
    pub chance: u8,
    /// The delay is at least so many hours, and at most one more for each unit of `spread`.
    pub hours: u8,
    pub spread: u8,
}

const fn behavior(
    actor: &'static str,
    upon: &'static str,
    command: &'static str,
    with: &'static str,
) -> Behavior {
    Behavior { actor, upon, command, with, chance: 100, hours: 1, spread: 0 }
}

/// Who may react, and how.
const BEHAVIORS: [Behavior; 8] = [
    behavior("fr", "silence.started", "silence.object", "question: \"${question}\", nation: fr"),
    behavior("pl", "silence.started", "silence.object", "question: \"${question}\", nation: pl"),
    behavior("cochairs", "decision.opened", "decision.convene", "question: \"${question}\""),
    behavior(
        "de",
        "decision.opened",
        "decision.cast-position",
        "question: \"${question}\", nation: de, position: agrees",
    ),
    behavior("de", "task.tasking-requested", "task.accept-tasking", "tasking: \"${tasking}\""),
    behavior(
        "monitors",
        "incident.opened",
        "incident.verify",
        "incident: \"${incident}\", finding: verified",
    ),
    behavior(
        "fr",
        "incident.verified",
        "response.consent",
        "series: \"${series}\", nation: fr, consents: true",
    ),
    behavior(
        "cochairs",
        "response.tier-one-opened",
        "response.send-warning",
        "series: \"${series}\"",
    ),
];

/// How long a scenario goes on after its last step.
const AFTERWARDS: SimDuration = SimDuration::from_hours(96);

/// Scenarios that `scenario::compile` takes without a fault and without a warning.
///
/// Up to eight commands that the center would accept in their turn, on the timeline at their
/// instants; an uncertain one may not come, so that a later one may be refused. Up to four
/// behaviors. They shrink to fewer of both, to certainty, and to an earlier start.
pub fn scenarios() -> impl Strategy<Value = Sketch> {
    let steps = accepted(&[Start::Nothing, Start::Seated, Start::Truce], 1..=8);
    let chances = vec(chance(), 8);
    let behaviors = subsequence(BEHAVIORS.to_vec(), 0..=4)
        .prop_flat_map(|chosen| chosen.into_iter().map(varied).collect::<Vec<_>>());
    (steps, chances, behaviors).prop_map(|((start, steps), chances, behaviors)| {
        let entries = steps.into_iter().zip(chances);
        let timeline = entries.map(|(step, chance)| Entry { step, chance }).collect();
        Sketch { start, timeline, behaviors }.without_strangers()
    })
}

fn chance() -> impl Strategy<Value = u8> {
    prop_oneof![2 => Just(100), 1 => select(vec![10, 50, 80])]
}

fn varied(behavior: Behavior) -> impl Strategy<Value = Behavior> {
    (chance(), 1..=30_u8, select(vec![0, 1, 12]))
        .prop_map(move |(chance, hours, spread)| Behavior { chance, hours, spread, ..behavior })
}

impl Sketch {
    /// The text of `scenario.yaml`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Nothing that is written to a text can fail.
        let _ = self.write(&mut text);
        text
    }

    /// The scenario, compiled.
    pub fn compiled(&self) -> Compiled {
        scenario::compile(&self.text()).expect("a sketch has no faults")
    }

    /// Leaves out what names things that nobody has declared, which the center does not always ask.
    fn without_strangers(mut self) -> Sketch {
        if scenario::compile(&self.text()).is_err() {
            for entry in std::mem::take(&mut self.timeline) {
                self.timeline.push(entry);
                if scenario::compile(&self.text()).is_err() {
                    self.timeline.pop();
                }
            }
        }
        self
    }

    /// What is issued, with the entry that it comes from.
    fn issued(&self) -> Vec<(Issued<Actor, Command>, Option<&Entry>)> {
        let mut walk = Walk::from(self.start);
        let by_people = |walk: &Walk, after: usize| {
            let new = walk.issued.iter().skip(after);
            new.filter(|issued| issued.by != Actor::Clock).cloned().collect::<Vec<_>>()
        };
        let mut issued: Vec<_> = by_people(&walk, 0).into_iter().map(|it| (it, None)).collect();
        for entry in &self.timeline {
            let before = walk.issued.len();
            // One that is refused here is tried in the scenario too.
            let _ = walk.take(&entry.step);
            issued.extend(by_people(&walk, before).into_iter().map(|it| (it, Some(entry))));
        }
        issued
    }

    fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let issued = self.issued();
        let begins = Walk::from(Start::Nothing).now;
        let ends = issued.last().map_or(begins, |(issued, _)| issued.at) + AFTERWARDS;
        writeln!(out, "scenario: sketch")?;
        writeln!(out, "title: Some commands, and what comes of them")?;
        writeln!(out, "start: {}", folder::quoted(&folder::instant(begins)))?;
        writeln!(out, "until: {}", folder::quoted(&folder::instant(ends)))?;
        let opening = issued.iter().filter(|(_, entry)| entry.is_none()).map(|(it, _)| &it.command);
        write_section(out, "parameters", opening.clone().filter_map(parameter))?;
        write_section(out, "nations", opening.filter_map(nation))?;
        let is_step = |(it, entry): &&(Issued<Actor, Command>, Option<&Entry>)| {
            entry.is_some() || (parameter(&it.command).is_none() && nation(&it.command).is_none())
        };
        let steps: Vec<_> = issued.iter().filter(is_step).collect();
        if !steps.is_empty() {
            writeln!(out, "timeline:")?;
        }
        let mut produced: Vec<&str> = Vec::new();
        for (Issued { at, by, command, .. }, entry) in steps {
            let (kind, fields) =
                folder::command(&serde_json::to_value(command).unwrap_or_default());
            let row = scenario::reach::of(&kind);
            produced.extend(row.iter().flat_map(|row| row.at_once));
            let at = folder::quoted(&folder::instant(*at));
            write!(out, "  - {{ at: {at}, by: {by}, do: {kind}, with: {fields}")?;
            write_chance(out, entry.map_or(100, |entry| entry.chance))?;
            writeln!(out, " }}")?;
        }
        self.write_actors(out, &produced)
    }

    fn write_actors(&self, out: &mut impl fmt::Write, produced: &[&str]) -> fmt::Result {
        let alive = self.behaviors.iter().filter(|it| produced.contains(&it.upon));
        for (number, behavior) in alive.enumerate() {
            let Behavior { actor, upon, command, with, chance, hours, spread } = *behavior;
            if number == 0 {
                writeln!(out, "actors:")?;
            }
            writeln!(out, "  actor-{number}:\n    as: {actor}\n    behaviors:")?;
            write!(out, "      - {{ name: react, upon: {upon}, ")?;
            match spread {
                0 => write!(out, "after: {hours}h")?,
                more => {
                    let most = u32::from(hours) + u32::from(more);
                    write!(out, "after: {{ uniform: [{hours}h, {most}h] }}")?;
                }
            }
            write!(out, ", do: {command}, with: {{ {with} }}")?;
            write_chance(out, chance)?;
            writeln!(out, " }}")?;
        }
        Ok(())
    }
}

/// A failing test shows the file.
impl fmt::Debug for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

fn write_section(
    out: &mut impl fmt::Write,
    name: &str,
    mut lines: impl Iterator<Item = String>,
) -> fmt::Result {
    let Some(first) = lines.next() else { return Ok(()) };
    writeln!(out, "{name}:\n  {first}")?;
    lines.try_for_each(|line| writeln!(out, "  {line}"))
}

fn write_chance(out: &mut impl fmt::Write, chance: u8) -> fmt::Result {
    if chance < 100 { write!(out, ", chance: {chance}%") } else { Ok(()) }
}

/// A line of the section `parameters`.
fn parameter(command: &Command) -> Option<String> {
    let Command::Center(OfTheCenter::SetParameter(SetParameter { parameter, value, .. })) = command
    else {
        return None;
    };
    let value = match value {
        Value::Duration(span) => span.to_string(),
        Value::Share(millionths) => format!("{}%", millionths / 10_000),
        Value::Count(number) => number.to_string(),
        Value::Actor(actor) => actor.to_string(),
    };
    Some(format!("{parameter}: {{ value: {value} }}"))
}

/// A line of the section `nations`.
fn nation(command: &Command) -> Option<String> {
    let Command::Center(OfTheCenter::Enroll(Enroll { nation, role, accepts_silence })) = command
    else {
        return None;
    };
    // Of a scenario Ukraine is the host, and nobody else.
    let role = if *nation == Nation::UA { &Role::Host } else { role };
    let role = serde_json::to_value(role).unwrap_or_default();
    let code = nation.code();
    Some(format!("{code}: {{ role: {role}, accepts-silence: {accepts_silence} }}"))
}
