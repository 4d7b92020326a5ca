//! Duties whose only answer another rule forbids.

use std::collections::BTreeSet;

use diagnostic::Diagnostic;

use super::Plan;
use crate::faults::Faults;
use crate::plan::{
    Action, Body, EventPattern, InForce, Interval, Operand, Outcome, RulePlan, Scope, Slot, Step,
};

/// What a rule forbids wherever it is asked, without an exception.
struct Prohibition<'a> {
    rule: &'a RulePlan,
    /// What it follows, and when; nothing if it is always forbidden.
    follows: Option<(&'a EventPattern, Interval)>,
    event: &'a EventPattern,
}

/// A duty that is looked at: the names that the sentence had before it have the same numbers in
/// every rule that begins alike.
struct Duty<'a> {
    rule: &'a RulePlan,
    trigger: &'a EventPattern,
}

pub(super) fn contradictions(plan: &Plan, faults: &mut Faults) {
    let forbidden: Vec<Prohibition<'_>> = plan.rules.iter().filter_map(prohibition).collect();
    if forbidden.is_empty() {
        return;
    }
    for rule in &plan.rules {
        let Body::Whenever { trigger, outcome, .. } = &rule.body else { continue };
        let duty = Duty { rule, trigger };
        if let Some(other) = duty.impossible(outcome, true, &forbidden) {
            let message = format!("`{}` asks for what `{}` forbids", rule.name, other.name);
            let fault = Diagnostic::warning("R123", message)
                .label(rule.span.range(), "a duty")
                .label(other.span.range(), "a prohibition");
            faults.push(fault.help("give one of them another scope or an exception"));
        }
    }
}

fn prohibition(rule: &RulePlan) -> Option<Prohibition<'_>> {
    if !rule.exceptions.is_empty() {
        return None;
    }
    let (follows, event) = match &rule.body {
        Body::Never(event) => (None, event),
        Body::Whenever { trigger, outcome, otherwise: None } => match outcome.steps().as_slice() {
            [Step { action: Action::DoNot(event), window, before: None, .. }] => {
                (Some((trigger, *window)), event)
            }
            _ => return None,
        },
        _ => return None,
    };
    event.guard.is_none().then_some(Prohibition { rule, follows, event })
}

impl Duty<'_> {
    /// The rule that forbids a step of each alternative.
    fn impossible<'r>(
        &self,
        outcome: &Outcome,
        is_first: bool,
        forbidden: &[Prohibition<'r>],
    ) -> Option<&'r RulePlan> {
        let mut found = None;
        for chain in &outcome.chains {
            let other = chain.iter().enumerate().find_map(|(number, step)| {
                let is_first = is_first && number == 0;
                match &step.action {
                    Action::Do(event) => {
                        let forbids =
                            |it: &&Prohibition<'_>| self.forbids(it, event, step, is_first);
                        forbidden.iter().find(forbids).map(|it| it.rule)
                    }
                    Action::DoNot(_) => None,
                    Action::Group(group) => self.impossible(group, is_first, forbidden),
                }
            })?;
            found = found.or(Some(other));
        }
        found
    }

    fn forbids(
        &self,
        forbidden: &Prohibition<'_>,
        event: &EventPattern,
        step: &Step,
        is_first: bool,
    ) -> bool {
        let other = forbidden.rule;
        let mut known: BTreeSet<Slot> = other.scope.as_ref().map(Scope::slots).unwrap_or_default();
        let is_alike = match forbidden.follows {
            // The trigger may do what it asks for; it does not break its own prohibition.
            Some((trigger, window)) => {
                known.extend(trigger.variables());
                let is_inside = match (step.window.high, window.high) {
                    (Some(high), Some(last)) => window.low <= step.window.low && high <= last,
                    _ => false,
                };
                let is_wide = other.scope.is_none() || other.scope == self.rule.scope;
                let is_asked_too = is_wide && trigger == self.trigger;
                is_first && is_inside && is_asked_too && event.kind != trigger.kind
            }
            // A scope may be over before the answer comes.
            None => other.scope.is_none(),
        };
        is_alike
            && InForce::overlap(self.rule.in_force, other.in_force)
            && covers(forbidden.event, &known, event)
    }
}

/// Whether what a pattern matches, another one matches too. Names that it alone has may be anything.
fn covers(wide: &EventPattern, known: &BTreeSet<Slot>, narrow: &EventPattern) -> bool {
    let mut free = BTreeSet::new();
    wide.kind == narrow.kind
        && wide.args.iter().all(|(field, operand)| {
            let mut same = narrow.args.iter().filter(|(other, _)| other == field);
            match operand {
                Operand::Variable(slot) if !known.contains(slot) => free.insert(*slot),
                operand => same.any(|(_, other)| other == operand),
            }
        })
}
