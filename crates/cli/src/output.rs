//! Data goes to the standard output, all else to the standard error.

use std::fmt;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

use anstream::AutoStream;
use diagnostic::{Diagnostic, SourceText, Style};

use crate::exit::{Exit, Failure, chain};

type Stdout = BufWriter<AutoStream<StdoutLock<'static>>>;

fn stdout() -> Stdout {
    BufWriter::new(anstream::stdout().lock())
}

/// Judges what became of the data.
///
/// Whoever reads may stop early (`| head`): then the rest is not wanted, and all is well.
fn judged(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed(Exit::Failed, "cannot write the output", &error))
        }
        _ => Ok(()),
    }
}

/// Writes data to the standard output.
pub fn data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = stdout();
    judged(write(&mut out).and_then(|()| out.flush()))
}

/// Writes a JSON document and a line feed.
pub fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    data(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

/// Text on its way to the standard output. The first error is remembered and told at the end, so
/// that a run that also writes a log finishes it.
pub struct Sink {
    out: Stdout,
    error: Option<io::Error>,
}

impl Sink {
    pub fn new() -> Sink {
        Sink { out: stdout(), error: None }
    }

    /// Whether nothing more is taken.
    pub fn is_closed(&self) -> bool {
        self.error.is_some()
    }

    /// Remembers that a text could not be made.
    pub fn note(&mut self, written: fmt::Result) {
        if written.is_err() {
            self.error.get_or_insert_with(|| io::Error::other("a record cannot be shown"));
        }
    }

    pub fn close(mut self) -> Result<(), Failure> {
        judged(self.error.take().map_or_else(|| self.out.flush(), Err))
    }
}

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.error.is_none() {
            self.error = self.out.write_all(text.as_bytes()).err();
        }
        Ok(())
    }
}

/// Shows faults under the lines where they are.
pub fn faults(name: &str, text: &str, faults: &[Diagnostic]) {
    say(&diagnostic::render(&SourceText::new(name, text), faults, Style::Color));
}

/// Shows why a command could not do its work.
pub fn failure(failure: &Failure) {
    let help = failure.help.as_ref().map_or(String::new(), |help| format!("\n  = help: {help}"));
    say(&format!("error: {}{help}\n", failure.message));
}

/// Says something beside the data. Nobody can be told if that fails.
pub fn say(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Ends the program at once: somebody has asked twice.
#[expect(clippy::exit, reason = "what is under way is not waited for")]
pub fn give_up() -> ! {
    std::process::exit(130)
}

/// An input as people are told.
pub fn named(path: &Path) -> String {
    if path == Path::new("-") { shown(path) } else { format!("`{}`", path.display()) }
}

/// An input in a line that tells of nothing but names.
pub fn shown(path: &Path) -> String {
    if path == Path::new("-") {
        "the standard input".to_string()
    } else {
        path.display().to_string()
    }
}

/// A failure that an error caused.
pub fn failed(exit: Exit, what: &str, error: &dyn std::error::Error) -> Failure {
    Failure::new(exit, format!("{what}: {}", chain(error)))
}
