//! Rules that override others have an event for a trigger, and do not do so in a circle.

use std::collections::BTreeSet;

use diagnostic::Diagnostic;

use super::Plan;
use crate::faults::Faults;
use crate::plan::{Body, Exception, RulePlan, Scope};
use crate::tree;

/// The rules that override a rule.
pub(crate) fn overriding(rule: &RulePlan) -> impl Iterator<Item = usize> {
    rule.exceptions.iter().filter_map(|exception| match exception {
        Exception::Rule(other) => Some(*other),
        Exception::When(_) => None,
    })
}

/// The rules so that each comes after those that override it; those in a circle are left out.
pub(crate) fn in_order(rules: &[RulePlan]) -> Vec<usize> {
    let mut missing: Vec<usize> = rules.iter().map(|rule| overriding(rule).count()).collect();
    let mut overridden = vec![Vec::new(); rules.len()];
    for (number, rule) in rules.iter().enumerate() {
        for other in overriding(rule) {
            overridden[other].push(number);
        }
    }
    let mut order: Vec<usize> = (0..rules.len()).filter(|rule| missing[*rule] == 0).collect();
    let mut next = 0;
    while let Some(&rule) = order.get(next) {
        next += 1;
        for &other in &overridden[rule] {
            missing[other] -= 1;
            if missing[other] == 0 {
                order.push(other);
            }
        }
    }
    order
}

/// Whether an event triggers a rule at once. Others are asked at the beginning of a state or the
/// end of a scope, or everywhere; and whether a scope `before` lasts is known only later.
fn has_trigger(rule: &RulePlan) -> bool {
    if matches!(rule.scope, Some(Scope::Before(_))) {
        return false;
    }
    match &rule.body {
        Body::Whenever { .. } | Body::Never(_) | Body::OnlyIf { .. } => true,
        Body::Quota(quota) => !quota.is_asked_at_end(),
        Body::Recurs { .. } | Body::Lasts { .. } | Body::Always(_) | Body::Formula(_) => false,
    }
}

pub(super) fn refuse_without_trigger(trees: &[&tree::Rule], plan: &Plan, faults: &mut Faults) {
    let exceptions = trees
        .iter()
        .zip(&plan.rules)
        .flat_map(|(rule, ready)| rule.exceptions.iter().zip(&ready.exceptions));
    for exception in exceptions {
        if let (tree::Exception::Rule(name), Exception::Rule(other)) = exception
            && plan.rules.get(*other).is_some_and(|other| !has_trigger(other))
        {
            let message = format!("`{}` is not triggered by an event alone", name.text);
            let help = "`whenever`, `never`, `only if` and `at most` are, but under a scope `before`; \
                        for a state write `except when`";
            let label = "cannot excuse at an event";
            faults.error("R117", &message, name.span, label, Some(help.to_owned()));
        }
    }
}

/// Whether no rule overrides itself; one that does has no formula.
pub(super) fn refuse_cycles(plan: &Plan, faults: &mut Faults) -> bool {
    let order = in_order(&plan.rules);
    if order.len() == plan.rules.len() {
        return refuse_too_many(plan, &order, faults);
    }
    let ordered: BTreeSet<usize> = order.into_iter().collect();
    let mut circle = (0..plan.rules.len()).filter(|rule| !ordered.contains(rule));
    let Some(first) = circle.next().and_then(|rule| plan.rules.get(rule)) else { return true };
    let message = format!("`{}` overrides itself through its exceptions", first.name);
    let mut fault = Diagnostic::error("R116", message).label(first.span.range(), "in a circle");
    for rule in circle.filter_map(|rule| plan.rules.get(rule)) {
        fault = fault.label(rule.span.range(), "with this one");
    }
    faults.push(fault.help("let one of them win, and take the other `except` out"));
    false
}

/// The formula of a rule holds those of all rules that override it, and of all that override these.
const EXCEPTIONS_MAX: u64 = 1_000;

/// Whether the exceptions of exceptions of each rule are as few as can be written out.
fn refuse_too_many(plan: &Plan, order: &[usize], faults: &mut Faults) -> bool {
    let mut counts = vec![0_u64; plan.rules.len()];
    let mut are_few = true;
    for (number, rule) in order.iter().filter_map(|rule| Some((*rule, plan.rules.get(*rule)?))) {
        let of = |other: usize| counts.get(other).map_or(0, |count| count.saturating_add(1));
        let count = overriding(rule).map(of).fold(0, u64::saturating_add);
        if let Some(place) = counts.get_mut(number) {
            *place = count;
        }
        if EXCEPTIONS_MAX < count && are_few {
            are_few = false;
            let message = format!(
                "`{}` has more than {EXCEPTIONS_MAX} exceptions, with those of its exceptions",
                rule.name
            );
            let help = "let fewer rules override one another; `except when` asks for a state";
            let label = "too many to be written out";
            faults.error("R108", message, rule.span, label, Some(help.to_owned()));
        }
    }
    are_few
}
