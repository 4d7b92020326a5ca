//! Characters that nobody sees, and that make a text read otherwise than it is written.

use std::ops::Range;

use crate::Diagnostic;

/// Those that turn the direction of reading, as Unicode calls them.
const TURNING: [char; 11] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Whether nobody sees a character. Lines may end, and columns may stand apart.
pub fn is_unseen(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t') || TURNING.contains(&character)
}

/// The fault of a character that cannot be seen.
pub fn unseen(code: &'static str, character: char, place: Range<usize>) -> Diagnostic {
    let label = if character.is_control() {
        "a control character, which cannot be seen"
    } else {
        "it turns the order in which the text is shown"
    };
    let message = format!("the character U+{:04X} cannot stand in a text", u32::from(character));
    let help = "leave it out: people could read something else than what stands here";
    Diagnostic::error(code, message).label(place, label).help(help)
}
