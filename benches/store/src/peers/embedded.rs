//! redb with `Durability::Immediate`: a table of events and one of tags, as one would write it.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::{Event, Kind, Peer, Result, Unless};

const EVENTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("events");
/// A type or a tag, and a position.
const NAMES: TableDefinition<'_, (&str, u64), ()> = TableDefinition::new("names");

pub struct Redb(Database);

pub const KIND: Kind = Kind { open, file: "events.redb", has_queries: true };

fn open(folder: &Path) -> Result<Box<dyn Peer>> {
    let database = Database::create(folder.join(KIND.file))?;
    let transaction = database.begin_write()?;
    transaction.open_table(EVENTS)?;
    transaction.open_table(NAMES)?;
    transaction.commit()?;
    Ok(Box::new(Redb(database)))
}

impl Peer for Redb {
    fn name(&self) -> &'static str {
        "redb"
    }

    fn append(&self, events: &[Event], unless: Option<&Unless>) -> Result<()> {
        let transaction = self.0.begin_write()?;
        {
            let mut table = transaction.open_table(EVENTS)?;
            let mut names = transaction.open_table(NAMES)?;
            if let Some(Unless { kind, tag }) = unless {
                for found in names.range((tag.as_str(), 0)..=(tag.as_str(), u64::MAX))? {
                    let (key, _) = found?;
                    if names.get((*kind, key.value().1))?.is_some() {
                        return Err("the condition is violated".into());
                    }
                }
            }
            let mut position = table.last()?.map_or(0, |(position, _)| position.value());
            for event in events {
                position += 1;
                let head = format!("{} {}", event.kind, event.tags.join(" "));
                let record = [head.as_bytes(), &[0], &event.bytes].concat();
                table.insert(position, record.as_slice())?;
                for name in [event.kind, &event.tags[0], &event.tags[1]] {
                    names.insert((name, position), ())?;
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn read(&self, tag: Option<&str>) -> Result<u64> {
        let transaction = self.0.begin_read()?;
        let table = transaction.open_table(EVENTS)?;
        let mut count = 0;
        if let Some(tag) = tag {
            let names = transaction.open_table(NAMES)?;
            for found in names.range((tag, 0)..=(tag, u64::MAX))? {
                let record = table.get(found?.0.value().1)?.ok_or("an event is missing")?;
                count += u64::from(200 < record.value().len());
            }
            return Ok(count);
        }
        for record in table.iter()? {
            count += u64::from(200 < record?.1.value().len());
        }
        Ok(count)
    }
}
