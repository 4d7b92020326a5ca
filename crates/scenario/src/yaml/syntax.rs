//! Faults of the text itself: what the parser refuses, and what we do not support.

use std::ops::Range;

use diagnostic::Diagnostic;
use granit_parser::{ErrorKind, ScanError};

use super::read::{DEPTH_MAX, NODES_MAX, SIZE_MAX};

/// What the parser refuses, in the words of somebody who writes scenarios.
pub(super) fn refused(text: &str, error: &ScanError) -> Diagnostic {
    let offset = error.marker().byte_offset().unwrap_or(text.len());
    let here = offset..offset;
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => too_deep(here),
        ErrorKind::DirectiveDisallowed => {
            unsupported(here, "directives", "remove the line that begins with `%`")
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => tab(text, offset),
        ErrorKind::UnexpectedCharacter { .. } if is_control(text, offset) => {
            Diagnostic::error("S001", "a control character cannot stand here")
                .label(here, "it cannot be seen")
                .help("leave it out")
        }
        ErrorKind::MappingValueNotAllowed if text_with_colon(text, offset) => second_colon(here),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
            if text.get(offset..).is_some_and(|rest| rest.starts_with(':')) =>
        {
            second_colon(here)
        }
        kind => {
            let (message, help) = match message_and_help(kind) {
                Some((message, help)) => (message.to_owned(), Some(help)),
                None => (format!("this is not YAML: {kind}"), None),
            };
            Diagnostic::error("S001", message).label(here, "").help_if(help)
        }
    }
}

/// The faults that people make; the others keep the words of the parser.
fn message_and_help(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ErrorKind::UnclosedQuotedScalar => ("this quote is never closed", "add the closing quote"),
        ErrorKind::UnclosedFlowCollection { .. } => {
            ("this bracket is never closed", "add the closing bracket")
        }
        ErrorKind::MismatchedFlowCollectionEnd { .. } => (
            "this bracket is closed by one of another kind",
            "`[` is closed by `]`, and `{` by `}`",
        ),
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket was never opened", "remove it, or put the text in quotes")
        }
        ErrorKind::MappingValueNotAllowed => (
            "a `:` cannot stand here",
            "indent the line as its neighbors are, or put a text that holds `: ` in quotes",
        ),
        ErrorKind::InvalidColonPlacement => {
            ("a `:` cannot stand here", "close the bracket that is still open above")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a `,` or the closing bracket is missing in front of this",
            "put `,` between two entries, and a text that holds one in quotes",
        ),
        ErrorKind::SimpleKeyExpected => (
            "this line has no `:` after its key",
            "write `key: value`, or `- value` for an entry of a list",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => (
            "this line is indented unlike its neighbors",
            "entries of one map begin in the same column",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            "a list is followed by something that is not an entry",
            "entries of one list begin with `- ` in the same column",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list cannot begin here", "begin the list on a line of its own")
        }
        ErrorKind::UnexpectedCharacter { .. } => {
            ("this character cannot stand here", "put the text in quotes")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("a quoted text is followed by something else", "put the whole text in quotes")
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "a quoted text holds an unknown escape",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        _ => return None,
    })
}

fn second_colon(here: Range<usize>) -> Diagnostic {
    Diagnostic::error("S001", "a second `:` in one entry")
        .label(here, "the first stands behind the key")
        .help(
            "put a text that holds `: ` in quotes, `key: \"first: second\"`, or begin a new entry",
        )
}

/// Whether a key stands in front of this colon, in its line, and a text that begins behind it.
fn text_with_colon(text: &str, offset: usize) -> bool {
    let front = text.get(..offset).and_then(|front| front.lines().next_back());
    front
        .and_then(|front| front.split_once(": "))
        .is_some_and(|(_, value)| !value.trim().is_empty())
}

fn is_control(text: &str, offset: usize) -> bool {
    text.get(offset..).and_then(|rest| rest.chars().next()).is_some_and(char::is_control)
}

/// The parser names the place where it gave up, so the tab is looked for.
fn tab(text: &str, offset: usize) -> Diagnostic {
    let after = text.get(offset..).and_then(|rest| rest.find('\t'));
    let before = || text.get(..offset).and_then(|front| front.rfind('\t'));
    let tab = match after {
        Some(distance) => offset + distance,
        None => before().unwrap_or(offset),
    };
    Diagnostic::error("S001", "a tab cannot indent a line")
        .label(tab..tab + 1, "a tab")
        .help("use spaces")
}

pub(super) fn empty() -> Diagnostic {
    Diagnostic::error("S001", "there is nothing in this file").label(0..0, "")
}

pub(super) fn unknown_anchor(span: Range<usize>, name: &str) -> Diagnostic {
    Diagnostic::error("S001", format!("no anchor `&{name}` stands before this alias"))
        .label(span, "")
        .help("put a text that begins with `*` in quotes")
}

/// A key that stands twice.
pub(super) const TWICE: &str = "S007";

pub(super) fn twice(key: &str, first: Range<usize>, again: Range<usize>) -> Diagnostic {
    Diagnostic::error(TWICE, format!("the key `{key}` stands twice"))
        .label(again, "again here")
        .label(first, "first here")
}

pub(super) fn unsupported(span: Range<usize>, what: &str, help: &str) -> Diagnostic {
    Diagnostic::error("S008", format!("{what} are not supported")).label(span, "").help(help)
}

pub(super) fn too_large(bytes: usize) -> Diagnostic {
    let message =
        format!("the file has {bytes} bytes, at most {SIZE_MAX} ({} MiB) are read", SIZE_MAX >> 20);
    Diagnostic::error("S009", message).label(0..0, "")
}

pub(super) fn too_deep(span: Range<usize>) -> Diagnostic {
    let message = format!("more than {DEPTH_MAX} lists and maps stand inside of each other");
    Diagnostic::error("S009", message).label(span, "")
}

pub(super) fn too_much(span: Range<usize>) -> Diagnostic {
    let message =
        format!("the file has over {NODES_MAX} values, each alias counted as what it stands for");
    Diagnostic::error("S009", message).label(span, "the limit is passed here")
}

pub(super) fn too_much_text(span: Range<usize>) -> Diagnostic {
    let message =
        format!("the file has over {SIZE_MAX} bytes, each alias counted as what it stands for");
    Diagnostic::error("S009", message).label(span, "the limit is passed here")
}

pub(super) fn alias_of_itself(span: Range<usize>) -> Diagnostic {
    Diagnostic::error("S009", "this alias stands inside of its own anchor").label(span, "")
}
