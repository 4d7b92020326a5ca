//! The rules of the center and the tests that hold them: what stands in doc comments.
//!
//! A test says which rule it is about in a doc comment that begins with `Rule N:`.

use crate::source::{Source, Token};

/// How many rules there are.
pub const RULES: u32 = 44;

/// A test of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleTest {
    pub rule: u32,
    /// From the root of the workspace.
    pub path: String,
    pub name: String,
}

/// A line of the table of rules: `1 | what it says | where it is enforced, by paths`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub number: u32,
    pub text: String,
    /// Paths below `crates`, without `crates/` and `/src`, such as `domain/silence.rs`.
    pub places: Vec<String>,
}

impl Rule {
    /// Reads the table; lines that begin with `#` are comments.
    ///
    /// # Panics
    /// When a line has another shape.
    #[track_caller]
    pub fn table(text: &str) -> Vec<Rule> {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|line| {
                let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                let [number, text, places] = parts.as_slice() else {
                    panic!("`{line}` is no line of the table: write `1 | text | places`");
                };
                let number = number.parse().unwrap_or_else(|_| panic!("`{line}` has no number"));
                let places = places.split_whitespace().map(str::to_owned).collect();
                Rule { number, text: (*text).to_owned(), places }
            })
            .collect()
    }
}

/// The path of a place, from the root of the workspace.
pub fn path_of(place: &str) -> String {
    match place.split_once('/') {
        Some((crate_name, file)) => format!("crates/{crate_name}/src/{file}"),
        None => place.to_owned(),
    }
}

/// The tests of a file whose doc comments name a rule.
pub fn rule_tests(source: &Source) -> Vec<RuleTest> {
    let mut found = Vec::new();
    let mut rest = source.tokens.as_slice();
    while !rest.is_empty() {
        let item = Item::read(rest);
        if let (Some(rule), true, Some(name)) = (item.rule, item.is_test, &item.function) {
            found.push(RuleTest { rule, path: source.path.clone(), name: name.clone() });
        }
        rest = &rest[item.length.max(1)..];
    }
    found
}

/// Doc comments and attributes, and the function behind them, if it is one.
#[derive(Debug, Default)]
struct Item {
    rule: Option<u32>,
    is_test: bool,
    function: Option<String>,
    /// How many tokens it takes.
    length: usize,
}

impl Item {
    fn read(tokens: &[Token]) -> Item {
        let mut item = Item::default();
        let mut is_first_line = true;
        while let Some(attribute) = attribute(&tokens[item.length..]) {
            match attribute {
                [name, equals, text] if name.text == "doc" && equals.text == "=" => {
                    if is_first_line {
                        item.rule = rule_of(&text.text);
                    }
                    is_first_line = false;
                }
                [name] if name.text == "test" => item.is_test = true,
                _ => {}
            }
            item.length += attribute.len() + "#[]".len();
        }
        if let [keyword, name, ..] = &tokens[item.length..]
            && keyword.text == "fn"
        {
            item.function = Some(name.text.clone());
        }
        item
    }
}

/// What stands in the brackets of the attribute with which the tokens begin.
fn attribute(tokens: &[Token]) -> Option<&[Token]> {
    let [sign, open, inside @ ..] = tokens else { return None };
    if sign.text != "#" || open.text != "[" {
        return None;
    }
    let mut depth = 1_usize;
    for (index, token) in inside.iter().enumerate() {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" if depth == 1 => return Some(&inside[..index]),
            "]" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The number in `"Rule 7: …"`, as a token of a doc comment.
fn rule_of(doc: &str) -> Option<u32> {
    let text = doc.trim_start_matches(['r', '#', '"', ' ']);
    let (number, _) = text.strip_prefix("Rule ")?.split_once(':')?;
    number.parse().ok()
}
