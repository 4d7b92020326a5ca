//! Formulas of the core as they are written behind `formula:`.

use super::{Comparison, Duration, Name, Pattern, Term};
use crate::span::Span;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Formula {
    Atom(Pattern),
    Compared(Term, Comparison, Term),
    Not(Box<Formula>, Span),
    And(Vec<Formula>),
    Or(Vec<Formula>),
    Implies(Box<Formula>, Box<Formula>),
    Quantified { all: bool, variables: Vec<Name>, body: Box<Formula> },
    Unary(Temporal, Box<Formula>),
    Binary(Box<Formula>, Temporal, Box<Formula>),
    Aggregate(Aggregate),
}

/// A temporal operator with its window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Temporal {
    pub(crate) operator: TemporalOperator,
    /// By position: the present event does not count.
    pub(crate) strictly: bool,
    pub(crate) window: Option<Interval>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemporalOperator {
    Previously,
    Next,
    Once,
    Historically,
    Eventually,
    Always,
    Since,
    Until,
}

impl TemporalOperator {
    pub(crate) const UNARY: [(TemporalOperator, &'static str); 6] = [
        (TemporalOperator::Previously, "previously"),
        (TemporalOperator::Next, "next"),
        (TemporalOperator::Once, "once"),
        (TemporalOperator::Historically, "historically"),
        (TemporalOperator::Eventually, "eventually"),
        (TemporalOperator::Always, "always"),
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            TemporalOperator::Since => "since",
            TemporalOperator::Until => "until",
            _ => {
                let row = TemporalOperator::UNARY.iter().find(|(operator, _)| *operator == self);
                row.map(|(_, word)| *word).expect("the table holds every unary operator")
            }
        }
    }

    pub(crate) fn is_future(self) -> bool {
        matches!(
            self,
            TemporalOperator::Next
                | TemporalOperator::Eventually
                | TemporalOperator::Always
                | TemporalOperator::Until
        )
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Interval {
    Within(Duration),
    Range { low: Duration, low_open: bool, high: Option<Duration>, high_open: bool },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) result: Name,
    pub(crate) fold: Fold,
    pub(crate) of: Name,
    pub(crate) body: Box<Formula>,
    pub(crate) per: Vec<Name>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Count,
    Sum,
    Min,
    Max,
    Average,
}

impl Fold {
    pub(crate) const ALL: [(Fold, &'static str); 5] = [
        (Fold::Count, "count"),
        (Fold::Sum, "sum"),
        (Fold::Min, "min"),
        (Fold::Max, "max"),
        (Fold::Average, "avg"),
    ];

    pub(crate) fn word(self) -> &'static str {
        let row = Fold::ALL.iter().find(|(fold, _)| *fold == self);
        row.map(|(_, word)| *word).expect("the table holds every fold")
    }
}
