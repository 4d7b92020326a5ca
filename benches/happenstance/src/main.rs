//! The second part of `just bench-store`: happenstance's SQLite store, asked the same as ours.
//!
//! Its connection is opened with `synchronous=FULL`, so that what it acknowledges is on the disk;
//! by itself it takes `NORMAL`. Rounds take turns with the machine's own `fdatasync`, medians count.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use happenstance_core::{
    AppendCondition, Event, Query, QueryItem, ReadOptions, SendEventStore, Tags, collect,
};
use happenstance_sqlite::event_store::SqliteEventStore;
use happenstance_sqlite::rusqlite::Connection;
use tokio::runtime::Runtime;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(600);

struct Store {
    runtime: Runtime,
    store: SqliteEventStore,
    numbers: AtomicU64,
}

impl Store {
    fn open(file: &Path) -> Result<Store> {
        let runtime = Runtime::new()?;
        let connection = Connection::open(file)?;
        happenstance_sqlite::connection::configure(&connection)?;
        connection.execute_batch("PRAGMA synchronous = FULL")?;
        let store = runtime.block_on(async { SqliteEventStore::open_on(connection) })?;
        Ok(Store { runtime, store, numbers: AtomicU64::new(0) })
    }

    /// As events of `bench-store`: a type, two tags, 200 bytes.
    fn events(&self, count: u64) -> Result<Vec<Event>> {
        let first = self.numbers.fetch_add(count, Relaxed);
        let event = |number: u64| -> Result<Event> {
            let mut bytes = vec![b'.'; 200];
            bytes[..8].copy_from_slice(&number.to_le_bytes());
            let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
            let incident = (scattered % 10_000).to_string();
            let nation = (number % 100).to_string();
            let tags = Tags::from_pairs([("incident", &*incident), ("nation", &*nation)])?;
            let kind = format!("kind.number-{}", number % 20);
            Ok(Event::new(kind, bytes)?.with_tags(tags))
        };
        (first..first + count).map(event).collect()
    }

    fn append(&self, count: u64, unless: Option<&AppendCondition>) -> Result<()> {
        let events = self.events(count)?;
        self.runtime.block_on(SendEventStore::append(&self.store, &events, unless))?;
        Ok(())
    }

    fn rate(&self, callers: usize, batch: u64) -> Result<f64> {
        let began = Instant::now();
        let call = || -> Result<u64> {
            let mut count = 0;
            while began.elapsed() < ROUND {
                self.append(batch, None)?;
                count += batch;
            }
            Ok(count)
        };
        let counts: Result<Vec<u64>> = thread::scope(|scope| {
            let callers: Vec<_> = (0..callers).map(|_| scope.spawn(call)).collect();
            callers.into_iter().map(|caller| caller.join().expect("no caller panics")).collect()
        });
        Ok(per(counts?.iter().sum(), began))
    }
}

fn main() -> Result<()> {
    let events = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse::<u64>())?;
    let folder = tempfile::tempdir_in(".")?;
    let store = Store::open(&folder.path().join("young.db"))?;
    for (what, callers, batch) in [
        ("1 caller, single events", 1, 1),
        ("16 callers", 16, 1),
        ("64 callers", 64, 1),
        ("1 caller, batches of 100", 1, 100),
    ] {
        let (mut rates, mut syncs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            syncs.push(fsync_rate(folder.path())?);
            rates.push(store.rate(callers, batch)?);
        }
        println!("{what:26} {:>9.0} events/s, fsync {:.0}", median(rates), median(syncs));
    }
    large(&folder.path().join("large.db"), events)
}

fn large(file: &Path, events: u64) -> Result<()> {
    let store = Store::open(file)?;
    let began = Instant::now();
    while store.numbers.load(Relaxed) < events {
        store.append(100, None)?;
    }
    println!("{:26} {:>9.0} events/s", "filled, batches of 100", per(events, began));
    let nobody = QueryItem::new(["framework.voided"], Tags::from_pairs([("nation", "7")])?)?;
    let unless = AppendCondition::new(Query::from_item(nobody));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        for (unless, times) in [(Some(&unless), &mut with), (None, &mut without)] {
            let began = Instant::now();
            store.append(1, unless)?;
            times.push(began.elapsed().as_secs_f64());
        }
    }
    println!(
        "a condition over all of it: {:.2} of an append without",
        median(without) / median(with)
    );
    let (began, all) = (Instant::now(), Query::all());
    let read = SendEventStore::read(&store.store, &all, ReadOptions::new());
    let count = store.runtime.block_on(collect(read))?.len() as u64;
    println!("{:26} {:>9.0} events/s", "everything read", per(count, began));
    drop(store);
    println!("{:26} {:>9} bytes an event", "size", fs::metadata(file)?.len() / count);
    Ok(())
}

/// How often a second 4 KiB are written and brought to the disk.
fn fsync_rate(folder: &Path) -> Result<f64> {
    let file =
        OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("sync"))?;
    let page = [7; 4096];
    for place in 0..256 {
        file.write_all_at(&page, place * 4096)?;
    }
    file.sync_all()?;
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < ROUND {
        file.write_all_at(&page, count % 256 * 4096)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(per(count, began))
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn per(count: u64, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
