//! Violations in a sentence each.

use std::sync::Arc;

use kernel::{Position, SimTime};

use super::written::Written;
use crate::monitor::{Nearest, Outcome, Reason, Verdict, shown_amount};
use crate::plan::RulePlan;
use crate::print;
use crate::tree::{Amount, Body, LengthBound, Quota, Rule};
use crate::value::{push_duration, push_time, push_value};

/// What is said of every violation of a rule; made once for all of them.
pub(super) struct Words {
    /// `R01 broken`
    broken: String,
    /// The names of the variables.
    pub(super) variables: Vec<Arc<str>>,
    /// `: ` and the event at which the rule is asked, with a blank behind it.
    event: String,
    /// `no `, and what was to come.
    missing: String,
    wanted: String,
    /// `against` the sentence of the rule.
    against: String,
    needs: Vec<String>,
    quota: Option<Limit>,
    /// Instants are shown in a zone so many milliseconds east of UTC.
    offset: i64,
}

/// The limit of a quota.
struct Limit {
    is_sum: bool,
    /// `at most 3`
    shown: String,
}

impl Words {
    pub(super) fn new(plan: &RulePlan, rule: &Rule, offset: i64) -> Words {
        let needs = match &rule.body {
            Body::OnlyIf { needs, .. } => needs.iter().map(print::need).collect(),
            _ => Vec::new(),
        };
        let quota = match &rule.body {
            Body::Quota(quota) => Some(Limit::of(quota)),
            _ => None,
        };
        Words {
            broken: format!("{} broken", plan.name),
            variables: super::names(plan),
            event: trigger(rule).map_or(": ".to_owned(), |name| format!(": {name} ")),
            missing: format!("no {}", wanted(rule)),
            wanted: wanted(rule),
            against: format!("against `{}`", print::sentence(rule).join(" ")),
            needs,
            quota,
            offset,
        }
    }

    /// `R01 broken for attack A17: #252 at …; no convened(attack) within 24 h up to …; nearest …`
    pub(super) fn violation(&self, verdict: &Verdict) -> String {
        let mut text = String::with_capacity(192);
        self.push(verdict, &Written::of(verdict.time), &mut text);
        text
    }

    /// As [`Words::violation`], at the end of a text, with the instant of the violation as it is
    /// written.
    pub(super) fn push(&self, verdict: &Verdict, time: &Written, text: &mut String) {
        text.push_str(&self.broken);
        if verdict.outcome == Outcome::BrokenAtClose {
            text.push_str(" at close");
        }
        let mut before = " for ";
        for (name, value) in self.variables.iter().zip(&*verdict.values) {
            if let Some(value) = value {
                push_all(text, &[before, name, " "]);
                push_value(text, value, self.offset);
                before = ", ";
            }
        }
        text.push_str(&self.event);
        push_position(text, verdict.position);
        if self.offset == 0 {
            let (day, time) = time.parts();
            push_all(text, &[" at ", day, " ", time]);
        } else {
            self.push_time(" at ", verdict.time, text);
        }
        text.push_str("; ");
        self.push_reason(verdict, text);
        self.push_nearest(verdict, text);
    }

    fn push_reason(&self, verdict: &Verdict, text: &mut String) {
        match verdict.reason {
            Reason::NotUntil(due) => {
                text.push_str(&self.missing);
                self.push_time(" up to ", due, text);
                push_others(verdict, "; the last step done is ", text);
            }
            Reason::NotAtAll if self.quota.is_some() => {
                push_all(text, &["not so up to the end: ", &self.wanted]);
            }
            Reason::NotAtAll => {
                push_all(text, &[&self.missing, " up to the end"]);
                push_others(verdict, "; the last step done is ", text);
            }
            Reason::Happened => {
                text.push_str(&self.against);
                push_others(verdict, ", because of ", text);
            }
            Reason::Need(number) => {
                if let Some(need) = self.needs.get(number) {
                    push_all(text, &["not so: ", need]);
                }
            }
            Reason::Amount(amount) => {
                if let Some(Limit { is_sum, shown }) = &self.quota {
                    let amount = shown_amount(amount, *is_sum);
                    push_all(text, &[&amount, " where ", shown, " is the rule"]);
                }
            }
            Reason::None | Reason::InTime { .. } => {}
        }
    }

    /// `; nearest #260 at …, 1 h 3 min late`
    fn push_nearest(&self, verdict: &Verdict, text: &mut String) {
        let Some(Nearest { position, time, due }) = verdict.nearest else { return };
        text.push_str("; nearest ");
        push_position(text, position);
        self.push_time(" at ", time, text);
        let late = time.as_millis() - due.as_millis();
        text.push_str(", ");
        push_duration(text, late);
        text.push_str(" late");
    }

    fn push_time(&self, before: &str, time: SimTime, text: &mut String) {
        text.push_str(before);
        push_time(text, time.as_millis() + self.offset);
    }
}

/// The events that show a violation, but for the one at which it is reported.
fn push_others(verdict: &Verdict, mut before: &str, text: &mut String) {
    for other in verdict.because.iter().filter(|it| **it != verdict.position) {
        text.push_str(before);
        push_position(text, *other);
        before = ", ";
    }
}

fn push_all(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
}

fn push_position(text: &mut String, position: Position) {
    push_all(text, &["#", itoa::Buffer::new().format(position.0)]);
}

impl Limit {
    fn of(quota: &Quota) -> Limit {
        let (is_sum, limit) = match &quota.amount {
            Amount::Sum { limit, .. } => (true, limit),
            Amount::Events { limit, .. } | Amount::Distinct { limit, .. } => (false, limit),
        };
        let bound = match quota.bound {
            LengthBound::AtLeast => "at least",
            LengthBound::AtMost => "at most",
        };
        Limit { is_sum, shown: format!("{bound} {}", print::literal(limit)) }
    }
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
