//! A Rust file as a flat list of tokens: no comment or string can pass for code.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::Fault;

/// A file and what stands in it.
pub struct Source {
    /// From the root of the workspace, with `/`.
    pub path: String,
    pub text: String,
    /// Delimiters are tokens too; `::` is two.
    pub tokens: Vec<Token>,
}

pub struct Token {
    pub text: String,
    /// Counted from 1; where the token begins.
    pub line: usize,
}

impl Token {
    /// Whether it is an identifier or a keyword, not a sign, number or string.
    pub fn is_name(&self) -> bool {
        let is_letter = |sign: char| sign.is_alphanumeric() || sign == '_';
        self.text.chars().all(is_letter) && !self.text.starts_with(|sign: char| sign.is_numeric())
    }
}

impl Source {
    /// # Panics
    /// When the text is not made of Rust tokens.
    #[track_caller]
    pub fn new(path: &str, text: &str) -> Self {
        let tokens = tokens(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text: text.to_owned(), tokens }
    }

    /// All Rust files of ours.
    pub fn all() -> Vec<Self> {
        let paths = crate::files("rs");
        assert!(!paths.is_empty(), "no Rust file was found");
        paths.iter().map(|path| Self::new(path, &crate::read(path))).collect()
    }

    /// Whether the whole file is a test, a bench or a fuzz target.
    pub fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"))
    }

    /// The crate that the file is built into, by its folder.
    pub fn crate_name(&self) -> &str {
        let path = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        path.split('/').next().unwrap_or_default()
    }

    /// The tokens that are built into the product: none of a test file, none under `#[cfg(test)]`.
    pub fn product(&self) -> Vec<&Token> {
        if self.is_test() { Vec::new() } else { without_tests(&self.tokens) }
    }

    pub fn fault(&self, line: usize, message: String) -> Fault {
        Fault { path: self.path.clone(), line, message }
    }
}

/// The lines on which the tokens of `pattern` follow each other, whatever the spacing.
pub fn lines_with(tokens: &[&Token], pattern: &str) -> Vec<usize> {
    let pattern = words(pattern);
    tokens
        .windows(pattern.len())
        .filter(|window| window.iter().map(|token| token.text.as_str()).eq(pattern.iter().copied()))
        .map(|window| window[0].line)
        .collect()
}

/// Names and single signs; unlike Rust's own tokens, brackets may stay open.
fn words(pattern: &str) -> Vec<&str> {
    let is_sign = |sign: char| !sign.is_alphanumeric() && sign != '_';
    let parts = pattern.split_inclusive(is_sign).flat_map(|part| {
        let end = part.trim_end_matches(is_sign).len();
        let (name, sign) = part.split_at(end);
        [name, sign]
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}

fn tokens(text: &str) -> Result<Vec<Token>, proc_macro2::LexError> {
    let mut flat = Vec::new();
    flatten(text.parse()?, &mut flat);
    Ok(flat)
}

fn flatten(stream: TokenStream, flat: &mut Vec<Token>) {
    let token = |text: String, span: Span| Token { text, line: span.start().line };
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                flat.push(token(open.to_owned(), group.span_open()));
                flatten(group.stream(), flat);
                flat.push(token(close.to_owned(), group.span_close()));
            }
            tree => flat.push(token(tree.to_string(), tree.span())),
        }
    }
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn without_tests(tokens: &[Token]) -> Vec<&Token> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        let is_test_item = rest.iter().map(|token| token.text.as_str()).take(7).eq(CFG_TEST);
        if is_test_item {
            rest = after_item(&rest[CFG_TEST.len()..]);
        } else {
            kept.push(first);
            rest = after;
        }
    }
    kept
}

/// What follows an item, which ends with its `;` or with its outermost closing brace.
fn after_item(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" if depth <= 1 => return &tokens[index + 1..],
            "}" => depth -= 1,
            ";" if depth == 0 => return &tokens[index + 1..],
            _ => {}
        }
    }
    &[]
}
