//! `event-store-sqlite`: on the disk before it is acknowledged, each read checked.

use std::ops::ControlFlow;
use std::path::Path;

use event_store::{AppendCondition, EventStore, NewFact, Query, Selection};
use event_store_sqlite::{Options, SqliteStore};
use kernel::Position;

use super::{Event, Kind, Peer, Result, Unless};

pub struct Ours(SqliteStore);

pub const KIND: Kind = Kind { open, file: "run.db", has_queries: true };

fn open(folder: &Path) -> Result<Box<dyn Peer>> {
    let path = folder.join(KIND.file);
    let store = if path.exists() {
        SqliteStore::open(&path, Options::default())?
    } else {
        SqliteStore::create(&path, Options::default())?
    };
    Ok(Box::new(Ours(store)))
}

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "event-store-sqlite"
    }

    fn append(&self, events: &[Event], unless: Option<&Unless>) -> Result<()> {
        let tags: Vec<[&str; 2]> =
            events.iter().map(|event| [event.tags[0].as_str(), event.tags[1].as_str()]).collect();
        let facts: Vec<NewFact<'_>> = events
            .iter()
            .zip(&tags)
            .map(|(event, tags)| NewFact { kind: event.kind, tags, bytes: &event.bytes })
            .collect();
        let condition = match unless {
            None => AppendCondition::none(),
            Some(Unless { kind, tag }) => {
                AppendCondition::unless(Query::new(&[kind], &[tag]), Position::START)
            }
        };
        self.0.clone().append(&facts, &condition)?;
        Ok(())
    }

    fn read(&self, tag: Option<&str>) -> Result<u64> {
        let query = tag.map(|tag| Query::new(&[], &[tag]));
        let selection = Selection { query: query.as_ref(), ..Selection::all() };
        let (mut count, mut length) = (0, 0);
        self.0.visit(&selection, &mut |fact| {
            count += 1;
            length += fact.bytes.len() as u64;
            ControlFlow::Continue(())
        })?;
        assert_eq!(length, 200 * count);
        Ok(count)
    }
}
