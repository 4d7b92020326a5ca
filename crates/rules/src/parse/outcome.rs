//! What is to follow a trigger: chains of steps, and alternatives.

use super::Parsed;
use super::cursor::Cursor;
use crate::tree::{Action, Outcome, Step, Timing};

impl Cursor<'_> {
    pub(super) fn outcome(&mut self) -> Parsed<Outcome> {
        let mut chains = vec![self.chain()?];
        while self.take_word("or") {
            chains.push(self.chain()?);
        }
        Ok(Outcome { chains })
    }

    fn chain(&mut self) -> Parsed<Vec<Step>> {
        let mut steps = vec![self.step()?];
        while self.take_word("then") {
            steps.push(self.step()?);
        }
        Ok(steps)
    }

    fn step(&mut self) -> Parsed<Step> {
        let start = self.span();
        let action = if self.take_sign("(") {
            let group = self.nested(Self::outcome)?;
            self.expect_sign(")")?;
            Action::Group(group)
        } else if !self.is_pattern_ahead(0) && self.take_word("no") {
            Action::DoNot(self.pattern()?)
        } else {
            Action::Do(self.pattern()?)
        };
        let timing = self.timing()?;
        if matches!(action, Action::DoNot(_)) && timing.is_none() {
            return Err(self.expected("`within`, `between` or `before`"));
        }
        Ok(Step { action, timing, span: start.to(self.last_span()) })
    }

    fn timing(&mut self) -> Parsed<Option<Timing>> {
        if self.take_word("within") {
            let length = self.duration()?;
            let of = if self.take_word("of") { Some(self.name()?) } else { None };
            return Ok(Some(Timing::Within { length, of }));
        }
        if self.take_word("between") {
            let low = self.duration()?;
            self.expect_word("and")?;
            return Ok(Some(Timing::Between(low, self.duration()?)));
        }
        if self.take_word("before") {
            return Ok(Some(Timing::Before(self.pattern()?)));
        }
        Ok(None)
    }
}
