//! What a duty says at its limits, and when it is certain that it is broken.

use crate::plan::{Action, Interval, Otherwise, Outcome, Step};
use crate::value::shown_duration;
use crate::vocabulary::{KindId, Vocabulary};

/// What happens at the limits of each step, told with its event where they differ.
pub(super) fn limits(outcome: &Outcome, vocabulary: &Vocabulary) -> Vec<String> {
    let steps = outcome.steps();
    let mut plain: Vec<String> = steps
        .iter()
        .map(|step| limit(step, "the trigger does not break its own prohibition"))
        .collect();
    dedup(&mut plain);
    if plain.len() < 2 {
        return plain;
    }
    let name = |kind: KindId| vocabulary.kind(kind).map_or("", |kind| &kind.name);
    let named = steps.iter().filter_map(|step| {
        let (Action::Do(event) | Action::DoNot(event)) = &step.action else { return None };
        let said = limit(step, "the event from which it counts does not break it");
        let mut letters = said.chars();
        let first = letters.next()?.to_lowercase();
        Some(format!("`{}`: {first}{}", name(event.kind), letters.as_str()))
    });
    let mut named: Vec<String> = named.collect();
    dedup(&mut named);
    named
}

fn dedup(lines: &mut Vec<String>) {
    let mut said = std::collections::BTreeSet::new();
    lines.retain(|line| said.insert(line.clone()));
}

fn limit(step: &Step, own: &str) -> String {
    let Interval { low, high } = step.window;
    let forbids = matches!(step.action, Action::DoNot(_));
    match (high, forbids) {
        (Some(high), false) if low == 0 => format!(
            "Exactly {} after is in time. Not yet done and not yet late: pending.",
            shown_duration(high)
        ),
        (Some(high), false) => format!(
            "Exactly {} and exactly {} after are in time. Not yet done and not yet late: pending.",
            shown_duration(low),
            shown_duration(high)
        ),
        (Some(high), true) => format!(
            "Exactly {} after it is still forbidden. Not yet over: pending; {own}.",
            shown_duration(high)
        ),
        (None, false) if step.before.is_some() => {
            "An event that does it and ends the time at once is too late, but the trigger itself."
                .to_owned()
        }
        (None, true) if step.before.is_some() => {
            "An event that is forbidden and ends the time at once is no longer forbidden."
                .to_owned()
        }
        (None, _) => "Nothing says until when: on an open log it stays pending.".to_owned(),
    }
}

pub(super) fn after_that() -> String {
    "Broken is certain with the first event logged after that, or when the log is known to have \
     come so far."
        .to_owned()
}

/// How it can come to light that an outcome is broken.
#[derive(PartialEq, Eq)]
enum Breaks {
    /// Not while the log goes on.
    Never,
    /// When one length of time is over.
    Late,
    /// At the event that is forbidden.
    Forbidden,
    /// When the event came before which something had to come.
    Ended,
    /// In several ways.
    Otherwise,
}

fn breaks(outcome: &Outcome) -> Breaks {
    if !outcome.can_break() {
        return Breaks::Never;
    }
    let (steps, is_list) = (outcome.steps(), outcome.has_list_of_steps());
    match steps.as_slice() {
        [Step { action: Action::DoNot(_), .. }] => Breaks::Forbidden,
        [Step { before: Some(_), .. }] => Breaks::Ended,
        [first, others @ ..] if !is_list => {
            let is_alike = |step: &&Step| {
                matches!(step.action, Action::Do(_)) && step.window.high == first.window.high
            };
            let is_late = first.window.high.is_some() && is_alike(first);
            if is_late && others.iter().all(is_alike) { Breaks::Late } else { Breaks::Otherwise }
        }
        _ => Breaks::Otherwise,
    }
}

/// When it is certain that a duty is broken.
pub(super) fn certain(outcome: &Outcome, otherwise: Option<&Otherwise>) -> Option<String> {
    let first = breaks(outcome);
    let Some(otherwise) = otherwise else { return alone(&first, outcome) };
    let second = breaks(&otherwise.outcome);
    let said = match (&first, &second) {
        (Breaks::Never, _) => return alone(&first, outcome),
        (_, Breaks::Never) => {
            "While the log goes on it is never broken: the reparation may come at any time."
        }
        (Breaks::Late, Breaks::Late) => {
            "What is late is pending while the reparation can come: broken is certain with the \
             first event logged after that and after the time of the reparation, or when the log \
             is known to have come so far."
        }
        (_, Breaks::Late) if otherwise.from_break => {
            "What breaks it leaves it pending while the reparation can come: broken is certain \
             with the first event logged after the time of the reparation, or when the log is \
             known to have come so far."
        }
        (_, Breaks::Forbidden) => {
            "Broken is certain at the event that the reparation forbids, once the first part is \
             broken."
        }
        _ => {
            "What breaks the first part leaves it pending while the reparation can come: broken is \
             certain when neither what came nor what can still come in time keeps one of the two; \
             a deadline is missed with the first event logged after it, or when the log is known \
             to have come so far."
        }
    };
    Some(said.to_owned())
}

/// When an outcome without a reparation is broken; nothing where its limits say so already.
fn alone(breaks: &Breaks, outcome: &Outcome) -> Option<String> {
    let said = match breaks {
        Breaks::Never if outcome.steps().len() < 2 => return None,
        Breaks::Never => {
            "While the log goes on it is never broken: what has no last instant may still come."
        }
        Breaks::Late => return Some(after_that()),
        Breaks::Forbidden => "Broken is certain at the event that is forbidden.",
        Breaks::Ended => return None,
        Breaks::Otherwise => {
            "Broken is certain when neither what came nor what can still come in time keeps it; a \
             deadline is missed with the first event logged after it, or when the log is known to \
             have come so far."
        }
    };
    Some(said.to_owned())
}
