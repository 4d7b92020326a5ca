//! The steps: injects of the timeline and behaviors of actors.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use diagnostic::Diagnostic;
use domain::Actor;
use kernel::{Id, SimTime};
use simulator::choice::Stream;
use simulator::script::{Choice, Step, Streams, Trigger};

use super::Compiler;
use super::act::Act;
use crate::check::{Deed, Sketch};
use crate::file::{File, OptionEntry, StepEntry};
use crate::vocabulary::Shape;
use crate::yaml::{Field, Node, Value};

/// The most injects that one entry may make.
const TIMES_MAX: u32 = 1_000_000;

/// Where a step stands.
struct Place<'a> {
    /// `timeline`, or the name of an actor.
    owner: &'a str,
    /// Who acts; in the timeline each entry says so itself.
    by: Option<Actor>,
}

impl Compiler {
    pub(super) fn steps(&mut self, file: &File) -> Vec<Step> {
        let mut steps = Vec::new();
        let timeline = Place { owner: "timeline", by: None };
        self.group(&file.timeline, &timeline, &mut steps);
        self.in_order(&file.timeline);
        for (name, actor) in &file.actors.0 {
            let (Some(owner), Some(entry)) = (&name.value, &actor.value) else { continue };
            if owner == "timeline" || Id::new(owner).is_err() {
                self.bad_name(owner, &name.span);
                continue;
            }
            let by = self.actor(&entry.acts_as);
            if entry.behaviors.is_empty() {
                self.faults.push(
                    Diagnostic::warning("S119", format!("`{owner}` never acts"))
                        .label(name.span.clone(), "it has no behavior"),
                );
            }
            let place = Place { owner, by };
            self.group(&entry.behaviors, &place, &mut steps);
        }
        steps
    }

    /// The entries of one owner; their names must differ.
    fn group(&mut self, entries: &[Field<StepEntry>], place: &Place<'_>, steps: &mut Vec<Step>) {
        let mut names = BTreeSet::new();
        for (index, field) in entries.iter().enumerate() {
            let Some(entry) = &field.value else { continue };
            let Some(name) = self.name(entry, place, index, &field.span) else { continue };
            if !names.insert(name.clone()) {
                let span = entry.name.as_ref().map_or(&field.span, |name| &name.span);
                self.faults.push(
                    Diagnostic::error("S115", format!("`{name}` stands twice"))
                        .label(span.clone(), "another one has this name")
                        .help("choices are recorded by name, so each needs its own"),
                );
                continue;
            }
            steps.extend(self.step(entry, place, &name, &field.span));
        }
    }

    /// Injects may go without a name: they are numbered.
    fn name(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        index: usize,
        span: &Range<usize>,
    ) -> Option<String> {
        match &entry.name {
            Some(field) => {
                let name = field.value.clone()?;
                if Id::new(&name).is_err() {
                    self.bad_name(&name, &field.span);
                    return None;
                }
                Some(format!("{}/{name}", place.owner))
            }
            None if place.by.is_none() && place.owner == "timeline" => {
                Some(format!("timeline/{}", index + 1))
            }
            None => {
                self.faults.push(
                    Diagnostic::error("S003", "a behavior needs a name")
                        .label(span.clone(), "`name` is missing")
                        .help("choices are recorded by it"),
                );
                None
            }
        }
    }

    fn bad_name(&mut self, name: &str, span: &Range<usize>) {
        let reason =
            Id::new(name).err().map_or("it is taken".to_string(), |error| error.to_string());
        self.faults.push(
            Diagnostic::error("S120", format!("`{name}` cannot be a name: {reason}"))
                .label(span.clone(), "here"),
        );
    }

