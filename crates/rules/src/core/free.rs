//! The free variables of a formula.

use std::collections::BTreeSet;

use super::Formula;
use crate::plan::{Expression, Slot};

impl Expression {
    pub(crate) fn variables(&self) -> BTreeSet<Slot> {
        match self {
            Expression::Variable(slot) => BTreeSet::from([*slot]),
            Expression::Constant(_) => BTreeSet::new(),
            Expression::Calculated(left, _, right) => &left.variables() | &right.variables(),
        }
    }
}

impl Formula {
    pub(crate) fn free(&self) -> BTreeSet<Slot> {
        match self {
            Formula::Atom { args, .. } => {
                args.iter().filter_map(|(_, operand)| operand.variable()).collect()
            }
            Formula::Compared(left, _, right) => &left.variables() | &right.variables(),
            Formula::Exists(bound, inner) | Formula::Forall(bound, inner) => {
                let mut free = inner.free();
                free.retain(|slot| !bound.contains(slot));
                free
            }
            Formula::Aggregate(aggregate) => {
                let group = aggregate.per.iter().copied();
                group.chain([aggregate.result]).collect()
            }
            other => other.parts().into_iter().flat_map(Formula::free).collect(),
        }
    }
}
