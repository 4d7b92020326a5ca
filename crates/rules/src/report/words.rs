//! Violations in a sentence each.

use crate::monitor::{Outcome, Reason, Verdict, shown_amount};
use crate::print;
use crate::rule_set::RuleSet;
use crate::tree::{Amount, Body, LengthBound, Rule};
use crate::value::{shown_duration, shown_time};

/// `R01 broken for attack A17: #252 at …; no convened(attack) within 24 h up to …; nearest …`
pub(super) fn violation(rules: &RuleSet, verdict: &Verdict) -> String {
    let name = rules.name(verdict.rule);
    let values: Vec<String> = rules
        .named(verdict.rule, &verdict.values)
        .into_iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let whom =
        if values.is_empty() { String::new() } else { format!(" for {}", values.join(", ")) };
    let time = shown_time(verdict.time.as_millis());
    let at_close = if verdict.outcome == Outcome::BrokenAtClose { " at close" } else { "" };
    let rule = rules.rules().nth(verdict.rule);
    let event = rule.and_then(trigger).map_or(String::new(), |name| format!("{name} "));
    let what = rule.map_or(String::new(), |rule| reason(rule, verdict));
    let near = nearest(verdict);
    format!("{name} broken{at_close}{whom}: {event}{} at {time}; {what}{near}", verdict.position)
}

/// The name of the event at which a rule is asked.
fn trigger(rule: &Rule) -> Option<&str> {
    let pattern = match &rule.body {
        Body::Whenever { trigger, .. } | Body::OnlyIf { trigger, .. } => trigger,
        Body::Never(event) => event,
        Body::Quota(quota) if quota.bound == LengthBound::AtMost => match &quota.amount {
            Amount::Events { event, .. }
            | Amount::Distinct { event, .. }
            | Amount::Sum { event, .. } => event,
        },
        _ => return None,
    };
    Some(&pattern.name.text)
}

/// What was to come, as the rule has it.
fn wanted(rule: &Rule) -> String {
    match &rule.body {
        Body::Whenever { outcome, .. } => print::shown_outcome(outcome),
        Body::AtLeastEvery { event, period } => {
            format!("{} within {}", print::pattern(event), print::duration(period))
        }
        Body::Lasts { state, .. } => format!("end of {}", print::pattern(state)),
        _ => print::sentence(rule).join(" "),
    }
}

fn reason(rule: &Rule, verdict: &Verdict) -> String {
    match verdict.reason {
        Reason::NotUntil(due) => {
            format!("no {} up to {}", wanted(rule), shown_time(due.as_millis()))
        }
        Reason::NotAtAll => format!("no {} up to the end", wanted(rule)),
        Reason::Happened => {
            let others = verdict.because.iter().filter(|position| **position != verdict.position);
            let others: Vec<String> = others.map(ToString::to_string).collect();
            let with = if others.is_empty() {
                String::new()
            } else {
                format!(", because of {}", others.join(", "))
            };
            format!("against `{}`{with}", print::sentence(rule).join(" "))
        }
        Reason::Need(number) => match &rule.body {
            Body::OnlyIf { needs, .. } => {
                let need = needs.get(number).map_or(String::new(), print::need);
                format!("not so: {need}")
            }
            _ => String::new(),
        },
        Reason::Amount(amount) => {
            let (is_sum, limit) = match &rule.body {
                Body::Quota(quota) => match &quota.amount {
                    Amount::Sum { limit, .. } => (true, print::literal(limit)),
                    Amount::Events { limit, .. } | Amount::Distinct { limit, .. } => {
                        (false, print::literal(limit))
                    }
                },
                _ => (false, String::new()),
            };
            let bound = match &rule.body {
                Body::Quota(quota) if quota.bound == LengthBound::AtLeast => "at least",
                _ => "at most",
            };
            format!("{} where {bound} {limit} is the rule", shown_amount(amount, is_sum))
        }
        Reason::None | Reason::InTime { .. } => String::new(),
    }
}

/// `; nearest #260 at …, 1 h 3 min late`
fn nearest(verdict: &Verdict) -> String {
    let Some((position, time)) = verdict.nearest else { return String::new() };
    let late = match verdict.reason {
        Reason::NotUntil(due) => {
            let late = time.as_millis() - due.as_millis();
            format!(", {} late", shown_duration(late))
        }
        _ => String::new(),
    };
    format!("; nearest {position} at {}{late}", shown_time(time.as_millis()))
}