    fn step(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<Step> {
        let by = match (&entry.by, place.by) {
            (Some(field), None) => self.actor(field),
            (None, Some(by)) => Some(by),
            (None, None) => {
                if place.owner == "timeline" {
                    self.missing("by", "who acts", span);
                }
                None
            }
            (Some(field), Some(_)) => {
                self.faults.push(
                    Diagnostic::error("S002", "a behavior acts as its actor")
                        .label(field.span.clone(), "`by` belongs to the timeline"),
                );
                None
            }
        };
        let (trigger, shape) = self.trigger(entry, place, span)?;
        let when = self.conditions(&entry.when, shape.as_ref());
        let unless = self.conditions(&entry.unless, shape.as_ref());
        let delay = entry.after.as_ref().and_then(|node| self.durations(node));
        let chance = self.chance(entry.chance.as_ref());
        let (options, deeds) = self.options(entry, by, shape.as_ref(), span)?;
        let times = entry.times.as_ref().and_then(|field| field.value);
        let times_max = match trigger {
            Trigger::Upon(_) => times,
            Trigger::Holds => Some(times.unwrap_or(1)),
            Trigger::At { .. } | Trigger::Window { .. } => None,
        };
        self.sketches.push(Sketch {
            name: name.to_string(),
            span: span.clone(),
            upon: entry.upon.as_ref().map(|field| field.span.clone()),
            trigger: trigger.clone(),
            limited: times_max.is_some(),
            delayed: delay.as_ref().is_some_and(|delay| 0 < delay.bounds().0),
            deeds,
        });
        let streams = streams(name)?;
        let name = name.to_string();
        Some(Step { name, trigger, when, unless, delay, chance, times_max, options, streams })
    }

    fn missing(&mut self, key: &str, what: &str, span: &Range<usize>) {
        self.faults.push(
            Diagnostic::error("S003", format!("`{key}` is missing"))
                .label(span.clone(), format!("this does not say {what}")),
        );
    }

    /// What sets the step off, and the fields of the event that does, if one does.
    fn trigger(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        span: &Range<usize>,
    ) -> Option<(Trigger, Option<Shape>)> {
        let given = [entry.at.is_some(), entry.window.is_some(), entry.upon.is_some()];
        let scheduled = entry.at.is_some() || entry.window.is_some();
        if 1 < given.iter().filter(|given| **given).count() {
            self.faults.push(
                Diagnostic::error("S112", "several things set this off")
                    .label(span.clone(), "keep one of `at`, `window` and `upon`"),
            );
            return None;
        }
        if scheduled && place.owner != "timeline" {
            self.faults.push(
                Diagnostic::error("S112", "a behavior answers events")
                    .label(span.clone(), "`at` and `window` belong to the timeline"),
            );
            return None;
        }
        if let Some(upon) = &entry.upon {
            let bound = self.pattern(upon, &entry.matching, None)?;
            let shape = self.vocabulary.events.get(&bound.pattern.kind).cloned();
            return Some((Trigger::Upon(bound.pattern), shape));
        }
        if let Some(key) = entry.matching.0.first() {
            self.faults.push(
                Diagnostic::error("S112", "`where` says what the event of `upon` must be")
                    .label(key.0.span.clone(), "there is no `upon`"),
            );
        }
        let times = self.times(entry)?;
        if let Some(at) = &entry.at {
            let at = self.instant(at).filter(|found| self.in_run(*found, at))?;
            let every = entry.every.as_ref().and_then(|node| self.durations(node));
            if 1 < times && every.is_none() {
                self.missing("every", "how long to wait between its times", span);
            }
            return Some((Trigger::At { at, times, every }, None));
        }
        if let Some(window) = &entry.window {
            let inner = window.value.as_ref()?;
            let (from, to) = (self.instant(&inner.from)?, self.instant(&inner.to)?);
            if to < from {
                self.faults.push(
                    Diagnostic::error("S111", "the window ends before it begins")
                        .label(window.span.clone(), "this window"),
                );
                return None;
            }
            return Some((Trigger::Window { from, to, times }, None));
        }
        if entry.when.is_empty() {
            self.faults.push(
                Diagnostic::error("S112", "nothing sets this off")
                    .label(span.clone(), "no `at`, `window`, `upon` or `when`"),
            );
            return None;
        }
        Some((Trigger::Holds, None))
    }

    fn times(&mut self, entry: &StepEntry) -> Option<u32> {
        let times = entry.times.as_ref().and_then(|field| field.value).unwrap_or(1);
        if let Some(field) = entry.times.as_ref().filter(|_| !(1..=TIMES_MAX).contains(&times)) {
            self.faults.push(
                Diagnostic::error("S112", format!("`times` goes from 1 to {TIMES_MAX}"))
                    .label(field.span.clone(), "out of range"),
            );
            return None;
        }
        Some(times)
    }

    /// Notices an instant outside of the run.
    fn in_run(&mut self, at: SimTime, field: &Field<String>) -> bool {
        let inside = self.epoch.start <= at && at <= self.until;
        if !inside {
            let text = if at < self.epoch.start { "before the start" } else { "after the end" };
            self.faults.push(
                Diagnostic::error("S118", "this never comes")
                    .label(field.span.clone(), format!("{text} of the scenario")),
            );
        }
        inside
    }

    /// Notices injects that are not in the order of their instants.
    fn in_order(&mut self, entries: &[Field<StepEntry>]) {
        let mut last: Option<(SimTime, Range<usize>)> = None;
        let fields = entries.iter().filter_map(|entry| entry.value.as_ref()?.at.as_ref());
        for field in fields.collect::<Vec<_>>() {
            let Some(at) = field.value.as_deref().and_then(|text| self.epoch.instant(text)) else {
                continue;
            };
            if let Some((_, span)) = last.as_ref().filter(|(before, _)| at < *before) {
                self.faults.push(
                    Diagnostic::error("S111", "the timeline is out of order")
                        .label(field.span.clone(), "this is earlier")
                        .label(span.clone(), "than this, which stands before it"),
                );
                continue;
            }
            last = Some((at, field.span.clone()));
        }
    }

    /// The commands that a step may issue.
    fn options(
        &mut self,
        entry: &StepEntry,
        by: Option<Actor>,
        trigger: Option<&Shape>,
        span: &Range<usize>,
    ) -> Option<(Vec<Choice>, Vec<Deed>)> {
        let base = self.origin(entry.basis.as_ref(), entry.source.as_ref(), entry.note.as_ref());
        let whole = OptionEntry {
            weight: Field { value: Some(1), span: span.clone() },
            command: None,
            with: None,
            note: None,
        };
        let several: Vec<&OptionEntry> = if entry.options.is_empty() {
            vec![&whole]
        } else {
            entry.options.iter().filter_map(|field| field.value.as_ref()).collect()
        };
        let (mut options, mut deeds) = (Vec::new(), Vec::new());
        for option in several {
            let Some(kind) = option.command.as_ref().or(entry.command.as_ref()) else {
                self.missing("do", "which command is issued", span);
                continue;
            };
            let with = merged(entry.with.as_ref(), option.with.as_ref());
            let act = Act { kind, with: with.as_ref(), trigger };
            let Some(compiled) = self.act(&act) else { continue };
            let mut origin = Arc::clone(&base);
            if let Some(note) = option.note.as_ref().and_then(|field| field.value.clone()) {
                Arc::make_mut(&mut origin).note = Some(note);
            }
            let weight = option.weight.value.unwrap_or(0);
            if let Some(by) = by {
                options.push(Choice { weight, by, template: compiled.template, origin });
            }
            deeds.push(Deed { kind: compiled.kind, fixed: compiled.fixed });
        }
        if !options.is_empty() && options.iter().all(|option| option.weight == 0) {
            self.faults.push(
                Diagnostic::error("S113", "no option has any weight")
                    .label(span.clone(), "give at least one a weight above 0"),
            );
            return None;
        }
        (!options.is_empty()).then_some((options, deeds))
    }
}

/// The fields of an option on top of those of the step.
fn merged(base: Option<&Node>, over: Option<&Node>) -> Option<Node> {
    let (Some(base), Some(over)) = (base, over) else {
        return over.or(base).cloned();
    };
    let (Value::Map(below), Value::Map(above)) = (&base.value, &over.value) else {
        return Some(over.clone());
    };
    let covered = |key: &Node| above.iter().any(|(other, _)| other.value == key.value);
    let kept = below.iter().filter(|(key, _)| !covered(key)).cloned();
    let entries = kept.chain(above.iter().cloned()).collect();
    Some(Node { span: over.span.clone(), value: Value::Map(entries) })
}

fn streams(name: &str) -> Option<Streams> {
    let stream = |purpose: &str| Stream::new(format!("{name}/{purpose}")).ok();
    Some(Streams {
        instant: stream("instant")?,
        delay: stream("delay")?,
        chance: stream("chance")?,
        option: stream("option")?,
    })
}
