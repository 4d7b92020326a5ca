//! Records of comma-separated values, as RFC 4180 has them.

use std::borrow::Cow;

/// Whether a quotation mark is open behind a line, if one was or was not in front of it; then the
/// record goes on in the next line.
pub(crate) fn is_open(was_open: bool, line: &[u8]) -> bool {
    line.iter().fold(was_open, |is_open, byte| is_open ^ (*byte == b'"'))
}

/// Where in a record a sign stands that RFC 4180 has no place for, what is wrong there, and what to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Misplaced {
    pub(crate) place: usize,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
}

pub(crate) const DOUBLED: &str =
    "put the whole cell between quotation marks, and double those inside it";

impl Misplaced {
    pub(crate) fn mark(place: usize, message: &'static str) -> Misplaced {
        Misplaced { place, message, help: DOUBLED }
    }

    fn behind(place: usize) -> Misplaced {
        Misplaced::mark(place, "a cell goes on behind its closing quotation mark")
    }

    fn inside(place: usize) -> Misplaced {
        Misplaced::mark(place, "a quotation mark stands in a cell that does not begin with one")
    }

    fn lone_return(place: usize) -> Misplaced {
        let message = "a carriage return stands in a cell without quotation marks";
        let help = "end each line with a line feed, with or without a carriage return before it";
        Misplaced { place, message, help }
    }
}

/// The cells of a record.
pub(crate) fn cells(record: &str, separator: char) -> Result<Vec<Cow<'_, str>>, Misplaced> {
    let mut cells = Vec::new();
    each_cell(record, separator, &mut |_, cell| cells.push(cell))?;
    Ok(cells)
}

/// Where the last cell of a record begins.
pub(crate) fn last_cell(record: &str, separator: char) -> Result<usize, Misplaced> {
    let mut last = 0;
    each_cell(record, separator, &mut |place, _| last = place)?;
    Ok(last)
}

fn each_cell<'a>(
    record: &'a str,
    separator: char,
    show: &mut dyn FnMut(usize, Cow<'a, str>),
) -> Result<(), Misplaced> {
    let mut rest = record;
    loop {
        let place = record.len() - rest.len();
        let (cell, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (cell, behind) = quoted_cell(quoted);
            match behind.strip_prefix(separator) {
                None if !behind.is_empty() => {
                    return Err(Misplaced::behind(record.len() - behind.len()));
                }
                after => (cell, after),
            }
        } else {
            let (cell, after) = match rest.split_once(separator) {
                Some((cell, after)) => (cell, Some(after)),
                None => (rest, None),
            };
            if let Some(inside) = cell.find('"') {
                return Err(Misplaced::inside(place + inside));
            }
            if let Some(inside) = cell.find('\r') {
                return Err(Misplaced::lone_return(place + inside));
            }
            (Cow::Borrowed(cell), after)
        };
        show(place, cell);
        match after {
            Some(after) => rest = after,
            None => return Ok(()),
        }
    }
}

/// A cell behind its first quotation mark, and what stands behind its last.
fn quoted_cell(quoted: &str) -> (Cow<'_, str>, &str) {
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
    (cell, quoted.get(end + 1..).unwrap_or_default())
}
