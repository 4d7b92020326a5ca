//! Terms, comparisons, and what stands behind `where`, `except when` and `always`.

use super::cursor::Cursor;
use super::{Parsed, Reported};
use crate::lexer::Token;
use crate::span::Span;
use crate::tree::{Comparison, Condition, Operator, Term};

impl Cursor<'_> {
    /// Behind `where`: comparisons alone. It ends in front of an event or state, so that
    /// `and` can go on with the next need.
    pub(super) fn guard(&mut self) -> Parsed<Condition> {
        self.junction(false)
    }

    /// Comparisons, states and events with `and`, `or`, `not`.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        self.junction(true)
    }

    /// Whether what follows an `and` or `or` is still part of the condition.
    fn goes_on(&self, with_atoms: bool) -> bool {
        let nots = usize::from(self.is_word_ahead(1, "not") && !self.is_fields_ahead(2));
        with_atoms || !self.begins_other(1 + nots)
    }

    /// Whether an event, a state, or the words of a need come.
    fn begins_other(&self, ahead: usize) -> bool {
        let is_need = self.is_word_ahead(ahead, "no") || self.is_word_ahead(ahead, "at");
        let is_group = self.is_sign_ahead(ahead, "(") && self.is_pattern_ahead(ahead + 1);
        is_group
            || (is_need && !self.is_comparison_ahead(ahead + 1))
            || self.is_pattern_ahead(ahead)
    }

    fn is_comparison_ahead(&self, ahead: usize) -> bool {
        Comparison::named(self.text_ahead(ahead)).is_some()
    }

    fn junction(&mut self, with_atoms: bool) -> Parsed<Condition> {
        let first = self.nested(|cursor| cursor.negation(with_atoms))?;
        let word = if self.is_word("or") { "or" } else { "and" };
        let mut parts = vec![first];
        while self.is_word(word) && self.goes_on(with_atoms) {
            self.at += 1;
            parts.push(self.nested(|cursor| cursor.negation(with_atoms))?);
        }
        let other = if word == "or" { "and" } else { "or" };
        if 1 < parts.len() && self.is_word(other) && self.goes_on(with_atoms) {
            return Err(self.mixed(self.span()));
        }
        Ok(match (parts.len(), word) {
            (1, _) => parts.remove(0),
            (_, "or") => Condition::Or(parts),
            _ => Condition::And(parts),
        })
    }

    pub(super) fn mixed(&mut self, span: Span) -> Reported {
        let help = "put brackets around what belongs together".to_owned();
        let message = "`and` and `or` are mixed without brackets";
        self.faults.error("R106", message, span, "does this bind first?", Some(help));
        Reported
    }

    fn negation(&mut self, with_atoms: bool) -> Parsed<Condition> {
        if self.take_operator("not") {
            let inner = self.nested(|cursor| cursor.negation(with_atoms))?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.is_sign("(") && !self.is_term_in_brackets() {
            self.expect_sign("(")?;
            let inner = self.nested(|cursor| cursor.junction(with_atoms))?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        if with_atoms && self.is_pattern_ahead(0) {
            return Ok(Condition::Holds(Box::new(self.pattern()?)));
        }
        let (left, comparison, right) = self.comparison()?;
        Ok(Condition::Compared(left, comparison, right))
    }

    /// Whether the bracket that opens here belongs to arithmetic: an operator follows its end.
    pub(super) fn is_term_in_brackets(&self) -> bool {
        self.is_term_in_brackets_ahead(0)
    }

    pub(super) fn is_term_in_brackets_ahead(&self, mut ahead: usize) -> bool {
        let mut depth = 0_u32;
        loop {
            if self.is_sign_ahead(ahead, "(") {
                depth += 1;
            } else if self.is_sign_ahead(ahead, ")") {
                depth -= 1;
                if depth == 0 {
                    let next = self.text_ahead(ahead + 1);
                    let calculates = Operator::ALL.iter().any(|(_, sign)| *sign == next);
                    return calculates || Comparison::named(next).is_some();
                }
            } else if self.token_ahead(ahead) == Token::End {
                return false;
            }
            ahead += 1;
        }
    }

    pub(super) fn comparison(&mut self) -> Parsed<(Term, Comparison, Term)> {
        let left = self.term()?;
        let Some(comparison) = Comparison::named(self.text()) else {
            return Err(self.expected("a comparison such as `=` or `<`"));
        };
        self.at += 1;
        Ok((left, comparison, self.term()?))
    }

    pub(super) fn term(&mut self) -> Parsed<Term> {
        self.calculation(&[Operator::Plus, Operator::Minus], |cursor| {
            cursor.calculation(&[Operator::Times], Self::operand)
        })
    }

    /// Operands with these operators, from the left.
    fn calculation(
        &mut self,
        operators: &[Operator],
        mut operand: impl FnMut(&mut Self) -> Parsed<Term>,
    ) -> Parsed<Term> {
        let mut term = operand(self)?;
        let mut levels = 0;
        while let Some(operator) =
            operators.iter().find(|operator| self.is_sign(operator.sign())).copied()
        {
            self.at += 1;
            self.deeper(1)?;
            levels += 1;
            term = Term::Calculated(Box::new(term), operator, Box::new(operand(self)?));
        }
        self.shallower(levels);
        Ok(term)
    }

    fn operand(&mut self) -> Parsed<Term> {
        if self.take_sign("(") {
            let term = self.nested(Self::term)?;
            self.expect_sign(")")?;
            return Ok(term);
        }
        if self.is_literal() {
            return Ok(Term::Literal(self.literal()?));
        }
        Ok(Term::Name(self.name()?))
    }
}
