//! What a campaign records of each run.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use domain::clock::Clock;
use kernel::Id;
use simulator::script::Pattern;

use super::conditions::Counted;
use super::{Compiler, missing};
use crate::file::{EventEntry, File, LevelEntry, OutcomeEntry};
use crate::plan::{Asks, Awaited, Level, METRICS, Outcome};
use crate::yaml::{Entries, Field, List, Node, shortened};

/// More outcomes than people read.
const OUTCOMES_MAX: usize = 200;
/// More levels than splitting has a use for.
const LEVELS_MAX: usize = 50;

impl Compiler {
    /// Outcomes and levels.
    pub(super) fn asked_of_runs(&mut self, file: &File) -> (Vec<Outcome>, Vec<Level>) {
        let mut outcomes = Vec::new();
        let mut names: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
        let varied = file.levers.items.iter().map(|(key, _)| key);
        let varied = varied.chain(file.uncertainties.items.iter().map(|(key, _)| key));
        names.extend(varied.filter_map(|key| Some((key.value.as_deref()?, &key.span))));
        let others = self.other_columns(file);
        let asked = file.outcomes.items.iter();
        let asked = asked.filter_map(|(key, _)| Some((key.value.as_deref()?, &key.span)));
        let all = names.iter().map(|(name, span)| (*name, *span)).chain(asked);
        for (name, span) in all.filter(|(name, _)| others.contains(*name)) {
            self.faults.push(
                Diagnostic::error("S115", format!("the results have a column `{name}` already"))
                    .label(span.clone(), "the same again")
                    .help("each is a column of the results, so each needs its own name"),
            );
        }
        for (key, field) in &file.outcomes.items {
            let (Some(name), Some(entry)) = (&key.value, &field.value) else { continue };
            if let Err(error) = Id::new(name) {
                self.faults.push(
                    Diagnostic::error("S120", format!("`{}` cannot be a name", shortened(name)))
                        .label(key.span.clone(), error.to_string()),
                );
            }
            if let Some(first) = names.insert(name, &key.span) {
                self.faults.push(
                    Diagnostic::error("S115", format!("the name `{name}` stands twice"))
                        .label(key.span.clone(), "again here")
                        .label(first.clone(), "first here")
                        .help("each is a column of the results, so each needs its own name"),
                );
            }
            outcomes.extend(self.outcome(name, entry, &key.span));
        }
        if let Some((key, _)) = file.outcomes.items.get(OUTCOMES_MAX) {
            self.faults.push(
                Diagnostic::error("S009", format!("over {OUTCOMES_MAX} outcomes"))
                    .label(key.span.clone(), "the limit is passed here"),
            );
        }
        (outcomes, self.levels(&file.levels))
    }

    /// What columns the results have besides those that are named: of every run, of whether a time
    /// was seen, of rules, and of all that is measured where no outcome is asked for.
    fn other_columns(&self, file: &File) -> BTreeSet<String> {
        let mut all: BTreeSet<String> =
            ["row", "point", "run", "status"].map(str::to_string).into();
        let outcomes = &file.outcomes.items;
        let is_time = |entry: &&Field<OutcomeEntry>| {
            entry.value.as_ref().is_some_and(|entry| entry.time_to.is_some())
        };
        let times = outcomes.iter().filter(|(_, entry)| is_time(&entry));
        all.extend(times.filter_map(|(key, _)| Some(format!("{}.seen", key.value.as_deref()?))));
        if let Some(rules) = self.policy.rules() {
            all.extend((0..rules.len()).map(|rule| format!("rule-{}", rules.name(rule))));
        }
        if outcomes.is_empty() {
            let clock = |clock: Clock| serde_json::to_value(clock).unwrap_or_default();
            let clocks = Clock::DUTIES.into_iter().map(clock);
            all.extend(clocks.filter_map(|word| Some(format!("missed-{}", word.as_str()?))));
            all.extend((1..=file.expect.items.len()).map(|at| format!("expectation-{at}")));
            all.extend(METRICS.into_iter().chain(["events"]).map(str::to_string));
        }
        all
    }

