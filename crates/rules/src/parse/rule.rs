//! Rules: what is said about them, their scope, their sentence, their exceptions.

use diagnostic::Diagnostic;

use super::Parsed;
use super::cursor::Cursor;
use crate::lexer::Token;
use crate::span::Span;
use crate::tree::{
    Amount, Body, Exception, LengthBound, Literal, Meta, Need, Quota, Rule, Scope, When, Window,
};

impl Cursor<'_> {
    /// Behind the word `rule`.
    pub(super) fn rule(&mut self) -> Parsed<Rule> {
        let name = self.name()?;
        let title = self.string()?;
        let meta = self.meta()?;
        let scope = self.scope()?;
        let body = self.body()?;
        let mut exceptions = Vec::new();
        while self.take_word("except") {
            exceptions.push(if !self.is_exception_named_when() && self.take_word("when") {
                Exception::When(self.condition()?)
            } else {
                Exception::Rule(self.name()?)
            });
        }
        Ok(Rule { name, title, meta, scope, body, exceptions })
    }

    /// Whether the rule of that name is meant: no condition follows.
    fn is_exception_named_when(&self) -> bool {
        self.token_ahead(1) == Token::End
            || self.is_words(&["when", "except"])
            || self.begins_declaration_ahead(1)
    }

    fn meta(&mut self) -> Parsed<Meta> {
        let mut meta = Meta::default();
        let mut said: Vec<(&str, Span)> = Vec::new();
        loop {
            let span = self.span();
            let what = if self.is_pattern_ahead(0) {
                return Ok(meta);
            } else if self.take_word("source") {
                meta.source = Some(self.string()?);
                "source"
            } else if self.take_words(&["duty", "of"]) {
                meta.duty_of = Some(self.name()?);
                "duty of"
            } else if self.take_word("severity") {
                meta.severity = Some(self.name()?);
                "severity"
            } else if self.take_words(&["in", "force"]) {
                meta.in_force = Some(self.period()?);
                "in force"
            } else if self.take_word("enforce") {
                meta.enforce = Some(span);
                "enforce"
            } else if self.take_word("note") {
                meta.notes.push(self.string()?);
                continue;
            } else {
                return Ok(meta);
            };
            let span = span.to(self.last_span());
            match said.iter().find(|(earlier, _)| *earlier == what) {
                Some((_, first)) => self.said_twice(what, *first, span),
                None => said.push((what, span)),
            }
        }
    }

    /// Only one of the two could count, and nobody would see which.
    fn said_twice(&mut self, what: &str, first: Span, again: Span) {
        let fault = Diagnostic::error("R109", format!("a rule says `{what}` twice"))
            .label(again.range(), "here again")
            .label(first.range(), "already said here")
            .help("keep one of them; only a `note` may stand more than once");
        self.faults.push(fault);
    }

    fn scope(&mut self) -> Parsed<Option<Scope>> {
        if self.is_pattern_ahead(0) {
            return Ok(None);
        }
        let scope = if self.take_word("while") {
            Scope::While(self.pattern()?)
        } else if self.take_word("after") {
            let start = self.pattern()?;
            let span = if self.take_word("for") { Some(self.duration()?) } else { None };
            let until = if self.take_word("until") { self.patterns()? } else { Vec::new() };
            Scope::After { start, span, until }
        } else if self.take_word("before") {
            Scope::Before(self.pattern()?)
        } else if self.take_word("between") {
            let start = self.pattern()?;
            self.expect_word("and")?;
            Scope::Between { start, end: self.pattern()? }
        } else {
            return Ok(None);
        };
        self.expect_sign(",")?;
        Ok(Some(scope))
    }

    fn body(&mut self) -> Parsed<Body> {
        // `always (…)` is mostly a condition in brackets.
        let is_always = self.is_word("always") && !self.is_fields_ahead(1);
        if self.is_pattern_ahead(0) && !is_always {
            return self.pattern_body();
        }
        if self.take_word("whenever") {
            let trigger = self.pattern()?;
            self.expect_word("then")?;
            let outcome = self.outcome()?;
            let otherwise = if self.take_word("otherwise") { Some(self.outcome()?) } else { None };
            Ok(Body::Whenever { trigger, outcome, otherwise })
        } else if self.take_word("never") {
            Ok(Body::Never(self.pattern()?))
        } else if self.take_words(&["at", "most"]) {
            self.quota(LengthBound::AtMost)
        } else if self.take_words(&["at", "least"]) {
            self.quota(LengthBound::AtLeast)
        } else if self.take_word("always") {
            Ok(Body::Always(self.condition()?))
        } else if self.take_word("formula") {
            self.expect_sign(":")?;
            Ok(Body::Formula(self.formula()?))
        } else {
            let what = "a sentence: `whenever`, `never`, `at most`, `at least`, `always`, `formula:`, an event or a state";
            let is_meant = self.is_word("when") || self.is_word("if");
            Err(self.expected_or(what, is_meant.then_some("write `whenever … then …`")))
        }
    }

    /// A sentence that begins with an event or a state.
    fn pattern_body(&mut self) -> Parsed<Body> {
        let first = self.pattern()?;
        if self.take_words(&["only", "if"]) {
            let mut needs = vec![self.need()?];
            while self.take_word("and") {
                needs.push(self.need()?);
            }
            Ok(Body::OnlyIf { trigger: first, needs })
        } else if self.take_words(&["at", "least", "every"]) {
            Ok(Body::AtLeastEvery { event: first, period: self.duration()? })
        } else if self.take_word("lasts") {
            let bound = if self.take_words(&["at", "least"]) {
                LengthBound::AtLeast
            } else if self.take_words(&["at", "most"]) {
                LengthBound::AtMost
            } else {
                return Err(self.expected("`at least` or `at most`"));
            };
            Ok(Body::Lasts { state: first, bound, length: self.duration()? })
        } else {
            Err(self.expected("`only if`, `at least every` or `lasts`"))
        }
    }

    /// A number, or the name of one.
    fn limit(&mut self) -> Parsed<Literal> {
        if self.is_literal() {
            let span = self.span();
            let number = self.number()?;
            return Ok(Literal::Number(number, span.to(self.last_span())));
        }
        // The check finds out what the name stands for.
        self.duration().map(Literal::Duration)
    }

    fn quota(&mut self, bound: LengthBound) -> Parsed<Body> {
        let start = self.span();
        let limit = self.limit()?;
        let amount = if !self.is_pattern_ahead(0) && self.take_word("distinct") {
            let of = self.name()?;
            self.expect_word("in")?;
            Amount::Distinct { limit, of, event: self.pattern()? }
        } else if self.is_words(&["of", "sum"]) {
            self.at += 2;
            let of = self.name()?;
            self.expect_word("in")?;
            Amount::Sum { limit, of, event: self.pattern()? }
        } else {
            Amount::Events { limit, event: self.pattern()? }
        };
        let per = if self.take_word("per") { self.list(Self::name)? } else { Vec::new() };
        let window = if self.take_words(&["in", "any"]) {
            Some(Window::InAny(self.duration()?))
        } else if self.take_words(&["in", "total"]) {
            Some(Window::InTotal)
        } else if self.is_word("within") {
            let help = "within any such time is `in any 24 h`, behind `per` if there is one";
            return Err(self.expected_or("`in any` or `in total`", Some(help)));
        } else if self.is_word("for") {
            let help = "for each value of a variable is `per x`, in front of the time";
            return Err(self.expected_or("`per`", Some(help)));
        } else {
            None
        };
        let span = start.to(self.last_span());
        Ok(Body::Quota(Quota { bound, amount, per, window, span }))
    }

    fn need(&mut self) -> Parsed<Need> {
        if self.take_words(&["at", "least"]) {
            let count = self.limit()?;
            let distinct = if !self.is_pattern_ahead(0) && self.take_word("distinct") {
                let of = self.name()?;
                self.expect_word("in")?;
                Some(of)
            } else {
                None
            };
            let event = self.pattern()?;
            return match self.when()? {
                Some(when) => Ok(Need::AtLeast { count, distinct, event, when }),
                None => Err(self.expected("`before`, `within … before` or `between … before`")),
            };
        }
        let is_event_ahead = self.is_pattern_ahead(0);
        if !is_event_ahead && ["before", "within", "between"].iter().any(|word| self.is_word(word))
        {
            let help = "the time stands behind the event: `a(x) before`, `a(x) within 2 h before`";
            return Err(self.expected_or("an event or a state", Some(help)));
        }
        let negative = !is_event_ahead && self.take_word("no");
        let pattern = self.pattern()?;
        Ok(match self.when()? {
            Some(when) => Need::Event { negative, event: pattern, when },
            None => Need::State { negative, state: pattern },
        })
    }

    fn when(&mut self) -> Parsed<Option<When>> {
        if self.take_word("before") {
            return Ok(Some(When::Before));
        }
        let when = if self.take_word("within") {
            When::Within(self.duration()?)
        } else if self.take_word("between") {
            let low = self.duration()?;
            self.expect_word("and")?;
            When::Between(low, self.duration()?)
        } else {
            return Ok(None);
        };
        self.expect_word("before")?;
        Ok(Some(when))
    }
}
