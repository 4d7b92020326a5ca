//! Violations in a sentence each.

use std::fmt::{self, Write};
use std::sync::Arc;

use kernel::SimTime;

use crate::monitor::{Outcome, Reason, Verdict, shown_amount};
use crate::plan::RulePlan;
use crate::print;
use crate::tree::{Amount, Body, LengthBound, Quota, Rule};
use crate::value::{shown_duration, shown_time};

/// What is said of every violation of a rule; made once for all of them.
pub(super) struct Words {
    name: String,
    /// The names of the variables.
    pub(super) variables: Vec<Arc<str>>,
    /// The event at which the rule is asked, with a blank behind it.
    event: String,
    wanted: String,
    sentence: String,
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
            name: plan.name.clone(),
            variables: super::names(plan),
            event: trigger(rule).map_or(String::new(), |name| format!("{name} ")),
            wanted: wanted(rule),
            sentence: print::sentence(rule).join(" "),
            needs,
            quota,
            offset,
        }
    }

    /// `R01 broken for attack A17: #252 at …; no convened(attack) within 24 h up to …; nearest …`
    pub(super) fn violation(&self, verdict: &Verdict) -> String {
        let mut text = String::with_capacity(192);
        // Writing to a text does not fail.
        let _ = self.write(verdict, &mut text);
        text
    }

    fn write(&self, verdict: &Verdict, text: &mut String) -> fmt::Result {
        text.push_str(&self.name);
        text.push_str(" broken");
        if verdict.outcome == Outcome::BrokenAtClose {
            text.push_str(" at close");
        }
        let mut before = " for ";
        for (name, value) in self.variables.iter().zip(&*verdict.values) {
            if let Some(value) = value {
                write!(text, "{before}{name} {value}")?;
                before = ", ";
            }
        }
        let time = self.time(verdict.time);
        write!(text, ": {}{} at {time}; ", self.event, verdict.position)?;
        self.write_reason(verdict, text)?;
        self.write_nearest(verdict, text)
    }

    fn write_reason(&self, verdict: &Verdict, text: &mut String) -> fmt::Result {
        match verdict.reason {
            Reason::NotUntil(due) => {
                write!(text, "no {} up to {}", self.wanted, self.time(due))
            }
            Reason::NotAtAll => write!(text, "no {} up to the end", self.wanted),
            Reason::Happened => {
                write!(text, "against `{}`", self.sentence)?;
                let others =
                    verdict.because.iter().filter(|position| **position != verdict.position);
                let mut before = ", because of ";
                for other in others {
                    write!(text, "{before}{other}")?;
                    before = ", ";
                }
                Ok(())
            }
            Reason::Need(number) => match self.needs.get(number) {
                Some(need) => write!(text, "not so: {need}"),
                None => Ok(()),
            },
            Reason::Amount(amount) => self.write_amount(amount, text),
            Reason::None | Reason::InTime { .. } => Ok(()),
        }
    }

    fn write_amount(&self, amount: i128, text: &mut String) -> fmt::Result {
        let Some(Limit { is_sum, shown }) = &self.quota else { return Ok(()) };
        write!(text, "{} where {shown} is the rule", shown_amount(amount, *is_sum))
    }

    /// `; nearest #260 at …, 1 h 3 min late`
    fn write_nearest(&self, verdict: &Verdict, text: &mut String) -> fmt::Result {
        let Some((position, time)) = verdict.nearest else { return Ok(()) };
        write!(text, "; nearest {position} at {}", self.time(time))?;
        if let Reason::NotUntil(due) = verdict.reason {
            let late = time.as_millis() - due.as_millis();
            write!(text, ", {} late", shown_duration(late))?;
        }
        Ok(())
    }

    fn time(&self, time: SimTime) -> String {
        shown_time(time.as_millis() + self.offset)
    }
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
