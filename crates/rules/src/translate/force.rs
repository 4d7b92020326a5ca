//! The time in which a rule is in force: triggers outside of it are none.

use super::Translator;
use crate::core::Formula;
use crate::plan::{Expression, FieldRef, InForce, Operand, RulePlan, Scope, Slot, StateUse};
use crate::tree::Comparison;
use crate::value::Value;
use crate::vocabulary::{KindId, Type};

impl Translator<'_> {
    /// That a rule is in force at an event of one of these kinds; nothing if it always is.
    pub(super) fn in_force(&mut self, rule: &RulePlan, mut kinds: Vec<KindId>) -> Option<Formula> {
        let period = rule.in_force?;
        let time = self.fresh("t", Type::Time);
        kinds.sort_unstable();
        kinds.dedup();
        let atom =
            |kind| Formula::Atom { kind, args: vec![(FieldRef::Time, Operand::Variable(time))] };
        let here = Formula::or(kinds.into_iter().map(atom));
        let inside = Formula::and([here].into_iter().chain(limits(time, period)));
        Some(Formula::exists(vec![time], inside))
    }

    /// The events that can begin a state.
    pub(super) fn beginnings(&self, state: &StateUse) -> Vec<KindId> {
        let plan = self.states.get(state.state);
        plan.into_iter().flat_map(|plan| &plan.from).map(|event| event.kind).collect()
    }

    /// The events that can end a scope.
    pub(super) fn scope_end_kinds(&self, scope: &Scope) -> Vec<KindId> {
        let ends = match scope {
            Scope::While(state) => {
                let plan = self.states.get(state.state);
                plan.map(|plan| plan.until.as_slice()).unwrap_or_default()
            }
            Scope::After { until, .. } => until.as_slice(),
            Scope::Before(_) => &[],
        };
        ends.iter().map(|event| event.kind).collect()
    }
}

/// That a time lies within a period.
pub(super) fn limits(time: Slot, period: InForce) -> Vec<Formula> {
    let limit = |comparison, ms| {
        let time = Expression::Variable(time);
        Formula::Compared(time, comparison, Expression::Constant(Value::Time(ms)))
    };
    let mut limits = vec![limit(Comparison::AtLeast, period.first)];
    if period.last < i64::MAX {
        limits.push(limit(Comparison::AtMost, period.last));
    }
    limits
}
