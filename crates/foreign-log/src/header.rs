//! The first record of a table, which names its columns.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::csv;
use crate::fault::Fault;
use crate::names::Names;
use crate::reader::{misplaced, utf8};

/// What tables are separated by, as people and programs write them.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The names of the columns, all of those among them that have to be there.
pub(crate) fn header(
    buffer: &[u8],
    separator: char,
    names: &Names,
    line: u64,
) -> Result<Vec<String>, Fault> {
    let text = utf8(buffer, line)?;
    let header = columns(text, separator, line).and_then(|header| {
        names.has_columns(&header, line)?;
        Ok(header)
    });
    header.map_err(|fault| {
        let other = separated_by(text, separator, names, line);
        other.map_or(fault, |other| separated_otherwise(separator, other, line))
    })
}

/// By what else a header that cannot be read is separated. It names two columns at least, the time and
/// the type.
fn separated_by(text: &str, separator: char, names: &Names, line: u64) -> Option<char> {
    let is_one = columns(text, separator, line).map_or(true, |columns| columns.len() == 1);
    SEPARATORS.into_iter().filter(|other| *other != separator).find(|other| {
        columns(text, *other, line).is_ok_and(|columns| {
            1 < columns.len() && is_one || names.has_columns(&columns, line).is_ok()
        })
    })
}

fn separated_otherwise(wanted: char, found: char, line: u64) -> Fault {
    let message =
        format!("the columns seem to be separated by {}, not by {}", shown(found), shown(wanted));
    let separator = if found == '\t' { "\\t".to_owned() } else { found.to_string() };
    Fault::new(line, message).help(format!(
        "have a mapping say `\"separator\": \"{separator}\"`, or separate the columns by {}",
        shown(wanted)
    ))
}

fn shown(separator: char) -> String {
    match separator {
        '\t' => "tabs".to_owned(),
        other => format!("`{other}`"),
    }
}

fn columns(text: &str, separator: char, line: u64) -> Result<Vec<String>, Fault> {
    let cells = csv::cells(text, separator).map_err(|it| misplaced(text, it, line))?;
    let names: Vec<String> = cells.into_iter().map(Cow::into_owned).collect();
    let mut known = BTreeSet::new();
    if let Some(name) = names.iter().find(|name| !known.insert(*name)) {
        return Err(Fault::new(line, format!("the header names `{name}` twice")));
    }
    Ok(names)
}
