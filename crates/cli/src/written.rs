//! The log that a run writes: a file of lines, a store, or the standard output.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::Center;
use event_store::{Head, JsonLines, OpenError, StoreError, json_lines};
use event_store_sqlite::SqliteStore;
use simulator::engine::{Journal, RecordOf};
use simulator::log::{Daily, Encoded, Encoder, Log, LogError};
use uuid::Uuid;

use crate::exit::{Exit, Failure};
use crate::{input, logs, output};

/// A log in writing.
pub struct Written {
    path: PathBuf,
    to: To,
}

enum To {
    Lines(Log<JsonLines>),
    /// A store waits for the disk, so it is given a day of the simulation at a time.
    Store(Box<Daily<SqliteStore>>),
    /// The standard output, a pipe or a device.
    Stream(Stream),
}

/// Why a record could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Stream(#[from] io::Error),
}

impl WriteError {
    /// Whether whoever reads the log has enough of it.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, WriteError::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Written {
    /// Begins a new log of a run; an old one is never written over.
    pub fn create(path: &Path, run: Uuid) -> Result<Written, Failure> {
        input::store::expect_no_stream(path)?;
        let to = if is_output(path) {
            To::Stream(Stream::new(io::stdout().lock(), run))
        } else if input::comes_once(path) {
            let file = OpenOptions::new().write(true).open(path).map_err(|error| {
                let what = format!("cannot open `{}`", path.display());
                output::failed(Exit::Failed, &what, &error)
            })?;
            To::Stream(Stream::new(file, run))
        } else {
            let path = input::new_log(path)?;
            if input::is_named_as_store(&path) {
                To::Store(Box::new(Daily::new(input::store::create(&path)?, run)))
            } else {
                To::Lines(Log::new(lines(&path)?, run))
            }
        };
        Ok(Written { path: path.to_path_buf(), to })
    }

    /// Brings all of it to the disk.
    pub fn close(self) -> Result<(), Failure> {
        let Written { path, to } = self;
        let unfinished = |error: &dyn std::error::Error| {
            kept(output::failed(Exit::Failed, "cannot finish the log", error), &path)
        };
        match to {
            To::Lines(log) => log.store.close().map(drop).map_err(|error| unfinished(&error)),
            To::Store(daily) => {
                let store = daily.finish().map_err(|error| unfinished(&error))?;
                store.close().map(drop).map_err(|error: StoreError| unfinished(&error))
            }
            To::Stream(mut stream) => match stream.out.flush() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unfinished(&error)),
                _ => Ok(()),
            },
        }
    }
}

impl Journal<Center> for Written {
    type Error = WriteError;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], WriteError> {
        match &mut self.to {
            To::Lines(log) => Ok(log.append(batch)?),
            To::Store(daily) => Ok(daily.append(batch)?),
            To::Stream(stream) => stream.append(batch),
        }
    }
}

/// Lines that somebody reads as they come.
struct Stream {
    encoder: Encoder,
    head: Head,
    line: Vec<u8>,
    out: BufWriter<Box<dyn Write>>,
}

impl Stream {
    fn new(out: impl Write + 'static, run: Uuid) -> Stream {
        let out: Box<dyn Write> = Box::new(out);
        let out = BufWriter::with_capacity(1 << 16, out);
        Stream { encoder: Encoder::new(run), head: Head::default(), line: Vec::new(), out }
    }

    fn append<'b>(
        &mut self,
        batch: &'b [RecordOf<Center>],
    ) -> Result<&'b [RecordOf<Center>], WriteError> {
        let mut facts = Encoded::default();
        self.encoder.encode(batch, &mut facts)?;
        for bytes in facts.each() {
            self.head = self.head.link(bytes);
            self.line.clear();
            json_lines::write_line(&mut self.line, bytes, self.head.chain);
            self.out.write_all(&self.line)?;
        }
        Ok(batch)
    }
}

/// Whether the log goes to the standard output, by whatever name.
pub fn is_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

fn lines(path: &Path) -> Result<JsonLines, Failure> {
    JsonLines::create(path).map_err(|error| {
        let what = format!("cannot begin the log `{}`", path.display());
        let failure = output::failed(Exit::Failed, &what, &error);
        match error {
            OpenError::NotEmpty => failure.help("name another file, or move this one away"),
            _ => failure.help("name a new file in a folder that you may write to"),
        }
    })
}

/// Says what is left of a log whose run failed.
pub fn kept(failure: Failure, path: &Path) -> Failure {
    if is_output(path) || input::comes_once(path) {
        return failure.help("the records before it were handed on to whoever reads them");
    }
    let name = path.display();
    failure.help(match logs::whole_records(path) {
        None | Some(0) => format!("nothing of this run is kept in `{name}`"),
        Some(count) => format!(
            "`{name}` keeps the first {count} records of this run; `tripartite replay` shows them"
        ),
    })
}
