//! The log as a text file: one record a line, each a CloudEvents 1.0 event with its chain value.
//!
//! [`JsonLines`] writes and continues such a file, [`Reader`] reads one from any source in bounded
//! memory and names the line where something is wrong.

mod disk;
mod fault;
mod line;
mod reader;

use std::error::Error;
use std::fmt;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use kernel::Position;
use uuid::Uuid;

use crate::index::{Index, position};
use crate::{
    AppendCondition, AppendError, Chain, Envelope, EventStore, FactView, Head, NewFact, Selection,
    Span, StoreError,
};
use disk::{Disk, OnDisk};

pub use fault::{LogFault, LogFaultKind};
pub use reader::{CutLastLine, LINE_LENGTH_MAX, Line, Reader};

/// So many bytes are gathered before they are written.
const PENDING_MAX: usize = 1 << 18;

/// A log in a file of JSON lines.
///
/// Its facts are [`Envelope`]s: `append` refuses bytes that are not the envelope of the next
/// position with the kind and tags of the fact. Memory holds about 60 bytes a fact, and reads go
/// back to the file, where the chain is checked again.
///
/// Appended facts are gathered and written in whole batches. [`JsonLines::flush`] hands them to
/// the operating system, [`JsonLines::sync`] sees to it that they are on the disk, and
/// [`JsonLines::close`] does both and reports what fails; dropping the log flushes it and cannot
/// report. If a write fails, the file is cut back to whole batches and the rest stays pending, so
/// that the call can be repeated once there is room; if that fails too, the log is
/// [`StoreError::Broken`].
pub struct JsonLines {
    disk: Box<dyn Disk>,
    index: Index,
    run: Option<Uuid>,
    /// Whole lines that are not in the file yet.
    pending: Vec<u8>,
    /// The length of the file.
    flushed: u64,
    broken: bool,
}

