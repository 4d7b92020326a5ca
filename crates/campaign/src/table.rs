//! The table of a campaign: written row by row, and read back to go on.

use std::io::{self, BufRead, Write};

use crate::design::Layout;
use crate::fold::Fold;
use crate::outcome::Column;
use crate::row::{Row, header};

/// A table that grows.
pub struct Table<W> {
    out: W,
    hasher: blake3::Hasher,
    line: String,
    rows: u64,
}

/// Why a table cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    #[error("the table cannot be read")]
    Read(#[from] io::Error),
    #[error("the first line is not that of this campaign: other levers, uncertainties or outcomes")]
    Header,
    #[error("line {line} is not row {row} of this campaign")]
    Line { line: u64, row: u64 },
}

/// What could be read back.
pub struct ReadBack {
    hasher: blake3::Hasher,
    rows: u64,
    /// The length of the whole lines; what follows was cut and is played again.
    pub bytes: u64,
}

impl ReadBack {
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The BLAKE3 hash of the whole lines, in hex.
    pub fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl<W: Write> Table<W> {
    /// Begins a table with its first line.
    pub fn begin(mut out: W, layout: &Layout, columns: &[Column]) -> io::Result<Table<W>> {
        let line = header(layout, columns);
        out.write_all(line.as_bytes())?;
        // Whatever ends the program from here on, the table can be gone on with.
        out.flush()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(line.as_bytes());
        Ok(Table { out, hasher, line, rows: 0 })
    }

    /// Goes on with a table whose output stands behind its last whole line; begins it where that is
    /// not even the first.
    pub fn resume(
        out: W,
        read: ReadBack,
        layout: &Layout,
        columns: &[Column],
    ) -> io::Result<Table<W>> {
        if read.bytes == 0 {
            return Table::begin(out, layout, columns);
        }
        Ok(Table { out, hasher: read.hasher, line: String::new(), rows: read.rows })
    }

    /// Writes a row; the digest covers it once it is written.
    pub fn append(&mut self, row: &Row, columns: &[Column]) -> io::Result<()> {
        self.line.clear();
        row.write(columns, &mut self.line);
        self.out.write_all(self.line.as_bytes())?;
        self.hasher.update(self.line.as_bytes());
        self.rows += 1;
        Ok(())
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The BLAKE3 hash of all lines so far, in hex.
    pub fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

/// Reads the rows of a table into a fold, up to a last line that is cut. What was played stays,
/// also where the rule of the fold would have stopped before. Nothing was played yet where there is
/// no whole line.
pub fn read_back(input: &mut dyn BufRead, fold: &mut Fold) -> Result<ReadBack, ResumeError> {
    let (layout, outcomes) = (fold.layout.clone(), fold.outcomes.clone());
    let mut hasher = blake3::Hasher::new();
    let mut line = Vec::new();
    let (mut rows, mut bytes) = (0, 0);
    let head = header(&layout, &outcomes.columns);
    loop {
        line.clear();
        input.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            // A first line that is cut is no line yet, but it is that of this campaign.
            let is_cut = bytes != 0 || head.as_bytes().starts_with(&line);
            return if is_cut {
                Ok(ReadBack { hasher, rows, bytes })
            } else {
                Err(ResumeError::Header)
            };
        }
        if bytes == 0 {
            if line != head.as_bytes() {
                return Err(ResumeError::Header);
            }
        } else {
            let text = std::str::from_utf8(&line).unwrap_or_default().trim_end_matches('\n');
            let row = Row::read(text, &layout, &outcomes.columns);
            let row = row.filter(|row| row.spec.index == rows && rows < layout.rows());
            let row = row.ok_or(ResumeError::Line { line: rows + 2, row: rows })?;
            rows += 1;
            let _ = fold.take(&row, None);
        }
        hasher.update(&line);
        bytes += line.len() as u64;
    }
}
