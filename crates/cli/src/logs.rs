//! Reads logs record by record, and shows what is wrong with a line under that line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use diagnostic::Diagnostic;
use domain::Viewer;
use event_store::{CutLastLine, Head, Line, LogFault, LogFaultKind, Reader, StoreError};
use kernel::Position;
use simulator::record::{CenterRecord, Opening};
use simulator::run::run_id;
use simulator::stored::{self, StoredError};
use simulator::view::View;

use crate::arguments::Reading;
use crate::exit::{Exit, Failure, chain};
use crate::{input, output};

/// Lines longer than this are not shown.
const SHOWN_MAX: u64 = 1 << 20;

/// The records of a log, one after the other.
pub struct Records {
    path: PathBuf,
    reader: Reader<Box<dyn BufRead>>,
    /// The last record read is `run.ended`.
    has_end: bool,
    /// What is shown of it, if that is not all.
    view: Option<View>,
}

impl Records {
    pub fn open(path: &Path, reading: &Reading) -> Result<Records, Failure> {
        Ok(Records::over(input::log(path)?, path, reading))
    }

    /// The records of an input that is open already; faults name the path.
    pub fn over(input: Box<dyn BufRead>, path: &Path, reading: &Reading) -> Records {
        let cut = if reading.drop_cut_line { CutLastLine::Drop } else { CutLastLine::Report };
        let reader = Reader::new(input).with_cut_last_line(cut);
        Records { path: path.to_path_buf(), reader, has_end: false, view: None }
    }

    /// Those that this seat or nation may see, counted as it counts.
    pub fn seen_by(self, viewer: Option<Viewer>) -> Records {
        Records { view: viewer.map(View::new), ..self }
    }

    /// The next record, or none where the log ends.
    pub fn next(&mut self) -> Result<Option<CenterRecord>, Failure> {
        let Records { path, reader, has_end, view } = self;
        while let Some(line) = next_line(path, reader, has_end)? {
            let record = decoded(path, &line)?;
            let seen = match view {
                Some(view) => view.show(&record),
                None => Some(record),
            };
            if seen.is_some() {
                return Ok(seen);
            }
        }
        Ok(None)
    }

    /// The next line as it stands in the log, or none where the log ends. What it says is for
    /// [`decoded`] to find out.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, Failure> {
        next_line(&self.path, &mut self.reader, &mut self.has_end)
    }

    /// Says of a log that was read to its last record whether more is to come.
    pub fn tell_unfinished(&self) {
        if !self.has_end {
            let name = output::named(&self.path);
            output::say(&format!(
                "warning: {name} is unfinished: it has no `{END}`, so it was cut or is still being written\n"
            ));
        }
    }

    /// The position and chain value of the last record read.
    pub fn head(&self) -> Head {
        self.reader.head()
    }

    /// Whether the records have the id of a run that was started so.
    pub fn are_of(&self, opening: &Opening) -> bool {
        self.reader.run() == Some(run_id(opening))
    }

    /// Whether a half-written last line was dropped, as asked for.
    pub fn dropped_last_line(&self) -> bool {
        self.reader.dropped_last_line()
    }
}

fn next_line<'a>(
    path: &Path,
    reader: &'a mut Reader<Box<dyn BufRead>>,
    has_end: &mut bool,
) -> Result<Option<Line<'a>>, Failure> {
    let line = reader.next_line().map_err(|fault| log_fault(path, &fault))?;
    if let Some(line) = &line {
        if *has_end {
            let fault = Fault::new(&format!("a record after `{END}`"));
            let help = "take the log from a copy: nothing is recorded once a run has ended";
            return Err(fault.help(help).under(path, line.number));
        }
        *has_end = line.envelope.kind == END;
    }
    Ok(line)
}

/// The record of a line.
pub fn decoded(path: &Path, line: &Line<'_>) -> Result<CenterRecord, Failure> {
    stored::decode(&line.envelope).map_err(|error| {
        let fault = Fault::new(&chain(&error)).help(help_for(&error));
        fault.under(path, line.number)
    })
}

