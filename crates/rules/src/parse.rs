//! From tokens to the tree; a declaration that cannot be read is reported and skipped.

mod condition;
mod cursor;
mod declaration;
mod duration;
mod example;
mod formula;
mod literal;
mod outcome;
mod pattern;
mod rule;

use crate::faults::Faults;
use crate::lexer::{Lexeme, Token, lex};
use crate::tree::File;
use cursor::Cursor;

/// Brackets, `not`s and operators inside one another, at most; so no text exhausts the stack.
const DEPTH_MAX: u32 = 64;

/// A fault that was reported; whoever gets it gives up on its declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reported;

type Parsed<T> = Result<T, Reported>;

/// Reads a whole file. What could be read is returned in any case.
pub(crate) fn parse(text: &str, faults: &mut Faults) -> File {
    let lexemes = lex(text, faults);
    let mut cursor = Cursor::new(text, &lexemes, faults);
    let mut file = File::default();
    if cursor.is_word("rules") {
        match cursor.header() {
            Ok(header) => file.header = Some(header),
            Err(Reported) => cursor.skip_declaration(0),
        }
    }
    while cursor.token() != Token::End {
        let (from, start) = (cursor.at, cursor.span());
        if let Ok(declaration) = cursor.declaration() {
            let span = start.to(cursor.last_span());
            file.declarations.push((declaration, span));
        } else {
            let name = name_of(text, lexemes.get(from..).unwrap_or_default());
            file.unread.extend(name.map(str::to_owned));
            cursor.skip_declaration(from);
        }
    }
    file
}

/// The name of the declaration that begins here.
fn name_of<'a>(text: &'a str, lexemes: &[Lexeme]) -> Option<&'a str> {
    let word = |at: usize| text.get(lexemes.get(at)?.span.range());
    matches!(word(0)?, "event" | "state" | "let" | "rule").then(|| word(1)).flatten()
}
