//! Small lines of time: `+` where the awaited event keeps the rule, `x` where it breaks it.

use crate::plan::{Action, Body, Interval, Needed, Outcome, RulePlan, Scope, Step, Window};
use crate::tree::LengthBound;
use crate::value::shown_duration;

/// How wide the part of the window is drawn.
const WIDE: usize = 20;
const NARROW: usize = 8;

pub(super) fn timeline(plan: &RulePlan) -> Vec<String> {
    match &plan.body {
        Body::Whenever { outcome, .. } => {
            let Some(step) = first_step(outcome) else { return Vec::new() };
            let forbids = matches!(step.action, Action::DoNot(_));
            match (step.window, &step.before) {
                (Interval { low, high: Some(high) }, _) => ahead(low, high, forbids),
                (_, Some(_)) if forbids => both("trigger", "x", "the end comes", "+"),
                (_, Some(_)) => both("trigger", "+", "the end comes", "x"),
                (_, None) => vec!["|++++++++++++++++++++ …".to_owned(), "trigger".to_owned()],
            }
        }
        Body::Recurs { period, .. } => {
            let mut lines = ahead(0, *period, false);
            if let Some(last) = lines.last_mut() {
                *last = last.replacen('0', "last sign", 1).replacen("         ", " ", 1);
            }
            lines
        }
        Body::Lasts { bound, length, .. } => {
            let forbids = *bound == LengthBound::AtLeast;
            let mut lines = ahead(0, *length, forbids);
            lines.push("(where the state ends, counted from its beginning)".to_owned());
            lines
        }
        Body::OnlyIf { needs, .. } => {
            let Some(need) = needs.first() else { return Vec::new() };
            let (inside, outside) = if need.negative { ('x', '+') } else { ('+', 'x') };
            match &need.what {
                Needed::State(_) => vec![
                    format!(
                        "{}|{}|{}",
                        run(outside, NARROW),
                        run(inside, WIDE),
                        run(outside, NARROW)
                    ),
                    format!("{}begins{}ends", blanks(NARROW), blanks(WIDE - 5)),
                    "(where the event comes)".to_owned(),
                ],
                Needed::Event { when, .. } | Needed::AtLeast { when, .. } => {
                    back(*when, inside, outside)
                }
            }
        }
        Body::Never(_) => never(plan.scope.as_ref()),
        Body::Quota(quota) => counted(quota.window),
        Body::Always(_) | Body::Formula(_) => Vec::new(),
    }
}

/// The first step of the first alternative; the time behind brackets is that of each step inside.
fn first_step(outcome: &Outcome) -> Option<&Step> {
    let step = outcome.chains.first()?.first()?;
    match &step.action {
        Action::Group(group) => first_step(group),
        Action::Do(_) | Action::DoNot(_) => Some(step),
    }
}

/// Where events count together with the one at the end.
fn counted(window: Window) -> Vec<String> {
    let Window::InAny(length) = window else { return Vec::new() };
    let far = format!("-{}", shown_duration(length));
    let gap = (NARROW + 1 + WIDE).saturating_sub(far.len());
    vec![
        format!("{}[{}]", blanks(NARROW), run('n', WIDE)),
        format!("{far}{}the event", blanks(gap)),
        "(`n` is where an event counts with it)".to_owned(),
    ]
}

fn run(mark: char, length: usize) -> String {
    mark.to_string().repeat(length)
}

fn blanks(length: usize) -> String {
    run(' ', length)
}

/// From the trigger on: what comes between two distances, both inside.
fn ahead(low: i64, high: i64, forbids: bool) -> Vec<String> {
    let (inside, outside) = if forbids { ('x', '+') } else { ('+', 'x') };
    let early = if low == 0 { String::new() } else { run(outside, NARROW) + "|" };
    let line = format!("|{early}{}|{}", run(inside, WIDE), run(outside, NARROW));
    let mut marks = "0".to_owned();
    if low != 0 {
        marks += &blanks(NARROW);
        marks += &shown_duration(low);
    }
    let end = 1 + early.len() + WIDE;
    let gap = end.saturating_sub(marks.chars().count()).max(1);
    vec![line, format!("{marks}{}{}", blanks(gap), shown_duration(high))]
}

/// Up to the trigger: what came between two distances before it.
fn back(when: Interval, inside: char, outside: char) -> Vec<String> {
    let late = if when.low == 0 { String::new() } else { format!("|{}", run(outside, NARROW)) };
    let (early, far) = match when.high {
        Some(high) => (format!("{}|", run(outside, NARROW)), format!("-{}", shown_duration(high))),
        None => ("… ".to_owned(), String::new()),
    };
    let line = format!("{early}{}{late}| the event", run(inside, WIDE));
    let mut marks = format!("{}{far}", blanks(early.chars().count().saturating_sub(1)));
    if when.low != 0 {
        let place = early.chars().count() + WIDE;
        let gap = place.saturating_sub(marks.chars().count()).max(1);
        marks += &blanks(gap);
        marks += "-";
        marks += &shown_duration(when.low);
    }
    if marks.trim().is_empty() { vec![line] } else { vec![line, marks] }
}

fn never(scope: Option<&Scope>) -> Vec<String> {
    match scope {
        None => vec!["xxxxxxxxxxxxxxxxxxxx …".to_owned()],
        Some(Scope::While(_)) => {
            let mut lines =
                vec![format!("{}|{}|{}", run('+', NARROW), run('x', WIDE), run('+', NARROW))];
            lines.push(format!("{}begins{}ends", blanks(NARROW), blanks(WIDE - 5)));
            lines
        }
        Some(Scope::After { span: Some(span), .. }) => {
            let mut lines = ahead(0, *span, true);
            if let Some(first) = lines.first_mut() {
                first.insert_str(0, "++++");
            }
            if let Some(last) = lines.last_mut() {
                last.insert_str(0, "    ");
            }
            lines
        }
        Some(Scope::After { until, .. }) if until.is_empty() => {
            vec!["++++|xxxxxxxxxxxxxxxxxxxx …".to_owned(), "    the scope begins".to_owned()]
        }
        Some(Scope::After { .. }) => vec![
            format!("++++|{}|{}", run('x', WIDE), run('+', NARROW)),
            format!("    begins{}ends", blanks(WIDE - 5)),
        ],
        Some(Scope::Before(_)) => {
            vec![format!("{}|++++++++", run('x', WIDE)), format!("{}the scope ends", blanks(WIDE))]
        }
    }
}

/// A stretch between the trigger and an event without a fixed distance.
fn both(from: &str, inside: &str, to: &str, outside: &str) -> Vec<String> {
    vec![
        format!("|{}|{}", inside.repeat(WIDE), outside.repeat(NARROW)),
        format!("{from}{}{to}", blanks((WIDE + 1).saturating_sub(from.len()))),
    ]
}