/// Why a file cannot be opened as a log.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A new log must not overwrite what is there.
    #[error("the file exists and is not empty")]
    NotEmpty,
    #[error(transparent)]
    Fault(#[from] LogFault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl JsonLines {
    /// Begins a log in a new or an empty file.
    pub fn create(path: &Path) -> Result<JsonLines, OpenError> {
        let disk = OnDisk::open(path)?;
        if 0 < disk.length()? {
            return Err(OpenError::NotEmpty);
        }
        Ok(JsonLines::begin(Box::new(disk)))
    }

    /// Continues the log in a file, which is verified first. An empty file is an empty log.
    pub fn open(path: &Path, cut_last_line: CutLastLine) -> Result<JsonLines, OpenError> {
        let disk = OnDisk::open(path)?;
        let length = disk.length()?;
        let mut log = JsonLines::begin(Box::new(disk));
        if length == 0 {
            return Ok(log);
        }
        let file = log.disk.reader().map_err(failed("open the log for reading"))?;
        let mut reader = Reader::new(BufReader::with_capacity(PENDING_MAX, file))
            .with_cut_last_line(cut_last_line);
        while let Some(line) = reader.next_line()? {
            let end = log.flushed + line.length;
            log.index.push(&line.envelope.kind, line.envelope.tags.iter(), line.chain, end);
            log.run = Some(line.envelope.run);
            log.flushed = end;
        }
        if log.flushed < length {
            log.disk.truncate(log.flushed).map_err(failed("cut off the half-written line"))?;
        }
        Ok(log)
    }

    fn begin(disk: Box<dyn Disk>) -> JsonLines {
        JsonLines {
            disk,
            index: Index::default(),
            run: None,
            pending: Vec::new(),
            flushed: 0,
            broken: false,
        }
    }

    /// The run of the first record; a log holds one run.
    pub fn run(&self) -> Option<Uuid> {
        self.run
    }

    /// Hands all appended facts to the operating system.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        if self.pending.is_empty() {
            return Ok(());
        }
        if let Err(source) = self.disk.append(&self.pending) {
            self.broken = self.disk.truncate(self.flushed).is_err();
            return Err(failed("write to the log")(source));
        }
        self.flushed += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }

    /// Waits until all appended facts are on the disk.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        self.flush()?;
        self.disk.sync().map_err(|source| {
            // Whether the facts are on the disk is unknown from now on, and a second attempt
            // would claim success without having written them.
            self.broken = true;
            failed("bring the log to the disk")(source)
        })
    }

    /// Brings all facts to the disk and ends the writing.
    pub fn close(mut self) -> Result<Head, StoreError> {
        self.sync()?;
        Ok(self.index.head())
    }

    /// Lends the facts at these places.
    fn fetch(
        &self,
        places: impl Iterator<Item = usize>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut file = disk::Lines::new(&*self.disk, self.flushed, &self.pending);
        let mut text = Vec::new();
        let mut tags = Vec::new();
        for place in places {
            let (start, end) = self.index.bytes(place);
            file.read(start, end, &mut text).map_err(failed("read the log"))?;
            let damaged = |source: LogFault| StoreError::Damaged {
                position: position(place),
                source: source.into(),
            };
            let number = position(place).0;
            let opened = line::open(&mut text, self.index.head_before(place))
                .and_then(|opened| opened.expect_chain(self.index.chain(place)))
                .map_err(|flaw| damaged(LogFault::new(number, flaw)))?;
            tags.clear();
            tags.extend(self.index.tags(place));
            let fact = FactView {
                position: opened.head.position,
                kind: self.index.kind(place),
                tags: &tags,
                bytes: opened.bytes,
                chain: opened.head.chain,
            };
            if each(fact).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Checks that a fact is the envelope of this position, so that it can be read back. Returns its
/// run, which must be the one of the log.
fn expect_envelope(
    fact: &NewFact<'_>,
    position: Position,
    run: Option<Uuid>,
) -> Result<Uuid, Box<dyn Error + Send + Sync>> {
    let envelope = Envelope::parse(fact.bytes)?;
    let differs = |what: &str, found: &dyn fmt::Display, expected: &dyn fmt::Display| {
        Err(format!("its envelope has the {what} {found}, not {expected}").into())
    };
    if envelope.position != position {
        return differs("position", &envelope.position, &position);
    }
    if envelope.kind != fact.kind {
        return differs("type", &envelope.kind, &fact.kind);
    }
    if !envelope.tags.iter().eq(fact.tags.iter().copied()) {
        let found = envelope.tags.iter().collect::<Vec<_>>().join(" ");
        return differs("tags", &found, &fact.tags.join(" "));
    }
    let expected = run.unwrap_or(envelope.run);
    if envelope.run != expected {
        return differs("run", &envelope.run, &expected);
    }
    Ok(expected)
}

/// Appends the line of a record: its canonical bytes, which are a JSON object, with the chain value
/// in it, and a line feed.
pub fn write_line(out: &mut Vec<u8>, canonical: &[u8], chain: Chain) {
    line::seal(out, canonical, chain);
}

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> StoreError {
    move |source| StoreError::Io { doing, source }
}

impl EventStore for JsonLines {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.index.admit(batch, unless)?;
        if self.broken {
            return Err(StoreError::Broken.into());
        }
        // Afterwards nothing can fail, so a refused batch leaves no trace.
        if PENDING_MAX <= self.pending.len() {
            self.flush()?;
        }
        let first = self.index.head().position.next();
        let (mut at, mut run) = (self.index.head().position, self.run);
        for (fact, number) in batch.iter().zip(1..) {
            at = at.next();
            let expected = expect_envelope(fact, at, run);
            run = Some(expected.map_err(|source| StoreError::Refused { number, source })?);
        }
        self.run = run;
        for fact in batch {
            let chain = self.index.link(fact.bytes);
            line::seal(&mut self.pending, fact.bytes, chain);
            let end = self.flushed + self.pending.len() as u64;
            self.index.push(fact.kind, fact.tags.iter().copied(), chain, end);
        }
        Ok(Span { first, last: at })
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.fetch(self.index.matching(selection), each)?;
        Ok(self.index.head().position)
    }

    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.index.head())
    }
}

impl Drop for JsonLines {
    fn drop(&mut self) {
        // Nobody is left to hear of a failure: `close` is for those who want to.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests;
