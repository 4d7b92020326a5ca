//! The whole file looked through.

use std::ops::ControlFlow;

use event_store::{Damage, Envelope, Head, StoreError};
use kernel::Position;
use rusqlite::{Connection, ErrorCode};

use crate::batch::split;
use crate::error::failed;
use crate::index::{Index, Lists};
use crate::live::Live;
use crate::reader;
use crate::row::Stored;

pub(crate) fn verify(
    connection: &Connection,
    expected: Head,
    live: &Live,
) -> Result<Head, StoreError> {
    expect_nothing_before(connection)?;
    let mut found = Index::default();
    let mut mislabeled = None;
    _ = reader::walk(connection, 1, expected.position.0, &mut |stored| {
        found.push(stored.kind, stored.tags, stored.key, stored.head());
        if is_mislabeled(stored) {
            mislabeled = Some(Position(stored.position));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    if let Some(position) = mislabeled {
        return Err(Damage::Mislabeled.at(position));
    }
    if found.head != expected {
        return Err(Damage::Rewritten.at(expected.position));
    }
    expect_index(&found, &live.index())?;
    expect_sound(connection)?;
    Ok(found.head)
}

/// Positions count from 1. What was added in front of them is in no chain.
fn expect_nothing_before(connection: &Connection) -> Result<(), StoreError> {
    let added: Option<i64> = connection
        .query_row("SELECT min(position) FROM fact WHERE position < 1", (), |row| row.get(0))
        .map_err(failed("look for facts before the first"))?;
    added.map_or(Ok(()), |position| {
        let source = format!("a fact was added at {position}, before the first").into();
        Err(StoreError::Damaged { position: Position::START, source })
    })
}

/// Whether the bytes are an envelope that speaks of another type or of other tags.
fn is_mislabeled(stored: &Stored<'_>) -> bool {
    Envelope::parse(stored.bytes).is_ok_and(|envelope| {
        envelope.kind != stored.kind || !envelope.tags.iter().eq(split(stored.tags))
    })
}

/// What the index says up to the head of `found` must be what the log says. More may have come.
fn expect_index(found: &Index, index: &Index) -> Result<(), StoreError> {
    let end = found.head.position.0;
    let same = |found: &Vec<u32>, known: Option<&Vec<u32>>| {
        let known = known.map_or(&[][..], Vec::as_slice);
        let known = &known[..known.partition_point(|&position| u64::from(position) <= end)];
        known == found.as_slice()
    };
    let differs = found.kinds.iter().any(|(name, list)| !same(list, index.kinds.get(name)))
        || found.tags.iter().any(|(name, list)| !same(list, index.tags.get(name)))
        || found.keys.iter().any(|(key, position)| index.keys.get(key) != Some(position));
    let unknown = |lists: &Lists, ours: &Lists| {
        let known_early = |list: &Vec<u32>| list.first().is_some_and(|&p| u64::from(p) <= end);
        lists.iter().any(|(name, list)| known_early(list) && !ours.contains_key(name))
    };
    let unknown_key = |(key, &position): (_, &u32)| {
        u64::from(position) <= end && found.keys.get(key) != Some(&position)
    };
    let differs = differs || index.keys.iter().any(unknown_key);
    if differs || unknown(&index.kinds, &found.kinds) || unknown(&index.tags, &found.tags) {
        return Err(StoreError::Unsound { source: "the index is not that of the facts".into() });
    }
    Ok(())
}

/// SQLite's own check of the pages and of their use.
fn expect_sound(connection: &Connection) -> Result<(), StoreError> {
    let checked = connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0));
    let result: String = checked.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Unsound { source: error.into() }
        }
        _ => failed("check the pages of the store")(error),
    })?;
    if result == "ok" {
        return Ok(());
    }
    // Lines between stars say in which database.
    let found: Vec<&str> = result.lines().filter(|line| !line.starts_with("***")).collect();
    let source = format!("SQLite's own check says: {}", found.join("; ")).into();
    Err(StoreError::Unsound { source })
}
