//! Rows that are kept for the analysis of uncertainties.

use crate::row::Row;

/// More rows are not kept; the analysis is then of the first ones.
const ROWS_MAX: usize = 1 << 20;

/// The numbers of the first rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// By column, then by row; none where there was nothing to record.
    pub numbers: Vec<Vec<Option<i64>>>,
    pub rows: usize,
}

impl Sample {
    pub(super) fn new(columns: usize) -> Sample {
        Sample { numbers: vec![Vec::new(); columns], rows: 0 }
    }

    pub(super) fn take(&mut self, row: &Row) {
        if ROWS_MAX <= self.rows {
            return;
        }
        self.rows += 1;
        for (column, numbers) in self.numbers.iter_mut().enumerate() {
            numbers.push(row.cells.get(column).and_then(|cell| cell.number()));
        }
    }
}
