//! Quotas: what is counted, and where it is asked for.

use std::collections::BTreeSet;

use super::{Translator, close};
use crate::core::Formula;
use crate::plan::{
    EventPattern, FieldRef, Interval, Measure, Operand, Quota, RulePlan, Scope, Slot, Window,
};
use crate::tree::formula::{Fold, TemporalOperator};
use crate::tree::{Comparison, LengthBound};
use crate::value::Value;
use crate::vocabulary::Type;

impl Quota {
    /// Whether it is asked when the scope ends: only then can too little be told.
    pub(crate) fn is_asked_at_end(&self) -> bool {
        self.bound == LengthBound::AtLeast && self.window == Window::Scope
    }
}

impl Translator<'_> {
    pub(super) fn quota(
        &mut self,
        rule: &RulePlan,
        quota: &Quota,
        outer: &BTreeSet<Slot>,
    ) -> Formula {
        let limit = |comparison| (comparison, Value::Number(quota.limit));
        let scope = rule.scope.as_ref();
        match (quota.bound, quota.window) {
            (LengthBound::AtMost, _) => {
                let more = self.amount(scope, quota, outer, limit(Comparison::Greater));
                self.guarded(rule, &quota.event, outer, vec![more])
            }
            (LengthBound::AtLeast, Window::InAny(length)) => {
                let full = {
                    let since = Interval { low: length, high: None };
                    let (event, _) = self.counted(quota, scope);
                    let counted = self.in_scope(scope, &event, outer);
                    close(Formula::unary(TemporalOperator::Once, false, since, counted), outer)
                };
                let less = self.amount(scope, quota, outer, limit(Comparison::Less));
                self.guarded(rule, &quota.event, outer, vec![full, less])
            }
            (LengthBound::AtLeast, Window::InTotal) => {
                let (event, _) = self.counted(quota, scope);
                let before = close(self.in_scope(scope, &event, outer), outer);
                let earlier =
                    Formula::unary(TemporalOperator::Once, true, Interval::ALWAYS, before);
                let enough = self.amount(scope, quota, outer, limit(Comparison::AtLeast));
                let reached =
                    Formula::unary(TemporalOperator::Eventually, false, Interval::ALWAYS, enough);
                let wrong = vec![Formula::not(earlier), Formula::not(reached)];
                self.guarded(rule, &quota.event, outer, wrong)
            }
            (LengthBound::AtLeast, Window::Scope) => {
                let ends = self.scope_ends(scope, outer);
                let enough = self.amount(scope, quota, outer, limit(Comparison::AtLeast));
                let enough = previously(enough);
                let kinds = scope.map(|scope| self.scope_end_kinds(scope)).unwrap_or_default();
                let in_force = self.in_force(rule, kinds);
                let asked = [ends, Formula::not(enough)].into_iter().chain(in_force);
                let violation = Formula::and(asked);
                self.with_exceptions(rule, violation, outer)
            }
        }
    }

    /// The event with new names for what is not grouped by, and the variable that is measured.
    fn counted(&mut self, quota: &Quota, scope: Option<&Scope>) -> (EventPattern, Slot) {
        let mut kept: BTreeSet<Slot> = quota.per.iter().copied().collect();
        kept.extend(scope.map(Scope::slots).unwrap_or_default());
        let atom = self.event(&quota.event);
        let own: Vec<Slot> = atom.free().difference(&kept).copied().collect();
        let renaming: Vec<(Slot, Slot)> = own
            .into_iter()
            .map(|slot| {
                let (name, of) = match self.variables.get(slot) {
                    Some(variable) => (variable.name.clone(), variable.of.clone()),
                    None => (String::new(), Type::Any),
                };
                (slot, self.fresh(&name, of))
            })
            .collect();
        let renamed = |slot: Slot| {
            let pair = renaming.iter().find(|(old, _)| *old == slot);
            pair.map_or(slot, |(_, new)| *new)
        };
        let mut event = quota.event.renamed(&renamed);
        let measured = match quota.measure {
            Measure::Distinct(slot) | Measure::Sum(slot) => renamed(slot),
            Measure::Events => self.fresh("e", Type::Int),
        };
        match quota.measure {
            Measure::Distinct(_) => {}
            Measure::Events => event.args.push((FieldRef::Position, Operand::Variable(measured))),
            Measure::Sum(_) => {
                let position = self.fresh("e", Type::Int);
                event.args.push((FieldRef::Position, Operand::Variable(position)));
            }
        }
        (event, measured)
    }

    /// `exists n: (n = … of what lies in the window) and n <comparison> limit`
    fn amount(
        &mut self,
        scope: Option<&Scope>,
        quota: &Quota,
        outer: &BTreeSet<Slot>,
        limit: (Comparison, Value),
    ) -> Formula {
        let (event, measured) = self.counted(quota, scope);
        let counted = self.in_scope(scope, &event, outer);
        let mut kept: BTreeSet<Slot> = counted.free().intersection(outer).copied().collect();
        let body = match (quota.window, scope) {
            (Window::InAny(length), _) => {
                Formula::unary(TemporalOperator::Once, false, Interval::within(length), counted)
            }
            (Window::Scope, Some(Scope::While(state))) => {
                let holds = self.state(state);
                let always = Interval::ALWAYS;
                Formula::binary(holds, TemporalOperator::Since, false, always, counted)
            }
            (Window::Scope, Some(Scope::After { until, .. })) => {
                self.not_since(until, outer, false, Interval::ALWAYS, counted)
            }
            (Window::InTotal | Window::Scope, _) => {
                Formula::unary(TemporalOperator::Once, false, Interval::ALWAYS, counted)
            }
        };
        kept.remove(&measured);
        let per: Vec<Slot> = kept.iter().copied().collect();
        kept.insert(measured);
        if let (Measure::Sum(_), Some((_, Operand::Variable(position)))) =
            (quota.measure, event.args.last())
        {
            kept.insert(*position);
        }
        let fold = if matches!(quota.measure, Measure::Sum(_)) { Fold::Sum } else { Fold::Count };
        self.folded(fold, measured, close(body, &kept), per, limit)
    }

    /// The event where the scope holds.
    fn in_scope(
        &mut self,
        scope: Option<&Scope>,
        event: &EventPattern,
        outer: &BTreeSet<Slot>,
    ) -> Formula {
        let event = self.event(event);
        let scope = match scope {
            Some(Scope::Before(_)) | None => None,
            Some(scope) => Some(self.scope(scope, outer)),
        };
        Formula::and([event].into_iter().chain(scope))
    }

    /// The scope was open before this event and is no longer.
    fn scope_ends(&mut self, scope: Option<&Scope>, outer: &BTreeSet<Slot>) -> Formula {
        match scope {
            Some(Scope::While(state)) => self.ends(state),
            Some(Scope::After { start, span: _, until }) => {
                let start = self.event(start);
                let open = self.not_since(until, outer, false, Interval::ALWAYS, start);
                let ends = until.iter().map(|end| self.closed(end, outer)).collect::<Vec<_>>();
                Formula::and([previously(open), Formula::or(ends)])
            }
            Some(Scope::Before(_)) | None => Formula::Or(Vec::new()),
        }
    }
}

fn previously(formula: Formula) -> Formula {
    Formula::unary(TemporalOperator::Previously, false, Interval::ALWAYS, formula)
}
