//! Numbers, texts, times and durations.

use kernel::{SimDuration, SimTime};

use super::cursor::Cursor;
use super::{Parsed, Reported};
use crate::lexer::Token;
use crate::number::Number;
use crate::span::Span;
use crate::tree::{Duration, Instant, Literal, Period, Unit};

impl Cursor<'_> {
    /// A text between quotation marks, without them.
    pub(super) fn string(&mut self) -> Parsed<String> {
        if self.token() != Token::Text {
            return Err(self.expected("a text in quotation marks"));
        }
        let quoted = self.text();
        self.at += 1;
        let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        let mut text = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => match chars.next() {
                    Some('n') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        Ok(text)
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
        let parsed = self.text().parse();
        match parsed {
            Ok(count) if self.token() == Token::Number => {
                self.at += 1;
                Ok(count)
            }
            _ => Err(self.expected("a whole number")),
        }
    }

    fn unit_ahead(&self, ahead: usize) -> Option<Unit> {
        let is_word = matches!(self.token_ahead(ahead), Token::Word | Token::First);
        // `3 s(x)` counts events, `within 3 s (…)` is a time.
        let is_pattern = self.is_sign_ahead(ahead + 1, "(") && self.touches_next(ahead);
        Unit::named(self.text_ahead(ahead)).filter(|_| is_word && !is_pattern)
    }

    /// Whether a number with a unit comes, so many lexemes ahead.
    pub(super) fn is_duration_ahead(&self, ahead: usize) -> bool {
        self.token_ahead(ahead) == Token::Number && self.unit_ahead(ahead + 1).is_some()
    }

    /// `1 d 12 h`, or the name of a `let`.
    pub(super) fn duration(&mut self) -> Parsed<Duration> {
        if matches!(self.token(), Token::Word | Token::First) {
            return Ok(Duration::Named(self.name()?));
        }
        let start = self.span();
        let mut parts = Vec::new();
        while parts.is_empty() || self.is_duration_ahead(0) {
            let count = self.count()?;
            let Some(unit) = self.unit_ahead(0) else {
                return Err(self.unit_missing(start, count));
            };
            self.at += 1;
            parts.push((count, unit));
        }
        Ok(Duration::Written { parts, span: start.to(self.last_span()) })
    }

    fn unit_missing(&mut self, start: Span, count: u64) -> Reported {
        let next = self.text();
        let is_word = matches!(self.token(), Token::Word | Token::First);
        let units = ["s", "min", "h", "d", "w"];
        let near = ["ms", "sec", "second", "seconds", "m", "minute", "minutes", "hour", "hours"]
            .into_iter()
            .chain(["hr", "hrs", "day", "days", "week", "weeks", "month", "months", "year"]);
        let touches = self.last_span().end == self.span().start;
        let spaced = spaced(next);
        let help = match &spaced {
            Some(next) => format!("write `{count} {next}`"),
            None => format!(
                "write one of `{count} s`, `{count} min`, `{count} h`, `{count} d`, `{count} w`"
            ),
        };
        let is_meant = touches || spaced.is_some() || near.clone().any(|word| word == next);
        if is_word && is_meant && !units.contains(&next) {
            let message = format!("unknown unit `{next}`");
            self.faults.error("R105", message, self.span(), "not a unit", Some(help));
        } else {
            let message = format!("the unit of `{count}` is left out");
            self.faults.error("R105", message, start, "so many of what?", Some(help));
        }
        Reported
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
            _ if self.is_duration_ahead(0) => Ok(Literal::Duration(self.duration()?)),
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

/// `h30min` as `h 30 min`: units with numbers between.
fn spaced(text: &str) -> Option<String> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let parts = text.as_bytes().chunk_by(|a, b| is_digit(a) == is_digit(b));
    let parts: Vec<&str> = parts.map(std::str::from_utf8).collect::<Result<_, _>>().ok()?;
    let is_unit = |part: &str| Unit::named(part).is_some();
    let units = parts.iter().step_by(2).all(|part| is_unit(part));
    let is_whole = units && parts.len() % 2 == 1 && 1 < parts.len();
    is_whole.then(|| parts.join(" "))
}
