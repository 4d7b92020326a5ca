//! Prints the account of a run or a replay, in the format that was asked for.

use std::fmt;
use std::io::{self, Write};

use report::{Account, End, JsonAccount};
use simulator::record::CenterRecord;

use crate::arguments::Format;
use crate::exit::{Exit, Failure};

/// The account as it grows: text is written at the end, JSON as it goes.
pub enum Printer {
    Text(Box<Account>),
    Json(Box<JsonAccount>, Sink),
}

impl Printer {
    pub fn new(format: Format) -> Printer {
        match format {
            Format::Text => Printer::Text(Box::default()),
            Format::Json => Printer::Json(Box::default(), Sink::new()),
        }
    }

    /// Takes the next record. What goes wrong with the output is said at the end, so that a run
    /// that also writes a log finishes it.
    pub fn apply(&mut self, record: &CenterRecord) {
        match self {
            Printer::Text(account) => account.apply(record),
            Printer::Json(account, sink) => {
                let written = account.apply(record, sink);
                sink.note(written);
            }
        }
    }

    /// Writes the rest.
    pub fn finish(self, end: &End<'_>) -> Result<(), Failure> {
        match self {
            Printer::Text(account) => {
                let mut sink = Sink::new();
                let written = account.write(end, &mut sink);
                sink.note(written);
                sink.close()
            }
            Printer::Json(account, mut sink) => {
                let written = account.write(end, &mut sink);
                sink.note(written);
                sink.close()
            }
        }
    }
}

/// Text to the standard output, which remembers its first error.
pub struct Sink {
    out: Option<io::BufWriter<io::StdoutLock<'static>>>,
    error: Option<io::Error>,
}

impl Sink {
    fn new() -> Sink {
        Sink { out: Some(io::BufWriter::new(io::stdout().lock())), error: None }
    }

    /// Remembers an error that is not of the output.
    fn note(&mut self, written: fmt::Result) {
        if written.is_err() && self.error.is_none() {
            self.fail(io::Error::other("a record cannot be shown"));
        }
    }

    fn fail(&mut self, error: io::Error) {
        // Nothing more is written: not even what is still in the buffer.
        if let Some(out) = self.out.take() {
            let (_, _) = out.into_parts();
        }
        self.error.get_or_insert(error);
    }

    fn close(mut self) -> Result<(), Failure> {
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        if let Err(error) = flushed {
            self.fail(error);
        }
        match self.error {
            // Whoever reads has seen enough.
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Some(error) => {
                Err(Failure::new(Exit::Failed, format!("cannot write the output: {error}")))
            }
            None => Ok(()),
        }
    }
}

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some(out) = &mut self.out
            && let Err(error) = out.write_all(text.as_bytes())
        {
            self.fail(error);
        }
        Ok(())
    }
}
