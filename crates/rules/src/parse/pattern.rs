//! Patterns of events, states, and their arguments.

use super::Parsed;
use super::cursor::Cursor;
use crate::tree::{Arg, ArgValue, Pattern};

impl Cursor<'_> {
    /// `NAME "(" [ arg { "," arg } ] ")" [ "where" bool ]`
    pub(super) fn pattern(&mut self) -> Parsed<Pattern> {
        let mut pattern = self.atom()?;
        if self.take_word("where") {
            pattern.guard = Some(self.guard()?);
            pattern.span = pattern.span.to(self.last_span());
        }
        Ok(pattern)
    }

    /// Patterns with `or` between them.
    pub(super) fn patterns(&mut self) -> Parsed<Vec<Pattern>> {
        let mut patterns = vec![self.pattern()?];
        while self.take_word("or") {
            patterns.push(self.pattern()?);
        }
        Ok(patterns)
    }

    /// A pattern without a `where`.
    pub(super) fn atom(&mut self) -> Parsed<Pattern> {
        let name = self.name()?;
        self.expect_sign("(")?;
        let args = if self.is_sign(")") { Vec::new() } else { self.list(Self::arg)? };
        self.expect_sign(")")?;
        let span = name.span.to(self.last_span());
        Ok(Pattern { name, args, guard: None, span })
    }

    fn arg(&mut self) -> Parsed<Arg> {
        let start = self.span();
        let field = if self.is_sign_ahead(1, ":") {
            let field = self.name()?;
            self.expect_sign(":")?;
            Some(field)
        } else {
            None
        };
        let begins = self.at;
        let mut value =
            if self.is_sign("(") { ArgValue::Any } else { self.nested(Self::arg_value)? };
        if ["(", "+", "-", "*"].iter().any(|sign| self.is_sign(sign)) {
            self.at = begins;
            value = ArgValue::Calculated(self.term()?);
        }
        Ok(Arg { field, value, span: start.to(self.last_span()) })
    }

    fn arg_value(&mut self) -> Parsed<ArgValue> {
        if self.take_sign("[") {
            let values = if self.is_sign("]") {
                Vec::new()
            } else {
                self.list(|cursor| cursor.nested(Self::arg_value))?
            };
            self.expect_sign("]")?;
            return Ok(ArgValue::List(values));
        }
        if self.is_word("_") {
            self.at += 1;
            return Ok(ArgValue::Any);
        }
        if self.is_literal() {
            return Ok(ArgValue::Literal(self.literal()?));
        }
        Ok(ArgValue::Name(self.name()?))
    }
}
