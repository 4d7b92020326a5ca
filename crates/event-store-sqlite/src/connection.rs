//! Connections to a store file, and whether it is one.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::failed;
use crate::{Durability, OpenError, Options};

/// "Trip" in ASCII, in the header of each file.
pub(crate) const APPLICATION: i64 = 0x5472_6970;
/// The version of the schema.
pub(crate) const VERSION: i64 = 1;
const SCHEMA: &str = include_str!("schema.sql");
/// Somebody else writes, or recovers the file after a crash.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// The connection that writes; the file is made if it is missing. Nothing of one that is not as
/// `expected` is changed.
pub(crate) fn writer(
    path: &Path,
    options: &Options,
    expected: impl Fn(&Connection) -> Result<(), OpenError>,
) -> Result<Connection, OpenError> {
    let opening = failed("open the store");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match options.vfs {
        None => Connection::open_with_flags(no_address(path), flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(no_address(path), flags, vfs),
    };
    let connection = connection.map_err(opening)?;
    if options.vfs.is_some() {
        // It need not have shared memory; and with a small cache, large batches are written
        // before their commit, which is what faults like to strike.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(opening)?;
        connection.pragma_update(None, "cache_size", 16).map_err(opening)?;
    }
    prepare(&connection).map_err(|error| not_a_store(path, error))?;
    expected(&connection)?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", (), |row| row.get(0))
        .map_err(|error| not_a_store(path, error))?;
    if mode != "wal" {
        let reason = "its file system has no shared memory for a write-ahead log";
        return Err(OpenError::NotAStore { path: path.to_owned(), reason });
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

/// From here on, facts wait for the disk only as far as they should. The store itself is there.
pub(crate) fn relax(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    match durability {
        Durability::Fsync | Durability::Group(_) => Ok(()),
        Durability::Os => connection.pragma_update(None, "synchronous", "NORMAL"),
    }
}

/// A connection that only reads. A store in a folder that cannot be written is read as it stands,
/// if it was closed cleanly.
pub(crate) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(no_address(path), flags)?;
    match prepare(&connection) {
        Err(error) if is_unopenable(&error) && !has_write_ahead_log(path) => {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            let connection = Connection::open_with_flags(immutable(path), flags)?;
            prepare(&connection).map(|()| connection)
        }
        prepared => prepared.map(|()| connection),
    }
}

fn is_unopenable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
    )
}

fn has_write_ahead_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(name).is_ok_and(|metadata| 0 < metadata.len())
}

/// The path as one that SQLite does not take for an address.
pub(crate) fn no_address(path: &Path) -> Cow<'_, Path> {
    if path.as_os_str().as_encoded_bytes().starts_with(b"file:") {
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
    // The first access: it finds whether the file can be read at all.
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

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.query_row(&format!("PRAGMA {pragma}"), (), |row| row.get(0))
}

/// Whether nothing was ever made in this database.
pub(crate) fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    Ok(tables == 0
        && number(connection, "application_id")? == 0
        && number(connection, "user_version")? == 0)
}

/// Makes the tables and views, all or none.
pub(crate) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE; {SCHEMA}
         PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
    ))
}

/// Whether a database is a store of this version with the tables and views that belong to it.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let read = |pragma| number(connection, pragma).map_err(|error| not_a_store(path, error));
    let (application, version) = (read("application_id")?, read("user_version")?);
    let path = path.to_owned();
    if application != APPLICATION {
        let reason = "it is a SQLite database of another program";
        return Err(OpenError::NotAStore { path, reason });
    }
    if version != VERSION {
        return Err(OpenError::NewerVersion { path, found: version, known: VERSION });
    }
    let found = definitions(connection).map_err(|error| not_a_store(&path, error))?;
    for (name, definition) in expected() {
        if !found.iter().any(|(other, text)| other == name && text == definition) {
            return Err(OpenError::Schema { path, name: name.clone() });
        }
    }
    let own = |name: &String| expected().iter().any(|(ours, _)| ours == name);
    let trigger = found.iter().find(|(_, text)| text.starts_with("CREATE TRIGGER"));
    match trigger.filter(|(name, _)| !own(name)) {
        Some((name, _)) => Err(OpenError::Schema { path, name: name.clone() }),
        None => Ok(()),
    }
}

/// Each table, view and trigger with its text.
fn definitions(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn expected() -> &'static [(String, String)] {
    static EXPECTED: OnceLock<Vec<(String, String)>> = OnceLock::new();
    EXPECTED.get_or_init(|| {
        let connection = Connection::open_in_memory().expect("memory can be opened");
        create(&connection).expect("the schema is sound");
        definitions(&connection).expect("the schema can be read")
    })
}
