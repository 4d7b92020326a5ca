//! Where a mapping speaks of the rules, and whether they know of it.

use std::ops::Range;

use diagnostic::{Diagnostic, nearest};
use rules::Vocabulary;

/// An event of the rules, or a field of one, and where its name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) event: String,
    pub(super) field: Option<String>,
    pub(super) span: Range<usize>,
}

impl Spoken {
    /// The fault if no version of the rules declares it. Of an event that is unknown, the fields
    /// are not asked for.
    pub(super) fn unknown(&self, versions: &[&Vocabulary]) -> Option<Diagnostic> {
        let kinds = || versions.iter().flat_map(|vocabulary| vocabulary.kinds());
        let Spoken { event, field, span } = self;
        let mut known = kinds().filter(|kind| kind.name == *event).peekable();
        let (what, near) = match field {
            None if known.peek().is_some() => return None,
            None => {
                let near = nearest(event, kinds().map(|kind| kind.name.as_str()));
                (format!("an event `{event}`"), near)
            }
            Some(field) => {
                known.peek()?;
                let fields: Vec<&str> = known
                    .flat_map(|kind| kind.fields.iter().map(|(name, _)| name.as_str()))
                    .collect();
                if fields.contains(&field.as_str()) {
                    return None;
                }
                (format!("a field `{field}` of `{event}`"), nearest(field, fields))
            }
        };
        let who = if versions.len() == 1 {
            "the rules do not declare"
        } else {
            "neither version of the rules declares"
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "the names of the rules stand on the right of `types`, and on the left of `fields`"
                    .to_owned()
            }
        };
        let fault = Diagnostic::error("M105", format!("{who} {what}"));
        Some(fault.label(span.clone(), "not declared").help(help))
    }
}
