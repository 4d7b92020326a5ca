//! Other variables, or values, in the place of variables.

use super::{Aggregate, Formula};
use crate::plan::{Expression, Operand, Slot};

/// What stands in the place of each variable.
type Renaming<'a> = &'a dyn Fn(Slot) -> Operand;

impl Expression {
    pub(crate) fn substituted(&self, renaming: Renaming<'_>) -> Expression {
        match self {
            Expression::Variable(slot) => match renaming(*slot) {
                Operand::Variable(slot) => Expression::Variable(slot),
                Operand::Constant(value) => Expression::Constant(value),
            },
            Expression::Constant(_) => self.clone(),
            Expression::Calculated(left, operator, right) => {
                let (left, right) = (left.substituted(renaming), right.substituted(renaming));
                Expression::Calculated(Box::new(left), *operator, Box::new(right))
            }
        }
    }
}

impl Formula {
    /// The formula with other variables; those that are bound inside must become variables.
    pub(crate) fn renamed(&self, renaming: Renaming<'_>) -> Formula {
        let boxed = |inner: &Formula| Box::new(inner.renamed(renaming));
        let all = |parts: &[Formula]| parts.iter().map(|part| part.renamed(renaming)).collect();
        match self {
            Formula::Atom { kind, args } => {
                let args = args.iter().map(|(field, operand)| match operand {
                    Operand::Variable(slot) => (*field, renaming(*slot)),
                    Operand::Constant(_) => (*field, operand.clone()),
                });
                Formula::Atom { kind: *kind, args: args.collect() }
            }
            Formula::Compared(left, comparison, right) => {
                let (left, right) = (left.substituted(renaming), right.substituted(renaming));
                Formula::Compared(left, *comparison, right)
            }
            Formula::Not(inner) => Formula::Not(boxed(inner)),
            Formula::And(parts) => Formula::And(all(parts)),
            Formula::Or(parts) => Formula::Or(all(parts)),
            Formula::Implies(left, right) => Formula::Implies(boxed(left), boxed(right)),
            Formula::Exists(bound, inner) => Formula::Exists(slots(bound, renaming), boxed(inner)),
            Formula::Forall(bound, inner) => Formula::Forall(slots(bound, renaming), boxed(inner)),
            Formula::Unary(temporal, inner) => Formula::Unary(*temporal, boxed(inner)),
            Formula::Binary(left, temporal, right) => {
                Formula::Binary(boxed(left), *temporal, boxed(right))
            }
            Formula::Aggregate(it) => Formula::Aggregate(Aggregate {
                result: slot(it.result, renaming),
                fold: it.fold,
                of: slot(it.of, renaming),
                body: boxed(&it.body),
                per: slots(&it.per, renaming),
            }),
        }
    }
}

fn slot(of: Slot, renaming: Renaming<'_>) -> Slot {
    match renaming(of) {
        Operand::Variable(slot) => slot,
        Operand::Constant(_) => of,
    }
}

fn slots(of: &[Slot], renaming: Renaming<'_>) -> Vec<Slot> {
    of.iter().map(|of| slot(*of, renaming)).collect()
}
