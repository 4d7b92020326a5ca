//! Lengths of time, and what those who write them otherwise may have meant.

use super::cursor::Cursor;
use super::{Parsed, Reported};
use crate::lexer::Token;
use crate::span::Span;
use crate::tree::{Duration, Unit};

/// What units are called elsewhere, and here.
const ELSEWHERE: [(&str, Option<&str>); 20] = [
    ("sec", Some("s")),
    ("second", Some("s")),
    ("seconds", Some("s")),
    ("m", Some("min")),
    ("minute", Some("min")),
    ("minutes", Some("min")),
    ("hr", Some("h")),
    ("hrs", Some("h")),
    ("hour", Some("h")),
    ("hours", Some("h")),
    ("day", Some("d")),
    ("days", Some("d")),
    ("week", Some("w")),
    ("weeks", Some("w")),
    ("ms", None),
    ("millis", None),
    ("month", None),
    ("months", None),
    ("year", None),
    ("years", None),
];

/// A longer word is not taken apart: nobody means it.
const APART_MAX: usize = 32;

impl Cursor<'_> {
    fn unit_ahead(&self, ahead: usize) -> Option<Unit> {
        Unit::named(self.text_ahead(ahead)).filter(|_| self.is_unit_place(ahead))
    }

    /// Whether a word stands there that is not the name of an event: `3 s(x)` counts events,
    /// `within 3 s (…)` is a time.
    fn is_unit_place(&self, ahead: usize) -> bool {
        let is_word = matches!(self.token_ahead(ahead), Token::Word | Token::First);
        is_word && !(self.is_sign_ahead(ahead + 1, "(") && self.touches_next(ahead))
    }

    /// Whether the word after a number is a unit elsewhere, or several in one.
    fn is_unit_elsewhere(&self) -> bool {
        let word = self.text_ahead(1);
        let is_usual = ELSEWHERE.iter().any(|(name, _)| *name == word);
        self.is_unit_place(1) && (is_usual || Apart::of(word).is_some())
    }

    /// Whether a number with a unit comes, so many lexemes ahead.
    pub(super) fn is_duration_ahead(&self, ahead: usize) -> bool {
        self.token_ahead(ahead) == Token::Number && self.unit_ahead(ahead + 1).is_some()
    }

    /// Whether a number comes with something that is a unit, or is meant as one.
    pub(super) fn is_length_ahead(&self) -> bool {
        self.is_duration_ahead(0) || self.token() == Token::Number && self.is_unit_elsewhere()
    }

    /// `1 d 12 h`, or the name of a `let`.
    pub(super) fn duration(&mut self) -> Parsed<Duration> {
        if matches!(self.token(), Token::Word | Token::First) {
            return Ok(Duration::Named(self.name()?));
        }
        let start = self.span();
        let mut parts = Vec::new();
        while parts.is_empty() || self.is_length_ahead() {
            let touches = self.is_unit_place(1) && self.touches_next(0);
            let is_meant = touches || self.is_unit_elsewhere();
            let count = self.count()?;
            let Some(unit) = self.unit_ahead(0) else {
                return Err(self.unit_missing(start, &parts, count, is_meant));
            };
            self.at += 1;
            parts.push((count, unit));
        }
        Ok(Duration::Written { parts, span: start.to(self.last_span()) })
    }

    /// Reports that there is no unit behind a count, which comes after parts that have theirs, or a
    /// word that is meant as one.
    fn unit_missing(
        &mut self,
        start: Span,
        parts: &[(u64, Unit)],
        count: u64,
        is_meant: bool,
    ) -> Reported {
        let mut length = String::new();
        for (count, unit) in parts {
            length.extend([&count.to_string(), " ", unit.word(), " "]);
        }
        length += &count.to_string();
        let word = self.text();
        let apart = Apart::of(word).filter(|_| is_meant);
        let is_whole = apart.as_ref().is_some_and(|apart| apart.is_whole);
        for text in apart.iter().flat_map(|apart| [" ", &apart.text]) {
            length += text;
        }
        let help = if is_whole { format!("write `{length}`") } else { with_each_unit(&length) };
        if is_meant {
            let message = format!("unknown unit `{word}`");
            self.faults.error("R105", message, self.span(), "not a unit", Some(help));
        } else {
            let message = format!("the unit of `{count}` is left out");
            self.faults.error("R105", message, start, "so many of what?", Some(help));
        }
        Reported
    }
}

/// What can be meant by a length without its last unit, which is smaller than those before.
fn with_each_unit(length: &str) -> String {
    let last = length.split(' ').filter_map(Unit::named).next_back();
    let is_smaller = |ms: u64| last.is_none_or(|last| ms < last.ms());
    let units = Unit::ALL.iter().filter(|(_, _, ms)| is_smaller(*ms));
    let lengths: Vec<String> = units.map(|(_, unit, _)| format!("`{length} {unit}`")).collect();
    match lengths.as_slice() {
        [] => "no unit is smaller than the one before; write such as `1 min 30 s`".to_owned(),
        [only] => format!("write {only}"),
        all => format!("write one of {}", all.join(", ")),
    }
}

/// A word of units with numbers between, with spaces: `h30min` is `h 30 min`.
struct Apart {
    text: String,
    /// Whether it ends with a unit.
    is_whole: bool,
}

impl Apart {
    fn of(word: &str) -> Option<Apart> {
        if APART_MAX < word.len() {
            return None;
        }
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let parts = word.as_bytes().chunk_by(|a, b| is_digit(a) == is_digit(b));
        let parts: Vec<&str> = parts.map(std::str::from_utf8).collect::<Result<_, _>>().ok()?;
        let is_whole = parts.len() % 2 == 1;
        let parts = parts.into_iter().enumerate();
        let written =
            parts.map(|(place, part)| if place % 2 == 0 { ours(part) } else { Some(part) });
        Some(Apart { text: written.collect::<Option<Vec<&str>>>()?.join(" "), is_whole })
    }
}

/// A unit as it is written here.
fn ours(unit: &str) -> Option<&str> {
    let elsewhere = || ELSEWHERE.iter().find(|(name, _)| *name == unit)?.1;
    Unit::named(unit).map(Unit::word).or_else(elsewhere)
}
