//! What each sentence means: its translation into the core.
//!
//! A rule is violated where its formula is true. The free variables are those of the scope and
//! of the trigger; every other variable is closed by `exists` at the event or state that
//! names it.

mod event;
mod force;
mod outcome;
mod quota;
mod state;

use std::collections::BTreeSet;

pub(crate) use state::state_holds;

use crate::check::Plan;
use crate::core::Formula;
use crate::plan::{
    Body, EventPattern, Exception, Expression, FieldRef, Interval, Need, Needed, Operand, RulePlan,
    Scope, Slot, StatePlan, StateUse, Test, Variable,
};
use crate::tree::Comparison;
use crate::tree::LengthBound;
use crate::tree::formula::{Fold, TemporalOperator};
use crate::value::Value;
use crate::vocabulary::Type;

/// A violation formula with its variables, those of the rule first.
#[derive(Clone, Debug)]
pub(crate) struct Translation {
    pub(crate) formula: Formula,
    pub(crate) variables: Vec<Variable>,
}

/// Translates one rule.
pub(crate) fn translate(plan: &Plan, rule: &RulePlan) -> Translation {
    let mut translator = Translator {
        states: &plan.states,
        rules: &plan.rules,
        variables: &mut rule.variables.clone(),
        trigger_time: None,
    };
    let formula = translator.rule(rule);
    Translation { formula, variables: translator.variables.clone() }
}

/// The events at which an `always` does not hold.
pub(crate) fn violation_of_always(
    states: &[StatePlan],
    variables: &mut Vec<Variable>,
    test: &Test,
) -> Formula {
    let mut translator = Translator { states, rules: &[], variables, trigger_time: None };
    translator.negated(test)
}

struct Translator<'a> {
    states: &'a [StatePlan],
    rules: &'a [RulePlan],
    variables: &'a mut Vec<Variable>,
    /// The variable that holds the time of the trigger, once somebody counts from it.
    trigger_time: Option<Slot>,
}

