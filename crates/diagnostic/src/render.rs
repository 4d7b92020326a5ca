//! Faults drawn under the lines that they are about.
//!
//! annotate-snippets draws. What it is given is an excerpt: the lines with labels, cut to a
//! window where they are overlong, so that the cost does not depend on the size of the text.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::place::{Lines, Place};
use crate::short::short;
use crate::{Diagnostic, Severity, SourceText, in_order};

/// Lines with more bytes than this are cut.
const LINE_MAX: usize = 2_000;
/// The bytes kept before the beginning of a label in a cut line, and twice that after it.
const WINDOW: usize = 60;
/// Unlabeled lines are kept in the excerpt while there are so few of them that they may be shown.
const GAP_MAX: usize = 4;

/// Whether the text carries terminal colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Color,
}

/// Draws faults in the order of their places, with a blank line between two. Overlong lines and
/// quotations are cut.
///
/// A label that covers several lines is drawn under its first line. The result ends with a line
/// break, and is empty if there is no fault.
pub fn render(source: &SourceText<'_>, diagnostics: &[Diagnostic], style: Style) -> String {
    let lines = Lines::of(source.text);
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Color => Renderer::styled(),
    };
    let drawn: Vec<String> = in_order(diagnostics)
        .into_iter()
        .map(|diagnostic| drawn(source, &lines, &short(diagnostic), &renderer) + "\n")
        .collect();
    drawn.join("\n")
}

fn drawn(
    source: &SourceText<'_>,
    lines: &Lines<'_>,
    diagnostic: &Diagnostic,
    renderer: &Renderer,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let excerpt = Excerpt::of(source.text, lines, diagnostic);
    let group = match &excerpt {
        Some(excerpt) => title.element(excerpt.snippet(source.name)),
        None => title.element(Origin::path(source.name)),
    };
    let text = renderer.render(&[with_help(group, diagnostic)]);
    match excerpt {
        Some(excerpt) => excerpt.with_true_column(source.name, text),
        None => text,
    }
}

fn with_help<'a>(group: Group<'a>, diagnostic: &'a Diagnostic) -> Group<'a> {
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// The part of a text that is drawn for one fault.
struct Excerpt<'a> {
    text: String,
    first_line: usize,
    /// The labels with their place in the excerpt.
    labels: Vec<(Range<usize>, &'a str)>,
    /// The place of the fault in the whole text.
    place: Place,
    /// The column that the place has in the excerpt.
    column_drawn: usize,
}

impl<'a> Excerpt<'a> {
    fn of(text: &str, lines: &Lines<'_>, diagnostic: &'a Diagnostic) -> Option<Excerpt<'a>> {
        let spans: Vec<Range<usize>> =
            diagnostic.labels.iter().map(|label| lines.clamped(&label.span)).collect();
        let indices = || spans.iter().map(|span| lines.index(span.start));
        let (first, last) = (indices().min()?, indices().max()?);
        let place = lines.place(spans.first()?.start);

        let mut excerpt = String::new();
        let mut labels: Vec<(usize, Range<usize>)> = Vec::new();
        for index in first..=last {
            let here = || (0..).zip(&spans).filter(|(_, s)| lines.index(s.start) == index);
            let window = match here().next() {
                Some((_, span)) => window(text, lines.span(index), span.start),
                None if last - first <= GAP_MAX => window(text, lines.span(index), 0),
                None => 0..0,
            };
            for (number, span) in here() {
                let moved = |offset: usize| offset.clamp(window.start, window.end) - window.start;
                let start = excerpt.len() + moved(span.start);
                labels.push((number, start..excerpt.len() + moved(span.end)));
            }
            excerpt.push_str(text.get(window).unwrap_or_default());
            excerpt.push('\n');
        }
        labels.sort_by_key(|(number, _)| *number);

        let column_drawn = labels.first().map_or(1, |(_, span)| {
            let before = excerpt.get(..span.start).unwrap_or_default();
            before.chars().rev().take_while(|c| *c != '\n').count() + 1
        });
        let texts = diagnostic.labels.iter().map(|label| label.text.as_str());
        Some(Excerpt {
            text: excerpt,
            first_line: first + 1,
            labels: labels.into_iter().map(|(_, span)| span).zip(texts).collect(),
            place,
            column_drawn,
        })
    }

    fn snippet(&'a self, name: &'a str) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let kinds = std::iter::once(AnnotationKind::Primary)
            .chain(std::iter::repeat(AnnotationKind::Context));
        let annotations = self.labels.iter().zip(kinds).map(|((span, text), kind)| {
            let label = Some(*text).filter(|text| !text.is_empty());
            kind.span(span.clone()).label(label)
        });
        Snippet::source(&self.text).line_start(self.first_line).path(name).annotations(annotations)
    }

    /// A cut line begins later than the user's line, so the column in the heading is set right.
    fn with_true_column(&self, name: &str, drawn: String) -> String {
        let Place { line, column } = self.place;
        if column == self.column_drawn {
            return drawn;
        }
        let heading = format!("{name}:{line}:{}", self.column_drawn);
        drawn.replacen(&heading, &format!("{name}:{line}:{column}"), 1)
    }
}

/// The part of a line around an offset, or the whole line if it is not overlong.
fn window(text: &str, line: Range<usize>, around: usize) -> Range<usize> {
    if line.len() <= LINE_MAX {
        return line;
    }
    let around = around.clamp(line.start, line.end);
    let start = text.floor_char_boundary(around.saturating_sub(WINDOW));
    let end = text.ceil_char_boundary(around.saturating_add(2 * WINDOW));
    start.max(line.start)..end.min(line.end)
}