fn help_for(error: &StoredError) -> &'static str {
    match error {
        StoredError::UnknownKind { .. }
        | StoredError::NewerForm { .. }
        | StoredError::UnknownActor { .. }
        | StoredError::Audience(_) => "read the log with the version that wrote it",
        StoredError::Canonical(_)
        | StoredError::Envelope(_)
        | StoredError::Source(_)
        | StoredError::Misfit { .. } => {
            "take the line from a copy, or read the log with the version that wrote it"
        }
    }
}

fn log_fault(path: &Path, fault: &LogFault) -> Failure {
    let mut help = fault.help();
    if matches!(fault.kind, LogFaultKind::CutLastLine) && 1 < fault.line {
        help.push_str(" (`--drop-cut-line`)");
    }
    if let LogFaultKind::Io(error) = &fault.kind {
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<StoreError>()) {
            return input::store::cut_short(path, error);
        }
        let what = format!("cannot read `{}` on", path.display());
        return output::failed(Exit::Failed, &what, error);
    }
    let shown = Fault { message: chain(&fault.kind), column: fault.column, help: Some(help) };
    shown.under(path, fault.line)
}

/// The kind of the record that ends a whole log.
const END: &str = "run.ended";

/// What is wrong with a line of a log.
pub struct Fault {
    pub message: String,
    /// In bytes, from 1.
    pub column: Option<usize>,
    pub help: Option<String>,
}

impl Fault {
    pub fn new(message: &str) -> Fault {
        Fault { message: message.to_string(), column: None, help: None }
    }

    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }

    /// Shows the fault of a record: each has a line of its own.
    pub fn at(self, path: &Path, position: Position) -> Failure {
        self.under(path, position.0)
    }

    /// Shows the fault under its line, where that can be read again.
    pub fn under(self, path: &Path, line: u64) -> Failure {
        let name = path.display().to_string();
        let Some(text) = line_of(path, line) else {
            let failure = Failure::new(Exit::Faults, format!("{name}:{line}: {}", self.message));
            return Failure { help: self.help, ..failure };
        };
        // The renderer counts the lines in front of it, so there must be as many; they are empty.
        let before = usize::try_from(line.saturating_sub(1)).unwrap_or(0);
        let whole = before..before + text.len();
        let (span, label) = match self.column {
            Some(column) => {
                let start = (whole.start + column.saturating_sub(1)).min(whole.end);
                (start..(start + 1).min(whole.end), "here")
            }
            None => (whole, ""),
        };
        let source = format!("{}{text}", "\n".repeat(before));
        let fault = Diagnostic::error("L001", self.message).label(span, label).help_if(self.help);
        output::faults(&name, &source, &[fault]);
        let unit = if input::is_named_as_store(path) { "record" } else { "line" };
        Failure::new(Exit::Faults, format!("`{name}` is not sound from {unit} {line} on"))
    }
}

/// A line of a file, as text; none of what comes once, which is gone.
fn line_of(path: &Path, line: u64) -> Option<String> {
    if input::comes_once(path) {
        return None;
    }
    let mut reader = input::log(path).ok()?;
    for _ in 1..line {
        reader.skip_until(b'\n').ok()?;
    }
    let mut bytes = Vec::new();
    reader.take(SHOWN_MAX + 1).read_until(b'\n', &mut bytes).ok()?;
    if SHOWN_MAX < bytes.len() as u64 {
        return None;
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// How many whole records a log holds from its beginning on; none if it is no file.
pub fn whole_records(path: &Path) -> Option<u64> {
    if input::is_named_as_store(path) {
        return input::store::head(path).map(|head| head.0);
    }
    let file = File::open(Some(path).filter(|path| path.is_file())?).ok()?;
    let mut reader = Reader::new(BufReader::new(file)).with_cut_last_line(CutLastLine::Drop);
    while let Ok(Some(_)) = reader.next_line() {}
    Some(reader.head().position.0)
}
