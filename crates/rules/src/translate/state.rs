//! States: `(not until) since from`.

use std::collections::BTreeSet;

use super::Translator;
use crate::core::Formula;
use crate::plan::{EventPattern, Interval, Operand, StatePlan, StateUse, Variable};
use crate::tree::formula::TemporalOperator;

/// A state that holds now; new variables are added to those of the rule.
pub(crate) fn state_holds(
    states: &[StatePlan],
    variables: &mut Vec<Variable>,
    used: &StateUse,
) -> Formula {
    Translator { states, rules: &[], variables, trigger_time: None }.state(used)
}

impl Translator<'_> {
    pub(super) fn state(&mut self, used: &StateUse) -> Formula {
        let Some(plan) = self.states.get(used.state) else { return Formula::Or(Vec::new()) };
        let mut own = Vec::new();
        let mut operands: Vec<Operand> = Vec::new();
        for (slot, variable) in plan.variables.iter().enumerate() {
            let given = used.args.iter().find(|(column, _)| slot < plan.width && *column == slot);
            operands.push(if let Some((_, operand)) = given {
                operand.clone()
            } else {
                let fresh = self.fresh(&variable.name, variable.of.clone());
                own.extend((slot < plan.width).then_some(fresh));
                Operand::Variable(fresh)
            });
        }
        let params: BTreeSet<_> = (0..plan.width).collect();
        let mut closed = |events: &[EventPattern]| -> Vec<Formula> {
            let formulas = events.iter().map(|event| self.closed(event, &params));
            formulas.map(|it| it.renamed(&|slot| operands[slot].clone())).collect()
        };
        let from = Formula::or(closed(&plan.from));
        let until = closed(&plan.until);
        let always = Interval::ALWAYS;
        let holds = if until.is_empty() {
            Formula::unary(TemporalOperator::Once, false, always, from)
        } else {
            let open = Formula::and(until.into_iter().map(Formula::not));
            Formula::binary(open, TemporalOperator::Since, false, always, from)
        };
        let holds = Formula::exists(own, holds);
        let bound = holds.free();
        let guard = used.guard.as_ref().map(|guard| self.test(guard, &bound));
        Formula::and([holds].into_iter().chain(guard))
    }
}
