//! Reads a log line by line and verifies it on the way.

use std::io::{BufRead, Read};

use kernel::Position;
use uuid::Uuid;

use super::fault::{Flaw, LogFault, LogFaultKind};
use super::line;
use crate::{Chain, Envelope, Head};

/// So many bytes a line of a log has at most, with its end: the first one holds what the run was
/// started with.
pub const LINE_LENGTH_MAX: usize = 32 << 20;

/// What to do with a last line that has no line end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CutLastLine {
    /// It is a fault.
    #[default]
    Report,
    /// The log ends before it.
    Drop,
}

/// A verified line.
#[derive(Debug)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    pub position: Position,
    pub chain: Chain,
    /// The canonical bytes of the record, which the chain covers.
    pub bytes: &'a [u8],
    pub envelope: Envelope<'a>,
    /// The bytes of the line in the file, with its line end.
    pub length: u64,
}

/// A log in reading, in the memory of one line.
///
/// The lines must be the records from position 1 on, each with the chain value that follows from
/// its content and the line before. Lines that another tool has reformatted are read too, and so
/// are CRLF line ends and a byte order mark. That whole lines are missing at the end cannot be
/// seen from the log alone: compare [`Reader::head`] with a head noted elsewhere.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    line: Vec<u8>,
    head: Head,
    run: Option<Uuid>,
    cut_last_line: CutLastLine,
    dropped: bool,
    finished: bool,
    line_length_max: usize,
}

impl<R: BufRead> Reader<R> {
    pub fn new(input: R) -> Reader<R> {
        Reader {
            input,
            line: Vec::new(),
            head: Head::default(),
            run: None,
            cut_last_line: CutLastLine::Report,
            dropped: false,
            finished: false,
            line_length_max: LINE_LENGTH_MAX,
        }
    }

    #[must_use]
    pub fn with_cut_last_line(self, cut_last_line: CutLastLine) -> Reader<R> {
        Reader { cut_last_line, ..self }
    }

    /// Lines may be so many bytes long, [`LINE_LENGTH_MAX`] unless told otherwise.
    #[must_use]
    pub fn with_line_length_max(self, line_length_max: usize) -> Reader<R> {
        Reader { line_length_max, ..self }
    }

    /// The position and chain value of the last line read.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The run of the records, once one is read.
    pub fn run(&self) -> Option<Uuid> {
        self.run
    }

    /// Whether a half-written last line was dropped.
    pub fn dropped_last_line(&self) -> bool {
        self.dropped
    }

    /// The next line, or `None` at the end and after a fault.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, LogFault> {
        if self.finished {
            return Ok(None);
        }
        // Until the line proves sound.
        self.finished = true;
        // A record a line: the position counts the lines too.
        let number = self.head.position.next().0;
        if !self.fetch().map_err(|flaw| LogFault::new(number, flaw))? {
            return Ok(None);
        }
        let length = self.line.len() as u64;
        let opened =
            line::open(&mut self.line, self.head).map_err(|flaw| LogFault::new(number, flaw))?;
        let (expected, found) = (*self.run.get_or_insert(opened.envelope.run), opened.envelope.run);
        if found != expected {
            return Err(LogFault::new(number, LogFaultKind::OtherRun { expected, found }));
        }
        self.head = opened.head;
        self.finished = false;
        Ok(Some(Line {
            number,
            position: opened.head.position,
            chain: opened.head.chain,
            bytes: opened.bytes,
            envelope: opened.envelope,
            length,
        }))
    }

    /// Reads one line with its end; `false` where the log ends.
    fn fetch(&mut self) -> Result<bool, Flaw> {
        self.line.clear();
        let limit = self.line_length_max.saturating_add(1) as u64;
        (&mut self.input)
            .take(limit)
            .read_until(b'\n', &mut self.line)
            .map_err(LogFaultKind::Io)?;
        let ended = self.line.last() == Some(&b'\n');
        if self.line_length_max < self.line.len() {
            return Err(LogFaultKind::TooLong { max: self.line_length_max }.into());
        }
        if ended {
            return Ok(true);
        }
        if !self.line.is_empty() {
            if self.cut_last_line == CutLastLine::Report {
                return Err(LogFaultKind::CutLastLine.into());
            }
            self.dropped = true;
        }
        if self.head.position == Position::START {
            return Err(LogFaultKind::Empty.into());
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
