//! Values with characters that nobody sees.

use std::ops::Range;

use diagnostic::{Diagnostic, is_unseen};

pub(super) const CODE: &str = "S011";

/// The fault of the first character of a value that cannot be seen. It may be written as an escape; then
/// the whole value is underlined.
pub(super) fn fault(said: &str, text: &str, span: &Range<usize>) -> Option<Diagnostic> {
    let unseen = said.chars().find(|character| is_unseen(*character))?;
    let written = text.get(span.clone()).and_then(|written| written.find(unseen));
    let place = written.map_or_else(
        || span.clone(),
        |place| span.start + place..span.start + place + unseen.len_utf8(),
    );
    Some(diagnostic::unseen(CODE, unseen, place))
}

/// A value without such characters.
pub(super) fn without(said: &str) -> String {
    said.chars().filter(|character| !is_unseen(*character)).collect()
}
