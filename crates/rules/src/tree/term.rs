//! Terms, comparisons, and conditions made of them.

use super::{Duration, Instant, Name, Pattern};
use crate::number::Number;
use crate::span::Span;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Text(String, Span),
    Number(Number, Span),
    Bool(bool, Span),
    Time(Instant, Span),
    Duration(Duration),
}

impl Literal {
    pub(crate) fn span(&self) -> Span {
        match self {
            Literal::Text(_, span)
            | Literal::Number(_, span)
            | Literal::Bool(_, span)
            | Literal::Time(_, span)
            | Literal::Duration(Duration::Written { span, .. }) => *span,
            Literal::Duration(Duration::Named(name)) => name.span,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Name(Name),
    Literal(Literal),
    Calculated(Box<Term>, Operator, Box<Term>),
}

impl Term {
    pub(crate) fn span(&self) -> Span {
        match self {
            Term::Name(name) => name.span,
            Term::Literal(literal) => literal.span(),
            Term::Calculated(left, _, right) => left.span().to(right.span()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
}

impl Operator {
    pub(crate) const ALL: [(Operator, &'static str); 3] =
        [(Operator::Plus, "+"), (Operator::Minus, "-"), (Operator::Times, "*")];

    pub(crate) fn sign(self) -> &'static str {
        let row = Operator::ALL.iter().find(|(operator, _)| *operator == self);
        row.map(|(_, sign)| *sign).expect("the table holds every operator")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(crate) const ALL: [(Comparison, &'static str); 6] = [
        (Comparison::Equal, "="),
        (Comparison::NotEqual, "!="),
        (Comparison::Less, "<"),
        (Comparison::AtMost, "<="),
        (Comparison::Greater, ">"),
        (Comparison::AtLeast, ">="),
    ];

    pub(crate) fn sign(self) -> &'static str {
        let row = Comparison::ALL.iter().find(|(comparison, _)| *comparison == self);
        row.map(|(_, sign)| *sign).expect("the table holds every comparison")
    }

    pub(crate) fn named(sign: &str) -> Option<Comparison> {
        let row = Comparison::ALL.iter().find(|(_, known)| *known == sign);
        row.map(|(comparison, _)| *comparison)
    }
}

/// What a `where` or an `except when` asks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Compared(Term, Comparison, Term),
    /// A state that holds, or an event that this is.
    Holds(Box<Pattern>),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

impl Condition {
    pub(crate) fn span(&self) -> Span {
        match self {
            Condition::Compared(left, _, right) => left.span().to(right.span()),
            Condition::Holds(pattern) => pattern.span,
            Condition::Not(inner) => inner.span(),
            Condition::And(parts) | Condition::Or(parts) => {
                let spans = parts.iter().map(Condition::span);
                spans.reduce(Span::to).unwrap_or_default()
            }
        }
    }
}
