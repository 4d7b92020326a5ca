//! Text that keeps to a width.

use std::fmt::{self, Write};

/// The longest line in characters; a single longer word stands as it is.
pub(crate) const WIDTH: usize = 108;

/// Writes a text behind `first`; further lines begin with so many spaces.
pub(crate) fn wrapped(out: &mut dyn Write, first: &str, indent: usize, text: &str) -> fmt::Result {
    out.write_str(first)?;
    let mut column = first.chars().count();
    let mut begins = true;
    for word in text.split(' ') {
        let length = word.chars().count();
        if !begins && WIDTH < column + 1 + length {
            write!(out, "\n{:indent$}", "")?;
            column = indent;
        } else if !begins {
            out.write_char(' ')?;
            column += 1;
        }
        out.write_str(word)?;
        column += length;
        begins = false;
    }
    out.write_char('\n')
}

/// A heading, which is one line, with a line of this character below it.
pub(crate) fn heading(out: &mut dyn Write, title: &str, rule: char) -> fmt::Result {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let below: String = title.chars().map(|_| rule).collect();
    writeln!(out, "{title}\n{below}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_goes_on_below_its_beginning() {
        let mut out = String::new();
        wrapped(&mut out, "  12:00  ", 9, &"word ".repeat(25)).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[1].starts_with("         word"));
    }

    #[test]
    fn a_word_that_is_too_long_stands_as_it_is() {
        let mut out = String::new();
        let word = "x".repeat(WIDTH + 10);
        wrapped(&mut out, "", 2, &format!("a {word} b")).unwrap();
        assert_eq!(out, format!("a\n  {word}\n  b\n"));
    }

    #[test]
    fn a_heading_is_one_line() {
        let mut out = String::new();
        heading(&mut out, "one\n  two", '=').unwrap();
        assert_eq!(out, "one two\n=======\n");
    }
}
