//! Rules as text.

use std::fmt::Write;

use super::{condition, duration, formula, in_force, joined, literal, pattern, quoted};
use crate::tree::{
    Action, Amount, Body, Exception, Need, Outcome, Quota, Rule, Scope, Step, Timing, When, Window,
};

/// A whole rule, a line for each thing that is said.
pub(crate) fn rule_text(rule: &Rule) -> String {
    let mut lines = vec![format!("rule {} {}", rule.name.text, quoted(&rule.title))];
    let meta = &rule.meta;
    let mut said = Vec::new();
    said.extend(meta.source.as_ref().map(|source| format!("source {}", quoted(source))));
    said.extend(meta.duty_of.as_ref().map(|of| format!("duty of {}", of.text)));
    said.extend(meta.severity.as_ref().map(|severity| format!("severity {}", severity.text)));
    said.extend(meta.in_force.as_ref().map(|period| in_force(period).trim_start().to_owned()));
    said.extend(meta.enforce.map(|_| "enforce".to_owned()));
    said.extend(meta.notes.iter().map(|note| format!("note {}", quoted(note))));
    lines.extend(said);
    lines.extend(sentence(rule));
    lines.join("\n  ") + "\n"
}

/// What a rule demands: scope, body, exceptions, a line each.
pub(crate) fn sentence(rule: &Rule) -> Vec<String> {
    let mut lines: Vec<String> = rule.scope.iter().map(|shown| scope(shown) + ",").collect();
    lines.extend(body(&rule.body));
    lines.extend(rule.exceptions.iter().map(|exception| match exception {
        Exception::When(when) => format!("except when {}", condition(when)),
        Exception::Rule(name) => format!("except {}", name.text),
    }));
    lines
}

fn scope(scope: &Scope) -> String {
    match scope {
        Scope::While(state) => format!("while {}", pattern(state)),
        Scope::After { start, span, until } => {
            let mut text = format!("after {}", pattern(start));
            if let Some(span) = span {
                let _ = write!(text, " for {}", duration(span));
            }
            if !until.is_empty() {
                let _ = write!(text, " until {}", joined(until, " or ", pattern));
            }
            text
        }
        Scope::Before(end) => format!("before {}", pattern(end)),
        Scope::Between { start, end } => {
            format!("between {} and {}", pattern(start), pattern(end))
        }
    }
}

fn body(body: &Body) -> Vec<String> {
    match body {
        Body::Whenever { trigger, outcome, otherwise } => {
            let mut lines = vec![format!("whenever {}", pattern(trigger))];
            lines.push(format!("then {}", shown_outcome(outcome)));
            lines.extend(otherwise.iter().map(|it| format!("otherwise {}", shown_outcome(it))));
            lines
        }
        Body::Never(event) => vec![format!("never {}", pattern(event))],
        Body::OnlyIf { trigger, needs } => {
            vec![pattern(trigger), format!("only if {}", joined(needs, " and ", need))]
        }
        Body::Quota(shown) => vec![quota(shown)],
        Body::AtLeastEvery { event, period } => {
            vec![format!("{} at least every {}", pattern(event), duration(period))]
        }
        Body::Lasts { state, bound, length } => {
            vec![format!("{} lasts {} {}", pattern(state), bound.words(), duration(length))]
        }
        Body::Always(always) => vec![format!("always {}", condition(always))],
        Body::Formula(shown) => vec![format!("formula: {}", formula(shown))],
    }
}

fn quota(quota: &Quota) -> String {
    let amount = match &quota.amount {
        Amount::Events { limit, event } => format!("{} {}", literal(limit), pattern(event)),
        Amount::Distinct { limit, of, event } => {
            format!("{} distinct {} in {}", literal(limit), of.text, pattern(event))
        }
        Amount::Sum { limit, of, event } => {
            format!("{} of sum {} in {}", literal(limit), of.text, pattern(event))
        }
    };
    let mut text = format!("{} {amount}", quota.bound.words());
    if !quota.per.is_empty() {
        let _ = write!(text, " per {}", joined(&quota.per, ", ", |name| name.text.clone()));
    }
    match &quota.window {
        Some(Window::InAny(length)) => {
            let _ = write!(text, " in any {}", duration(length));
        }
        Some(Window::InTotal) => text += " in total",
        None => {}
    }
    text
}

pub(crate) fn shown_outcome(outcome: &Outcome) -> String {
    joined(&outcome.chains, " or ", |chain| joined(chain, " then ", step))
}

fn step(step: &Step) -> String {
    let action = match &step.action {
        Action::Do(event) => pattern(event),
        Action::DoNot(event) => format!("no {}", pattern(event)),
        Action::Group(group) => format!("({})", shown_outcome(group)),
    };
    match &step.timing {
        None => action,
        Some(Timing::Within { length, of: None }) => {
            format!("{action} within {}", duration(length))
        }
        Some(Timing::Within { length, of: Some(of) }) => {
            format!("{action} within {} of {}", duration(length), of.text)
        }
        Some(Timing::Between(low, high)) => {
            format!("{action} between {} and {}", duration(low), duration(high))
        }
        Some(Timing::Before(end)) => format!("{action} before {}", pattern(end)),
    }
}

pub(crate) fn need(need: &Need) -> String {
    let no = |negative: bool| if negative { "no " } else { "" };
    match need {
        Need::State { negative, state } => format!("{}{}", no(*negative), pattern(state)),
        Need::Event { negative, event, when: shown } => {
            format!("{}{} {}", no(*negative), pattern(event), when(shown))
        }
        Need::AtLeast { count, distinct, event, when: shown } => {
            let distinct = distinct
                .as_ref()
                .map_or(String::new(), |name| format!("distinct {} in ", name.text));
            format!("at least {} {distinct}{} {}", literal(count), pattern(event), when(shown))
        }
    }
}

fn when(when: &When) -> String {
    match when {
        When::Before => "before".to_owned(),
        When::Within(length) => format!("within {} before", duration(length)),
        When::Between(low, high) => {
            format!("between {} and {} before", duration(low), duration(high))
        }
    }
}
