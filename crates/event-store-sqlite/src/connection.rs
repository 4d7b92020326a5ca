//! Connections to a store file, and what they leave beside it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use crate::error::failed;
use crate::journal;
use crate::{Durability, OpenError, Options, Workload};

/// Somebody else writes, or recovers the file after a crash.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// Somebody reads where readers and the writer take turns. To go through a large store takes a while.
const READERS_TIMEOUT: Duration = Duration::from_mins(1);

/// The connection that writes; the file is made if it is missing. Nothing of one that is not as
/// `expected` is changed, and a write-ahead log that is there stays until it is
/// [accepted](accept).
pub(crate) fn writer(
    path: &Path,
    options: &Options,
    expected: impl Fn(&Connection) -> Result<(), OpenError>,
) -> Result<Connection, OpenError> {
    let opening = failed("open the store");
    if options.vfs.is_none() && journal::is_of_another_store(path) {
        return Err(OpenError::ForeignJournal { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match options.vfs {
        None => Connection::open_with_flags(no_address(path), flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(no_address(path), flags, vfs),
    };
    let connection = connection.map_err(opening)?;
    if log_length(path).is_some_and(|length| 0 < length) {
        connection.set_db_config(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(opening)?;
    }
    if options.vfs.is_some() {
        // It need not have shared memory; and with a small cache, large batches are written
        // before their commit, which is what faults like to strike.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(opening)?;
        connection.pragma_update(None, "cache_size", 16).map_err(opening)?;
    }
    // This counts for a file without any page.
    connection.pragma_update(None, "page_size", options.workload.page_size()).map_err(opening)?;
    prepare(&connection).map_err(|error| not_a_store(path, error))?;
    expected(&connection)?;
    match options.workload {
        Workload::Live => set_write_ahead_log(&connection, path)?,
        Workload::Bulk => set_rollback_journal(&connection).map_err(opening)?,
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(opening)?;
    // The writer does it, where a failure is seen.
    connection.pragma_update(None, "wal_autocheckpoint", 0).map_err(opening)?;
    if let Some(pages) = options.pages_max {
        let set = connection.query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()));
        set.map_err(opening)?;
    }
    Ok(connection)
}

/// Readers are never disturbed: what is appended goes into a write-ahead log.
fn set_write_ahead_log(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", (), |row| row.get(0))
        .map_err(|error| not_a_store(path, error))?;
    if mode != "wal" {
        let reason = "its file system has no shared memory for a write-ahead log";
        return Err(OpenError::NotAStore { path: path.to_owned(), reason });
    }
    Ok(())
}

/// What is appended goes into the store itself, and the few pages that it changes are kept in a
/// rollback journal until it is there.
fn set_rollback_journal(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = PERSIST", (), |_| Ok(()))?;
    // A batch that is written before its commit would wait for readers at each of its facts.
    connection.pragma_update(None, "cache_spill", false)?;
    connection.busy_timeout(READERS_TIMEOUT)
}

/// Nothing more is appended by this connection: the rollback journal is not needed any longer.
pub(crate) fn end_bulk(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))
}

/// The store is ours and sound: what stands in its write-ahead log may be carried over.
pub(crate) fn accept(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map(|_| ())
}

/// From here on, facts wait for the disk only as far as they should. The store itself is there.
///
/// A rollback journal has to be on the disk before the store is changed: one that is torn could put
/// an older page in the place of a newer one.
pub(crate) fn relax(
    connection: &Connection,
    durability: Durability,
    workload: Workload,
) -> rusqlite::Result<()> {
    match (durability, workload) {
        (Durability::Os, Workload::Live) => connection.pragma_update(None, "synchronous", "NORMAL"),
        _ => Ok(()),
    }
}

/// A connection that only reads.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) connection: Connection,
    /// What the file looked like, if it is read as one that nobody changes.
    taken_as: Option<Look>,
}

/// What shows that a file was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    length: u64,
    modified: Option<SystemTime>,
    log_length: u64,
}

impl Look {
    fn at(path: &Path) -> Option<Look> {
        let metadata = fs::metadata(path).ok()?;
        let log_length = log_length(path).unwrap_or(0);
        Some(Look { length: metadata.len(), modified: metadata.modified().ok(), log_length })
    }
}

impl Reader {
    /// Whether the file was taken for one that nobody changes, and was changed.
    pub(crate) fn is_stale(&self, path: &Path) -> bool {
        self.taken_as.is_some() && self.taken_as != Look::at(path)
    }
}

