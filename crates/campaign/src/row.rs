//! One row of the results, and its line.
//!
//! Everything in a line is a whole number or the word for how the run ended, so the same
//! campaign writes the same bytes everywhere, and the digest of a campaign is the BLAKE3 hash of
//! its table.

use std::fmt::Write;

use crate::design::{Layout, Spec};
use crate::outcome::{Cell, Column, Kind};

/// A run as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub spec: Spec,
    pub status: Status,
    /// Empty unless the run is done.
    pub cells: Vec<Cell>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Done,
    /// A bug came to light.
    Panicked,
    /// It came to more records than were allowed, or took longer.
    OverBudget,
    /// The scenario could not go on.
    Stuck,
}

impl Status {
    const ALL: [(Status, &str); 4] = [
        (Status::Done, "done"),
        (Status::Panicked, "panicked"),
        (Status::OverBudget, "over-budget"),
        (Status::Stuck, "stuck"),
    ];

    pub fn word(self) -> &'static str {
        Status::ALL.iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }
}

/// The first line of a table.
pub fn header(layout: &Layout, columns: &[Column]) -> String {
    let mut line = String::from("row,point,run,status");
    let levers = layout.levers.iter().map(|lever| &lever.name);
    for name in levers.chain(layout.uncertainties.iter().map(|one| &one.name)) {
        let _ = write!(line, ",{name}");
    }
    for column in columns {
        let _ = write!(line, ",{}", column.name);
        if column.kind == Kind::Time {
            let _ = write!(line, ",{}.seen", column.name);
        }
    }
    line.push('\n');
    line
}

impl Row {
    /// Writes the line.
    pub fn write(&self, columns: &[Column], line: &mut String) {
        let Spec { index, point, run, levers, uncertainties } = &self.spec;
        let _ = write!(line, "{index},{point},{run},{}", self.status.word());
        for value in levers {
            let _ = write!(line, ",{value}");
        }
        for value in uncertainties {
            let _ = write!(line, ",{value}");
        }
        for (place, column) in columns.iter().enumerate() {
            let cell = self.cells.get(place).copied().unwrap_or(Cell::Nothing);
            line.push(',');
            if let Some(number) = cell.number() {
                let _ = write!(line, "{number}");
            }
            if column.kind == Kind::Time {
                line.push_str(match cell {
                    Cell::Nothing => ",",
                    Cell::Number(_) => ",1",
                    Cell::NotBy(_) => ",0",
                });
            }
        }
        line.push('\n');
    }

    /// Reads a line back; its row must be the one that stands there in this layout, as it is
    /// written.
    pub fn read(line: &str, layout: &Layout, columns: &[Column]) -> Option<Row> {
        let row = Row::parse(line, layout, columns)?;
        let mut written = String::with_capacity(line.len() + 1);
        row.write(columns, &mut written);
        (written.strip_suffix('\n') == Some(line)).then_some(row)
    }

    fn parse(line: &str, layout: &Layout, columns: &[Column]) -> Option<Row> {
        let mut parts = line.split(',');
        let spec = layout.spec(parts.next()?.parse().ok()?);
        let mut same = parts.next()?.parse() == Ok(spec.point);
        same &= parts.next()?.parse() == Ok(spec.run);
        let word = parts.next()?;
        let status = Status::ALL.iter().find(|(_, known)| *known == word)?.0;
        for value in &spec.levers {
            same &= parts.next()?.parse() == Ok(*value);
        }
        for value in &spec.uncertainties {
            same &= parts.next()?.parse() == Ok(*value);
        }
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            let text = parts.next()?;
            let number = if text.is_empty() { None } else { Some(text.parse().ok()?) };
            if column.kind == Kind::Flag && !matches!(number, None | Some(0 | 1)) {
                return None;
            }
            let unseen = column.kind == Kind::Time && parts.next()? == "0";
            cells.push(match number {
                None => Cell::Nothing,
                Some(number) if unseen => Cell::NotBy(number),
                Some(number) => Cell::Number(number),
            });
        }
        let cells = if status == Status::Done { cells } else { Vec::new() };
        (same && parts.next().is_none()).then_some(Row { spec, status, cells })
    }
}
