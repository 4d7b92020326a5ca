//! Where the lines of a declaration break: as its author chose, where there is a choice.
//!
//! What is said and how it is written is settled by the printer. Its author knows best which of it
//! belongs on one line; only the indentation is ours, and that no line is longer than can be read.

mod breaks;
mod lines;

use std::ops::Range;

use crate::faults::Faults;
use crate::lexer::{Token, lex};
use breaks::breaks;
use lines::Lines;

/// `rule`, its name and its title.
const TITLE_END: usize = 3;

/// A declaration that was printed with a line for each thing that it says, with the line breaks
/// of the text from which it was read.
pub(super) fn with_breaks(printed: &str, source: &str) -> String {
    let (ours, theirs) = (words(printed), words(source));
    let kind = ours.first().map_or("", |(_, word)| word);
    let sentence = sentence(&ours);
    let about = if kind == "rule" { TITLE_END..sentence.min(ours.len()) } else { 0..0 };
    let Some(mut breaks) = breaks(&ours, &theirs, about) else {
        return printed.to_owned();
    };
    for place in sentence..breaks.len().saturating_sub(1) {
        // A break behind a word such as `then` belongs in front of it.
        if kind == "rule" && breaks[place + 1] && ours[place].0.contains('\n') {
            (breaks[place], breaks[place + 1]) = (true, false);
        }
    }
    let indent = if matches!(kind, "rule" | "example") { "\n    " } else { "\n  " };
    let gaps = ours.iter().zip(breaks).enumerate().map(|(place, ((printed, _), is_broken))| {
        match (printed.contains('\n'), is_broken) {
            (false, true) if place == 0 => "",
            (false, true) => indent,
            // The title of a rule stands alone, and so does what is said about the rule.
            (true, false) if kind == "rule" && TITLE_END < place && place != sentence => {
                if place < sentence { "   " } else { " " }
            }
            _ => printed,
        }
    });
    let mut lines = Lines::new(indent);
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
