//! The steps: injects of the timeline and behaviors of actors.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostic::Diagnostic;
use domain::Actor;
use kernel::Id;
use simulator::choice::Stream;
use simulator::script::{Choice, Step, Streams, Trigger};

use super::act::{Act, Doing};
use super::blanks::Feed;
use super::{Compiler, missing};
use crate::check::idle::Parts;
use crate::check::{Deed, Sketch};
use crate::file::{ConditionEntry, File, OptionEntry, StepEntry};
use crate::yaml::{Field, List, Node, Value, shortened};

/// Where a step stands.
pub(super) struct Place<'a> {
    /// `timeline` or that of a branch, or the name of an actor.
    owner: &'a str,
    timeline: bool,
    /// In whose name the actor acts; each entry of the timeline says so itself.
    by: Option<Actor>,
}

/// The most steps of a scenario.
const STEPS_MAX: usize = 5_000;

/// The owner of the injects.
const TIMELINE: &str = "timeline";

impl Place<'_> {
    /// Each entry says itself when it comes and who acts.
    pub(super) fn is_timeline(&self) -> bool {
        self.timeline
    }
}

impl Compiler {
    pub(super) fn steps(&mut self, file: &File) -> Vec<Step> {
        let mut steps = Vec::new();
        let actors = file.actors.items.iter().filter_map(|(_, actor)| actor.value.as_ref());
        let behaviors = actors.flat_map(|actor| &actor.behaviors.items);
        if !self.few_enough(file.timeline.items.iter().chain(behaviors)) {
            return steps;
        }
        let timeline = Place { owner: TIMELINE, timeline: true, by: None };
        self.group(&file.timeline.items, &timeline, &mut steps);
        self.in_order(&file.timeline.items);
        for (name, actor) in &file.actors.items {
            let (Some(owner), Some(entry)) = (&name.value, &actor.value) else { continue };
            if owner == TIMELINE {
                self.bad_name(owner, "the injects have it", &name.span);
                (self.lost, self.gone) = (true, true);
                continue;
            }
            if let Err(error) = Id::new(owner) {
                self.bad_name(owner, &error.to_string(), &name.span);
            }
            let by = entry.acts_as.as_ref().and_then(|field| self.acting(field));
            if entry.acts_as.is_none() {
                missing(&mut self.faults, "as", "in whose name?", &actor.span);
            }
            let sound = entry.behaviors.sound && !self.faults.mean_key("behaviors", &actor.span);
            (self.lost, self.gone) = (self.lost || !sound, self.gone || !sound);
            if entry.behaviors.items.is_empty() && sound {
                self.faults.push(
                    Diagnostic::warning("S119", format!("`{owner}` never acts"))
                        .label(name.span.clone(), "it has no behavior"),
                );
            }
            let place = Place { owner, timeline: false, by };
            self.group(&entry.behaviors.items, &place, &mut steps);
        }
        steps
    }

    /// The injects of a branch.
    pub(super) fn injected(&mut self, entries: &[Field<StepEntry>], owner: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.few_enough(entries.iter()) {
            self.group(entries, &Place { owner, timeline: true, by: None }, &mut steps);
            self.in_order(entries);
        }
        steps
    }

