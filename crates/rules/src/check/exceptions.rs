//! Rules that override one another must not do so in a circle.

use std::collections::BTreeSet;

use diagnostic::Diagnostic;

use super::Plan;
use crate::faults::Faults;
use crate::plan::{Exception, RulePlan};

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

pub(super) fn refuse_cycles(plan: &Plan, faults: &mut Faults) {
    let order = in_order(&plan.rules);
    if order.len() == plan.rules.len() {
        return;
    }
    let ordered: BTreeSet<usize> = order.into_iter().collect();
    let mut circle = (0..plan.rules.len()).filter(|rule| !ordered.contains(rule));
    let Some(first) = circle.next().and_then(|rule| plan.rules.get(rule)) else { return };
    let message = format!("`{}` overrides itself through its exceptions", first.name);
    let mut fault = Diagnostic::error("R116", message).label(first.span.range(), "in a circle");
    for rule in circle.filter_map(|rule| plan.rules.get(rule)) {
        fault = fault.label(rule.span.range(), "with this one");
    }
    faults.push(fault.help("let one of them win, and take the other `except` out"));
}
