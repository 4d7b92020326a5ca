//! What can be used but is hardly meant.

use std::collections::BTreeMap;

use diagnostic::Diagnostic;

use super::Plan;
use crate::faults::Faults;
use crate::plan::{
    Action, Body, EventPattern, FieldRef, InForce, Needed, Operand, Outcome, RulePlan, Scope,
};
use crate::print;
use crate::span::Span;
use crate::tree::{Declaration, File, Rule};
use crate::vocabulary::KindId;

pub(super) fn lint(file: &File, trees: &[&Rule], plan: &Plan, faults: &mut Faults) {
    for (declaration, _) in &file.declarations {
        if let Declaration::State(state) = declaration
            && state.until.is_empty()
        {
            let message = format!("state `{}` never ends", state.name.text);
            let help = "say what ends it: `until …`";
            faults.warning("R120", message, state.name.span, "no `until`", help);
        }
    }
    let mut sentences = BTreeMap::new();
    for (tree, rule) in trees.iter().zip(&plan.rules) {
        repeated(tree, rule.in_force, &mut sentences, faults);
        never_emitted(plan, rule, faults);
        remembers_for_ever(rule, faults);
        waits_for_ever(rule, faults);
    }
    contradictions(plan, faults);
}

/// What a rule says, and when it is in force.
type Sentence = (Vec<String>, Option<InForce>);

/// Two rules that say the same of the same time are one too many.
fn repeated(
    rule: &Rule,
    in_force: Option<InForce>,
    sentences: &mut BTreeMap<Sentence, Span>,
    faults: &mut Faults,
) {
    let sentence = (print::sentence(rule), in_force);
    let first = *sentences.entry(sentence).or_insert(rule.name.span);
    if first.start != rule.name.span.start {
        let message = format!("`{}` says what another rule says already", rule.name.text);
        let fault = Diagnostic::warning("R124", message)
            .label(rule.name.span.range(), "says the same")
            .label(first.range(), "as this one");
        faults.push(fault.help("take one of them out"));
    }
}

fn never_emitted(plan: &Plan, rule: &RulePlan, faults: &mut Faults) {
    let Some(trigger) = rule.body.trigger() else { return };
    let Some(kind) = plan.vocabulary.kind(trigger.kind).filter(|kind| !kind.is_emitted) else {
        return;
    };
    let message = format!("nothing records `{}`", kind.name);
    let help = "the rule would never be asked; take an event that is recorded";
    faults.warning("R126", message, rule.span, "waits for it", help);
}

/// Needs and scopes without an end keep every event that there ever was.
fn remembers_for_ever(rule: &RulePlan, faults: &mut Faults) {
    let needs = match &rule.body {
        Body::OnlyIf { needs, .. } => needs.as_slice(),
        _ => &[],
    };
    let is_unbounded = |needed: &Needed| match needed {
        Needed::Event { when, .. } | Needed::AtLeast { when, .. } => when.high.is_none(),
        Needed::State(_) => false,
    };
    let scope_stays = matches!(
        &rule.scope,
        Some(Scope::After { span: None, until, .. }) if until.is_empty()
    );
    if scope_stays || needs.iter().any(|need| is_unbounded(&need.what)) {
        let message = format!("`{}` remembers what it needs for ever", rule.name);
        let help = "where that is too much, add a time: `within 30 d before`, `for 30 d`";
        faults.warning("R121", message, rule.span, "memory grows with the log", help);
    }
}

/// What has no last instant is never missed on an open log.
fn waits_for_ever(rule: &RulePlan, faults: &mut Faults) {
    let Body::Whenever { outcome, otherwise, .. } = &rule.body else { return };
    let waits = is_endless(outcome) || otherwise.as_ref().is_some_and(|it| is_endless(&it.outcome));
    if !waits {
        return;
    }
    let can_break =
        outcome.can_break() && otherwise.as_ref().is_none_or(|it| it.outcome.can_break());
    let (message, label) = if can_break {
        let message = format!("`{}` may wait for ever", rule.name);
        (message, "pending while the log goes on, once what has a time came")
    } else {
        (format!("`{}` waits for ever", rule.name), "never broken while the log goes on")
    };
    let help = "say until when: `within 24 h`";
    faults.warning("R122", message, rule.span, label, help);
}

fn is_endless(outcome: &Outcome) -> bool {
    outcome.chains.iter().flatten().any(|step| match &step.action {
        Action::Do(_) => step.window.high.is_none() && step.before.is_none(),
        Action::DoNot(_) => false,
        Action::Group(group) => is_endless(group),
    })
}

/// A duty whose only answer another rule forbids whenever it is in force.
fn contradictions(plan: &Plan, faults: &mut Faults) {
    let forbidden: Vec<(KindId, &RulePlan)> = plan
        .rules
        .iter()
        .filter_map(|rule| match &rule.body {
            Body::Never(EventPattern { kind, args, guard: None })
                if rule.scope.is_none() && rule.exceptions.is_empty() && only_names(args) =>
            {
                Some((*kind, rule))
            }
            _ => None,
        })
        .collect();
    for rule in &plan.rules {
        let Body::Whenever { outcome, .. } = &rule.body else { continue };
        let [chain] = outcome.chains.as_slice() else { continue };
        for step in chain {
            let Action::Do(event) = &step.action else { continue };
            let is_forbidden = |(kind, other): &&(KindId, &RulePlan)| {
                *kind == event.kind && InForce::overlap(rule.in_force, other.in_force)
            };
            if let Some((_, other)) = forbidden.iter().find(is_forbidden) {
                let message = format!("`{}` asks for what `{}` forbids", rule.name, other.name);
                let fault = Diagnostic::warning("R123", message)
                    .label(rule.span.range(), "a duty")
                    .label(other.span.range(), "a prohibition");
                faults.push(fault.help("give one of them a scope or an exception"));
            }
        }
    }
}

/// Whether a pattern asks for nothing but names its fields.
fn only_names(args: &[(FieldRef, Operand)]) -> bool {
    let mut slots: Vec<usize> = args.iter().filter_map(|(_, operand)| operand.variable()).collect();
    let all = slots.len() == args.len();
    slots.sort_unstable();
    slots.dedup();
    all && slots.len() == args.len()
}
