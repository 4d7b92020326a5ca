//! Examples: a small log, and what is expected of it.

use super::Parsed;
use super::cursor::Cursor;
use crate::tree::Example;

impl Cursor<'_> {
    pub(super) fn example(&mut self) -> Parsed<Example> {
        let start = self.span();
        self.expect_word("example")?;
        let title = self.string()?;
        self.expect_word("for")?;
        let rule = self.name()?;
        let span = start.to(self.last_span());
        self.expect_sign("{")?;
        let mut events = Vec::new();
        while self.take_word("at") {
            events.push((self.instant()?, self.atom()?));
        }
        let closed = self.take_word("closed");
        self.expect_word("expect")?;
        let mut expected = Vec::new();
        while self.is_pattern_ahead(0) {
            expected.push(self.atom()?);
        }
        self.expect_sign("}")?;
        Ok(Example { title, rule, events, closed, expected, span })
    }
}
