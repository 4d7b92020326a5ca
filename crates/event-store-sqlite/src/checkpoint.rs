//! The place in the log that a consumer has reached, kept in the consumer's own database.
//!
//! A read model that lives in SQLite saves its checkpoint in the transaction of its own work: then
//! either both are there after a crash, or neither.

use kernel::Position;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, params};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS checkpoint (
  consumer TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT";

/// The checkpoint was changed in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the checkpoint is damaged: its checksum does not fit; build the read model anew")]
pub struct CheckpointDamaged;

/// Where the consumer stopped; the beginning if it has not begun.
///
/// A checkpoint that was changed in the file is an error: to begin anew on top of work that is
/// done would do it twice.
pub fn load_checkpoint(connection: &Connection, consumer: &str) -> rusqlite::Result<Position> {
    connection.execute(TABLE, ())?;
    let found = connection
        .query_row(
            "SELECT position, checksum FROM checkpoint WHERE consumer = ?1",
            [consumer],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        )
        .optional()?;
    let Some((position, sum)) = found else { return Ok(Position::START) };
    if sum != i64::from(checksum(consumer, position)) {
        let damaged = Box::new(CheckpointDamaged);
        return Err(rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, damaged));
    }
    Ok(Position(position.cast_unsigned()))
}

/// Notes where the consumer is. Called within the transaction of the consumer's work, it is
/// committed with that.
pub fn save_checkpoint(
    connection: &Connection,
    consumer: &str,
    reached: Position,
) -> rusqlite::Result<()> {
    connection.execute(TABLE, ())?;
    let position = reached.0.cast_signed();
    connection.execute(
        "INSERT OR REPLACE INTO checkpoint VALUES (?1, ?2, ?3)",
        params![consumer, position, checksum(consumer, position)],
    )?;
    Ok(())
}

fn checksum(consumer: &str, position: i64) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(consumer.as_bytes());
    crc.update(&position.to_le_bytes());
    crc.finalize()
}
