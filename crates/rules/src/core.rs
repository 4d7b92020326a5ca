//! The core: metric first-order temporal logic with aggregation.
//!
//! Every sentence is defined by its translation into a [`Formula`]; `formula:` writes one
//! directly. A rule is violated at each event by each valuation of the free variables that
//! makes its formula true. Variables are those of the rule.

mod free;
mod renamed;
mod shown;

pub(crate) use shown::{constant as shown_constant, shown};

use crate::plan::{Expression, FieldRef, Interval, Operand, Slot};
use crate::tree::Comparison;
use crate::tree::formula::{Fold, TemporalOperator};
use crate::vocabulary::KindId;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Formula {
    /// This event is of the kind, and its fields match.
    Atom {
        kind: KindId,
        args: Vec<(FieldRef, Operand)>,
    },
    Compared(Expression, Comparison, Expression),
    Not(Box<Formula>),
    /// All of them; of none, true.
    And(Vec<Formula>),
    /// One of them; of none, false.
    Or(Vec<Formula>),
    Implies(Box<Formula>, Box<Formula>),
    Exists(Vec<Slot>, Box<Formula>),
    Forall(Vec<Slot>, Box<Formula>),
    Unary(Temporal, Box<Formula>),
    Binary(Box<Formula>, Temporal, Box<Formula>),
    Aggregate(Aggregate),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Temporal {
    pub(crate) operator: TemporalOperator,
    /// By position: what is looked for is at another event than the present one. For `until`,
    /// neither is the left side asked for at the present event.
    pub(crate) strictly: bool,
    pub(crate) window: Interval,
}

/// `result = fold of value in (body) per group`: over the distinct rows of the body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) result: Slot,
    pub(crate) fold: Fold,
    pub(crate) of: Slot,
    pub(crate) body: Box<Formula>,
    pub(crate) per: Vec<Slot>,
}

impl Formula {
    pub(crate) fn and(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Formula::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Formula::And(flat) }
    }

    pub(crate) fn or(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut parts: Vec<Formula> = parts.into_iter().collect();
        if parts.len() == 1 { parts.remove(0) } else { Formula::Or(parts) }
    }

    pub(crate) fn not(inner: Formula) -> Formula {
        match inner {
            Formula::Not(inner) => *inner,
            other => Formula::Not(Box::new(other)),
        }
    }

    /// Some values of these variables make it true; no variables, no quantifier.
    pub(crate) fn exists(variables: Vec<Slot>, body: Formula) -> Formula {
        if variables.is_empty() { body } else { Formula::Exists(variables, Box::new(body)) }
    }

    pub(crate) fn unary(
        operator: TemporalOperator,
        strictly: bool,
        window: Interval,
        inner: Formula,
    ) -> Formula {
        Formula::Unary(Temporal { operator, strictly, window }, Box::new(inner))
    }

    pub(crate) fn binary(
        left: Formula,
        operator: TemporalOperator,
        strictly: bool,
        window: Interval,
        right: Formula,
    ) -> Formula {
        let temporal = Temporal { operator, strictly, window };
        Formula::Binary(Box::new(left), temporal, Box::new(right))
    }

    /// The parts, in order.
    pub(crate) fn parts(&self) -> Vec<&Formula> {
        match self {
            Formula::Atom { .. } | Formula::Compared(..) => Vec::new(),
            Formula::Not(inner)
            | Formula::Exists(_, inner)
            | Formula::Forall(_, inner)
            | Formula::Unary(_, inner) => vec![inner],
            Formula::And(parts) | Formula::Or(parts) => parts.iter().collect(),
            Formula::Implies(left, right) | Formula::Binary(left, _, right) => vec![left, right],
            Formula::Aggregate(aggregate) => vec![&aggregate.body],
        }
    }

    /// Whether it speaks of what comes later.
    pub(crate) fn is_future(&self) -> bool {
        let here = match self {
            Formula::Unary(temporal, _) | Formula::Binary(_, temporal, _) => {
                temporal.operator.is_future()
            }
            _ => false,
        };
        here || self.parts().into_iter().any(Formula::is_future)
    }
}
