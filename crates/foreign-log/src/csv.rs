//! Records of comma-separated values, as RFC 4180 has them.

use std::borrow::Cow;

/// Whether a quotation mark is open behind a line, if one was or was not in front of it; then the
/// record goes on in the next line.
pub(crate) fn is_open(was_open: bool, line: &[u8]) -> bool {
    line.iter().fold(was_open, |is_open, byte| is_open ^ (*byte == b'"'))
}

/// The cells of a record.
pub(crate) fn cells(record: &str, separator: char) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::new();
    let mut rest = record;
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted, separator),
            None => match rest.split_once(separator) {
                Some((cell, after)) => (Cow::Borrowed(cell), Some(after)),
                None => (Cow::Borrowed(rest), None),
            },
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}

/// A cell behind its first quotation mark, and what stands behind it.
fn quoted_cell(quoted: &str, separator: char) -> (Cow<'_, str>, Option<&str>) {
    let mut end = 0;
    let mut is_doubled = false;
    loop {
        match quoted.get(end..).and_then(|rest| rest.find('"')) {
            None => {
                end = quoted.len();
                break;
            }
            Some(place) => {
                end += place;
                if quoted.get(end + 1..).is_some_and(|rest| rest.starts_with('"')) {
                    is_doubled = true;
                    end += 2;
                } else {
                    break;
                }
            }
        }
    }
    let inner = quoted.get(..end).unwrap_or_default();
    let cell = if is_doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { inner.into() };
    let behind = quoted.get(end + 1..).unwrap_or_default();
    (cell, behind.find(separator).and_then(|place| behind.get(place + separator.len_utf8()..)))
}
