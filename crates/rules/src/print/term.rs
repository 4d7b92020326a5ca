//! Patterns, terms and conditions as text.

use super::{joined, quoted};
use crate::tree::{Arg, ArgValue, Condition, Duration, Instant, Literal, Operator, Pattern, Term};
use crate::value::shown_time;

pub(crate) fn pattern(pattern: &Pattern) -> String {
    let args = joined(&pattern.args, ", ", arg);
    let guard = match &pattern.guard {
        Some(guard) => format!(" where {}", condition(guard)),
        None => String::new(),
    };
    format!("{}({args}){guard}", pattern.name.text)
}

fn arg(arg: &Arg) -> String {
    let value = arg_value(&arg.value);
    match &arg.field {
        Some(field) => format!("{}: {value}", field.text),
        None => value,
    }
}

fn arg_value(value: &ArgValue) -> String {
    match value {
        ArgValue::Name(name) => name.text.clone(),
        ArgValue::Literal(value) => literal(value),
        ArgValue::List(values) => format!("[{}]", joined(values, ", ", arg_value)),
        ArgValue::Calculated(value) => term(value),
        ArgValue::Any => "_".to_owned(),
    }
}

pub(crate) fn instant(instant: Instant) -> String {
    let text = shown_time(instant.ms);
    match text.split_once(' ') {
        Some((date, _)) if instant.is_date => date.to_owned(),
        _ => text,
    }
}

pub(crate) fn duration(duration: &Duration) -> String {
    match duration {
        Duration::Written { parts, .. } => {
            joined(parts, " ", |(count, unit)| format!("{count} {}", unit.word()))
        }
        Duration::Named(name) => name.text.clone(),
    }
}

pub(crate) fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text, _) => quoted(text),
        Literal::Number(number, _) => number.to_string(),
        Literal::Bool(truth, _) => truth.to_string(),
        Literal::Time(at, _) => instant(*at),
        Literal::Duration(length) => duration(length),
    }
}

pub(crate) fn term(shown: &Term) -> String {
    match shown {
        Term::Name(name) => name.text.clone(),
        Term::Literal(value) => literal(value),
        Term::Calculated(left, operator, right) => {
            let left = operand(left, *operator, false);
            format!("{left} {} {}", operator.sign(), operand(right, *operator, true))
        }
    }
}

/// Operators of one strength bind from the left, so the right side needs brackets sooner.
fn operand(shown: &Term, parent: Operator, is_right: bool) -> String {
    let weaker = |operator: Operator| operator != Operator::Times;
    let needs_brackets = match shown {
        Term::Calculated(_, operator, _) if is_right => weaker(*operator) || !weaker(parent),
        Term::Calculated(_, operator, _) => weaker(*operator) && !weaker(parent),
        Term::Name(_) | Term::Literal(_) => false,
    };
    if needs_brackets { format!("({})", term(shown)) } else { term(shown) }
}

pub(crate) fn condition(shown: &Condition) -> String {
    match shown {
        Condition::Compared(left, comparison, right) => {
            format!("{} {} {}", term(left), comparison.sign(), term(right))
        }
        Condition::Holds(holds) => pattern(holds),
        Condition::Not(inner) => format!("not {}", part(inner)),
        Condition::And(parts) => joined(parts, " and ", part),
        Condition::Or(parts) => joined(parts, " or ", part),
    }
}

/// A `where` inside would take what follows for its own, so it gets brackets.
fn part(shown: &Condition) -> String {
    let needs_brackets = match shown {
        Condition::And(_) | Condition::Or(_) => true,
        Condition::Holds(holds) => holds.guard.is_some(),
        Condition::Compared(..) | Condition::Not(_) => false,
    };
    if needs_brackets { format!("({})", condition(shown)) } else { condition(shown) }
}
