//! Rows that are kept for the analysis of uncertainties.

use crate::outcome::Cell;
use crate::row::Row;

/// More rows are not kept; the analysis is then of the first ones.
const ROWS_MAX: usize = 1 << 20;

/// The cells of the first rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// By column, then by row; nothing where a run did not end.
    pub cells: Vec<Vec<Cell>>,
    pub rows: usize,
}

impl Sample {
    pub(super) fn new(columns: usize) -> Sample {
        Sample { cells: vec![Vec::new(); columns], rows: 0 }
    }

    pub(super) fn take(&mut self, row: &Row) {
        if ROWS_MAX <= self.rows {
            return;
        }
        self.rows += 1;
        for (column, cells) in self.cells.iter_mut().enumerate() {
            cells.push(row.cells.get(column).copied().unwrap_or(Cell::Nothing));
        }
    }
}
