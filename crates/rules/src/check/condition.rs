//! Terms, comparisons and conditions.

use super::Check;
use super::pattern::{Named, Naming};
use super::variables::Variables;
use crate::calculate::calculate;
use crate::plan::{Expression, Test};
use crate::span::Span;
use crate::tree::{Comparison, Condition, Duration, Literal, Operator, Term};
use crate::vocabulary::Type;

impl Check<'_> {
    /// A condition. Variables that only an event or state in it names have a value in that
    /// event's or state's own `where` alone.
    pub(super) fn test(&mut self, vars: &mut Variables, shown: &Condition) -> Option<Test> {
        match shown {
            Condition::Compared(left, comparison, right) => {
                let (left, right) = self.comparison(vars, left, *comparison, right)?;
                Some(Test::Compared(left, *comparison, right))
            }
            Condition::Holds(pattern) => {
                let bound = vars.bound.clone();
                let test = match self.named(&pattern.name)? {
                    Named::Event(kind) => {
                        let event = self.event_of(vars, kind, pattern, Naming::ByName);
                        event.map(|it| Test::Event(Box::new(it)))
                    }
                    Named::State(state) => {
                        let state = self.state_of(vars, state, pattern);
                        state.map(|it| Test::State(Box::new(it)))
                    }
                };
                if !vars.is_open {
                    vars.bound = bound;
                }
                test
            }
            Condition::Not(inner) => self.test(vars, inner).map(|it| Test::Not(Box::new(it))),
            Condition::And(parts) => self.tests(vars, parts).map(Test::And),
            Condition::Or(parts) => self.tests(vars, parts).map(Test::Or),
        }
    }

    fn tests(&mut self, vars: &mut Variables, parts: &[Condition]) -> Option<Vec<Test>> {
        let tests: Vec<Option<Test>> = parts.iter().map(|part| self.test(vars, part)).collect();
        tests.into_iter().collect()
    }

    pub(super) fn comparison(
        &mut self,
        vars: &mut Variables,
        left: &Term,
        comparison: Comparison,
        right: &Term,
    ) -> Option<(Expression, Expression)> {
        let left_side = self.term(vars, left);
        let (right_side, right_type) = self.term(vars, right)?;
        let (left_side, left_type) = left_side?;
        let span = left.span().to(right.span());
        if !left_type.meets(&right_type) {
            let message = format!("{left_type} and {right_type} cannot be compared");
            self.faults.error("R104", message, span, "values of different types", None);
            return None;
        }
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let is_ordered = left_type.is_ordered() && right_type.is_ordered();
        if !is_equality && !is_ordered {
            let message = format!("values of type {left_type} have no order");
            let help = "compare them with `=` or `!=`".to_owned();
            self.faults.error("R104", message, span, "which of them is less?", Some(help));
            return None;
        }
        for (side, of, at) in
            [(&left_side, &right_type, left.span()), (&right_side, &left_type, right.span())]
        {
            if let Expression::Constant(value) = side
                && !self.choice_has(of, value, at)
            {
                return None;
            }
        }
        Some((left_side, right_side))
    }

    /// A term and its type. In a formula, variables get their values from elsewhere.
    pub(super) fn term(
        &mut self,
        vars: &mut Variables,
        shown: &Term,
    ) -> Option<(Expression, Type)> {
        match shown {
            Term::Literal(literal) => {
                let (value, of) = self.literal(literal)?;
                Some((Expression::Constant(value), of))
            }
            Term::Name(name) => {
                let slot = vars.slot(&name.text);
                let is_bound = slot.is_some_and(|slot| vars.bound.contains(&slot));
                if !is_bound && self.lets.contains_key(&name.text) {
                    let literal = Literal::Duration(Duration::Named(name.clone()));
                    let (value, of) = self.literal(&literal)?;
                    self.plan.lets_used.insert(name.span.start);
                    if slot.is_none() {
                        vars.constants.entry(name.text.clone()).or_insert(name.span);
                    }
                    return Some((Expression::Constant(value), of));
                }
                if !vars.is_open && !is_bound {
                    self.unbound(&name.text, name.span);
                    return None;
                }
                let slot = vars.meet(&name.text, &Type::Any, name.span, false);
                let of = vars.list.get(slot)?.of.clone();
                Some((Expression::Variable(slot), of))
            }
            Term::Calculated(left, operator, right) => {
                let left_side = self.term(vars, left);
                let (right_side, right_type) = self.term(vars, right)?;
                let (left_side, left_type) = left_side?;
                let span = shown.span();
                let of = self.calculated(&left_type, *operator, &right_type, span)?;
                if let (Expression::Constant(left), Expression::Constant(right)) =
                    (&left_side, &right_side)
                    && let Some(value) = calculate(left, *operator, right)
                {
                    return Some((Expression::Constant(value), of));
                }
                let calculated =
                    Expression::Calculated(Box::new(left_side), *operator, Box::new(right_side));
                Some((calculated, of))
            }
        }
    }

    fn calculated(
        &mut self,
        left: &Type,
        operator: Operator,
        right: &Type,
        span: Span,
    ) -> Option<Type> {
        let of = match (left, operator, right) {
            (Type::Any, ..) | (.., Type::Any) => Type::Any,
            (Type::Int, _, Type::Int) => Type::Int,
            (Type::Int | Type::Number, _, Type::Int | Type::Number) => Type::Number,
            (Type::Time, Operator::Plus | Operator::Minus, Type::Duration) => Type::Time,
            (Type::Time, Operator::Minus, Type::Time)
            | (Type::Duration, Operator::Plus | Operator::Minus, Type::Duration)
            | (Type::Duration, Operator::Times, Type::Int)
            | (Type::Int, Operator::Times, Type::Duration) => Type::Duration,
            _ => {
                let message = format!("{left} {} {right} is nothing", operator.sign());
                self.faults.error("R104", message, span, "these do not go together", None);
                return None;
            }
        };
        Some(of)
    }
}
