//! Formulas of the core.

use super::Parsed;
use super::cursor::Cursor;
use crate::lexer::Token;
use crate::tree::formula::{Aggregate, Fold, Interval, Temporal, TemporalOperator};
use crate::tree::{Comparison, Formula, Name};

impl Cursor<'_> {
    pub(super) fn formula(&mut self) -> Parsed<Formula> {
        self.nested(|cursor| {
            let left = cursor.disjunction()?;
            if cursor.take_word("implies") {
                let right = cursor.formula()?;
                return Ok(Formula::Implies(Box::new(left), Box::new(right)));
            }
            Ok(left)
        })
    }

    fn disjunction(&mut self) -> Parsed<Formula> {
        let (first, first_bare) = self.conjunction()?;
        if !self.is_word("or") {
            return Ok(first);
        }
        let mut mixed = first_bare;
        let span = self.span();
        let mut parts = vec![first];
        while self.take_word("or") {
            let (part, bare) = self.conjunction()?;
            mixed |= bare;
            parts.push(part);
        }
        if mixed { Err(self.mixed(span)) } else { Ok(Formula::Or(parts)) }
    }

    /// Also says whether it is an `and` without brackets.
    fn conjunction(&mut self) -> Parsed<(Formula, bool)> {
        let first = self.temporal_pair()?;
        if !self.is_word("and") {
            return Ok((first, false));
        }
        let mut parts = vec![first];
        while self.take_word("and") {
            parts.push(self.temporal_pair()?);
        }
        Ok((Formula::And(parts), true))
    }

    /// `φ since I ψ`, `φ until I ψ`, or one operand alone.
    fn temporal_pair(&mut self) -> Parsed<Formula> {
        let left = self.nested(Self::unary)?;
        let start = self.span();
        let Some((operator, strictly)) = self.pair_operator() else { return Ok(left) };
        self.at += 1 + usize::from(strictly);
        let window = self.interval()?;
        let span = start.to(self.last_span());
        let right = self.nested(Self::unary)?;
        if self.pair_operator().is_some() {
            let help = "put brackets around one of the two".to_owned();
            let message = "`since` and `until` do not chain";
            self.faults.error("R106", message, self.span(), "which comes first?", Some(help));
            return Err(super::Reported);
        }
        let temporal = Temporal { operator, strictly, window, span };
        Ok(Formula::Binary(Box::new(left), temporal, Box::new(right)))
    }

    fn pair_operator(&self) -> Option<(TemporalOperator, bool)> {
        let strictly = self.is_word("strictly");
        let ahead = usize::from(strictly);
        if self.is_word_ahead(ahead, "since") {
            Some((TemporalOperator::Since, strictly))
        } else if self.is_word_ahead(ahead, "until") {
            Some((TemporalOperator::Until, strictly))
        } else {
            None
        }
    }

    fn unary(&mut self) -> Parsed<Formula> {
        let start = self.span();
        if self.take_operator("not") {
            let inner = self.nested(Self::unary)?;
            return Ok(Formula::Not(Box::new(inner), start.to(self.last_span())));
        }
        for (word, all) in [("exists", false), ("forall", true)] {
            if !self.is_sign_ahead(1, "(") && self.take_operator(word) {
                let variables = self.list(Self::name)?;
                self.expect_sign(":")?;
                let body = Box::new(self.formula()?);
                return Ok(Formula::Quantified { all, variables, body });
            }
        }
        if let Some((operator, strictly)) = self.unary_operator() {
            self.at += 1 + usize::from(strictly);
            let window = self.interval()?;
            let span = start.to(self.last_span());
            let inner = self.nested(Self::unary)?;
            let temporal = Temporal { operator, strictly, window, span };
            return Ok(Formula::Unary(temporal, Box::new(inner)));
        }
        self.operand_formula()
    }

    /// A temporal word that is not the name of an event here: `once (…)` is the operator.
    fn unary_operator(&self) -> Option<(TemporalOperator, bool)> {
        let strictly = self.is_word("strictly");
        let ahead = usize::from(strictly);
        let row = TemporalOperator::UNARY.iter().find(|(_, word)| self.is_word_ahead(ahead, word));
        let (operator, _) = row?;
        let is_value = Comparison::named(self.text_ahead(ahead + 1)).is_some();
        let is_event = self.is_fields_ahead(ahead + 1) && !self.is_open_interval(ahead + 1);
        (!is_value && !is_event).then_some((*operator, strictly))
    }

    /// Whether brackets hold two bounds and something follows on which an operator can act: then they
    /// are a window, and not the fields of an event.
    fn is_open_interval(&self, ahead: usize) -> bool {
        let high = ahead + 3;
        let mut end = high;
        while self.is_duration_ahead(end) {
            end += 2;
        }
        // A bound that is no written length is a name or `*`.
        let end = end.max(high + 1);
        let sign = |at: usize, sign| self.is_sign_ahead(at, sign);
        let ends = |word| self.is_word_ahead(end + 1, word);
        let ends_here = self.token_ahead(end + 1) == Token::End
            || sign(end + 1, ")")
            || ["and", "or", "implies", "since", "until", "strictly"].into_iter().any(ends)
            || self.begins_declaration_ahead(end + 1);
        sign(ahead + 2, ",") && (sign(end, "]") || (sign(end, ")") && !ends_here))
    }

    fn operand_formula(&mut self) -> Parsed<Formula> {
        if self.is_sign("(") && !self.is_term_in_brackets() {
            self.expect_sign("(")?;
            let inner = self.formula()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        if self.is_pattern_ahead(0) {
            return self.atom().map(Formula::Atom);
        }
        if self.is_sign_ahead(1, "=") && self.is_word_ahead(3, "of") {
            let fold = Fold::ALL.iter().find(|(_, word)| self.is_word_ahead(2, word));
            if let Some((fold, _)) = fold {
                let result = self.name()?;
                self.at += 3;
                return self.aggregate(result, *fold);
            }
        }
        let (left, comparison, right) = self.comparison()?;
        Ok(Formula::Compared(left, comparison, right))
    }

    fn aggregate(&mut self, result: Name, fold: Fold) -> Parsed<Formula> {
        let of = self.name()?;
        self.expect_word("in")?;
        self.expect_sign("(")?;
        let body = Box::new(self.formula()?);
        self.expect_sign(")")?;
        let per = if self.take_word("per") { self.list(Self::name)? } else { Vec::new() };
        let span = result.span.to(self.last_span());
        Ok(Formula::Aggregate(Aggregate { result, fold, of, body, per, span }))
    }

    /// `[2 h, 24 h]`, `(0 s, *)`, `within 24 h`, or nothing.
    fn interval(&mut self) -> Parsed<Option<Interval>> {
        if self.is_word("within") && !self.is_sign_ahead(1, "(") {
            self.at += 1;
            return Ok(Some(Interval::Within(self.duration()?)));
        }
        let low_open = self.is_sign("(") && self.is_interval_in_brackets();
        if !low_open && !self.is_sign("[") {
            return Ok(None);
        }
        self.at += 1;
        let low = self.duration()?;
        self.expect_sign(",")?;
        let high = if self.take_sign("*") { None } else { Some(self.duration()?) };
        let high_open = self.is_sign(")");
        if !self.take_sign(")") {
            self.expect_sign("]")?;
        }
        Ok(Some(Interval::Range { low, low_open, high, high_open }))
    }

    /// Whether a duration and a comma stand behind the bracket.
    fn is_interval_in_brackets(&self) -> bool {
        let mut ahead = 1;
        while self.is_duration_ahead(ahead) {
            ahead += 2;
        }
        self.is_sign_ahead(ahead.max(2), ",") && !self.is_pattern_ahead(1)
    }
}
