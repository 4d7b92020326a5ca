//! The same formula in other words, which can be monitored where those of its author cannot.
//!
//! What holds at every event of a window does not fail at one: the failures have a table where what
//! always holds has none.

use super::safe::unsafe_part;
use crate::core::{Formula, Temporal};
use crate::tree::formula::TemporalOperator;

/// The formula as it is, or in words that can be monitored if those that it has cannot.
pub(super) fn monitored(formula: Formula) -> Formula {
    if unsafe_part(&formula).is_none() {
        return formula;
    }
    let other = rewritten(&formula);
    if unsafe_part(&other).is_none() { other } else { formula }
}

fn rewritten(formula: &Formula) -> Formula {
    let boxed = |inner: &Formula| Box::new(rewritten(inner));
    match formula {
        Formula::Atom { .. } | Formula::Compared(..) => formula.clone(),
        Formula::Not(inner) => negated(inner),
        Formula::And(parts) => Formula::and(parts.iter().map(rewritten).collect::<Vec<_>>()),
        Formula::Or(parts) => Formula::Or(parts.iter().map(rewritten).collect()),
        Formula::Implies(left, right) => Formula::Implies(boxed(left), boxed(right)),
        Formula::Exists(slots, inner) => Formula::Exists(slots.clone(), boxed(inner)),
        Formula::Forall(slots, inner) => Formula::Forall(slots.clone(), boxed(inner)),
        Formula::Unary(temporal, inner) => match never(*temporal, inner) {
            Some(failing) => Formula::not(failing),
            None => Formula::Unary(*temporal, boxed(inner)),
        },
        Formula::Binary(left, temporal, right) => {
            Formula::Binary(boxed(left), *temporal, boxed(right))
        }
        Formula::Aggregate(aggregate) => {
            let body = boxed(&aggregate.body);
            Formula::Aggregate(crate::core::Aggregate { body, ..aggregate.clone() })
        }
    }
}

/// That a formula is false, with the negation as far inside as it has to go.
fn negated(formula: &Formula) -> Formula {
    match formula {
        Formula::Not(inner) => rewritten(inner),
        Formula::Implies(left, right) => Formula::and([rewritten(left), negated(right)]),
        Formula::Forall(slots, inner) => Formula::exists(slots.clone(), negated(inner)),
        Formula::Unary(temporal, inner) => match never(*temporal, inner) {
            Some(failing) => failing,
            None => Formula::not(rewritten(formula)),
        },
        _ => Formula::not(rewritten(formula)),
    }
}

/// Of what is to hold at every event of a window and has no table, where it fails.
fn never(temporal: Temporal, inner: &Formula) -> Option<Formula> {
    let operator = match temporal.operator {
        TemporalOperator::Always => TemporalOperator::Eventually,
        TemporalOperator::Historically => TemporalOperator::Once,
        _ => return None,
    };
    let has_table = unsafe_part(&Formula::Unary(temporal, Box::new(inner.clone()))).is_none();
    let temporal = Temporal { operator, ..temporal };
    (!has_table).then(|| Formula::Unary(temporal, Box::new(negated(inner))))
}
