//! Snapshots of projections.

use event_store::{Snapshot, SnapshotId, StoreError};
use kernel::Position;
use rusqlite::{Connection, params};

use crate::error::failed;

/// A snapshot to be saved.
#[derive(Debug)]
pub(crate) struct NewSnapshot {
    pub(crate) projection: Box<str>,
    pub(crate) version: u32,
    pub(crate) position: Position,
    pub(crate) bytes: Vec<u8>,
}

/// The hash of all that a snapshot is.
fn digest(projection: &str, version: u32, position: i64, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(projection.len() as u64).to_le_bytes()).update(projection.as_bytes());
    hasher.update(&version.to_le_bytes()).update(&position.to_le_bytes()).update(bytes);
    *hasher.finalize().as_bytes()
}

/// SQLite counts in 63 bits; no log is longer.
fn signed(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

pub(crate) fn save(connection: &Connection, snapshot: &NewSnapshot) -> Result<(), StoreError> {
    let NewSnapshot { projection, version, position, bytes } = snapshot;
    let position = signed(*position);
    let written = connection.execute(
        "INSERT OR REPLACE INTO snapshot VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            projection,
            version,
            position,
            bytes,
            digest(projection, *version, position, bytes)
        ],
    );
    written.map(|_| ()).map_err(failed("save a snapshot"))
}

/// The latest sound one. Whatever is wrong with the others, the facts are still there.
pub(crate) fn latest(
    connection: &Connection,
    id: SnapshotId<'_>,
    up_to: Position,
) -> Result<Option<Snapshot>, StoreError> {
    let reading = failed("read the snapshots");
    let mut statement = connection
        .prepare_cached(
            "SELECT position, bytes, digest FROM snapshot
             WHERE projection = ?1 AND version = ?2 AND position <= ?3 ORDER BY position DESC",
        )
        .map_err(reading)?;
    let mut rows =
        statement.query(params![id.projection, id.version, signed(up_to)]).map_err(reading)?;
    // A table that cannot be read has no snapshot for us.
    while let Ok(Some(row)) = rows.next() {
        let sound = || -> rusqlite::Result<Option<Snapshot>> {
            let (position, bytes) = (row.get::<_, i64>(0)?, row.get_ref(1)?.as_blob()?);
            let expected = digest(id.projection, id.version, position, bytes);
            let sound = row.get_ref(2)?.as_blob()? == expected;
            let position = Position(position.cast_unsigned());
            Ok(sound.then(|| Snapshot { position, bytes: bytes.to_vec() }))
        };
        if let Ok(Some(snapshot)) = sound() {
            return Ok(Some(snapshot));
        }
    }
    Ok(None)
}
