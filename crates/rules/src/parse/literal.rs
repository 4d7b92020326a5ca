//! Numbers, texts and times.

use kernel::{SimDuration, SimTime};

use super::cursor::Cursor;
use super::{Parsed, Reported};
use crate::lexer::Token;
use crate::number::Number;
use crate::span::Span;
use crate::tree::{Instant, Literal, Period};

impl Cursor<'_> {
    /// A text between quotation marks, without them.
    pub(super) fn string(&mut self) -> Parsed<String> {
        if self.token() != Token::Text {
            return Err(self.expected("a text in quotation marks"));
        }
        let (quoted, span) = (self.text(), self.span());
        self.at += 1;
        let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        let mut text = String::with_capacity(inner.len());
        let mut chars = inner.char_indices();
        while let Some((place, char)) = chars.next() {
            if char != '\\' {
                text.push(char);
                continue;
            }
            match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, plain @ ('"' | '\\'))) => text.push(plain),
                other => {
                    let length = 1 + other.map_or(0, |(_, sign)| sign.len_utf8());
                    let start = span.start + 1 + narrow(place);
                    let found = Span { start, end: start + narrow(length) };
                    self.unknown_escape(other.map(|(_, sign)| sign), found);
                }
            }
        }
        Ok(text)
    }

    fn unknown_escape(&mut self, sign: Option<char>, span: Span) {
        let shown = sign.map_or_else(String::new, String::from);
        let message = format!("`\\{shown}` stands for no sign");
        let help = "write `\\\\` for a backslash, `\\\"` for a quotation mark, `\\n` for the end of a line";
        self.faults.error("R107", message, span, "this one", Some(help.to_owned()));
    }

    pub(super) fn number(&mut self) -> Parsed<Number> {
        let negative = self.is_sign("-");
        self.at += usize::from(negative);
        if self.token() != Token::Number {
            return Err(self.expected("a number"));
        }
        let digits = self.text();
        let text = if negative { format!("-{digits}") } else { digits.to_owned() };
        if let Ok(number) = text.parse() {
            self.at += 1;
            return Ok(number);
        }
        let message = format!("the number `{text}` cannot be held exactly");
        let help = "numbers have at most 18 digits, nine of them behind the point".to_owned();
        self.faults.error("R107", message, self.span(), "this number", Some(help));
        Err(Reported)
    }

    /// A number without a point or a sign.
    pub(super) fn count(&mut self) -> Parsed<u64> {
        let digits = self.text();
        if self.token() != Token::Number || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.expected("a whole number"));
        }
        if let Ok(count) = digits.parse() {
            self.at += 1;
            return Ok(count);
        }
        let message = format!("the number `{digits}` is too large");
        let help = "numbers have at most 18 digits".to_owned();
        self.faults.error("R107", message, self.span(), "this number", Some(help));
        Err(Reported)
    }

    /// A date, or a date with a time of day; in UTC.
    pub(super) fn instant(&mut self) -> Parsed<Instant> {
        if self.token() != Token::Time {
            return Err(self.expected("a time such as `2026-03-01 06:00:00`"));
        }
        let Some(instant) = read_instant(self.text()) else {
            let message = format!("there is no time `{}`", self.text());
            let help = "write `2026-03-01`, or `2026-03-01 06:00:00`, in UTC".to_owned();
            self.faults.error("R107", message, self.span(), "this one", Some(help));
            return Err(Reported);
        };
        self.at += 1;
        Ok(instant)
    }

    /// `DATE [ "to" DATE ]`
    pub(super) fn period(&mut self) -> Parsed<Period> {
        let start = self.span();
        let from = self.instant()?;
        let to = if self.take_word("to") { Some(self.instant()?) } else { None };
        Ok(Period { from, to, span: start.to(self.last_span()) })
    }

    /// Whether a literal comes; the sign of a number counts.
    pub(super) fn is_literal(&self) -> bool {
        match self.token() {
            Token::Number | Token::Text | Token::Time => true,
            Token::Sign => self.text() == "-" && self.token_ahead(1) == Token::Number,
            _ => self.is_word("true") || self.is_word("false"),
        }
    }

    pub(super) fn literal(&mut self) -> Parsed<Literal> {
        let span = self.span();
        match self.token() {
            Token::Text => Ok(Literal::Text(self.string()?, span)),
            Token::Time => Ok(Literal::Time(self.instant()?, span)),
            Token::Word | Token::First if self.is_literal() => {
                let truth = self.is_word("true");
                self.at += 1;
                Ok(Literal::Bool(truth, span))
            }
            _ if self.is_length_ahead() => Ok(Literal::Duration(self.duration()?)),
            Token::Number | Token::Sign => {
                let number = self.number()?;
                Ok(Literal::Number(number, span.to(self.last_span())))
            }
            _ => Err(self.expected("a value")),
        }
    }
}

/// Reads `2026-03-01`, `2026-03-01 06:00`, `2026-03-01T06:00:00.000Z` and what lies between.
fn read_instant(text: &str) -> Option<Instant> {
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (date, Some(clock.trim_start_matches(' '))),
        None => (text, None),
    };
    let mut fields = date.split('-');
    let year = fields.next()?.parse().ok()?;
    let (month, day) = (two_digits(fields.next()?)?, two_digits(fields.next()?)?);
    if fields.next().is_some() {
        return None;
    }
    let midnight = SimTime::from_date(year, month, day)?;
    let Some(clock) = clock else {
        return Some(Instant { ms: midnight.as_millis(), is_date: true });
    };
    let (clock, fraction) = match clock.trim_end_matches('Z').split_once('.') {
        Some((clock, fraction)) if fraction.len() == 3 => (clock, fraction.parse().ok()?),
        Some(_) => return None,
        None => (clock.trim_end_matches('Z'), 0_u64),
    };
    let mut fields = clock.split(':');
    let (hours, minutes) = (two_digits(fields.next()?)?, two_digits(fields.next()?)?);
    let seconds = fields.next().map_or(Some(0), two_digits)?;
    if fields.next().is_some() || 23 < hours || 59 < minutes || 59 < seconds {
        return None;
    }
    let whole = (u64::from(hours) * 60 + u64::from(minutes)) * 60 + u64::from(seconds);
    let time = midnight + SimDuration::from_millis(whole * 1_000 + fraction);
    Some(Instant { ms: time.as_millis(), is_date: false })
}

fn two_digits(text: &str) -> Option<u8> {
    if text.len() == 2 { text.parse().ok() } else { None }
}

/// A place in a file, none of which is longer than this can tell.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
