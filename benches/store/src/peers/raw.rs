//! SQLite by itself, with the same durability: one table, one transaction an append, no index, no
//! condition, nothing checked.

use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, params};

use super::{Event, Kind, Peer, Result, Unless};

pub struct Raw(Mutex<Connection>);

pub const KIND: Kind = Kind { open, file: "raw.db", has_queries: false };

fn open(folder: &Path) -> Result<Box<dyn Peer>> {
    let connection = Connection::open(folder.join(KIND.file))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
         CREATE TABLE IF NOT EXISTS event (
           position INTEGER PRIMARY KEY, kind TEXT, tags TEXT, bytes BLOB
         )",
    )?;
    Ok(Box::new(Raw(Mutex::new(connection))))
}

impl Peer for Raw {
    fn name(&self) -> &'static str {
        "raw rusqlite"
    }

    fn append(&self, events: &[Event], _: Option<&Unless>) -> Result<()> {
        let mut connection = self.0.lock().map_err(|_| "a thread panicked")?;
        let transaction = connection.transaction()?;
        {
            let mut statement = transaction
                .prepare_cached("INSERT INTO event (kind, tags, bytes) VALUES (?1, ?2, ?3)")?;
            for event in events {
                statement.execute(params![event.kind, event.tags.join(" "), event.bytes])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn read(&self, _: Option<&str>) -> Result<u64> {
        let connection = self.0.lock().map_err(|_| "a thread panicked")?;
        let mut statement = connection.prepare("SELECT position, kind, tags, bytes FROM event")?;
        let mut rows = statement.query(())?;
        let (mut count, mut length) = (0, 0);
        while let Some(row) = rows.next()? {
            count += 1;
            length += row.get_ref(3)?.as_blob()?.len() as u64;
            std::hint::black_box((row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?));
        }
        assert_eq!(length, 200 * count);
        Ok(count)
    }
}
