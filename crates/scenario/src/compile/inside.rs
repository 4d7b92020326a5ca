//! Policy rules that stand in the scenario file itself, with their faults where they are.

use std::ops::Range;
use std::sync::Arc;

use diagnostic::{Diagnostic, Fix, Label};

use super::Written;
use crate::policy::{self, Policy};
use crate::yaml::{Faults, Field};

/// The rules of the scenario: those beside it, or those in it. Those beside it stand for those in a
/// file that it extends, as every key of its own does.
pub(super) fn of_file(
    inside: Option<&Field<String>>,
    written: &Written<'_>,
    faults: &mut Faults,
) -> Policy {
    let Written { policy: beside, text: source, sources, .. } = written;
    let is_own = |field: &&Field<String>| sources.index(field.span.start) == 0;
    let has_beside = !matches!(beside, Policy::None);
    let Some(field) = inside.filter(|field| !has_beside || is_own(field)) else {
        return (*beside).clone();
    };
    if let Policy::Rules(_) = beside {
        faults.push(
            Diagnostic::error("S125", "the scenario has its rules in two places")
                .label(field.span.clone(), "these, and a file beside the scenario")
                .help("keep the rules here, or in `policy.rules`"),
        );
    }
    let Some(text) = &field.value else {
        return Policy::Unknown;
    };
    let place = Block::find(source, &field.span, text);
    match policy::rules(text) {
        Ok(rules) => {
            faults.extend(rules.warnings().iter().map(|warning| place.moved(warning)));
            Policy::Rules(Arc::new(rules))
        }
        Err(found) => {
            faults.extend(found.iter().map(|fault| place.moved(fault)));
            Policy::Unknown
        }
    }
}

/// Where a text that YAML has indented stands in the file.
struct Block {
    /// Where the lines begin: in the text, and in the file. Empty if they are not found, as in
    /// quotes.
    lines: Vec<(usize, usize)>,
    whole: Range<usize>,
}

impl Block {
    fn find(source: &str, span: &Range<usize>, text: &str) -> Block {
        let nowhere = || Block { lines: Vec::new(), whole: span.clone() };
        let Some(written) = source.get(span.clone()) else {
            return nowhere();
        };
        let mut behind = written.split_inclusive('\n').scan(span.start, |start, line| {
            let from = *start;
            *start += line.len();
            Some((from, line.trim_end_matches(['\n', '\r'])))
        });
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.trim_end().split('\n') {
            let indented = |(_, found): &(usize, &str)| {
                found.strip_suffix(line).is_some_and(|front| front.trim().is_empty())
            };
            // In front of the first line stands the mark of the block.
            let found = if start == 0 { behind.find(indented) } else { behind.next() };
            let Some((from, found)) = found.filter(indented) else {
                return nowhere();
            };
            lines.push((start, from + found.len() - line.len()));
            start += line.len() + 1;
        }
        Block { lines, whole: span.clone() }
    }

    /// A fault of the text as one of the file.
    fn moved(&self, fault: &Diagnostic) -> Diagnostic {
        let label =
            |label: &Label| Label { span: self.span(&label.span), text: label.text.clone() };
        let fix = fault.fix.as_ref().filter(|_| !self.lines.is_empty());
        Diagnostic {
            labels: fault.labels.iter().map(label).collect(),
            fix: fix.map(|fix| Fix { span: self.span(&fix.span), ..fix.clone() }),
            ..fault.clone()
        }
    }

    fn span(&self, inside: &Range<usize>) -> Range<usize> {
        match (self.offset(inside.start), self.offset(inside.end)) {
            (Some(start), Some(end)) => start..end.max(start),
            _ => self.whole.clone(),
        }
    }

    fn offset(&self, inside: usize) -> Option<usize> {
        let line = self.lines.iter().rev().find(|(start, _)| *start <= inside);
        line.map(|(start, from)| from + inside - start)
    }
}
