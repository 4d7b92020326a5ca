//! Core formulas as `formula:` would have them.

use std::fmt::Write;

use super::{Aggregate, Formula, Temporal};
use crate::plan::{Expression, FieldRef, Interval, Operand, Slot, Variable};
use crate::print::quoted;
use crate::tree::Operator;
use crate::value::{Value, shown_duration};
use crate::vocabulary::{KindId, Vocabulary};

/// A formula with the names of its rule; brackets around every part that has parts.
pub(crate) fn shown(formula: &Formula, variables: &[Variable], vocabulary: &Vocabulary) -> String {
    Shown { variables, vocabulary }.formula(formula)
}

struct Shown<'a> {
    variables: &'a [Variable],
    vocabulary: &'a Vocabulary,
}

impl Shown<'_> {
    fn variable(&self, slot: Slot) -> &str {
        self.variables.get(slot).map_or("?", |variable| &variable.name)
    }

    fn variables(&self, slots: &[Slot]) -> String {
        slots.iter().map(|slot| self.variable(*slot)).collect::<Vec<_>>().join(", ")
    }

    fn formula(&self, formula: &Formula) -> String {
        match formula {
            Formula::Atom { kind, args } => self.atom(*kind, args),
            Formula::Compared(left, comparison, right) => {
                let (left, right) = (self.expression(left), self.expression(right));
                format!("{left} {} {right}", comparison.sign())
            }
            Formula::Not(inner) => format!("not {}", self.part(inner)),
            Formula::And(parts) if parts.is_empty() => "0 = 0".to_owned(),
            Formula::Or(parts) if parts.is_empty() => "0 = 1".to_owned(),
            Formula::And(parts) => self.joined(parts, " and "),
            Formula::Or(parts) => self.joined(parts, " or "),
            Formula::Implies(left, right) => {
                format!("{} implies {}", self.part(left), self.part(right))
            }
            Formula::Exists(bound, body) => {
                format!("exists {}: {}", self.variables(bound), self.formula(body))
            }
            Formula::Forall(bound, body) => {
                format!("forall {}: {}", self.variables(bound), self.formula(body))
            }
            Formula::Unary(temporal, inner) => {
                format!("{} {}", operator(*temporal), self.part(inner))
            }
            Formula::Binary(left, temporal, right) => {
                format!("{} {} {}", self.part(left), operator(*temporal), self.part(right))
            }
            Formula::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let Aggregate { result, fold, of, body, per } = aggregate;
        let (result, of) = (self.variable(*result), self.variable(*of));
        let body = self.formula(body);
        let mut text = format!("{result} = {} of {of} in ({body})", fold.word());
        if !per.is_empty() {
            let _ = write!(text, " per {}", self.variables(per));
        }
        text
    }

    fn joined(&self, parts: &[Formula], between: &str) -> String {
        parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(between)
    }

    /// A part, in brackets unless it binds most strongly.
    fn part(&self, formula: &Formula) -> String {
        let text = self.formula(formula);
        match formula {
            Formula::Atom { .. }
            | Formula::Compared(..)
            | Formula::Aggregate(_)
            | Formula::Not(_)
            | Formula::Unary(..) => text,
            _ => format!("({text})"),
        }
    }

    fn atom(&self, kind: KindId, args: &[(FieldRef, Operand)]) -> String {
        let kind = self.vocabulary.kind(kind);
        let args = args.iter().map(|(field_ref, operand)| {
            let field = match field_ref {
                FieldRef::Of(index) => kind.and_then(|kind| kind.fields.get(*index)),
                FieldRef::Position | FieldRef::Time => None,
            };
            let of_every_event = if *field_ref == FieldRef::Time { "time" } else { "position" };
            let field = field.map_or(of_every_event, |(name, _)| name);
            match operand {
                Operand::Variable(slot) => format!("{field}: {}", self.variable(*slot)),
                Operand::Constant(value) => format!("{field}: {}", constant(value)),
            }
        });
        let args = args.collect::<Vec<_>>().join(", ");
        format!("{}({args})", kind.map_or("?", |kind| &kind.name))
    }

    fn expression(&self, expression: &Expression) -> String {
        match expression {
            Expression::Variable(slot) => self.variable(*slot).to_owned(),
            Expression::Constant(value) => constant(value),
            Expression::Calculated(left, operator, right) => {
                let (left, right) = (self.operand(left), self.operand(right));
                format!("{left} {} {right}", Operator::sign(*operator))
            }
        }
    }

    fn operand(&self, expression: &Expression) -> String {
        let text = self.expression(expression);
        if matches!(expression, Expression::Calculated(..)) { format!("({text})") } else { text }
    }
}

/// A value as the language writes it.
pub(crate) fn constant(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text.as_str()),
        other => other.to_string(),
    }
}

fn operator(temporal: Temporal) -> String {
    let strictly = if temporal.strictly { "strictly " } else { "" };
    let word = temporal.operator.word();
    format!("{strictly}{word}{}", window(temporal.window))
}

/// ` [0 s, 24 h]`; nothing for the window that holds everything.
fn window(window: Interval) -> String {
    if window == Interval::ALWAYS {
        return String::new();
    }
    // Bounds that were open lie a millisecond beside a whole second.
    let (open, low) = match window.low % 1_000 {
        1 => ('(', window.low - 1),
        _ => ('[', window.low),
    };
    let (high, close) = match window.high {
        None => ("*".to_owned(), ')'),
        Some(high) if high % 1_000 == 999 => (shown_duration(high + 1), ')'),
        Some(high) => (shown_duration(high), ']'),
    };
    format!(" {open}{}, {high}{close}", shown_duration(low))
}
