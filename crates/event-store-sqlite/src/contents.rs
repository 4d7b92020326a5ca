//! What a store holds when it is opened: its index, read from the saved copy or built anew.

use std::ops::ControlFlow;
use std::path::Path;

use event_store::{Chain, Damage, Head, StoreError};
use kernel::Position;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{failed, failed_at};
use crate::index::Index;
use crate::live::Live;
use crate::reader::RANGE;
use crate::row::Stored;
use crate::{Durability, connection, saved};

/// The index of a log, and how much of it stands in the saved copy.
pub(crate) struct Contents {
    pub(crate) index: Index,
    pub(crate) saved: Position,
}

/// Reads the index, and checks that the log did not become shorter since it was closed. That is
/// noted in the file itself, whatever its write-ahead log says: it may be that of another store.
pub(crate) fn load(connection: &Connection, path: &Path) -> Result<Contents, StoreError> {
    let mut index = load_saved(connection)?.unwrap_or_default();
    let saved = index.head.position;
    catch_up(connection, &mut index)?;
    if let Some(closed) = closing(connection)? {
        expect_head(connection, closed)?;
    }
    // What is being carried over just now need not be readable by itself.
    let without_log = connection::without_log(path);
    if let Some(Ok(Some(closed))) = without_log.map(|file| closing(&file)) {
        expect_head(connection, closed)?;
    }
    Ok(Contents { index, saved })
}

/// The saved copy, if it is sound and belongs to this log.
fn load_saved(connection: &Connection) -> Result<Option<Index>, StoreError> {
    let found = connection
        .query_row("SELECT bytes, digest FROM index_snapshot", (), |row| {
            let bytes = row.get_ref(0)?.as_blob()?;
            let sound = row.get_ref(1)?.as_blob()? == saved::digest(bytes);
            Ok(if sound { saved::decode(bytes) } else { None })
        })
        .optional();
    let index = match found {
        Ok(index) => index.flatten(),
        // The copy is a convenience; the facts are read on their own.
        Err(error) if error.sqlite_error_code().is_none() => None,
        Err(error) => return Err(failed_at(1)(error)),
    };
    let Some(index) = index.filter(|index| Position::START < index.head.position) else {
        return Ok(None);
    };
    expect_head(connection, index.head)?;
    Ok(Some(index))
}

/// Lets a store that is only read see what others have appended, if they have appended it to the
/// log that was read before.
pub(crate) fn refresh(connection: &Connection, live: &Live) -> Result<(), StoreError> {
    let end = end(connection).map_err(failed("find the end of the log"))?;
    let known = live.index().head;
    if end == known {
        return Ok(());
    }
    expect_head(connection, known)?;
    let mut caught_up = Ok(());
    live.publish(|index| caught_up = catch_up(connection, index));
    caught_up
}

/// Adds the facts after the head of the index. Each is checked against its checksum, and the first
/// and the last one as links; the links between are for those who read them.
fn catch_up(connection: &Connection, index: &mut Index) -> Result<(), StoreError> {
    let first = index.head.position.0 + 1;
    let mut expected = first;
    let end = end(connection).map_err(failed_at(expected))?.position.0;
    let mut statement = connection.prepare_cached(RANGE).map_err(failed_at(expected))?;
    let mut rows =
        statement.query([expected.cast_signed(), i64::MAX]).map_err(failed_at(expected))?;
    let mut covered = Vec::new();
    while let Some(row) = rows.next().map_err(failed_at(expected))? {
        let stored = Stored::read(row, expected, &mut covered)?;
        if expected == first || end <= expected {
            stored.follow(index.head)?;
        }
        index.push(stored.kind, stored.tags, stored.key, stored.head());
        expected += 1;
    }
    Ok(())
}

fn closing(connection: &Connection) -> Result<Option<Head>, StoreError> {
    let found = connection
        .query_row("SELECT position, chain FROM closing", (), |row| {
            let position = Position(row.get::<_, i64>(0)?.cast_unsigned());
            Ok(Head { position, chain: Chain::from_bytes(row.get(1)?) })
        })
        .optional();
    found.map_err(failed_at(1))
}

/// The fact that ended the log at an earlier time must still be there.
fn expect_head(connection: &Connection, head: Head) -> Result<(), StoreError> {
    if head.position == Position::START {
        return Ok(());
    }
    let last = end(connection).map_err(failed_at(1))?.position;
    if last < head.position {
        return Err(Damage::CutOff.at(last.next()));
    }
    let found = crate::reader::walk(connection, head.position.0, head.position.0, &mut |stored| {
        if stored.head() == head { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    match found {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Damage::Rewritten.at(head.position)),
    }
}

/// The position and chain of the last fact, as the file has them.
pub(crate) fn end(connection: &Connection) -> rusqlite::Result<Head> {
    // What somebody put before the first fact is no part of the log.
    let mut statement = connection.prepare_cached(
        "SELECT position, chain FROM fact WHERE 1 <= position ORDER BY position DESC LIMIT 1",
    )?;
    let found = statement.query_row((), |row| {
        let position = Position(row.get::<_, i64>(0)?.cast_unsigned());
        Ok(Head { position, chain: Chain::from_bytes(row.get(1)?) })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// A number that is another one once another connection has changed the file.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row((), |row| row.get(0))
}

/// Notes where the log ends, within a transaction.
pub(crate) fn note_end(
    connection: &Connection,
    head: Head,
    durability: Durability,
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO closing VALUES (1, ?1, ?2, ?3)")?;
    let Head { position, chain } = head;
    statement.execute(params![
        position.0.cast_signed(),
        chain.as_bytes(),
        durability.to_string()
    ])?;
    Ok(())
}

/// Notes the end of the log, and saves the index if `with_index`.
pub(crate) fn save(
    connection: &mut Connection,
    index: &Index,
    durability: Durability,
    with_index: bool,
) -> Result<(), StoreError> {
    let mut write = || -> rusqlite::Result<()> {
        let transaction = connection.transaction()?;
        note_end(&transaction, index.head, durability)?;
        if with_index {
            let bytes = saved::encode(index);
            transaction.execute(
                "INSERT OR REPLACE INTO index_snapshot VALUES (1, ?1, ?2)",
                params![bytes, saved::digest(&bytes)],
            )?;
        }
        transaction.commit()
    };
    write().map_err(failed("note the end of the log"))
}
