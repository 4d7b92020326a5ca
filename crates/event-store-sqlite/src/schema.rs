//! The tables and views of a store file, and whether a file has them.

use std::path::Path;
use std::sync::OnceLock;

use rusqlite::Connection;

use crate::OpenError;
use crate::connection::not_a_store;

/// "Trip" in ASCII, in the header of each file.
const APPLICATION: i64 = 0x5472_6970;
/// The version of the schema. Earlier ones are read as they are, and raised once they are written.
const VERSION: i64 = 2;
const SCHEMA: &str = include_str!("schema.sql");
/// What a store of version 1 has in place of some of that.
const VERSION_1: &str = include_str!("version_1.sql");
/// The view that is another one since version 2.
const DEADLINES: &str = "deadlines";

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

/// Whether a database is a store of this version or an earlier one, with the tables and views that
/// belong to it.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let read = |pragma| number(connection, pragma).map_err(|error| not_a_store(path, error));
    let (application, version) = (read("application_id")?, read("user_version")?);
    let is_blank = is_blank(connection).map_err(|error| not_a_store(path, error))?;
    let path = path.to_owned();
    if is_blank {
        let reason = "it is a SQLite database in which nothing stands; if it was not closed, its \
                      write-ahead log (the file with `-wal` behind its name) is missing";
        return Err(OpenError::NotAStore { path, reason });
    }
    if application != APPLICATION {
        let reason = "it is a SQLite database of another program";
        return Err(OpenError::NotAStore { path, reason });
    }
    if version < 1 {
        let reason = "its version is none that a store has";
        return Err(OpenError::NotAStore { path, reason });
    }
    if VERSION < version {
        return Err(OpenError::NewerVersion { path, found: version, known: VERSION });
    }
    let found = definitions(connection).map_err(|error| not_a_store(&path, error))?;
    for (name, definition) in expected(version) {
        if !found.iter().any(|(other, text)| other == name && text == definition) {
            return Err(OpenError::Schema { path, name: name.clone() });
        }
    }
    let own = |name: &String| expected(version).iter().any(|(ours, _)| ours == name);
    let trigger = found.iter().find(|(_, text)| text.starts_with("CREATE TRIGGER"));
    match trigger.filter(|(name, _)| !own(name)) {
        Some((name, _)) => Err(OpenError::Schema { path, name: name.clone() }),
        None => Ok(()),
    }
}

/// Brings a store of an earlier version to this one, whole or not at all.
pub(crate) fn raise(connection: &Connection) -> rusqlite::Result<()> {
    if number(connection, "user_version")? == VERSION {
        return Ok(());
    }
    let view = expected(VERSION).iter().find(|(name, _)| name == DEADLINES);
    let (_, view) = view.expect("the schema has the view");
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE; DROP VIEW {DEADLINES}; {view};
         PRAGMA user_version = {VERSION}; COMMIT;"
    ))
}

/// Each table, view and trigger with its text.
fn definitions(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// What each table and view of a version was made with.
fn expected(version: i64) -> &'static [(String, String)] {
    static FIRST: OnceLock<Vec<(String, String)>> = OnceLock::new();
    static LAST: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let (texts, changes) = if version == 1 { (&FIRST, VERSION_1) } else { (&LAST, "") };
    texts.get_or_init(|| {
        let connection = Connection::open_in_memory().expect("memory can be opened");
        create(&connection).expect("the schema is sound");
        connection.execute_batch(changes).expect("the earlier schema is sound");
        definitions(&connection).expect("the schema can be read")
    })
}
