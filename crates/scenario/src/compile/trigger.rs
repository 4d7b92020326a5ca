//! What sets a step off, and when.

use std::ops::Range;

use diagnostic::Diagnostic;
use kernel::SimTime;
use simulator::script::Trigger;

use super::Compiler;
use super::blanks::Feed;
use super::missing;
use super::steps::Place;
use crate::file::{ConditionEntry, StepEntry, WindowEntry};
use crate::yaml::Field;

/// The most injects that one entry may make.
const TIMES_MAX: u32 = 1_000_000;

impl Compiler {
    /// What sets the step off, and what fills its blanks.
    pub(super) fn trigger(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        span: &Range<usize>,
    ) -> (Option<Trigger>, Feed) {
        let times = self.times(entry);
        if !self.one_trigger(entry, place) {
            return (None, Feed::Unknown);
        }
        if let Some(upon) = &entry.upon {
            self.unwanted_interval(entry, "a step upon an event has no interval");
            let Some(bound) = self.pattern(upon, &entry.matching, None) else {
                return (None, Feed::Unknown);
            };
            let shape = self.vocabulary.events.get(&bound.pattern.kind).cloned();
            return (Some(Trigger::Upon(bound.pattern)), shape.map_or(Feed::Unknown, Feed::Event));
        }
        if let Some((key, _)) = entry.matching.items.first() {
            self.faults.push(
                Diagnostic::error("S112", "`where` says what the event of `upon` must be")
                    .label(key.span.clone(), "there is no `upon`"),
            );
        }
        let trigger = if let Some(at) = &entry.at {
            self.at(at, entry, times, span)
        } else if let Some(window) = &entry.window {
            self.unwanted_interval(entry, "a window draws each of its instants");
            self.window(window, times)
        } else {
            self.unwanted_interval(entry, "a step upon conditions has no interval");
            self.holds(entry, place, span)
        };
        (trigger, Feed::Nothing)
    }

    /// Notices several triggers, and those that belong to the timeline.
    fn one_trigger(&mut self, entry: &StepEntry, place: &Place<'_>) -> bool {
        let at = entry.at.as_ref().map(|field| &field.span);
        let window = entry.window.as_ref().map(|field| &field.span);
        let upon = entry.upon.as_ref().map(|field| &field.span);
        let given: Vec<&Range<usize>> = [at, window, upon].into_iter().flatten().collect();
        if 1 < given.len() {
            let fault = Diagnostic::error("S112", "several things set this off");
            let fault = given.iter().fold(fault, |fault, &span| fault.label(span.clone(), "this"));
            self.faults.push(fault.help("keep one of `at`, `window` and `upon`"));
            return false;
        }
        if let Some(span) = at.or(window).filter(|_| !place.is_timeline()) {
            self.faults.push(
                Diagnostic::error("S112", "a behavior has no instant of its own")
                    .label(span.clone(), "`at` and `window` belong to the timeline")
                    .help("name the event that it answers with `upon`, or conditions with `when`"),
            );
            return false;
        }
        true
    }

    fn unwanted_interval(&mut self, entry: &StepEntry, why: &str) {
        if let Some(every) = &entry.every {
            self.faults.push(
                Diagnostic::error("S112", "`every` belongs to `at`")
                    .label(every.span.clone(), why)
                    .help("remove it, or write `at:` with `times:`"),
            );
        }
    }

    /// How often the step acts, if it says so.
    fn times(&mut self, entry: &StepEntry) -> Option<u32> {
        let field = entry.times.as_ref()?;
        let times = field.value?;
        if !(1..=TIMES_MAX).contains(&times) {
            self.faults.push(
                Diagnostic::error("S112", format!("`times` goes from 1 to {TIMES_MAX}"))
                    .label(field.span.clone(), "out of range"),
            );
            return None;
        }
        Some(times)
    }

    fn at(
        &mut self,
        at: &Field<String>,
        entry: &StepEntry,
        times: Option<u32>,
        span: &Range<usize>,
    ) -> Option<Trigger> {
        let every = entry.every.as_ref().and_then(|node| self.durations(node));
        match (times, &entry.every, &entry.times) {
            (Some(2..), None, _) => {
                missing(&mut self.faults, "every", "how long between its times?", span);
            }
            (None, Some(node), None) => self.faults.push(
                Diagnostic::error("S112", "`every` without `times`")
                    .label(node.span.clone(), "how often?")
                    .help("add `times:` with a number"),
            ),
            _ => {}
        }
        let instant = self.instant(at)?;
        self.in_run(instant, &at.span).then_some(Trigger::At {
            at: instant,
            times: times.unwrap_or(1),
            every,
        })
    }

