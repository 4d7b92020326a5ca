//! The head of a file, and declarations other than rules.

use super::Parsed;
use super::cursor::Cursor;
use crate::tree::{Declaration, Event, Header, Let, Param, ParamType, State};

impl Cursor<'_> {
    pub(super) fn header(&mut self) -> Parsed<Header> {
        let start = self.span();
        self.expect_word("rules")?;
        let title = self.string()?;
        self.expect_word("version")?;
        let version = self.count()?;
        let in_force = if self.take_words(&["in", "force"]) { Some(self.period()?) } else { None };
        Ok(Header { title, version, in_force, span: start.to(self.last_span()) })
    }

    pub(super) fn declaration(&mut self) -> Parsed<Declaration> {
        if self.take_word("event") {
            self.event().map(Declaration::Event)
        } else if self.take_word("state") {
            self.state().map(Declaration::State)
        } else if self.take_word("let") {
            self.constant().map(Declaration::Let)
        } else if self.take_word("rule") {
            self.rule().map(|rule| Declaration::Rule(Box::new(rule)))
        } else if self.is_word("example") {
            self.example().map(Declaration::Example)
        } else {
            Err(self.expected("`event`, `state`, `let`, `rule` or `example`"))
        }
    }

    fn event(&mut self) -> Parsed<Event> {
        let name = self.name()?;
        self.expect_sign("(")?;
        let params = if self.is_sign(")") { Vec::new() } else { self.list(Self::param)? };
        self.expect_sign(")")?;
        let by = if self.take_word("by") { Some(self.name()?) } else { None };
        let reads = if self.take_word("reads") { Some(self.string()?) } else { None };
        Ok(Event { name, params, by, reads })
    }

    fn param(&mut self) -> Parsed<Param> {
        let name = self.name()?;
        let of = if !self.take_sign(":") {
            None
        } else if self.take_sign("{") {
            let names = self.list(Self::name)?;
            self.expect_sign("}")?;
            Some(ParamType::Choice(names))
        } else {
            Some(ParamType::Named(self.name()?))
        };
        Ok(Param { name, of })
    }

    fn state(&mut self) -> Parsed<State> {
        let name = self.name()?;
        self.expect_sign("(")?;
        let params = if self.is_sign(")") { Vec::new() } else { self.list(Self::name)? };
        self.expect_sign(")")?;
        self.expect_word("from")?;
        let from = self.patterns()?;
        let until = if self.take_word("until") { self.patterns()? } else { Vec::new() };
        Ok(State { name, params, from, until })
    }

    fn constant(&mut self) -> Parsed<Let> {
        if self.is_word("true") || self.is_word("false") {
            return Err(self.expected("a name that is no value"));
        }
        let name = self.name()?;
        self.expect_sign("=")?;
        Ok(Let { name, value: self.literal()? })
    }
}