    /// Notices so many steps that looking for circles among them would take too long.
    fn few_enough<'a>(&mut self, mut entries: impl Iterator<Item = &'a Field<StepEntry>>) -> bool {
        let Some(first) = entries.nth(STEPS_MAX.saturating_sub(self.sketches.len())) else {
            return true;
        };
        (self.lost, self.gone) = (true, true);
        self.faults.push(
            Diagnostic::error("S009", format!("the file has over {STEPS_MAX} steps"))
                .label(first.span.clone(), "the limit is passed here")
                .help("let one step act often with `times:`"),
        );
        false
    }

    /// The entries of one owner; their names must differ.
    fn group(&mut self, entries: &[Field<StepEntry>], place: &Place<'_>, steps: &mut Vec<Step>) {
        let mut names: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for (index, field) in entries.iter().enumerate() {
            let Some(entry) = &field.value else { continue };
            let name = self.name(entry, place, index, &field.span);
            let span = entry.name.as_ref().map_or(&field.span, |name| &name.span);
            if let Some(first) = names.get(&name) {
                self.faults.push(
                    Diagnostic::error("S115", format!("the name `{name}` stands twice"))
                        .label(span.clone(), "again here")
                        .label(first.clone(), "first here")
                        .help("choices are recorded by name, so each needs its own"),
                );
            }
            steps.extend(self.step(entry, place, &name, &field.span));
            names.insert(name, span.clone());
        }
    }

    /// The name of a step under its owner. Injects may go without: they are numbered.
    fn name(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        index: usize,
        span: &Range<usize>,
    ) -> String {
        let Some(field) = &entry.name else {
            if !place.is_timeline() {
                missing(&mut self.faults, "name", "choices are recorded by it", span);
            }
            return (index + 1).to_string();
        };
        let name = field.value.clone().unwrap_or_else(|| (index + 1).to_string());
        if let Err(error) = Id::new(&name) {
            self.bad_name(&name, &error.to_string(), &field.span);
        }
        name
    }

    fn bad_name(&mut self, name: &str, reason: &str, span: &Range<usize>) {
        self.faults.push(
            Diagnostic::error("S120", format!("`{}` cannot be a name", shortened(name)))
                .label(span.clone(), reason),
        );
    }

    fn step(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<Step> {
        let lost = std::mem::replace(&mut self.lost, false);
        let by = self.acts(entry, place, span);
        let (trigger, feed) = self.trigger(entry, place, span);
        let when = self.conditions(&entry.when.items, &feed, by);
        let unless = self.conditions(&entry.unless.items, &feed, by);
        let delay = entry.after.as_ref().and_then(|node| self.durations(node));
        let chance = self.chance(entry.chance.as_ref());
        let (options, deeds) = self.options(entry, by, &feed, span);
        let times = entry.times.as_ref().and_then(|field| field.value);
        let times_max = match &trigger {
            Some(Trigger::Upon(_)) => times,
            Some(Trigger::Holds) => Some(times.unwrap_or(1)),
            Some(Trigger::At { .. } | Trigger::Window { .. }) | None => None,
        };
        let name = format!("{}/{name}", place.owner);
        let sound = trigger.is_some() && !self.lost && options.len() == deeds.len();
        self.sketches.push(Sketch {
            name: name.clone(),
            span: span.clone(),
            awaits: awaited(entry),
            trigger: trigger.clone(),
            limited: times_max.is_some(),
            delayed: delay.as_ref().is_some_and(|delay| 0 < delay.bounds().1),
            deeds,
            parts: self.parts(entry, span),
            sound,
        });
        self.lost |= lost;
        let streams = streams(&name)?;
        let trigger = trigger?;
        Some(Step { name, trigger, when, unless, delay, chance, times_max, options, streams })
    }

    /// Where that stands which may keep the step from ever acting.
    fn parts(&self, entry: &StepEntry, span: &Range<usize>) -> Parts {
        let places = |list: &List<ConditionEntry>| {
            list.items.iter().map(|field| field.span.clone()).collect()
        };
        let place = |node: &Option<Node>| node.as_ref().map(|node| node.span.clone());
        Parts {
            chance: place(&entry.chance),
            delay: place(&entry.after),
            when: places(&entry.when),
            unless: places(&entry.unless),
            until: self.ends.of(span),
        }
    }

    /// Who acts.
    fn acts(&mut self, entry: &StepEntry, place: &Place<'_>, span: &Range<usize>) -> Option<Actor> {
        match &entry.by {
            Some(field) if place.is_timeline() => self.acting(field),
            Some(field) => {
                self.faults.push(
                    Diagnostic::error("S002", "a behavior acts as its actor")
                        .label(field.span.clone(), "`by` belongs to the timeline")
                        .help("remove it; the actor says `as` whom it acts"),
                );
                place.by
            }
            None => {
                if place.is_timeline() {
                    missing(&mut self.faults, "by", "who acts?", span);
                }
                place.by
            }
        }
    }

    /// The commands that a step may issue.
    fn options(
        &mut self,
        entry: &StepEntry,
        by: Option<Actor>,
        feed: &Feed,
        span: &Range<usize>,
    ) -> (Vec<Choice>, Vec<Deed>) {
        let base = self.origin(entry.basis.as_ref(), entry.source.as_ref(), entry.note.as_ref());
        let whole = OptionEntry {
            weight: Field { value: Some(1), span: span.clone() },
            command: None,
            with: None,
            note: None,
        };
        let several: Vec<&OptionEntry> = if entry.options.items.is_empty() {
            vec![&whole]
        } else {
            entry.options.items.iter().filter_map(|field| field.value.as_ref()).collect()
        };
        self.lost |= !entry.options.sound;
        self.weights(&several);
        let (mut options, mut deeds) = (Vec::new(), Vec::new());
        for option in several {
            let Some(kind) = option.command.as_ref().or(entry.command.as_ref()) else {
                self.lost = true;
                missing(&mut self.faults, "do", "which command?", span);
                continue;
            };
            let with = merged(entry.with.as_ref(), option.with.as_ref());
            let Doing { deed, template } = self.act(&Act { kind, with: with.as_ref(), by, feed });
            deeds.extend(deed);
            let (Some(by), Some(template)) = (by, template) else { continue };
            let mut origin = Arc::clone(&base);
            if let Some(note) = self.note(option.note.as_ref()) {
                Arc::make_mut(&mut origin).note = Some(note);
            }
            let weight = option.weight.value.unwrap_or(0);
            options.push(Choice { weight, by, template, origin });
        }
        (options, deeds)
    }

    /// One of the options must be possible.
    fn weights(&mut self, options: &[&OptionEntry]) {
        let possible = options.iter().any(|option| option.weight.value != Some(0));
        if let Some(first) = options.first().filter(|_| !possible) {
            self.faults.push(
                Diagnostic::error("S113", "no option has any weight")
                    .label(first.weight.span.clone(), "all are 0")
                    .help("give at least one a weight above 0"),
            );
        }
    }
}

/// The events without which the step never acts.
fn awaited(entry: &StepEntry) -> Vec<(String, Range<usize>)> {
    let needed = |condition: &&ConditionEntry| match (&condition.at_least, &condition.at_most) {
        (Some(number), _) => number.value.is_some_and(|number| 0 < number),
        (None, at_most) => at_most.is_none(),
    };
    let conditions = entry.when.items.iter().filter_map(|field| field.value.as_ref());
    let happened = conditions.filter(needed).filter_map(|condition| condition.happened.as_ref());
    let events = entry.upon.iter().chain(happened);
    events.filter_map(|field| Some((field.value.clone()?, field.span.clone()))).collect()
}

/// The fields of an option on top of those of the step.
fn merged(base: Option<&Node>, over: Option<&Node>) -> Option<Node> {
    let (Some(base), Some(over)) = (base, over) else {
        return over.or(base).cloned();
    };
    let Value::Map(below) = &base.value else {
        return Some(base.clone());
    };
    let Value::Map(above) = &over.value else {
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
