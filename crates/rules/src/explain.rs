//! Rules read back: in full English with their edges, as a formula, and on a line of time.

use std::fmt::Write;

use crate::core;
use crate::plan::{Body, Interval, RulePlan, Window};
use crate::print;
use crate::rule_set::RuleSet;
use crate::translate::translate;
use crate::tree::{self, Action, LengthBound, Pattern, Rule, Step, Timing};
use crate::value::{shown_duration, shown_time};

impl RuleSet {
    /// What a rule says, for people who did not write it.
    pub fn explain(&self, rule: usize) -> Option<String> {
        let (tree, plan) = (self.rules().nth(rule)?, self.plan.rules.get(rule)?);
        let translation = translate(&self.plan, plan);
        let formula = core::shown(&translation.formula, &translation.variables, self.vocabulary());
        let mut text = format!("{} \"{}\"\n", plan.name, tree.title);
        for line in print::sentence(tree) {
            let _ = writeln!(text, "  {line}");
        }
        let _ = write!(text, "\nreads: {}\n", self.reading(tree, plan));
        let _ = writeln!(text, "edges: {}", edges(plan));
        if let Some(line) = timeline(plan) {
            let _ = write!(text, "\n{line}\n");
        }
        let _ = write!(text, "\nviolated where: {formula}\n");
        Some(text)
    }

    fn reading(&self, rule: &Rule, plan: &RulePlan) -> String {
        let when = rule.scope.as_ref().map_or(String::new(), |_| {
            let scope = print::sentence(rule).first().cloned().unwrap_or_default();
            format!("{scope} ")
        });
        let body = match &rule.body {
            tree::Body::Whenever { trigger, outcome, otherwise } => {
                let steps: Vec<String> = outcome
                    .chains
                    .iter()
                    .map(|chain| {
                        let steps = chain.iter().map(|step| self.step(step));
                        steps.collect::<Vec<_>>().join(", and then ")
                    })
                    .collect();
                let repair = otherwise.as_ref().map_or(String::new(), |otherwise| {
                    format!(
                        "; where that is broken, {} repairs it",
                        print::shown_outcome(otherwise)
                    )
                });
                format!("whenever {}, {}{repair}", self.said(trigger), steps.join(", or "))
            }
            tree::Body::Never(event) => format!("never: {}", self.said(event)),
            tree::Body::OnlyIf { trigger, needs } => {
                let needs: Vec<String> = needs.iter().map(print::need).collect();
                format!("{} only if at that event: {}", self.said(trigger), needs.join("; and "))
            }
            _ => print::sentence(rule).last().cloned().unwrap_or_default(),
        };
        let force = plan.in_force.map_or(String::new(), |(from, to)| {
            let until =
                if to == i64::MAX { "on".to_owned() } else { format!("to {}", shown_time(to)) };
            format!("; asked from {} {until}", shown_time(from))
        });
        format!("{when}{body}{force}.")
    }

    /// An event in the words of its declaration, or as it is written.
    fn said(&self, pattern: &Pattern) -> String {
        let kind = self.vocabulary().id(&pattern.name.text);
        let reads = kind.and_then(|kind| self.vocabulary().kind(kind)?.reads.clone());
        let Some(mut text) = reads else { return print::pattern(pattern) };
        for arg in &pattern.args {
            let shown = print::pattern(&Pattern { args: vec![arg.clone()], ..pattern.clone() });
            let name = match (&arg.field, &arg.value) {
                (Some(field), _) => field.text.clone(),
                (None, tree::ArgValue::Name(name)) => name.text.clone(),
                (None, _) => continue,
            };
            let inner = shown.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            let value = inner.map_or(name.as_str(), |(inner, _)| inner);
            let value = value.rsplit(": ").next().unwrap_or(value);
            text = text.replace(&format!("{{{name}}}"), &format!("<{value}>"));
        }
        // Fields that the rule does not name may hold anything.
        let text = text.replace('{', "any ").replace('}', "");
        let guard = pattern.guard.as_ref();
        let guard = guard.map_or(String::new(), |it| format!(" where {}", print::condition(it)));
        text + &guard
    }

