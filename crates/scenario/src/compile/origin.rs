//! On what a statement rests: its basis, its source and its note.

use std::ops::Range;
use std::sync::Arc;

use diagnostic::{Diagnostic, nearest};
use kernel::{Basis, Source};
use simulator::record::Origin;

use super::Compiler;
use crate::yaml::Field;

/// The keys of `docs/sources.md`, one a line; a test writes them.
pub(crate) const SOURCES: &str = include_str!("../sources.txt");

impl Compiler {
    /// Basis, source and note; what gives no basis is an assumption.
    pub(super) fn origin(
        &mut self,
        basis: Option<&Field<Basis>>,
        source: Option<&Field<String>>,
        note: Option<&Field<String>>,
    ) -> Arc<Origin> {
        let claimed = basis.filter(|field| field.value.is_some_and(|b| b != Basis::Assumption));
        if let Some(field) = claimed.filter(|_| source.is_none()) {
            let claim = field.value.unwrap_or(Basis::Assumption);
            self.faults.push(
                Diagnostic::error("S121", format!("`{claim}` without a source"))
                    .label(field.span.clone(), "who says so?")
                    .help("add `source:` with the key of the source, or write `basis: assumption`"),
            );
        }
        let key = source.and_then(|field| Some((field.value.as_deref()?, &field.span)));
        let source = key.and_then(|(key, span)| match Source::new(key) {
            Ok(source) => {
                self.faults.extend(unlisted(key, span));
                Some(source)
            }
            Err(error) => {
                self.faults.push(
                    Diagnostic::error("S120", error.to_string())
                        .label(span.clone(), "the key of a source, such as `S05`"),
                );
                None
            }
        });
        let basis = basis.and_then(|field| field.value).unwrap_or(Basis::Assumption);
        let note = self.note(note);
        Arc::new(Origin { basis, source, note })
    }
}

/// A doubt about a key that is written as those of the list are, and is none of them. A source of
/// somebody's own has another name.
fn unlisted(key: &str, span: &Range<usize>) -> Option<Diagnostic> {
    let listed = || SOURCES.lines();
    let digits = key.strip_prefix(['S', 's']).unwrap_or_default().as_bytes();
    let is_number = digits.first().is_some_and(u8::is_ascii_digit)
        && digits.iter().all(u8::is_ascii_alphanumeric);
    let is_meant = is_number || listed().any(|other| other.eq_ignore_ascii_case(key));
    if !is_meant || listed().any(|other| other == key) {
        return None;
    }
    let near =
        nearest(key, listed()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let help = format!("{near}docs/sources.md has the keys; call a source of your own by a word");
    Some(
        Diagnostic::warning("S136", format!("no source has the key `{key}`"))
            .label(span.clone(), "nobody can look this up")
            .help(help),
    )
}