    /// A metric by its name.
    fn metric(&mut self, field: &Field<String>) -> Option<Asks> {
        let name = field.value.as_deref()?;
        if METRICS.contains(&name) {
            return Some(Asks::Metric(name.to_string()));
        }
        let near = self.sought(|| nearest(name, METRICS));
        self.faults.push(
            Diagnostic::error("S004", format!("unknown name `{}`", shortened(name)))
                .label(field.span.clone(), "no metric has this name")
                .help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the metrics are {}", METRICS.join(", ")),
                }),
        );
        None
    }

    fn levels(&mut self, entries: &List<LevelEntry>) -> Vec<Level> {
        if let Some(field) = entries.items.get(LEVELS_MAX) {
            self.faults.push(
                Diagnostic::error("S009", format!("over {LEVELS_MAX} levels"))
                    .label(field.span.clone(), "the limit is passed here"),
            );
        }
        let levels = entries.items.iter();
        levels.filter_map(|field| self.level(field.value.as_ref()?, &field.span)).collect()
    }

    fn level(&mut self, entry: &LevelEntry, span: &Range<usize>) -> Option<Level> {
        let pattern = self.happening(entry.happened.as_ref(), &entry.matching, span)?;
        let Some(field) = &entry.at_least else {
            return Some(Level { pattern, at_least: NonZeroU32::MIN });
        };
        let at_least = NonZeroU32::new(field.value?);
        if at_least.is_none() {
            self.faults.push(
                Diagnostic::error("S112", "`at-least: 0` is no level")
                    .label(field.span.clone(), "every run has reached it when it begins")
                    .help("write 1 or more"),
            );
        }
        Some(Level { pattern, at_least: at_least? })
    }

    fn event(&mut self, entry: &EventEntry, span: &Range<usize>) -> Option<Pattern> {
        self.happening(entry.happened.as_ref(), &entry.matching, span)
    }

    fn happening(
        &mut self,
        kind: Option<&Field<String>>,
        matching: &Entries<String, Node>,
        span: &Range<usize>,
    ) -> Option<Pattern> {
        let Some(kind) = kind else {
            missing(&mut self.faults, "happened", "which event?", span);
            return None;
        };
        let pattern = self.pattern(kind, matching, None)?.pattern;
        self.awaited.push((pattern.kind.clone(), kind.span.clone()));
        Some(pattern)
    }

    fn outcome(
        &mut self,
        name: &str,
        entry: &OutcomeEntry,
        span: &Range<usize>,
    ) -> Option<Outcome> {
        self.only_what_belongs(entry, span)?;
        let numbers = (entry.at_least.as_ref(), entry.at_most.as_ref());
        let asks = if let Some(kind) = &entry.count {
            Asks::Count(self.awaited(kind, entry)?)
        } else if let Some(kind) = &entry.time_to {
            let to = self.awaited(kind, entry)?;
            let since = match &entry.since {
                Some(field) => Some(self.event(field.value.as_ref()?, &field.span)?),
                None => None,
            };
            Asks::Time { to, since }
        } else if let Some(metric) = &entry.metric {
            self.metric(metric)?
        } else if let Some(clock) = &entry.missed {
            Asks::Missed(clock.value?)
        } else {
            let field = Field { value: Some(()), span: span.clone() };
            let events = (entry.happened.as_ref(), entry.never.as_ref());
            let Counted { kind, at_least, at_most } = self.counted(events, numbers, &field)?;
            let event = self.awaited(kind, entry)?;
            Asks::Happened { event, at_least, at_most }
        };
        let better = entry.better.as_ref().and_then(|field| field.value);
        Some(Outcome { name: name.to_string(), asks, better })
    }

    /// One question, and with it only what it takes.
    fn only_what_belongs(&mut self, entry: &OutcomeEntry, span: &Range<usize>) -> Option<()> {
        let of = |field: &Option<Field<String>>| field.as_ref().map(|field| field.span.clone());
        let questions = [
            (of(&entry.count), "count"),
            (of(&entry.time_to), "time-to"),
            (of(&entry.metric), "metric"),
            (entry.missed.as_ref().map(|field| field.span.clone()), "missed"),
            (of(&entry.happened).or(of(&entry.never)), "happened"),
        ];
        let mut asked = questions.into_iter().filter_map(|(span, name)| Some((span?, name)));
        let question = asked.next();
        let fault = |span: Range<usize>, label: &str| {
            Diagnostic::error("S126", "this is no outcome").label(span, label.to_string()).help(
                "write one of `happened`, `never`, `count`, `time-to`, `metric` and `missed`; `since` \
                 goes with `time-to`, numbers with `happened`, `where` with events",
            )
        };
        let Some((_, question)) = question else {
            self.faults.push(fault(span.clone(), "nothing is asked"));
            return None;
        };
        let number = entry.at_least.as_ref().or(entry.at_most.as_ref()).map(|f| f.span.clone());
        let event = of(&entry.from).or(of(&entry.to)).or(entry
            .matching
            .items
            .first()
            .map(|(key, _)| key.span.clone()));
        let since = entry.since.as_ref().map(|field| field.span.clone());
        let stranger = asked
            .next()
            .map(|(span, _)| span)
            .or(number.filter(|_| question != "happened"))
            .or(since.filter(|_| question != "time-to"))
            .or(event.filter(|_| matches!(question, "metric" | "missed")));
        match stranger {
            Some(span) => {
                self.faults.push(fault(span, &format!("this does not belong to `{question}`")));
                None
            }
            None => Some(()),
        }
    }

    fn awaited(&mut self, kind: &Field<String>, entry: &OutcomeEntry) -> Option<Awaited> {
        let pattern = self.pattern(kind, &entry.matching, None);
        let (from, to) = self.within(entry.from.as_ref(), entry.to.as_ref())?;
        let pattern = pattern?.pattern;
        self.awaited.push((pattern.kind.clone(), kind.span.clone()));
        let span = span(entry.from.as_ref(), entry.to.as_ref());
        Some(Awaited { pattern, from, to, span })
    }
}

/// A span of time as it is written, to stand behind a verb.
fn span(from: Option<&Field<String>>, to: Option<&Field<String>>) -> String {
    let text = |field: Option<&Field<String>>| field.and_then(|field| field.value.clone());
    match (text(from), text(to)) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" from {from} on"),
        (None, Some(to)) => format!(" until {to}"),
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
    }
}
