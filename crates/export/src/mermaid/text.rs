//! Any text as a label of mermaid.

use std::fmt::Write;

/// A text of one line in which nothing is taken for syntax, cut after so many characters.
///
/// Whatever is no letter, digit or plain mark is written as mermaid's entity, `#59;` for a
/// semicolon: colons too, because mermaid treats `style` and `classDef` in front of one as the
/// beginning of a definition, and the `e` of the word `end`, which would close a block.
pub(super) fn escaped(text: &str, characters_max: usize) -> String {
    let text = text.trim();
    let mut label = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == characters_max {
            label.push('…');
            break;
        }
        let plain = character.is_alphanumeric() || matches!(character, '.' | ',' | '_' | '/' | '-');
        match character {
            _ if character.is_whitespace() || character.is_control() => label.push(' '),
            _ if plain => label.push(character),
            _ => _ = write!(label, "#{};", u32::from(character)),
        }
    }
    if label.is_empty() { "#32;".to_string() } else { without_keyword(&label) }
}

/// `end` as a word of its own closes a block wherever it stands.
fn without_keyword(label: &str) -> String {
    let words = label.split(' ').map(|word| {
        if word.eq_ignore_ascii_case("end") {
            format!("#{};{}", u32::from(word.as_bytes()[0]), &word[1..])
        } else {
            word.to_string()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
