//! UmaDB's core, embedded. Callers that come at the same time share a commit through its
//! `append_batch`, as its own server lets them.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;

use umadb_core::db::UmaDb;
use umadb_dcb::{DcbAppendCondition, DcbEvent, DcbEventStoreSync, DcbQuery, DcbQueryItem};

use super::{Event, Kind, Peer, Result, Unless};

/// As many as ours takes.
const GROUP_MAX: usize = 256;

type Job = (Vec<DcbEvent>, Option<DcbAppendCondition>, mpsc::SyncSender<bool>);

pub struct Uma {
    database: Arc<UmaDb>,
    /// None once it is being dropped.
    jobs: Option<mpsc::SyncSender<Job>>,
    writer: Option<thread::JoinHandle<()>>,
}

/// The file is locked until the last holder of the database is gone.
impl Drop for Uma {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            writer.join().expect("the writer does not panic");
        }
    }
}

pub const KIND: Kind = Kind { open, file: "uma.db", has_queries: true };

fn open(folder: &Path) -> Result<Box<dyn Peer>> {
    let database = UmaDb::new(folder.join(KIND.file)).map_err(|error| format!("{error:?}"))?;
    let database = Arc::new(database);
    let (jobs, waiting) = mpsc::sync_channel::<Job>(1024);
    let held = Arc::clone(&database);
    let writer = thread::spawn(move || {
        while let Ok(first) = waiting.recv() {
            let group = std::iter::once(first).chain(waiting.try_iter()).take(GROUP_MAX);
            let (mut items, mut callers) = (Vec::new(), Vec::new());
            for (events, condition, caller) in group {
                items.push((events, condition, None));
                callers.push(caller);
            }
            let results = held.append_batch(items);
            for (place, caller) in callers.iter().enumerate() {
                let well = results.as_ref().is_ok_and(|results| results[place].is_ok());
                let _ = caller.send(well);
            }
        }
    });
    Ok(Box::new(Uma { database, jobs: Some(jobs), writer: Some(writer) }))
}

impl Peer for Uma {
    fn name(&self) -> &'static str {
        "UmaDB core"
    }

    fn append(&self, events: &[Event], unless: Option<&Unless>) -> Result<()> {
        let events = events.iter().map(|event| {
            DcbEvent::new()
                .event_type(event.kind)
                .tags(event.tags.clone())
                .data(event.bytes.to_vec())
        });
        let condition = unless.map(|Unless { kind, tag }| {
            let item = DcbQueryItem::new().types([*kind]).tags([tag.as_str()]);
            DcbAppendCondition::new(DcbQuery::new().item(item))
        });
        let (caller, answer) = mpsc::sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or("it is being dropped")?;
        jobs.send((events.collect(), condition, caller))?;
        if answer.recv()? { Ok(()) } else { Err("the append failed".into()) }
    }

    fn read(&self, tag: Option<&str>) -> Result<u64> {
        let query = tag.map(|tag| DcbQuery::new().item(DcbQueryItem::new().tags([tag])));
        let events = self.database.read(query, None, false, None);
        let mut count = 0;
        for event in events.map_err(|error| format!("{error:?}"))? {
            let event = event.map_err(|error| format!("{error:?}"))?;
            count += u64::from(event.event.data.len() == 200);
        }
        Ok(count)
    }
}
