//! Formulas as text, with brackets only where reading back needs them.

use super::term::term;
use super::{duration, joined, pattern};
use crate::tree::Formula;
use crate::tree::formula::{Aggregate, Interval, Temporal};

/// How strongly a form binds; a part that binds no more strongly than its whole gets brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Quantifier,
    Implies,
    Or,
    And,
    Pair,
    Unary,
    Operand,
}

fn strength(formula: &Formula) -> Strength {
    match formula {
        Formula::Quantified { .. } => Strength::Quantifier,
        Formula::Implies(..) => Strength::Implies,
        Formula::Or(_) => Strength::Or,
        Formula::And(_) => Strength::And,
        Formula::Binary(..) => Strength::Pair,
        Formula::Not(..) | Formula::Unary(..) => Strength::Unary,
        Formula::Atom(_) | Formula::Compared(..) | Formula::Aggregate(_) => Strength::Operand,
    }
}

pub(crate) fn formula(shown: &Formula) -> String {
    match shown {
        Formula::Atom(atom) => pattern(atom),
        Formula::Compared(left, comparison, right) => {
            format!("{} {} {}", term(left), comparison.sign(), term(right))
        }
        Formula::Not(inner, _) => format!("not {}", part(inner, Strength::Unary)),
        Formula::And(parts) => joined(parts, " and ", |it| part(it, Strength::Pair)),
        Formula::Or(parts) => joined(parts, " or ", |it| part(it, Strength::Pair)),
        Formula::Implies(left, right) => {
            format!("{} implies {}", part(left, Strength::Or), part(right, Strength::Implies))
        }
        Formula::Quantified { all, variables, body } => {
            let word = if *all { "forall" } else { "exists" };
            let variables = joined(variables, ", ", |name| name.text.clone());
            format!("{word} {variables}: {}", formula(body))
        }
        Formula::Unary(operator, inner) => {
            format!("{} {}", temporal(operator), part(inner, Strength::Unary))
        }
        Formula::Binary(left, operator, right) => {
            let (left, right) = (part(left, Strength::Unary), part(right, Strength::Unary));
            format!("{left} {} {right}", temporal(operator))
        }
        Formula::Aggregate(it) => aggregate(it),
    }
}

fn part(shown: &Formula, least: Strength) -> String {
    if strength(shown) < least { format!("({})", formula(shown)) } else { formula(shown) }
}

fn temporal(temporal: &Temporal) -> String {
    let strictly = if temporal.strictly { "strictly " } else { "" };
    let window = temporal.window.as_ref().map_or(String::new(), |window| match window {
        Interval::Within(length) => format!(" within {}", duration(length)),
        Interval::Range { low, low_open, high, high_open } => {
            let (open, close) =
                (if *low_open { '(' } else { '[' }, if *high_open { ')' } else { ']' });
            let high = high.as_ref().map_or("*".to_owned(), duration);
            format!(" {open}{}, {high}{close}", duration(low))
        }
    });
    format!("{strictly}{}{window}", temporal.operator.word())
}

fn aggregate(it: &Aggregate) -> String {
    let per = if it.per.is_empty() {
        String::new()
    } else {
        format!(" per {}", joined(&it.per, ", ", |name| name.text.clone()))
    };
    let (result, of) = (&it.result.text, &it.of.text);
    format!("{result} = {} of {of} in ({}){per}", it.fold.word(), formula(&it.body))
}
