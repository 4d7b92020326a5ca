//! The house style, as far as a program can see it; each message says what to write instead.

use crate::Fault;
use crate::source::{Source, Token, lines_with};

pub const FILE_LINES_MAX: usize = 400;
pub const FUNCTION_LINES_MAX: usize = 60;

/// Names that say nothing of what a file holds.
const VAGUE_NAMES: [&str; 8] =
    ["common", "data", "helper", "helpers", "manager", "misc", "util", "utils"];

/// British beginnings of words, and how we spell them.
const SPELLINGS: [(&str, &str); 15] = [
    ("authorisation", "authorization"),
    ("authorise", "authorize"),
    ("authorising", "authorizing"),
    ("behaviour", "behavior"),
    ("centre", "center"),
    ("colour", "color"),
    ("enrolment", "enrollment"),
    ("honour", "honor"),
    ("labelled", "labeled"),
    ("licence", "license"),
    ("misspelt", "misspelled"),
    ("organisation", "organization"),
    ("organise", "organize"),
    ("organising", "organizing"),
    ("recognise", "recognize"),
];

/// Files that are asking to be two.
pub fn long_file(source: &Source) -> Vec<Fault> {
    let length = source.text.lines().count();
    if length <= FILE_LINES_MAX {
        return Vec::new();
    }
    let message = format!(
        "the file has {length} lines, at most {FILE_LINES_MAX} are read with ease: \
         give each noun a file of its own, and its tests a `tests.rs`"
    );
    vec![source.fault(1, message)]
}

/// Functions that do not fit a screen, measured from `fn` to the closing brace.
pub fn long_functions(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, pair) in source.tokens.windows(2).enumerate() {
        let [keyword, name] = pair else { continue };
        // The type `fn(…)` has no name.
        if keyword.text != "fn" || name.text == "(" {
            continue;
        }
        let Some(last) = body_end(&source.tokens[index..]) else {
            continue;
        };
        let length = last - keyword.line + 1;
        if length > FUNCTION_LINES_MAX {
            let message = format!(
                "`{}` has {length} lines, at most {FUNCTION_LINES_MAX} fit a screen: \
                 push `if`s up and `for`s down, and name the parts",
                name.text
            );
            faults.push(source.fault(keyword.line, message));
        }
    }
    faults
}

/// The line of the brace that closes a function; none if it has no body.
fn body_end(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for token in tokens {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" if depth <= 1 => return Some(token.line),
            "}" => depth -= 1,
            ";" if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Lints switched off for good.
pub fn allowed_lints(source: &Source) -> Vec<Fault> {
    let tokens: Vec<&Token> = source.tokens.iter().collect();
    let mut lines = lines_with(&tokens, "#[allow(");
    lines.extend(lines_with(&tokens, "#![allow("));
    lines.sort_unstable();
    let message = "`allow` outlives its cause: write `#[expect(lint, reason = \"…\")]`";
    lines.into_iter().map(|line| source.fault(line, message.to_owned())).collect()
}

/// Panics that name no reason.
pub fn unwraps(source: &Source) -> Vec<Fault> {
    let lines = lines_with(&source.product(), ".unwrap()");
    let message = "`.unwrap()` names no reason: return an error, or write \
                   `.expect(\"why it cannot be\")` if only a bug can bring it about";
    lines.into_iter().map(|line| source.fault(line, message.to_owned())).collect()
}

/// Tests that nobody is told how to run.
pub fn ignored_tests(source: &Source, recipes: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        let is_attribute = source.tokens[..index].iter().rev().map(|token| &*token.text).take(2);
        if token.text != "ignore" || !is_attribute.eq(["[", "#"]) {
            continue;
        }
        let reason = match &source.tokens[index + 1..] {
            [equals, reason, ..] if equals.text == "=" => reason.text.trim_matches('"'),
            _ => "",
        };
        if !recipes_named(reason).any(|named| recipes.contains(&named)) {
            let message = "no recipe runs this test: write `#[ignore = \"run by just <recipe>\"]` \
                           with a recipe of the justfile";
            faults.push(source.fault(token.line, message.to_owned()));
        }
    }
    faults
}

/// The words that follow `just` in a sentence.
pub fn recipes_named(sentence: &str) -> impl Iterator<Item = &str> {
    let words = sentence.split_whitespace();
    words.clone().zip(words.skip(1)).filter(|(word, _)| *word == "just").map(|(_, recipe)| recipe)
}

/// British spellings in names and in doc comments; strings are free, for they may quote.
pub fn british_source(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        let is_doc = index >= 2 && source.tokens[index - 2].text == "doc";
        if is_doc || token.is_name() {
            faults.extend(
                british_words(&token.text).map(|message| source.fault(token.line, message)),
            );
        }
    }
    faults
}

/// British spellings in running text.
pub fn british_text(path: &str, text: &str) -> Vec<Fault> {
    let lines = text.lines().zip(1..);
    lines
        .flat_map(|(content, line)| {
            let path = path.to_owned();
            british_words(content).map(move |message| Fault { path: path.clone(), line, message })
        })
        .collect()
}

fn british_words(text: &str) -> impl Iterator<Item = String> + use<> {
    let text = text.to_lowercase();
    let found = SPELLINGS.into_iter().filter(move |(british, _)| text.contains(british));
    found.map(|(british, ours)| format!("British spelling `{british}`: write `{ours}`"))
}

/// Files and folders whose name would suit any other.
pub fn vague_name(source: &Source) -> Vec<Fault> {
    let path = source.path.trim_end_matches(".rs");
    let mut words = path.split(['/', '_', '-']);
    let vague = words.find(|word| VAGUE_NAMES.contains(word));
    let message =
        vague.map(|word| format!("`{word}` says nothing: name the noun that the file holds"));
    message.into_iter().map(|message| source.fault(1, message)).collect()
}
