//! The tree as a text again, laid out in the one way of `rules fmt`.
//!
//! What is printed parses to the tree that was printed. Comments are not part of the tree:
//! [`formatted`] puts them back in front of the declaration that they stand before or in.

mod formula;
mod layout;
mod sentence;
mod term;

use std::fmt::Write;

use crate::faults::Faults;
use crate::lexer::{Token, lex};
use crate::tree::{Declaration, Event, Example, File, Let, Param, ParamType, Period, State};
use crate::value::shown_time;

pub(crate) use formula::formula;
pub(crate) use sentence::{need, rule_text, sentence, shown_outcome};
pub(crate) use term::{condition, duration, literal, pattern};

/// A text between quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

pub(crate) fn joined<T>(items: &[T], between: &str, shown: impl Fn(&T) -> String) -> String {
    items.iter().map(shown).collect::<Vec<_>>().join(between)
}

/// A whole file without comments.
#[cfg(test)]
pub(crate) fn file(file: &File) -> String {
    laid_out(file, "", &[])
}

/// A whole file with the comments of the text that it was read from, and line breaks as they are there.
pub(crate) fn formatted(text: &str, file: &File) -> String {
    laid_out(file, text, &comments(text))
}

/// Comments with the offsets at which they begin.
fn comments(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    // The gaps between tokens hold blanks, comments, and nothing else.
    for lexeme in lex(text, &mut Faults::default()) {
        let range = lexeme.span.range();
        let gap = text.get(from..range.start).unwrap_or_default();
        let mut offset = from;
        for line in gap.split_inclusive('\n') {
            if let Some(start) = line.find('#') {
                found.push((offset + start, line[start..].trim_end()));
            }
            offset += line.len();
        }
        if lexeme.token != Token::End {
            from = range.end;
        }
    }
    found
}

fn laid_out(file: &File, text: &str, comments: &[(usize, &str)]) -> String {
    let mut out = String::new();
    let mut reached = 0;
    let mut rest = comments;
    if let Some(header) = &file.header {
        let next = file.declarations.first().map(|(_, span)| span.range().start);
        let end = line_end(text, header.span.range().end, next);
        let (here, later) = rest.split_at(rest.partition_point(|(offset, _)| *offset < end));
        rest = later;
        write_comments(&mut out, here);
        let in_force = header.in_force.as_ref().map_or(String::new(), in_force);
        let title = quoted(&header.title);
        let _ = writeln!(out, "rules {title} version {}{in_force}", header.version);
    }
    let mut previous: Option<&Declaration> = None;
    let starts = file.declarations.iter().skip(1).map(|(_, span)| Some(span.range().start));
    let nexts = starts.chain([None]);
    for ((declaration, span), next) in file.declarations.iter().zip(nexts) {
        let end = line_end(text, span.range().end, next);
        let (here, later) = rest.split_at(rest.partition_point(|(offset, _)| *offset < end));
        rest = later;
        let is_line = |declaration: &Declaration| {
            !matches!(declaration, Declaration::Rule(_) | Declaration::Example(_))
        };
        let alike = previous.is_some_and(|previous| {
            std::mem::discriminant(previous) == std::mem::discriminant(declaration)
                && is_line(declaration)
        });
        let gap = text.get(reached..span.range().start).unwrap_or_default();
        let is_apart = gap.lines().skip(1).any(|line| line.trim().is_empty());
        reached = end;
        if !out.is_empty() && (!alike || !here.is_empty() || is_apart) {
            out.push('\n');
        }
        write_comments(&mut out, here);
        let printed = shown(declaration);
        match text.get(span.range()) {
            Some(source) => out.push_str(&layout::with_breaks(&printed, source)),
            None => out.push_str(&printed),
        }
        previous = Some(declaration);
    }
    if !rest.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    write_comments(&mut out, rest);
    out
}

/// Where the line of a declaration ends, or the next one begins: a comment in front of that is about
/// what stands before it.
fn line_end(text: &str, end: usize, next: Option<usize>) -> usize {
    let rest = text.get(end..next.unwrap_or(text.len())).unwrap_or_default();
    end + rest.find('\n').unwrap_or(rest.len())
}

fn write_comments(out: &mut String, comments: &[(usize, &str)]) {
    for (_, comment) in comments {
        out.push_str(comment);
        out.push('\n');
    }
}

fn shown(declaration: &Declaration) -> String {
    match declaration {
        Declaration::Event(event) => event_line(event),
        Declaration::State(state) => state_line(state),
        Declaration::Let(Let { name, value }) => {
            format!("let {} = {}\n", name.text, literal(value))
        }
        Declaration::Rule(rule) => rule_text(rule),
        Declaration::Example(example) => example_text(example),
    }
}

fn in_force(period: &Period) -> String {
    let to = period.to.map_or(String::new(), |to| format!(" to {}", term::instant(to)));
    format!(" in force {}{to}", term::instant(period.from))
}

fn event_line(event: &Event) -> String {
    let by = event.by.as_ref().map_or(String::new(), |by| format!(" by {}", by.text));
    let reads = event.reads.as_ref().map_or(String::new(), |it| format!(" reads {}", quoted(it)));
    format!("event {}({}){by}{reads}\n", event.name.text, joined(&event.params, ", ", param))
}

fn param(param: &Param) -> String {
    let name = &param.name.text;
    match &param.of {
        None => name.clone(),
        Some(ParamType::Named(of)) => format!("{name}: {}", of.text),
        Some(ParamType::Choice(names)) => {
            format!("{name}: {{{}}}", joined(names, ", ", |name| name.text.clone()))
        }
    }
}

fn state_line(state: &State) -> String {
    let params = joined(&state.params, ", ", |name| name.text.clone());
    let from = joined(&state.from, " or ", pattern);
    let mut line = format!("state {}({params}) from {from}", state.name.text);
    if !state.until.is_empty() {
        let _ = write!(line, " until {}", joined(&state.until, " or ", pattern));
    }
    line + "\n"
}

fn example_text(example: &Example) -> String {
    let mut out = format!("example {} for {} {{\n", quoted(&example.title), example.rule.text);
    for (instant, event) in &example.events {
        let _ = writeln!(out, "  at {} {}", shown_time(instant.ms), pattern(event));
    }
    if example.closed {
        out += "  closed\n";
    }
    let expected = joined(&example.expected, " ", pattern);
    let gap = if expected.is_empty() { "" } else { " " };
    out + "  expect" + gap + &expected + "\n}\n"
}