/// A connection that only reads. A store in a folder that cannot be written is read as it stands,
/// if it was closed cleanly. Where a bulk load was killed within a batch, that batch is taken back
/// first.
pub(crate) fn reader(path: &Path) -> rusqlite::Result<Reader> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(no_address(path), flags)?;
    let mut prepared = prepare(&connection);
    let may_take_back = || !journal::is_of_another_store(path) && take_back(path).is_ok();
    if prepared.as_ref().is_err_and(is_half_written) && may_take_back() {
        prepared = prepare(&connection);
    }
    match prepared {
        Err(error) if is_unopenable(&error) && log_length(path).unwrap_or(0) == 0 => {
            let taken_as = Look::at(path);
            let connection = as_it_stands(path)?;
            prepare(&connection).map(|()| Reader { connection, taken_as })
        }
        prepared => prepared.map(|()| Reader { connection, taken_as: None }),
    }
}

/// Whether a rollback journal tells of a batch that was not committed.
fn is_half_written(error: &rusqlite::Error) -> bool {
    let found = error.sqlite_error().map(|error| error.extended_code);
    found == Some(ffi::SQLITE_READONLY_ROLLBACK)
}

/// Any connection that may write takes a batch back that was not committed, as its first access.
fn take_back(path: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(no_address(path), flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    look(&connection)
}

fn is_unopenable(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    let is_refused = matches!(
        code,
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    );
    // As it stands it would be read with a part of a batch.
    is_refused && !is_half_written(error)
}

/// The file that SQLite keeps beside a store under its name and this, if it is there.
pub(crate) fn beside(path: &Path, suffix: &str) -> Option<PathBuf> {
    // SQLite keeps it beside the file itself, also where the path is a link to it.
    let file = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = file.into_os_string();
    name.push(suffix);
    Some(PathBuf::from(name)).filter(|path| path.exists())
}

/// The bytes of the write-ahead log, if there is one.
fn log_length(path: &Path) -> Option<u64> {
    fs::metadata(beside(path, "-wal")?).ok().map(|metadata| metadata.len())
}

/// The file without what stands in its write-ahead log, if there is such a thing.
pub(crate) fn without_log(path: &Path) -> Option<Connection> {
    log_length(path).filter(|length| 0 < *length)?;
    as_it_stands(path).ok()
}

/// The file alone, as one that nobody changes.
fn as_it_stands(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(immutable(path), flags)
}

/// Removes the two files that readers make beside a store and cannot remove, if nothing stands in
/// them.
///
/// SQLite itself removes them when a connection that may write is the last to leave the file; if
/// anybody else has it open, they stay. A failure is no loss: they are empty.
pub(crate) fn tidy(path: &Path) {
    if log_length(path) != Some(0) {
        return;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(connection) = Connection::open_with_flags(no_address(path), flags) else { return };
    let _ = connection.busy_timeout(Duration::ZERO);
    let _ = look(&connection);
}

/// The path as one that SQLite takes neither for an address nor for `:memory:`.
pub(crate) fn no_address(path: &Path) -> Cow<'_, Path> {
    let name = path.as_os_str().as_encoded_bytes();
    if name.starts_with(b"file:") || name.starts_with(b":") {
        return Cow::Owned(Path::new(".").join(path));
    }
    Cow::Borrowed(path)
}

/// The address of a file that nobody changes.
fn immutable(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(*byte));
            }
            _ => write!(address, "%{byte:02X}").expect("a text takes more"),
        }
    }
    address + "?immutable=1"
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    look(connection)
}

/// The first access: it finds whether the file can be read at all.
fn look(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))
}

pub(crate) fn not_a_store(path: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    let is_misread = matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    );
    match error.sqlite_error_code() {
        _ if is_half_written(&error) && journal::is_of_another_store(&path) => {
            OpenError::ForeignJournal { path }
        }
        _ if is_half_written(&error) => OpenError::HalfWritten { path },
        Some(ErrorCode::NotADatabase) => {
            OpenError::NotAStore { path, reason: "it is no SQLite database" }
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            OpenError::NotAStore { path, reason: "SQLite finds it damaged or cut off" }
        }
        None if is_misread => {
            OpenError::NotAStore { path, reason: "the text of its tables and views is damaged" }
        }
        _ => OpenError::Store(failed("open the store")(error)),
    }
}
