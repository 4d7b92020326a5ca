//! `tripartite seal`: the head of a log, signed; and the keys for it.

use std::path::Path;

use event_store::Head;
use kernel::SimTime;
use seal::{Seal, SealedHead};
use uuid::Uuid;

use crate::arguments::Seal as Arguments;
use crate::exit::{Exit, Failure};
use crate::logs::Records;
use crate::{keys, output};

pub fn seal(arguments: &Arguments) -> Result<Exit, Failure> {
    if let Some(path) = &arguments.new_key {
        let (public, beside) = keys::make(path)?;
        output::data(|out| {
            writeln!(out, "{}: the secret key; keep it to yourself", path.display())?;
            writeln!(out, "{}: the public key {public}", beside.display())
        })?;
        return Ok(Exit::Done);
    }
    let (Some(log), Some(key)) = (&arguments.log, &arguments.key) else {
        return Err(Failure::new(Exit::Usage, "a log and a key are needed")
            .help("tripartite seal run.jsonl --key center.key"));
    };
    let at = arguments.at.as_deref().map(instant).transpose()?;
    let key = keys::secret(key)?;
    let (head, run) = end(log, arguments)?;
    let sealed = SealedHead { head, records: head.position.0, run, at };
    let text = Seal::new(sealed, &key).to_json();
    output::data(|out| writeln!(out, "{text}"))?;
    Ok(Exit::Done)
}

/// Reads the whole log: nothing that is damaged is sealed.
fn end(log: &Path, arguments: &Arguments) -> Result<(Head, Option<Uuid>), Failure> {
    let mut records = Records::open(log, &arguments.reading)?;
    let mut run = None;
    while let Some(line) = records.next_line()? {
        run = Some(line.envelope.run);
    }
    records.tell_unfinished();
    Ok((records.head(), run))
}

/// An instant with a zone; a seal knows no start from which to count.
fn instant(text: &str) -> Result<SimTime, Failure> {
    let absolute = text.starts_with(|first: char| first.is_ascii_digit());
    let at = absolute.then(|| scenario::instant(text, SimTime::default(), 0)).flatten();
    at.ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`--at {text}` is not an instant"))
            .help("write `2026-01-06T14:00:00+01:00`")
    })
}
