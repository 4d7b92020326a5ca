//! What can be used but is hardly meant.

use std::collections::BTreeMap;

use diagnostic::Diagnostic;

use super::Plan;
use super::exceptions::overriding;
use crate::core::Formula;
use crate::faults::Faults;
use crate::plan::{Action, Body, Measure, Needed, Outcome, Quota, RulePlan, Scope, Slot, Window};
use crate::span::Span;
use crate::tree::formula::TemporalOperator;
use crate::tree::{Declaration, File};

pub(super) fn lint(file: &File, plan: &Plan, faults: &mut Faults) {
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
    for rule in &plan.rules {
        repeated(plan, rule, &mut sentences, faults);
        never_emitted(plan, rule, faults);
        remembers_for_ever(rule, faults);
        multiplies(rule, faults);
        waits_for_ever(rule, faults);
    }
    super::contradictions::contradictions(plan, faults);
}

/// Two rules that say the same of the same time are one too many, however they write it.
fn repeated(
    plan: &Plan,
    rule: &RulePlan,
    sentences: &mut BTreeMap<String, Span>,
    faults: &mut Faults,
) {
    // Names are numbers in a plan and times are milliseconds, so that it looks alike where it means
    // the same.
    let sentence = (rule.in_force, &rule.scope, &rule.body, &rule.exceptions);
    let shared: Vec<_> = overriding(rule)
        .filter_map(|other| plan.rules.get(other))
        .map(|it| shared(rule, it))
        .collect();
    let meant = format!("{:?}", (rule.is_enforced, sentence, shared));
    let first = *sentences.entry(meant).or_insert(rule.span);
    if first.start != rule.span.start {
        let message = format!("`{}` says what another rule says already", rule.name);
        let fault = Diagnostic::warning("R124", message)
            .label(rule.span.range(), "says the same")
            .label(first.range(), "as this one");
        faults.push(fault.help("take one of them out"));
    }
}

/// The names of which a rule and one that overrides it must have the same values.
fn shared(rule: &RulePlan, other: &RulePlan) -> Vec<Option<usize>> {
    let place = |name: &str| other.variables.iter().position(|it| it.name == name);
    rule.variables.iter().map(|it| place(&it.name)).collect()
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
    let endless = match &rule.body {
        Body::Formula(formula) if looks_back_for_ever(formula) => {
            Some("where that is too much, say how far to look back: `once within 30 d …`")
        }
        Body::Quota(Quota { measure: Measure::Distinct(_), window: Window::InTotal, .. }) => {
            Some("where that is too much, say in what time: `in any 30 d`")
        }
        _ => None,
    };
    if let Some(help) = endless {
        let message = format!("`{}` remembers what it needs for ever", rule.name);
        faults.warning("R121", message, rule.span, "memory grows with the log", help);
    }
    if matches!(rule.scope, Some(Scope::Before(_))) {
        let message = format!("`{}` remembers what it is asked until its scope ends", rule.name);
        let help = "if that may never come, say it with a time: `only if … within 30 d before`, \
                    `after … for 30 d`";
        faults.warning("R121", message, rule.span, "memory grows with the log", help);
    }
}

/// Whether every value that there ever was is kept; that something happened at all is one thing to know,
/// and what a `since` knows its left side ends.
fn looks_back_for_ever(formula: &Formula) -> bool {
    let here = match formula {
        Formula::Unary(temporal, inner) => {
            let operators = [TemporalOperator::Once, TemporalOperator::Historically];
            let is_endless = temporal.window.high.is_none();
            is_endless && operators.contains(&temporal.operator) && !inner.free().is_empty()
        }
        _ => false,
    };
    here || formula.parts().into_iter().any(looks_back_for_ever)
}

/// Sides of an `and` without a value in common have as many rows as the product of theirs.
fn multiplies(rule: &RulePlan, faults: &mut Faults) {
    let Body::Formula(formula) = &rule.body else { return };
    let Some((left, right)) = unjoined(formula) else { return };
    let name =
        |slot: Slot| rule.variables.get(slot).map_or("", |it| it.name.trim_end_matches('\''));
    let (left, right) = (name(left), name(right));
    let message = format!("`{}` takes every `{left}` with every `{right}`", rule.name);
    let help = "name a value that both sides have, leave out the fields that nothing asks for, or look back \
                less far";
    let label = "the sides of an `and` share no value: memory grows with the product of both";
    faults.warning("R121", message, rule.span, label, help);
}

/// A variable of each of two sides that nothing joins, of which one looks back: two events are never one.
fn unjoined(formula: &Formula) -> Option<(Slot, Slot)> {
    let here = match formula {
        Formula::And(parts) => sides_apart(parts),
        _ => None,
    };
    here.or_else(|| formula.parts().into_iter().find_map(unjoined))
}

fn sides_apart(parts: &[Formula]) -> Option<(Slot, Slot)> {
    // What is only asked for, such as a comparison, has no rows, but joins those that have.
    let has_rows = |part: &Formula| !matches!(part, Formula::Compared(..) | Formula::Not(_));
    let looks_back = |part: &Formula| matches!(part, Formula::Unary(..) | Formula::Binary(..));
    let mut first = parts.iter().find(|part| has_rows(part) && !part.free().is_empty())?.free();
    let named = *first.first()?;
    while let Some(joined) = parts
        .iter()
        .map(Formula::free)
        .find(|free| !free.is_disjoint(&first) && !free.is_subset(&first))
    {
        first.extend(joined);
    }
    let apart = |part: &&Formula| {
        has_rows(part) && !part.free().is_empty() && part.free().is_disjoint(&first)
    };
    let other = parts.iter().find(apart)?;
    let other_named = *other.free().first()?;
    parts.iter().any(looks_back).then_some((named, other_named))
}

/// What has no last instant is never missed on an open log.
fn waits_for_ever(rule: &RulePlan, faults: &mut Faults) {
    let Body::Whenever { outcome, otherwise, .. } = &rule.body else { return };
    let outcomes = || [outcome].into_iter().chain(otherwise.as_ref().map(|it| &it.outcome));
    let mut steps = outcomes()
        .flat_map(Outcome::steps)
        .filter(|step| matches!(step.action, Action::Do(_)) && step.window.high.is_none());
    let Some(first) = steps.next() else { return };
    if first.before.is_some() && steps.all(|step| step.before.is_some()) {
        let message = format!("`{}` may wait for ever", rule.name);
        let help = "if the event behind `before` may never come, say until when: `within 24 h`";
        let label = "pending while neither event comes";
        faults.warning("R122", message, rule.span, label, help);
        return;
    }
    let can_break = outcomes().all(Outcome::can_break);
    let (message, label) = if can_break {
        let message = format!("`{}` may wait for ever", rule.name);
        (message, "pending while the log goes on, once the step in front came")
    } else {
        (format!("`{}` waits for ever", rule.name), "never broken while the log goes on")
    };
    let help = "say until when: `within 24 h`";
    faults.warning("R122", message, rule.span, label, help);
}
