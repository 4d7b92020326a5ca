//! What happens exactly at the limits of a sentence, and when its verdict is certain.

use super::certain::{after_that, certain, limits};
use crate::plan::{
    Action, Body, Interval, Need, Needed, Otherwise, Outcome, RulePlan, Scope, Step, Window,
};
use crate::tree::{self, LengthBound, Rule};
use crate::value::shown_duration;
use crate::vocabulary::Vocabulary;

const STATE: &str =
    "The state holds at the event that begins it and no longer at the one that ends it.";

pub(super) fn edges(vocabulary: &Vocabulary, rule: &Rule, plan: &RulePlan) -> Vec<String> {
    let mut edges = scope(plan);
    let at_scope_end = matches!(plan.scope, Some(Scope::Before(_)));
    edges.extend(match &plan.body {
        Body::Whenever { outcome, otherwise, .. } => {
            let mut edges = limits(outcome, vocabulary);
            if !at_scope_end {
                edges.extend(certain(outcome, otherwise.as_ref()));
            }
            edges.extend(otherwise.as_ref().map(reparation));
            edges
        }
        Body::Never(_) if at_scope_end => Vec::new(),
        Body::Never(_) => vec!["Broken is certain at the event itself.".to_owned()],
        Body::OnlyIf { needs, .. } => need_edges(needs, at_scope_end),
        Body::Quota(quota) => quota_edges(quota.bound, quota.window, plan.scope.as_ref()),
        Body::Recurs { period, .. } => vec![
            format!(
                "The next sign, or the end of the state, exactly {} after is in time; a sign at the \
                 same time as the last is not the next, an end then is one. Not yet come and not \
                 yet late: pending.",
                shown_duration(*period)
            ),
            after_that(),
        ],
        Body::Lasts { bound: LengthBound::AtMost, length, .. } => vec![
            format!(
                "An end exactly {} after the beginning is in time. Not yet ended and not yet \
                 late: pending.",
                shown_duration(*length)
            ),
            after_that(),
        ],
        Body::Lasts { bound: LengthBound::AtLeast, length, .. } => vec![format!(
            "Exactly {} is long enough: a state that holds so long is kept, whenever it ends. \
             Before that it is pending, and broken where it ends.",
            shown_duration(*length)
        )],
        Body::Formula(formula) if formula.is_future() => vec![
            "It is asked at every event; a violation is certain once what came and the windows that \
             are over leave nothing that could prevent it."
                .to_owned(),
        ],
        Body::Always(_) | Body::Formula(_) => {
            vec!["It is asked at every event; a violation is certain at the event itself.".to_owned()]
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
            "That something is broken is certain only when the end of the scope comes; it is \
             reported at its trigger then. If the end never comes, nothing is broken."
                .to_owned(),
        ],
    }
}

fn reparation(otherwise: &Otherwise) -> String {
    let firsts = firsts(&otherwise.outcome);
    let of_trigger = firsts.iter().filter(|step| step.from_trigger).count();
    let said = match (of_trigger, otherwise.from_break) {
        (all, false) if all == firsts.len() => {
            "The time for the reparation counts from the trigger; it may come early."
        }
        (0, true) => "The time for the reparation counts from the event that broke it.",
        (0, false) => {
            "The time for the reparation counts from the last instant of the first part; one that \
             comes before that instant is none."
        }
        (_, true) => {
            "Where the reparation says `of`, its time counts from the trigger, elsewhere from the \
             event that broke it; one that comes before that event is none."
        }
        (_, false) => {
            "Where the reparation says `of`, its time counts from the trigger, and it may come \
             early; elsewhere it counts from the last instant of the first part, and one that \
             comes before that instant is none."
        }
    };
    said.to_owned()
}

/// The steps with which an outcome can begin.
fn firsts(outcome: &Outcome) -> Vec<&Step> {
    let mut steps = Vec::new();
    for step in outcome.chains.iter().filter_map(|chain| chain.first()) {
        match &step.action {
            Action::Group(group) => steps.extend(firsts(group)),
            Action::Do(_) | Action::DoNot(_) => steps.push(step),
        }
    }
    steps
}

fn need_edges(needs: &[Need], at_scope_end: bool) -> Vec<String> {
    let of_state = |need: &&Need| matches!(need.what, Needed::State(_));
    let mut first = match needs.iter().filter(of_state).count() {
        0 => {
            "The event cannot meet its own need; of events at the same time, the order of the log \
             decides."
        }
        // It may well begin or end a state.
        all if all == needs.len() => "Of events at the same time, the order of the log decides.",
        _ => {
            "The event is none of those that came before it; of events at the same time, the order \
             of the log decides."
        }
    }
    .to_owned();
    if !at_scope_end {
        first.push_str(" The verdict is certain at the event.");
    }
    let mut edges = vec![first];
    edges.extend(needs.iter().filter_map(|need| match &need.what {
        Needed::Event { when, .. } | Needed::AtLeast { when, .. } => {
            looking_back(*when, need.negative)
        }
        Needed::State(_) => Some(STATE.to_owned()),
    }));
    edges.dedup();
    edges
}

fn looking_back(when: Interval, forbids: bool) -> Option<String> {
    let (low, high) = (shown_duration(when.low), shown_duration(when.high?));
    Some(match (when.low, forbids) {
        (0, false) => format!("Exactly {high} before is soon enough."),
        (0, true) => format!("Exactly {high} before it is still forbidden."),
        (_, false) => format!("Exactly {low} before and exactly {high} before are both inside."),
        (_, true) => {
            format!("Exactly {low} before and exactly {high} before it are both forbidden.")
        }
    })
}

fn quota_edges(bound: LengthBound, window: Window, scope: Option<&Scope>) -> Vec<String> {
    let counted = match window {
        Window::InAny(length) => format!(
            "The event itself counts, and so does one exactly {} before it.",
            shown_duration(length)
        ),
        Window::InTotal if scope.is_some() => {
            "Every event of the log counts that comes in the scope, in all times that it lasts."
                .to_owned()
        }
        Window::InTotal => "Every event of the log counts.".to_owned(),
        // Only an event sets the count back.
        Window::Scope if matches!(scope, Some(Scope::After { span: Some(_), .. })) => {
            "What came in the scope counts until an event ends it; that its time is over does not \
             begin the count anew."
                .to_owned()
        }
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
            "Kept as soon as the amount is reached. Broken only when the log is closed; reported at the \
             first."
        }
        (LengthBound::AtLeast, Window::Scope) => "Decided and reported at the end of the scope.",
    };
    vec![counted, reported.to_owned()]
}

fn has_list_of_steps(plan: &RulePlan) -> bool {
    match &plan.body {
        Body::Whenever { outcome, .. } => outcome.has_list_of_steps(),
        _ => false,
    }
}
