//! A store as a log of lines, so that whatever reads logs reads it too.

use std::error::Error;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use event_store::{EventStore, Head, Selection, StoreError, json_lines};
use event_store_sqlite::{OpenError, Options, SqliteStore, Workload};
use kernel::Position;

use crate::exit::{Exit, Failure, chain};
use crate::output;

/// So many facts are read at once.
const PAGE: usize = 512;

/// The lines of a store that were there when it was opened.
pub struct Lines {
    store: SqliteStore,
    /// The last fact that was read.
    after: Position,
    up_to: Position,
    text: Vec<u8>,
    /// So much of the text is used up.
    used: usize,
    /// Met behind the lines of the text.
    error: Option<StoreError>,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Lines, Failure> {
        let store = SqliteStore::open_read_only(path).map_err(|error| failure(path, &error))?;
        let head = store.head().map_err(|error| failure(path, &error.into()))?;
        let (text, after) = (Vec::new(), Position::START);
        Ok(Lines { store, after, up_to: head.position, text, used: 0, error: None })
    }

    /// Reads the next facts. Those before a fault are lines still.
    fn turn_page(&mut self) {
        self.text.clear();
        self.used = 0;
        let (text, after) = (&mut self.text, &mut self.after);
        let selection = Selection::all().after(*after).up_to(self.up_to).limit(PAGE);
        let mut strange = None;
        let read = self.store.visit(&selection, &mut |fact| {
            if fact.bytes.last() != Some(&b'}') || fact.bytes.contains(&b'\n') {
                strange = Some(fact.position);
                return ControlFlow::Break(());
            }
            json_lines::write_line(text, fact.bytes, fact.chain);
            *after = fact.position;
            ControlFlow::Continue(())
        });
        self.error = read.err().or_else(|| {
            let source = "it is no JSON object in one line, so it is no record of a run".into();
            strange.map(|position| StoreError::Damaged { position, source })
        });
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.text.len() {
            if let Some(error) = self.error.take() {
                return Err(io::Error::other(error));
            }
            self.turn_page();
            if let Some(error) = self.error.take_if(|_| self.text.is_empty()) {
                return Err(io::Error::other(error));
            }
        }
        Ok(self.text.get(self.used..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.used = (self.used + count).min(self.text.len());
    }
}

impl Read for Lines {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

/// Refuses a name beside which files of another store lie: SQLite would read these as part of this one,
/// or remove them.
pub fn expect_no_leftovers(path: &Path) -> Result<(), Failure> {
    for ending in ["-wal", "-journal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let beside = PathBuf::from(beside);
        if beside.symlink_metadata().is_ok() {
            let (name, beside) = (path.display(), beside.display());
            let message = format!(
                "`{beside}` belongs to another store, and would be read as part of `{name}`"
            );
            return Err(Failure::new(Exit::Failed, message).help(
                "name another file, or move this one away with the store that it belongs to",
            ));
        }
    }
    Ok(())
}

/// Refuses a pipe or a device that has the name of a store, before anybody waits for its other end.
pub fn expect_no_stream(path: &Path) -> Result<(), Failure> {
    if !super::is_named_as_store(path) || !super::comes_once(path) {
        return Ok(());
    }
    let message = format!("`{}` is a pipe or a device, and a store is a file", path.display());
    Err(Failure::new(Exit::Failed, message).help(
        "name another file; a log goes through a pipe whose name does not end with `.db`, as lines",
    ))
}

/// Begins a store in a new or an empty file, for a log that comes in large batches.
pub fn create(path: &Path) -> Result<SqliteStore, Failure> {
    if path.symlink_metadata().is_err() {
        expect_no_leftovers(path)?;
    }
    let options = Options { workload: Workload::Bulk, ..Options::default() };
    SqliteStore::create(path, options).map_err(|error| failure(path, &error))
}

/// What no reading of the facts can find: the index, the pages, and what each fact is filed under.
pub fn verify(path: &Path) -> Result<Head, Failure> {
    let store = SqliteStore::open_read_only(path).map_err(|error| failure(path, &error))?;
    store.verify().map_err(|error| damaged(path, &error))
}

/// The last position of a store, if it is one.
pub fn head(path: &Path) -> Option<Position> {
    Some(SqliteStore::open_read_only(path).ok()?.head().ok()?.position)
}

/// Why a store failed while its facts were read from the first one on.
pub fn cut_short(path: &Path, error: &StoreError) -> Failure {
    let failure = damaged(path, error);
    match error {
        StoreError::Damaged { position, .. } => {
            let before = position.0.saturating_sub(1);
            failure
                .help(format!("take the store from a copy; its records are sound up to #{before}"))
        }
        _ => failure,
    }
}

/// Why a store failed. What stands before the damage was not looked at.
fn damaged(path: &Path, error: &StoreError) -> Failure {
    let name = path.display();
    match error {
        StoreError::Damaged { position, source } => {
            let source: &(dyn Error + 'static) = source.as_ref();
            let message = format!("`{name}` is damaged at {position}: {}", chain(source));
            Failure::new(Exit::Faults, message).help("take the store from a copy")
        }
        StoreError::Unsound { source } => {
            let source: &(dyn Error + 'static) = source.as_ref();
            let message = format!("`{name}` is damaged around its records: {}", chain(source));
            Failure::new(Exit::Faults, message).help(
                "the records are sound: `tripartite export` them `--to sqlite` into a new store",
            )
        }
        other => output::failed(Exit::Failed, &format!("cannot read `{name}` on"), other),
    }
}

fn failure(path: &Path, error: &OpenError) -> Failure {
    if let OpenError::Store(error @ StoreError::Damaged { .. }) = error {
        return damaged(path, error);
    }
    let (exit, help) = match error {
        OpenError::NotEmpty { .. } => (Exit::Failed, "name another file, or move this one away"),
        OpenError::Missing { .. } => (Exit::Failed, "name a store that is there, such as `run.db`"),
        OpenError::Locked { .. } => {
            (Exit::Failed, "wait until it is written, or name another file")
        }
        OpenError::Lock { .. } => {
            (Exit::Failed, "a store is written in a folder that you may write to")
        }
        OpenError::HalfWritten { .. } => (
            Exit::Failed,
            "copy it, with the file that has `-journal` behind its name, into a folder that you may \
             write to; what was half written is taken back there",
        ),
        OpenError::ForeignJournal { .. } => {
            (Exit::Failed, "it is the file that has `-journal` behind its name")
        }
        OpenError::NotAStore { .. } => {
            (Exit::Faults, "a store is what `tripartite run … --log run.db` writes")
        }
        OpenError::NewerVersion { .. } => {
            (Exit::Faults, "read it with the version of the program that wrote it")
        }
        OpenError::Schema { .. } => (Exit::Faults, "take the store from a copy"),
        OpenError::Store(StoreError::Busy) => {
            (Exit::Failed, "somebody else changes the file; try again when they are done")
        }
        OpenError::Store(_) => (Exit::Failed, "see whether the file and its folder can be read"),
    };
    Failure::new(exit, chain(error)).help(help)
}
