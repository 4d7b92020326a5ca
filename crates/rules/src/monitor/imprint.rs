//! What a monitor remembers, as far as the future depends on it.

use std::hash::{Hash, Hasher};

use kernel::SimTime;

use super::Monitor;
use super::lookup::{Check, Lookup};
use super::program::{Act, ExceptionProgram, Program};
use crate::core::Formula;
use crate::plan::{Expression, Interval, Operand};
use crate::rule_set::RuleSet;
use crate::translate::translate;
use crate::value::Value;

impl Monitor<'_> {
    /// Hashes what the verdicts on everything from an instant on can depend on: neither positions,
    /// which only reports name, nor how much was seen, nor how old something is where no rule asks.
    /// Two monitors of one rule set that hash alike judge alike whatever comes then.
    pub fn hash_future<H: Hasher>(&self, from: SimTime, into: &mut H) {
        let (state, program) = (&self.state, self.rules.program());
        let relations = state.relations.iter().zip(&program.relations).zip(self.rules.timed());
        for ((relation, plan), is_timed) in relations {
            relation.hash_future(plan, *is_timed, from.as_millis(), into);
        }
        (&state.watches, &state.duties).hash(into);
        (&state.quotas, &state.totals, &state.formulas).hash(into);
    }
}

/// See [`RuleSet::judges_whenever`].
pub(crate) fn judges_whenever(rules: &RuleSet) -> bool {
    // What the general evaluator remembers is not told apart by what it means.
    rules.program().formulas.is_empty()
        && rules.plan.rules.iter().all(|rule| rule.in_force.is_none())
        && !rules.has_constant(&|value| matches!(value, Value::Time(_)))
}

impl RuleSet {
    /// Whether a rule names something by this word.
    pub fn names(&self, word: &str) -> bool {
        self.has_constant(&|value| match value {
            Value::Text(text) => {
                text.as_str().split(|c: char| !c.is_alphanumeric()).any(|it| it == word)
            }
            _ => false,
        })
    }

    /// Whether there is such a constant in what the rules mean.
    fn has_constant(&self, is_one: &dyn Fn(&Value) -> bool) -> bool {
        let mut rules = self.plan.rules.iter();
        rules.any(|rule| has_constant(&translate(&self.plan, rule).formula, is_one))
    }
}

fn has_constant(formula: &Formula, is_one: &dyn Fn(&Value) -> bool) -> bool {
    let here = match formula {
        Formula::Atom { args, .. } => {
            args.iter().any(|(_, it)| matches!(it, Operand::Constant(value) if is_one(value)))
        }
        Formula::Compared(left, _, right) => stands_in(left, is_one) || stands_in(right, is_one),
        _ => false,
    };
    here || formula.parts().into_iter().any(|part| has_constant(part, is_one))
}

fn stands_in(expression: &Expression, is_one: &dyn Fn(&Value) -> bool) -> bool {
    match expression {
        Expression::Variable(_) => false,
        Expression::Constant(value) => is_one(value),
        Expression::Calculated(left, _, right) => {
            stands_in(left, is_one) || stands_in(right, is_one)
        }
    }
}

/// By relation: whether anybody asks how old its rows are.
pub(crate) fn timed(program: &Program) -> Vec<bool> {
    let mut timed = vec![false; program.relations.len()];
    let mut note = |lookup: &Lookup| {
        if let Some(timed) = timed.get_mut(lookup.relation) {
            *timed |= lookup.window != Interval::ALWAYS;
        }
    };
    for rule in &program.rules {
        rule.scope.iter().for_each(&mut note);
        if let Act::Needs(needs) = &rule.act {
            for need in needs {
                note(&need.lookup);
            }
        }
        for exception in &rule.exceptions {
            if let ExceptionProgram::When(check) = exception {
                each_lookup(check, &mut note);
            }
        }
    }
    timed
}

fn each_lookup(check: &Check, note: &mut dyn FnMut(&Lookup)) {
    match check {
        Check::Compared(..) | Check::Event(_) => {}
        Check::Holds(lookup) => note(lookup),
        Check::Not(inner) => each_lookup(inner, note),
        Check::And(parts) | Check::Or(parts) => {
            for part in parts {
                each_lookup(part, note);
            }
        }
    }
}
