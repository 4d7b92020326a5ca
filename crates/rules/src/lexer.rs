//! From text to tokens.
//!
//! There are no reserved words: a name in front of `(` is a pattern, and what a word means is
//! decided where it stands.

use crate::faults::Faults;
use crate::span::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name or a word of the language.
    Word,
    /// `45` or `0.25`.
    Number,
    /// With its quotation marks.
    Text,
    /// `2026-03-01`, with or without a time of day.
    Time,
    /// `(`, `<=` and their like.
    Sign,
    /// A word at the beginning of a line, where a declaration may begin.
    First,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexeme {
    pub(crate) token: Token,
    pub(crate) span: Span,
}

/// Reads a text; what is no token is reported and skipped. The last lexeme is the end.
pub(crate) fn lex(text: &str, faults: &mut Faults) -> Vec<Lexeme> {
    if u32::try_from(text.len()).is_err() {
        let message = "the file is larger than 4 GB";
        faults.error("R107", message, Span::default(), "", None);
        return vec![Lexeme { token: Token::End, span: Span::default() }];
    }
    // A mark of the byte order, which some editors write in front of UTF-8.
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    refuse_unseen(text, faults);
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at, line_start: true, faults };
    let mut lexemes = Vec::new();
    while let Some(lexeme) = lexer.next() {
        lexemes.push(lexeme);
    }
    lexemes.push(Lexeme { token: Token::End, span: span(text.len(), text.len()) });
    lexemes
}

/// Texts and comments may hold any character but those that nobody sees: who reads a rule is to read what is
/// judged. A carriage return ends a line together with the line feed behind it.
fn refuse_unseen(text: &str, faults: &mut Faults) {
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        let ends_line = character == '\r' && text[end..].starts_with('\n');
        if diagnostic::is_unseen(character) && !ends_line {
            faults.push(diagnostic::unseen("R107", character, at..end));
        }
    }
}

/// Offsets are known to fit.
fn span(start: usize, end: usize) -> Span {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { start: narrow(start), end: narrow(end) }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line_start: bool,
    faults: &'a mut Faults,
}

impl Lexer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The end of the run of bytes from here that a test accepts.
    fn run(&self, from: usize, accepts: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|byte| !accepts(*byte)).unwrap_or(rest.len())
    }

    fn next(&mut self) -> Option<Lexeme> {
        loop {
            self.skip_space();
            if self.bytes.len() <= self.at {
                return None;
            }
            let start = self.at;
            let first = std::mem::take(&mut self.line_start);
            let token = match self.byte(start) {
                b'"' => self.string(),
                byte if byte.is_ascii_digit() => Some(self.number()),
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    self.at = self.word_end(start);
                    Some(if first { Token::First } else { Token::Word })
                }
                _ => self.sign(),
            };
            if let Some(token) = token {
                return Some(Lexeme { token, span: span(start, self.at) });
            }
        }
    }

    fn skip_space(&mut self) {
        loop {
            match self.byte(self.at) {
                b'\n' => self.line_start = true,
                b' ' | b'\t' | b'\r' => {}
                b'#' => {
                    self.at = self.run(self.at, |byte| byte != b'\n');
                    continue;
                }
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Names hold dots and hyphens between letters and digits.
    fn word_end(&self, start: usize) -> usize {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let mut end = self.run(start, is_part);
        while matches!(self.byte(end), b'.' | b'-') && is_part(self.byte(end + 1)) {
            end = self.run(end + 1, is_part);
        }
        end
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        let is_digit = |byte: u8| byte.is_ascii_digit();
        self.at = self.run(start, is_digit);
        if self.at == start + 4 && self.byte(self.at) == b'-' && is_digit(self.byte(self.at + 1)) {
            self.at = self.time_end(self.at);
            return Token::Time;
        }
        if self.byte(self.at) == b'.' && is_digit(self.byte(self.at + 1)) {
            self.at = self.run(self.at + 1, is_digit);
        }
        Token::Number
    }

    /// The end of a date, and of the time of day behind it, if there is one.
    fn time_end(&self, year_end: usize) -> usize {
        let date_end = self.run(year_end, |byte| byte.is_ascii_digit() || byte == b'-');
        let clock = match self.byte(date_end) {
            b'T' => date_end + 1,
            _ => self.run(date_end, |byte| byte == b' '),
        };
        let has_clock =
            date_end < clock && self.byte(clock).is_ascii_digit() && self.byte(clock + 2) == b':';
        if !has_clock {
            return date_end;
        }
        let end = self.run(clock, |byte| byte.is_ascii_digit() || byte == b':');
        let has_fraction = self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit();
        let end = if has_fraction { self.run(end + 1, |byte| byte.is_ascii_digit()) } else { end };
        end + usize::from(self.byte(end) == b'Z')
    }

    fn string(&mut self) -> Option<Token> {
        let start = self.at;
        self.at += 1;
        loop {
            self.at = self.run(self.at, |byte| !matches!(byte, b'"' | b'\\' | b'\n'));
            match self.byte(self.at) {
                b'"' => {
                    self.at += 1;
                    return Some(Token::Text);
                }
                b'\\' if self.at + 1 < self.bytes.len() && self.byte(self.at + 1) != b'\n' => {
                    self.at += 2;
                }
                _ => break,
            }
        }
        let place = span(start, self.at);
        self.at = self.run(self.at, |byte| byte != b'\n');
        let help = "close it with `\"` on the same line".to_owned();
        self.faults.error("R107", "a text without an end", place, "it begins here", Some(help));
        None
    }

    fn sign(&mut self) -> Option<Token> {
        let start = self.at;
        let length = match self.byte(start) {
            b'<' | b'>' | b'!' if self.byte(start + 1) == b'=' => 2,
            b'(' | b')' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'=' | b'<' | b'>' | b'+'
            | b'-' | b'*' => 1,
            _ => 0,
        };
        if 0 < length {
            self.at += length;
            return Some(Token::Sign);
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let unknown = rest.chars().next().unwrap_or('\u{fffd}');
        self.at += unknown.len_utf8();
        if diagnostic::is_unseen(unknown) {
            return None;
        }
        let place = span(start, self.at);
        let message = format!("the character `{unknown}` has no meaning here");
        let help = "texts stand between `\"`, comments behind `#`".to_owned();
        self.faults.error("R107", message, place, "this one", Some(help));
        None
    }
}
