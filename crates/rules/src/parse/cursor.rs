//! Where the parser stands, and how it asks for what comes.

use super::{DEPTH_MAX, Parsed, Reported};
use crate::faults::Faults;
use crate::lexer::{Lexeme, Token};
use crate::span::Span;
use crate::tree::{Comparison, Name};

/// The words that begin a declaration, at the beginning of a line.
const BEGINNINGS: [&str; 6] = ["rules", "event", "state", "let", "rule", "example"];

pub(super) struct Cursor<'a> {
    text: &'a str,
    lexemes: &'a [Lexeme],
    pub(super) at: usize,
    depth: u32,
    pub(super) faults: &'a mut Faults,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, lexemes: &'a [Lexeme], faults: &'a mut Faults) -> Cursor<'a> {
        Cursor { text, lexemes, at: 0, depth: 0, faults }
    }

    fn lexeme(&self, ahead: usize) -> Lexeme {
        let last = self.lexemes.last().expect("there is always an end");
        *self.lexemes.get(self.at + ahead).unwrap_or(last)
    }

    pub(super) fn token(&self) -> Token {
        self.lexeme(0).token
    }

    pub(super) fn span(&self) -> Span {
        self.lexeme(0).span
    }

    /// The span of what was taken last.
    pub(super) fn last_span(&self) -> Span {
        self.lexemes.get(self.at.wrapping_sub(1)).map_or(Span::default(), |lexeme| lexeme.span)
    }

    pub(super) fn text_ahead(&self, ahead: usize) -> &'a str {
        self.text.get(self.lexeme(ahead).span.range()).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &'a str {
        self.text_ahead(0)
    }

    pub(super) fn token_ahead(&self, ahead: usize) -> Token {
        self.lexeme(ahead).token
    }

    fn is_word_token(token: Token) -> bool {
        matches!(token, Token::Word | Token::First)
    }

    /// Whether this word comes, so many lexemes ahead.
    pub(super) fn is_word_ahead(&self, ahead: usize, word: &str) -> bool {
        Self::is_word_token(self.token_ahead(ahead)) && self.text_ahead(ahead) == word
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is_word_ahead(0, word)
    }

    pub(super) fn is_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| self.is_word_ahead(ahead, word))
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_ahead(0, sign)
    }

    pub(super) fn is_sign_ahead(&self, ahead: usize, sign: &str) -> bool {
        self.token_ahead(ahead) == Token::Sign && self.text_ahead(ahead) == sign
    }

    /// Whether nothing stands between a lexeme and the one behind it.
    pub(super) fn touches_next(&self, ahead: usize) -> bool {
        self.lexeme(ahead).span.end == self.lexeme(ahead + 1).span.start
    }

    /// Whether a name with an opening bracket comes: an event or a state.
    pub(super) fn is_pattern_ahead(&self, ahead: usize) -> bool {
        Self::is_word_token(self.token_ahead(ahead)) && self.is_sign_ahead(ahead + 1, "(")
    }

    /// Whether brackets come that can only hold the fields of a pattern: nothing, or a name or value
    /// in front of `,`, `:` or their end. So `not (a)` is an event; `not (p(a))` and `not (a) > 3` deny.
    pub(super) fn is_fields_ahead(&self, ahead: usize) -> bool {
        let ends_field = |sign| self.is_sign_ahead(ahead + 2, sign);
        self.is_sign_ahead(ahead, "(")
            && (self.is_sign_ahead(ahead + 1, ")") || [",", ":", ")"].into_iter().any(ends_field))
            && !self.is_term_in_brackets_ahead(ahead)
    }

    /// Takes a word of the language that brackets may follow, unless it is the name of an event or a
    /// state here, or that of a value which is compared.
    pub(super) fn take_operator(&mut self, word: &str) -> bool {
        let compared = Comparison::named(self.text_ahead(1)).is_some();
        !self.is_fields_ahead(1) && !compared && self.take_word(word)
    }

    /// Takes these words if they come.
    pub(super) fn take_words(&mut self, words: &[&str]) -> bool {
        let comes = self.is_words(words);
        if comes {
            self.at += words.len();
        }
        comes
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        self.take_words(&[word])
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let comes = self.is_sign(sign);
        self.at += usize::from(comes);
        comes
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.expected(&format!("`{word}`"))) }
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.expected(&format!("`{sign}`"))) }
    }

    pub(super) fn name(&mut self) -> Parsed<Name> {
        if !Self::is_word_token(self.token()) {
            return Err(self.expected("a name"));
        }
        let name = Name { text: self.text().to_owned(), span: self.span() };
        self.at += 1;
        Ok(name)
    }

    /// One or more, with commas.
    pub(super) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.take_sign(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// Reports that something else was to come.
    pub(super) fn expected(&mut self, what: &str) -> Reported {
        self.expected_or(what, None)
    }

    /// As [`Cursor::expected`], with what to write instead.
    pub(super) fn expected_or(&mut self, what: &str, help: Option<&str>) -> Reported {
        let found = match self.token() {
            Token::End => "the file ends".to_owned(),
            _ => format!("found `{}`", self.text()),
        };
        let message = format!("expected {what}, {found}");
        let label = format!("{what} should stand here");
        self.faults.error("R100", message, self.span(), label, help.map(str::to_owned));
        Reported
    }

    /// Reads something that may hold another of itself.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.deeper(1)?;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Goes deeper by so much, to come back with [`Cursor::shallower`].
    pub(super) fn deeper(&mut self, levels: u32) -> Parsed<()> {
        if DEPTH_MAX < self.depth + levels {
            let message = format!("more than {DEPTH_MAX} levels inside one another");
            let help = "give a part of it a `state` or a rule of its own".to_owned();
            self.faults.error("R108", message, self.span(), "this is too deep", Some(help));
            return Err(Reported);
        }
        self.depth += levels;
        Ok(())
    }

    pub(super) fn shallower(&mut self, levels: u32) {
        self.depth -= levels;
    }

    /// Goes on to where the next declaration seems to begin; `from` is where the bad one began.
    pub(super) fn skip_declaration(&mut self, from: usize) {
        self.depth = 0;
        self.at = self.at.max(from + 1);
        while self.token() != Token::End && !self.begins_declaration() {
            self.at += 1;
        }
    }

    fn begins_declaration(&self) -> bool {
        self.begins_declaration_ahead(0)
    }

    pub(super) fn begins_declaration_ahead(&self, ahead: usize) -> bool {
        self.token_ahead(ahead) == Token::First && BEGINNINGS.contains(&self.text_ahead(ahead))
    }
}
