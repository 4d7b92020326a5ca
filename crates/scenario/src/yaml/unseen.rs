//! Characters that nobody sees, and that make a text read otherwise than it is written.

use std::ops::Range;

use diagnostic::Diagnostic;

pub(super) const CODE: &str = "S011";

/// Those that turn the direction of reading, as Unicode calls them.
const TURNING: [char; 11] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Lines may end, and columns may stand apart.
fn is_unseen(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t') || TURNING.contains(&character)
}

/// The fault of the first character of a value that cannot be seen. It may be written as an escape; then
/// the whole value is underlined.
pub(super) fn fault(said: &str, text: &str, span: &Range<usize>) -> Option<Diagnostic> {
    let unseen = said.chars().find(|character| is_unseen(*character))?;
    let written = text.get(span.clone()).and_then(|written| written.find(unseen));
    let place = written.map_or_else(
        || span.clone(),
        |place| span.start + place..span.start + place + unseen.len_utf8(),
    );
    let label = if unseen.is_control() {
        "a control character, which cannot be seen"
    } else {
        "it turns the order in which the text is shown"
    };
    let message = format!("the character U+{:04X} cannot stand in a text", u32::from(unseen));
    let help = "leave it out: people could read something else than what stands here";
    Some(Diagnostic::error(CODE, message).label(place, label).help(help))
}

/// A value without such characters.
pub(super) fn without(said: &str) -> String {
    said.chars().filter(|character| !is_unseen(*character)).collect()
}