    fn window(&mut self, field: &Field<WindowEntry>, times: Option<u32>) -> Option<Trigger> {
        let window = field.value.as_ref()?;
        let (from, to) = (self.instant(&window.from), self.instant(&window.to));
        let from = from?;
        if !self.in_run(from, &window.from.span) {
            return None;
        }
        let to = to?;
        if to < from {
            self.faults.push(
                Diagnostic::error("S111", "the window ends before it begins")
                    .label(window.to.span.clone(), "this is earlier")
                    .label(window.from.span.clone(), "than this"),
            );
            return None;
        }
        Some(Trigger::Window { from, to, times: times.unwrap_or(1) })
    }

    /// Without anything else, a step is set off by what makes its conditions hold.
    fn holds(
        &mut self,
        entry: &StepEntry,
        place: &Place<'_>,
        span: &Range<usize>,
    ) -> Option<Trigger> {
        if !entry.when.items.is_empty() || !entry.when.sound {
            if entry.when.sound {
                self.held_from_the_start(entry);
            }
            return Some(Trigger::Holds);
        }
        let keys = if place.is_timeline() {
            ["at", "window", "upon", "when"].as_slice()
        } else {
            ["upon", "when"].as_slice()
        };
        if !keys.iter().any(|key| self.faults.mean_key(key, span)) {
            self.faults.push(
                Diagnostic::error("S112", "nothing sets this off")
                    .label(span.clone(), format!("no `{}`", keys.join("`, no `"))),
            );
        }
        None
    }

    /// Notices conditions that hold from the start, if at all, so that nothing ever makes them hold.
    fn held_from_the_start(&mut self, entry: &StepEntry) {
        let mut conditions = entry.when.items.iter().map(|field| field.value.as_ref());
        let is_for_ever = |condition: Option<&ConditionEntry>| {
            condition.is_some_and(|it| it.never.is_some() && it.within.is_none())
        };
        let Some(first) = entry.when.items.first().filter(|_| conditions.all(is_for_ever)) else {
            return;
        };
        self.faults.push(
            Diagnostic::warning("S119", "nothing sets this off")
                .label(first.span.clone(), "holds from the start, so nothing makes it hold")
                .help(
                    "add `within:`, so that time does; or `upon:` or a `happened:` for the event at which it is asked",
                ),
        );
    }

    /// Notices an instant outside of the run.
    fn in_run(&mut self, at: SimTime, span: &Range<usize>) -> bool {
        let until = self.ends.of(span);
        let inside = self.from <= at && at <= until;
        if !inside {
            let (text, help) = match (at < self.from, self.branching) {
                (true, false) => ("before the start of the scenario", None),
                (false, false) => ("after the end of the scenario", None),
                (true, true) => {
                    let begins = format!("the branch begins at {}", self.from);
                    (
                        "before the branch",
                        Some(format!("{begins}: inject later, or branch earlier")),
                    )
                }
                (false, true) => {
                    let ends = format!("the run ends at {until}: inject earlier");
                    ("after the end of the run", Some(ends))
                }
            };
            self.faults.push(
                Diagnostic::error("S118", "this never comes")
                    .label(span.clone(), text)
                    .help_if(help),
            );
        }
        inside
    }

    /// Notices injects that are not in the order of their instants.
    pub(super) fn in_order(&mut self, entries: &[Field<StepEntry>]) {
        let mut last: Option<(SimTime, Range<usize>)> = None;
        for field in entries.iter().filter_map(|entry| entry.value.as_ref()?.at.as_ref()) {
            let Some(Ok(at)) = field.value.as_deref().map(|text| self.epoch.instant(text)) else {
                continue;
            };
            // Each file is in order by itself.
            let file = self.ends.file(&field.span);
            last = last.filter(|(_, span)| self.ends.file(span) == file);
            if let Some((_, span)) = last.as_ref().filter(|(before, _)| at < *before) {
                self.faults.push(
                    Diagnostic::error("S111", "the timeline is out of order")
                        .label(field.span.clone(), "this is earlier")
                        .label(span.clone(), "than this, which stands before it")
                        .help("move the entry up"),
                );
                continue;
            }
            last = Some((at, field.span.clone()));
        }
    }
}
