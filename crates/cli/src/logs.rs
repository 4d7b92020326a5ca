//! Reads logs record by record, and shows what is wrong with a line under that line.

use std::io::{BufRead, BufReader};
use std::path::Path;

use diagnostic::Diagnostic;
use event_store::{CutLastLine, Head, LogFault, Reader};
use kernel::Position;
use simulator::record::CenterRecord;
use simulator::stored;

use crate::arguments::Reading;
use crate::exit::{Exit, Failure, chain};
use crate::{input, output};

/// The end of a log that was read.
pub struct End {
    pub head: Head,
    /// A half-written last line was dropped, as asked for.
    pub dropped_last_line: bool,
}

/// Lines longer than this are not shown.
const SHOWN_MAX: u64 = 1 << 20;

/// Hands each record of a log to `each`, until that says so or the log ends.
pub fn each_record(
    path: &Path,
    reading: &Reading,
    mut each: impl FnMut(&CenterRecord) -> Result<Next, Failure>,
) -> Result<End, Failure> {
    let cut = if reading.drop_cut_line { CutLastLine::Drop } else { CutLastLine::Report };
    let mut reader = Reader::new(input::log(path)?).with_cut_last_line(cut);
    loop {
        let line = match reader.next_line() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(fault) => return Err(log_fault(path, &fault)),
        };
        let record = match stored::decode(&line.envelope) {
            Ok(record) => record,
            Err(error) => return Err(line_fault(path, line.number, None, &chain(&error), None)),
        };
        if each(&record)? == Next::Enough {
            break;
        }
    }
    Ok(End { head: reader.head(), dropped_last_line: reader.dropped_last_line() })
}

/// Whether to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    More,
    Enough,
}

fn log_fault(path: &Path, fault: &LogFault) -> Failure {
    let mut help = fault.help();
    if matches!(fault.kind, event_store::LogFaultKind::CutLastLine) {
        help.push_str(" (`--drop-cut-line`)");
    }
    line_fault(path, fault.line, fault.column, &chain(&fault.kind), Some(&help))
}

/// A fault of one record, shown under its line where that can be read again.
pub fn record_fault(path: &Path, position: Position, message: &str, help: Option<&str>) -> Failure {
    line_fault(path, position.0, None, message, help)
}

fn line_fault(
    path: &Path,
    line: u64,
    column: Option<usize>,
    message: &str,
    help: Option<&str>,
) -> Failure {
    let name = path.display().to_string();
    let Some(text) = line_of(path, line) else {
        let failure = Failure::new(Exit::Faults, format!("{name}:{line}: {message}"));
        return match help {
            Some(help) => failure.help(help),
            None => failure,
        };
    };
    // The renderer counts the lines in front: they are as many, and empty.
    let blank = usize::try_from(line.saturating_sub(1)).unwrap_or(0);
    let start = blank + column.map_or(0, |column| column.saturating_sub(1).min(text.len()));
    let end =
        if column.is_some() { (start + 1).min(blank + text.len()) } else { blank + text.len() };
    let source = format!("{}{text}", "\n".repeat(blank));
    let mut fault = Diagnostic::error("L001", message).label(start..end, "here");
    if let Some(help) = help {
        fault = fault.help(help);
    }
    output::faults(&name, &source, &[fault]);
    Failure::new(Exit::Faults, format!("`{name}` is not sound from line {line} on"))
}

/// A line of a file, as text; none of the standard input, which is gone.
fn line_of(path: &Path, line: u64) -> Option<String> {
    if path == Path::new("-") {
        return None;
    }
    let mut reader = BufReader::new(std::fs::File::open(path).ok()?);
    let mut bytes = Vec::new();
    for _ in 0..line {
        bytes.clear();
        std::io::Read::take(&mut reader, SHOWN_MAX).read_until(b'\n', &mut bytes).ok()?;
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}
