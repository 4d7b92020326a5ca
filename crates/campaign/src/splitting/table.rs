//! The results of a splitting: how many runs were begun at each level of each repetition, and how
//! many got there. A splitting that was broken off goes on from this table.

use std::fmt::Write;

use super::{Effort, Level, Summary};

const HEADER: &str = "repetition,level,begun,reached,ancestors,faults\n";

/// The table of what is done so far.
pub fn table<E>(summary: &Summary<E>) -> String {
    let mut lines = String::from(HEADER);
    for (number, levels) in summary.repetitions.iter().enumerate() {
        for (level, one) in (1..).zip(levels) {
            let Level { begun, reached, ancestors, faults } = *one;
            let _ = writeln!(lines, "{number},{level},{begun},{reached},{ancestors},{faults}");
        }
    }
    lines
}

/// What each column of the table is, as a table.
pub fn dictionary() -> &'static str {
    "column,unit,meaning\n\
     repetition,number,\"which of the independent splittings, from 0\"\n\
     level,number,\"which level of the scenario, from 1\"\n\
     begun,count,\"runs that were begun at the level before, or at the beginning; 0 at the first level: a bug came to light\"\n\
     reached,count,\"of these, how many reached the level\"\n\
     ancestors,count,\"runs from the beginning that those who got there descend from\"\n\
     faults,count,\"of these, how many could not be played on\"\n"
}

/// A table that is not that of a splitting of so many levels and repetitions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not as this splitting writes it")]
pub struct TableError {
    pub line: usize,
}

/// Reads a table back, so that the repetitions behind those in it can be played.
pub fn read_back<E>(effort: Effort, text: &str) -> Result<Summary<E>, TableError> {
    let Some(lines) = text.strip_prefix(HEADER) else {
        return Err(TableError { line: 1 });
    };
    let mut summary = Summary::new(effort);
    let lines: Vec<&str> = lines.lines().collect();
    for (number, lines) in lines.chunks(effort.levels.max(1)).enumerate() {
        let first = number * effort.levels + 2;
        if effort.repetitions as usize <= number || lines.len() < effort.levels {
            return Err(TableError { line: first });
        }
        let read = |(place, line): (usize, &&str)| {
            level(line, number, place + 1).ok_or(TableError { line: first + place })
        };
        summary.count(lines.iter().enumerate().map(read).collect::<Result<_, _>>()?);
    }
    Ok(summary)
}

/// The level of a line, if it is the one that comes here.
fn level(line: &str, repetition: usize, level: usize) -> Option<Level> {
    let cells: Option<Vec<u64>> = line.split(',').map(|cell| cell.parse().ok()).collect();
    let [number, place, begun, reached, ancestors, faults] = cells?.try_into().ok()?;
    let expected = (number, place) == (repetition as u64, level as u64);
    let sound = reached.checked_add(faults)? <= begun.max(1) && ancestors <= reached;
    (expected && sound).then_some(Level { begun, reached, ancestors, faults })
}
