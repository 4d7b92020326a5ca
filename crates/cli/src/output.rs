//! Data goes to the standard output, all else to the standard error.

use std::io::{self, Write};

use diagnostic::{Diagnostic, SourceText, Style};

use crate::exit::{Exit, Failure, chain};

/// Writes data to the standard output.
///
/// Whoever reads may stop early (`| head`): then the rest is not wanted, and all is well.
pub fn data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // What is still in the buffer would fail again when it is dropped.
            let (_, _) = out.into_parts();
            Err(Failure::new(Exit::Failed, format!("cannot write the output: {error}")))
        }
        Err(_) => {
            let (_, _) = out.into_parts();
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Writes a JSON document and a line feed.
pub fn json(value: &serde_json::Value) -> Result<(), Failure> {
    data(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

/// Shows faults under the lines where they are.
pub fn faults(name: &str, text: &str, faults: &[Diagnostic]) {
    let shown = diagnostic::render(&SourceText::new(name, text), faults, Style::Color);
    say(&shown);
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

/// A failure that an error caused.
pub fn failed(exit: Exit, what: &str, error: &dyn std::error::Error) -> Failure {
    Failure::new(exit, format!("{what}: {}", chain(error)))
}
