//! What happens exactly at the limits of a sentence, and when its verdict is certain.

use std::collections::BTreeSet;

use crate::plan::{
    Action, Body, Interval, Need, Needed, Otherwise, Outcome, RulePlan, Scope, Window,
};
use crate::tree::{self, LengthBound, Rule};
use crate::value::shown_duration;

const STATE: &str =
    "The state holds at the event that begins it and no longer at the one that ends it.";

pub(super) fn edges(rule: &Rule, plan: &RulePlan) -> Vec<String> {
    let mut edges = scope(plan);
    edges.extend(match &plan.body {
        Body::Whenever { outcome, otherwise, .. } => {
            let mut edges = duty(outcome);
            edges.extend(otherwise.as_ref().map(reparation));
            edges
        }
        Body::Never(_) => vec!["Broken is certain at the event itself.".to_owned()],
        Body::OnlyIf { needs, .. } => need_edges(needs),
        Body::Quota(quota) => quota_edges(quota.bound, quota.window),
        Body::Recurs { period, .. } => vec![
            format!(
                "The next sign, or the end of the state, exactly {} after is in time; one at the \
                 same time as the last is not the next. Not yet come and not yet late: pending.",
                shown_duration(*period)
            ),
            certain_after(),
        ],
        Body::Lasts { bound: LengthBound::AtMost, length, .. } => vec![
            format!(
                "An end exactly {} after the beginning is in time. Not yet ended and not yet \
                 late: pending.",
                shown_duration(*length)
            ),
            certain_after(),
        ],
        Body::Lasts { bound: LengthBound::AtLeast, length, .. } => vec![format!(
            "Exactly {} is long enough. Reported at the end of the state; a state that still \
             holds is pending up to then.",
            shown_duration(*length)
        )],
        Body::Always(_) | Body::Formula(_) => {
            vec![
                "It is asked at every event; a violation is certain once its windows are over."
                    .to_owned(),
            ]
        }
    });
    if matches!(rule.body, tree::Body::Whenever { .. }) && has_list_of_steps(plan) {
        edges.push("Each time counts from the step before it, unless it says `of`.".to_owned());
    }
    edges
}

fn scope(plan: &RulePlan) -> Vec<String> {
    match &plan.scope {
        None => Vec::new(),
        Some(Scope::While(_)) => vec![STATE.to_owned()],
        Some(Scope::After { span, .. }) => {
            let last = span.map_or(String::new(), |span| {
                format!(" Exactly {} after it began is still inside.", shown_duration(span))
            });
            vec![format!("An event that itself begins or ends the scope is outside of it.{last}")]
        }
        Some(Scope::Before(_)) => vec![
            "Nothing is certain before the end of the scope comes; what is broken is reported at \
             its trigger then. If the end never comes, nothing is broken."
                .to_owned(),
        ],
    }
}

fn duty(outcome: &Outcome) -> Vec<String> {
    let mut edges = Vec::new();
    for step in outcome.chains.iter().flatten() {
        if let Action::Group(group) = &step.action {
            edges.extend(duty(group));
            continue;
        }
        let Interval { low, high } = step.window;
        let forbids = matches!(step.action, Action::DoNot(_));
        edges.push(match (high, forbids) {
            (Some(high), false) if low == 0 => format!(
                "Exactly {} after is in time. Not yet done and not yet late: pending.",
                shown_duration(high)
            ),
            (Some(high), false) => format!(
                "Exactly {} and exactly {} after are in time. Not yet done and not yet late: \
                 pending.",
                shown_duration(low),
                shown_duration(high)
            ),
            (Some(high), true) => format!(
                "Exactly {} after it is still forbidden. Not yet over: pending; the trigger does \
                 not break its own prohibition.",
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
        });
    }
    if outcome.chains.iter().flatten().any(|step| step.window.high.is_some()) {
        edges.push(certain_after());
    }
    let mut said = BTreeSet::new();
    edges.retain(|edge| said.insert(edge.clone()));
    edges
}

fn certain_after() -> String {
    "Broken is certain with the first event logged after that, or when the log is known to have \
     come so far."
        .to_owned()
}

fn reparation(otherwise: &Otherwise) -> String {
    let from = if otherwise.from_break {
        "The time for the reparation counts from the event that broke it."
    } else {
        "The time for the reparation counts as it is written; it may come early."
    };
    from.to_owned()
}

fn need_edges(needs: &[Need]) -> Vec<String> {
    let mut edges = vec![
        "The event cannot meet its own need; of events at the same time, the order of the log \
         decides. The verdict is certain at the event."
            .to_owned(),
    ];
    edges.extend(needs.iter().filter_map(|need| match &need.what {
        Needed::Event { when, .. } | Needed::AtLeast { when, .. } => looking_back(*when),
        Needed::State(_) => Some(STATE.to_owned()),
    }));
    edges.dedup();
    edges
}

fn looking_back(when: Interval) -> Option<String> {
    let high = when.high?;
    Some(if when.low == 0 {
        format!("Exactly {} before is soon enough.", shown_duration(high))
    } else {
        let (low, high) = (shown_duration(when.low), shown_duration(high));
        format!("Exactly {low} before and exactly {high} before are both inside.")
    })
}

fn quota_edges(bound: LengthBound, window: Window) -> Vec<String> {
    let counted = match window {
        Window::InAny(length) => format!(
            "The event itself counts, and so does one exactly {} before it.",
            shown_duration(length)
        ),
        Window::InTotal => "Every event of the log counts.".to_owned(),
        Window::Scope => "What came since the scope began counts.".to_owned(),
    };
    let reported = match (bound, window) {
        (LengthBound::AtMost, _) => {
            "Broken at the event that exceeds the limit, and at each further one."
        }
        (LengthBound::AtLeast, Window::InAny(_)) => {
            "Asked at each such event that comes a whole window or more after the first."
        }
        (LengthBound::AtLeast, Window::InTotal) => {
            "Decided when the log is closed; reported at the first."
        }
        (LengthBound::AtLeast, Window::Scope) => "Decided and reported at the end of the scope.",
    };
    vec![counted, reported.to_owned()]
}

fn has_list_of_steps(plan: &RulePlan) -> bool {
    match &plan.body {
        Body::Whenever { outcome, .. } => outcome.chains.iter().any(|chain| 1 < chain.len()),
        _ => false,
    }
}
