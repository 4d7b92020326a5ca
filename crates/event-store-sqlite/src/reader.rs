//! Connections for reading, and the facts that they lend.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use event_store::{Damage, FactView, Head, Query, StoreError};
use kernel::Position;
use rusqlite::Connection;

use crate::connection::{self, Reader};
use crate::error::{failed, failed_at};
use crate::row::Stored;

/// All columns of a range, as [`Stored::read`] takes them.
pub(crate) const RANGE: &str = "SELECT position, kind, tags, bytes, chain, key, key_facts, checksum
     FROM fact WHERE position BETWEEN ?1 AND ?2 ORDER BY position";
/// Facts with fewer others between them are read in one go.
const GAP_MAX: u64 = 3;

/// Connections that are not in use.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Readers {
        Readers { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Lends a connection. One that failed is not used again, nor one that would not see what others
    /// have written.
    pub(crate) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop().filter(|reader| !reader.is_stale(&self.path));
        let reader = match taken {
            Some(reader) => reader,
            None => connection::reader(&self.path).map_err(failed("open the log for reading"))?,
        };
        let result = read(&reader.connection)?;
        idle().push(reader);
        Ok(result)
    }

    /// Closes what is idle, so that the writer is the last to leave the file.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

type Each<'e> = &'e mut dyn FnMut(FactView<'_>) -> ControlFlow<()>;

/// Lends the facts at these positions, which ascend, each checked against its checksum and as the
/// link after the one before, and as one of those that were asked for.
pub(crate) fn lend(
    connection: &Connection,
    positions: &[u64],
    query: Option<&Query>,
    each: Each<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    for run in positions.chunk_by(|before, next| next - before <= GAP_MAX) {
        if lend_run(connection, run, query, each)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn lend_run(
    connection: &Connection,
    run: &[u64],
    query: Option<&Query>,
    each: Each<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return Ok(ControlFlow::Continue(()));
    };
    let mut wanted = run.iter().peekable();
    let mut other = None;
    let flow = walk(connection, *first, *last, &mut |stored| {
        if wanted.next_if(|&&position| position == stored.position).is_none() {
            return ControlFlow::Continue(());
        }
        let tags = stored.tags();
        if query.is_some_and(|query| !query.matches(stored.kind, &tags)) {
            other = Some(Position(stored.position));
            return ControlFlow::Break(());
        }
        each(stored.view(&tags))
    })?;
    other.map_or(Ok(flow), |position| {
        let source = format!("the index has the fact at {position} under other names").into();
        Err(StoreError::Unsound { source })
    })
}

/// Goes through all facts from `first` to `last` and checks each.
pub(crate) fn walk(
    connection: &Connection,
    first: u64,
    last: u64,
    each: &mut dyn FnMut(&Stored<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    let before = first.saturating_sub(1);
    let mut statement = connection.prepare_cached(RANGE).map_err(failed_at(first))?;
    let from = before.max(1);
    let mut rows =
        statement.query([from.cast_signed(), last.cast_signed()]).map_err(failed_at(first))?;
    let (mut head, mut covered) = (Head::default(), Vec::new());
    for expected in from..=last {
        let row = rows.next().map_err(failed_at(expected))?;
        let row = row.ok_or_else(|| Damage::CutOff.at(Position(expected)))?;
        let stored = Stored::read(row, expected, &mut covered)?;
        if expected == before {
            head = stored.head();
            continue;
        }
        head = stored.follow(head)?;
        if each(&stored).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
