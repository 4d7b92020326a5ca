//! Where the lines of a declaration break: as its author chose, where there is a choice.
//!
//! What is said and how it is written is settled by the printer. Its author knows best which of it
//! belongs on one line; only the indentation is ours, and that no line is longer than can be read.

use std::ops::Range;

use crate::faults::Faults;
use crate::lexer::{Token, lex};

/// Longer lines are broken between the things that they say.
const WIDTH_MAX: usize = 120;

/// `rule`, its name and its title.
const TITLE_END: usize = 3;

/// A declaration that was printed with a line for each thing that it says, with the line breaks
/// of the text from which it was read.
pub(super) fn with_breaks(printed: &str, source: &str) -> String {
    let (ours, theirs) = (words(printed), words(source));
    if !ours.iter().map(|(_, word)| word).eq(theirs.iter().map(|(_, word)| word)) {
        // It says the same in another order or in other words.
        return printed.to_owned();
    }
    let kind = ours.first().map_or("", |(_, word)| word);
    let sentence = sentence(&ours);
    let mut breaks: Vec<bool> = theirs.iter().map(|(gap, _)| gap.contains('\n')).collect();
    for place in sentence..breaks.len().saturating_sub(1) {
        // A break behind a word such as `then` belongs in front of it.
        if kind == "rule" && breaks[place + 1] && ours[place].0.contains('\n') {
            (breaks[place], breaks[place + 1]) = (true, false);
        }
    }
    let gaps = ours.iter().zip(breaks).enumerate().map(|(place, ((printed, _), is_broken))| {
        match (printed.contains('\n'), is_broken) {
            (false, true) if place == 0 => "",
            (false, true) if kind == "rule" || kind == "example" => "\n    ",
            (false, true) => "\n  ",
            // The title of a rule stands alone, and so does what is said about the rule.
            (true, false) if kind == "rule" && TITLE_END < place && place != sentence => {
                if place < sentence { "   " } else { " " }
            }
            _ => printed,
        }
    });
    let mut lines = Lines::default();
    for (gap, (printed, word)) in gaps.zip(&ours) {
        lines.add(gap, printed, word);
    }
    lines.finish()
}

/// The words and signs of a text, each with what stands in front of it.
fn words(text: &str) -> Vec<(&str, &str)> {
    let mut from = 0;
    let lexemes = lex(text, &mut Faults::default()).into_iter();
    let lexemes = lexemes.filter(|lexeme| lexeme.token != Token::End);
    let word = |range: Range<usize>| {
        let gap = text.get(from..range.start).unwrap_or_default();
        from = range.end;
        (gap, text.get(range).unwrap_or_default())
    };
    lexemes.map(|lexeme| lexeme.span.range()).map(word).collect()
}

/// Where what a rule demands begins, behind what is said about it.
fn sentence(words: &[(&str, &str)]) -> usize {
    let next = words.iter().skip(1).map(|(_, word)| *word).chain([""]);
    let mut lines = words.iter().zip(next).enumerate().skip(TITLE_END);
    let begins = lines.find(|(_, ((gap, word), next))| {
        let is_about = matches!(*word, "source" | "duty" | "severity" | "in" | "enforce" | "note");
        gap.contains('\n') && (!is_about || *next == "(")
    });
    begins.map_or(usize::MAX, |(place, _)| place)
}

/// Lines as they become longer.
#[derive(Default)]
struct Lines<'a> {
    done: String,
    /// The words of the last line, each with what stands in front of it and what the printer put there.
    line: Vec<(&'a str, &'a str, &'a str)>,
}

impl<'a> Lines<'a> {
    fn add(&mut self, gap: &'a str, printed: &'a str, word: &'a str) {
        if gap.contains('\n') {
            self.end_line();
        }
        self.line.push((gap, printed, word));
    }

    /// Breaks the line between the things that it says, if it is too long.
    fn end_line(&mut self) {
        let width = self.line.iter().map(|(gap, _, word)| {
            gap.trim_start_matches('\n').chars().count() + word.chars().count()
        });
        let is_long = WIDTH_MAX < width.sum();
        for (gap, printed, word) in self.line.drain(..) {
            let is_broken = is_long && printed.contains('\n');
            self.done.push_str(if is_broken { printed } else { gap });
            self.done.push_str(word);
        }
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.done + "\n"
    }
}