    fn step(&self, step: &Step) -> String {
        let action = match &step.action {
            Action::Do(event) => self.said(event),
            Action::DoNot(event) => format!("not: {}", self.said(event)),
            Action::Group(group) => print::shown_outcome(group),
        };
        match &step.timing {
            None => format!("{action} at the same time or later"),
            Some(Timing::Within { length, of }) => {
                let from = of.as_ref().map_or(String::new(), |of| format!(" of {}", of.text));
                format!(
                    "{action} at the same time or later, at most {} after{from}",
                    print::duration(length)
                )
            }
            Some(Timing::Between(low, high)) => format!(
                "{action} no sooner than {} and no later than {} after",
                print::duration(low),
                print::duration(high)
            ),
            Some(Timing::Before(end)) => format!("{action} before {}", print::pattern(end)),
        }
    }
}

/// The window that matters most to a reader.
fn window(plan: &RulePlan) -> Option<(Interval, bool)> {
    match &plan.body {
        Body::Whenever { outcome, .. } => match outcome.chains.as_slice() {
            [chain] => {
                let step = chain.first()?;
                let forbids = matches!(step.action, crate::plan::Action::DoNot(_));
                step.window.high.map(|_| (step.window, forbids))
            }
            _ => None,
        },
        Body::Recurs { period, .. } => Some((Interval { low: 1, high: Some(*period) }, false)),
        Body::Lasts { bound: LengthBound::AtMost, length, .. } => {
            Some((Interval::within(*length), false))
        }
        Body::Lasts { bound: LengthBound::AtLeast, length, .. } => {
            Some((Interval::within(*length - 1), true))
        }
        _ => None,
    }
}

fn edges(plan: &RulePlan) -> String {
    match &plan.body {
        Body::Quota(quota) => match quota.window {
            Window::InAny(length) => format!(
                "the event itself counts, and so does one exactly {} before it.",
                shown_duration(length)
            ),
            Window::InTotal => "every event of the log counts.".to_owned(),
            Window::Scope => "what came since the scope began counts.".to_owned(),
        },
        Body::OnlyIf { .. } => {
            "the event cannot meet its own need; of events at the same time, the order of the log decides."
                .to_owned()
        }
        Body::Never(_) => "an event that itself begins or ends the scope is outside of it.".to_owned(),
        Body::Formula(_) | Body::Always(_) => "as the formula says.".to_owned(),
        _ => match window(plan) {
            Some((Interval { high: Some(high), .. }, false)) => format!(
                "exactly {} after is in time. Not yet done and not yet late: pending. Broken is \
                 certain with the first event logged after that.",
                shown_duration(high)
            ),
            Some((Interval { high: Some(high), .. }, true)) => {
                format!("{} after, it is free again.", shown_duration(high + 1))
            }
            _ => "nothing says until when; on an open log it stays pending.".to_owned(),
        },
    }
}

/// A line of time: `+` where the awaited event keeps the rule, `x` where it does not.
fn timeline(plan: &RulePlan) -> Option<String> {
    let (Interval { low, high: Some(high) }, forbids) = window(plan)? else { return None };
    let (inside, outside) = if forbids { ('x', '+') } else { ('+', 'x') };
    let run = |mark: char, length: usize| mark.to_string().repeat(length);
    let early = if low <= 1 { String::new() } else { run(outside, 6) };
    let line = format!("|{early}{}|{}", run(inside, 20), run(outside, 8));
    let start = if low <= 1 { String::new() } else { format!("  {}", shown_duration(low)) };
    let pad = " ".repeat((21 + early.len()).saturating_sub(start.len()));
    Some(format!("  {line}\n  0{}{pad}{}", start.trim_start_matches("  "), shown_duration(high)))
}