impl Translator<'_> {
    fn fresh(&mut self, name: &str, of: Type) -> Slot {
        let taken = |variables: &[Variable], name: &str| variables.iter().any(|it| it.name == name);
        let mut name = name.to_owned();
        while taken(self.variables, &name) {
            name.push('\'');
        }
        self.variables.push(Variable { name, of });
        self.variables.len() - 1
    }

    fn rule(&mut self, rule: &RulePlan) -> Formula {
        match &rule.body {
            Body::Formula(formula) => return formula.clone(),
            Body::Always(test) => {
                let scope = rule.scope.as_ref().map(|scope| self.scope(scope, &BTreeSet::new()));
                let violation = self.negated(test);
                return Formula::and(scope.into_iter().chain([violation]));
            }
            _ => {}
        }
        let outer = instance_slots(rule);
        let violation = match &rule.body {
            Body::Whenever { trigger, outcome, otherwise } => {
                let broken = self.broken(outcome, otherwise.as_ref(), &outer);
                self.guarded(rule, trigger, &outer, broken)
            }
            Body::Never(trigger) => self.guarded(rule, trigger, &outer, Vec::new()),
            Body::OnlyIf { trigger, needs } => {
                let met = self.needs(needs, &outer);
                self.guarded(rule, trigger, &outer, vec![Formula::not(met)])
            }
            Body::Quota(quota) => self.quota(rule, quota, &outer),
            Body::Recurs { state, event, period } => {
                let violation = self.recurs(state, event, *period, &outer);
                let kinds = self.beginnings(state).into_iter().chain([event.kind]).collect();
                let in_force = self.in_force(rule, kinds);
                let asked = Formula::and([violation].into_iter().chain(in_force));
                self.with_exceptions(rule, asked, &outer)
            }
            Body::Lasts { state, bound, length } => {
                let mut exceptions = self.no_exception(rule, &outer);
                let kinds = self.beginnings(state);
                exceptions.extend(self.in_force(rule, kinds));
                self.lasts(state, *bound, *length, exceptions)
            }
            Body::Always(_) | Body::Formula(_) => Formula::Or(Vec::new()),
        };
        match self.trigger_time {
            Some(time) => Formula::exists(vec![time], violation),
            None => violation,
        }
    }

    /// Scope, trigger, no exception, and what is wrong.
    fn guarded(
        &mut self,
        rule: &RulePlan,
        trigger: &EventPattern,
        outer: &BTreeSet<Slot>,
        wrong: Vec<Formula>,
    ) -> Formula {
        let mut parts = vec![self.trigger(rule, trigger)];
        if let Some(scope) = &rule.scope {
            parts.push(self.scope(scope, outer));
        }
        parts.extend(self.no_exception(rule, outer));
        parts.extend(wrong);
        Formula::and(parts)
    }

    /// The trigger, within the time in which the rule is in force.
    fn trigger(&mut self, rule: &RulePlan, trigger: &EventPattern) -> Formula {
        let mut trigger = trigger.clone();
        if rule.in_force.is_some() || self.trigger_time.is_some() {
            let time = match self.trigger_time {
                Some(time) => time,
                None => self.fresh("t", Type::Time),
            };
            self.trigger_time = Some(time);
            trigger.args.push((FieldRef::Time, Operand::Variable(time)));
        }
        let mut parts = vec![self.event(&trigger)];
        if let (Some(period), Some(time)) = (rule.in_force, self.trigger_time) {
            parts.extend(force::limits(time, period));
        }
        Formula::and(parts)
    }

    fn with_exceptions(
        &mut self,
        rule: &RulePlan,
        violation: Formula,
        outer: &BTreeSet<Slot>,
    ) -> Formula {
        let exceptions = self.no_exception(rule, outer);
        Formula::and([violation].into_iter().chain(exceptions))
    }

    fn no_exception(&mut self, rule: &RulePlan, outer: &BTreeSet<Slot>) -> Vec<Formula> {
        let mut parts = Vec::new();
        for exception in &rule.exceptions {
            match exception {
                Exception::When(test) => {
                    let excused = self.test(test, outer);
                    parts.push(Formula::not(excused));
                }
                Exception::Rule(other) => parts.extend(self.not_overridden(rule, *other)),
            }
        }
        parts
    }

    /// The other rule has no instance here that agrees with this one on all names they share.
    fn not_overridden(&mut self, rule: &RulePlan, other: usize) -> Option<Formula> {
        let other = self.rules.get(other)?;
        let trigger = other.body.trigger()?;
        let renaming: Vec<Slot> = other
            .variables
            .iter()
            .map(|theirs| {
                let ours = rule.variables.iter().position(|ours| ours.name == theirs.name);
                ours.unwrap_or_else(|| self.fresh(&theirs.name, theirs.of.clone()))
            })
            .collect();
        let outer = instance_slots(other);
        let mut inner = Translator {
            states: self.states,
            rules: self.rules,
            variables: &mut other.variables.clone(),
            trigger_time: None,
        };
        let mut formula = inner.guarded(other, trigger, &outer, Vec::new());
        if let Some(time) = inner.trigger_time {
            formula = Formula::exists(vec![time], formula);
        }
        let inner_variables = inner.variables.clone();
        let mut renaming = renaming;
        for variable in inner_variables.iter().skip(renaming.len()) {
            renaming.push(self.fresh(&variable.name, variable.of.clone()));
        }
        let formula = formula.renamed(&|slot| Operand::Variable(renaming[slot]));
        let ours = instance_slots(rule);
        Some(Formula::not(close(formula, &ours)))
    }

    /// Where the scope holds; variables that are not those of the instance are closed.
    fn scope(&mut self, scope: &Scope, outer: &BTreeSet<Slot>) -> Formula {
        match scope {
            Scope::While(state) => self.state(state),
            Scope::Before(end) => {
                let end = self.closed(end, outer);
                Formula::unary(TemporalOperator::Eventually, true, Interval::ALWAYS, end)
            }
            Scope::After { start, span, until } => {
                let window = Interval { low: 0, high: *span };
                let start = self.event(start);
                self.not_since(until, outer, true, window, start)
            }
        }
    }

    /// `(not U) since I φ` for any of several ends; `once I φ` without one.
    fn not_since(
        &mut self,
        until: &[EventPattern],
        outer: &BTreeSet<Slot>,
        strictly: bool,
        window: Interval,
        inner: Formula,
    ) -> Formula {
        if until.is_empty() {
            return Formula::unary(TemporalOperator::Once, strictly, window, inner);
        }
        let bound = outer | &inner.free();
        let open = until.iter().map(|end| Formula::not(self.closed(end, &bound)));
        let open = Formula::and(open.collect::<Vec<_>>());
        Formula::binary(open, TemporalOperator::Since, strictly, window, inner)
    }

    fn needs(&mut self, needs: &[Need], outer: &BTreeSet<Slot>) -> Formula {
        let mut bound = outer.clone();
        let mut parts = Vec::new();
        for need in needs {
            let (formula, exports) = self.need(&need.what, &bound);
            if need.negative {
                parts.push(Formula::not(close(formula, &bound)));
            } else {
                bound.extend(exports);
                parts.push(formula);
            }
        }
        close(Formula::and(parts), outer)
    }

    /// A need, and the variables to which it gives values.
    fn need(&mut self, needed: &Needed, bound: &BTreeSet<Slot>) -> (Formula, BTreeSet<Slot>) {
        match needed {
            Needed::State(state) => {
                let formula = self.state(state);
                let free = formula.free();
                (formula, free)
            }
            Needed::Event { event, when } => {
                let event = self.event(event);
                let free = event.free();
                (Formula::unary(TemporalOperator::Once, true, *when, event), free)
            }
            Needed::AtLeast { count, distinct, event, when } => {
                let mut event = event.clone();
                let counted = if let Some(slot) = distinct {
                    *slot
                } else {
                    let position = self.fresh("e", Type::Int);
                    event.args.push((FieldRef::Position, Operand::Variable(position)));
                    position
                };
                let event = self.event(&event);
                let per: Vec<Slot> = event.free().intersection(bound).copied().collect();
                let kept = per.iter().copied().chain([counted]).collect();
                let body = Formula::unary(TemporalOperator::Once, true, *when, event);
                let least = i64::try_from(*count).unwrap_or(i64::MAX);
                let limit = Value::whole(least);
                let body = close(body, &kept);
                let enough =
                    self.folded(Fold::Count, counted, body, per, (Comparison::AtLeast, limit));
                (enough, BTreeSet::new())
            }
        }
    }

    /// `exists n: (n = fold of x in (φ) per …) and n <comparison> limit`
    fn folded(
        &mut self,
        fold: Fold,
        of: Slot,
        body: Formula,
        per: Vec<Slot>,
        (comparison, limit): (Comparison, Value),
    ) -> Formula {
        let result = self.fresh("n", Type::Number);
        let aggregate = crate::core::Aggregate { result, fold, of, body: Box::new(body), per };
        let limit = Expression::Constant(limit);
        let compared = Formula::Compared(Expression::Variable(result), comparison, limit);
        Formula::exists(vec![result], Formula::and([Formula::Aggregate(aggregate), compared]))
    }

    fn recurs(
        &mut self,
        state: &StateUse,
        event: &EventPattern,
        period: i64,
        outer: &BTreeSet<Slot>,
    ) -> Formula {
        let begins = self.not_before(state);
        let begins_or_event = Formula::or([begins, self.closed(event, outer)]);
        let eventually = |low, comes| {
            let within = Interval { low, high: Some(period) };
            Formula::unary(TemporalOperator::Eventually, false, within, comes)
        };
        let again = eventually(1, self.closed(event, outer));
        // A state that ends at the instant of the last sign asks for no other.
        let comes = Formula::or([again, eventually(0, self.ends(state))]);
        Formula::and([self.state(state), begins_or_event, Formula::not(comes)])
    }

    /// The state's beginning is the trigger: there the exceptions are asked for.
    fn lasts(
        &mut self,
        state: &StateUse,
        bound: LengthBound,
        length: i64,
        exceptions: Vec<Formula>,
    ) -> Formula {
        let is_excusable = !exceptions.is_empty();
        let begins = Formula::and([self.begins(state)].into_iter().chain(exceptions));
        match bound {
            LengthBound::AtMost => {
                let ends = self.ends(state);
                let within = Interval::within(length);
                let ends = Formula::unary(TemporalOperator::Eventually, false, within, ends);
                Formula::and([begins, Formula::not(ends)])
            }
            LengthBound::AtLeast => {
                let shorter = Interval::within(length - 1);
                // An earlier beginning, which nothing excused, is that of another holding.
                let began = if is_excusable {
                    let since = Formula::not(self.begins(state));
                    Formula::binary(since, TemporalOperator::Since, false, shorter, begins)
                } else {
                    Formula::unary(TemporalOperator::Once, false, shorter, begins)
                };
                Formula::and([self.ends(state), began])
            }
        }
    }

    fn begins(&mut self, state: &StateUse) -> Formula {
        let holds = self.state(state);
        Formula::and([holds, self.not_before(state)])
    }

    fn not_before(&mut self, state: &StateUse) -> Formula {
        Formula::not(self.held(state))
    }

    fn held(&mut self, state: &StateUse) -> Formula {
        let holds = self.state(state);
        Formula::unary(TemporalOperator::Previously, false, Interval::ALWAYS, holds)
    }

    fn ends(&mut self, state: &StateUse) -> Formula {
        let held = self.held(state);
        Formula::and([held, Formula::not(self.state(state))])
    }
}

/// The variables of scope and trigger, or of the state that a rule is about.
pub(crate) fn instance_slots(rule: &RulePlan) -> BTreeSet<Slot> {
    let body = match &rule.body {
        Body::Recurs { state, .. } | Body::Lasts { state, .. } => state.variables().collect(),
        Body::Formula(formula) => formula.free(),
        Body::Quota(quota) if quota.is_asked_at_end() => BTreeSet::new(),
        body => body.trigger().map(|event| event.variables().collect()).unwrap_or_default(),
    };
    &rule.scope.as_ref().map(Scope::slots).unwrap_or_default() | &body
}

/// Closes every free variable but these.
pub(crate) fn close(formula: Formula, outer: &BTreeSet<Slot>) -> Formula {
    let inner: Vec<Slot> = formula.free().difference(outer).copied().collect();
    Formula::exists(inner, formula)
}
