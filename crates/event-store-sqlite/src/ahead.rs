//! A long read on two threads: one takes rows out of SQLite, the other checks and lends them.
//!
//! Rows come in chunks, so many ahead at most, each read in a transaction of its own: a reader that
//! takes its time holds back neither the writer nor the carrying over of its log.

use std::ops::{ControlFlow, Range, RangeInclusive};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use event_store::{Chain, Damage, Head, StoreError};
use kernel::Position;
use rusqlite::Connection;

use crate::error::failed_at;
use crate::reader::{RANGE, Readers};
use crate::row::{Columns, Stored};

/// From so many facts on, a second thread is worth its start.
pub(crate) const WORTHWHILE: u64 = 4096;
/// A chunk is full once it has so many bytes.
const CHUNK: usize = 128 << 10;
/// So many chunks wait at most.
const AHEAD: usize = 8;

/// Rows that lie one after the other.
#[derive(Default)]
struct Chunk {
    /// What the checksum of each row covers.
    covered: Vec<u8>,
    rows: Vec<Packed>,
}

/// Where the parts of a row lie.
struct Packed {
    position: u64,
    whole: Range<usize>,
    kind: Range<usize>,
    tags: Range<usize>,
    key: Option<(Range<usize>, u32)>,
    bytes: Range<usize>,
    chain: Chain,
    checksum: i64,
}

impl Chunk {
    fn push(&mut self, columns: &Columns<'_>, checksum: i64) {
        let start = self.covered.len();
        columns.cover(&mut self.covered);
        let end = self.covered.len();
        let kind = start + 8..start + 8 + columns.kind.len();
        let tags = kind.end + 1..kind.end + 1 + columns.tags.len();
        let key = columns.key.map(|(key, facts)| (tags.end + 1..tags.end + 1 + key.len(), facts));
        let Columns { position, chain, bytes, .. } = *columns;
        let bytes = end - bytes.len()..end;
        self.rows.push(Packed {
            position,
            whole: start..end,
            kind,
            tags,
            key,
            bytes,
            chain,
            checksum,
        });
    }

    /// Reads rows from `first` on, and says which comes next.
    fn fill(&mut self, connection: &Connection, first: u64, last: u64) -> Result<u64, StoreError> {
        self.covered.clear();
        self.rows.clear();
        let mut statement = connection.prepare_cached(RANGE).map_err(failed_at(first))?;
        let range = [first.cast_signed(), last.cast_signed()];
        let mut rows = statement.query(range).map_err(failed_at(first))?;
        let mut expected = first;
        while expected <= last && self.covered.len() < CHUNK {
            let row = rows.next().map_err(failed_at(expected))?;
            let row = row.ok_or_else(|| Damage::CutOff.at(Position(expected)))?;
            let (columns, checksum) = Columns::read(row).map_err(failed_at(expected))?;
            self.push(&columns, checksum);
            expected += 1;
        }
        Ok(expected)
    }

    /// The row at this place, checked.
    fn read(&self, packed: &Packed, expected: u64) -> Result<Stored<'_>, StoreError> {
        let part = |range: &Range<usize>| &self.covered[range.clone()];
        let columns = Columns {
            position: packed.position,
            kind: part(&packed.kind),
            tags: part(&packed.tags),
            key: packed.key.as_ref().map(|(key, facts)| (part(key), *facts)),
            chain: packed.chain,
            bytes: part(&packed.bytes),
        };
        columns.check(part(&packed.whole), packed.checksum, expected)
    }
}

/// A chunk, or why there is none; where a chunk ends too early, it comes before the reason.
type Chunks = Receiver<Result<Chunk, StoreError>>;

/// Goes through all facts from `first` to `last` and checks each, as
/// [`reader::walk`](crate::reader::walk) does.
pub(crate) fn walk(
    readers: &Readers,
    first: u64,
    last: u64,
    each: &mut dyn FnMut(&Stored<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    let before = first.saturating_sub(1);
    let (full, chunks) = sync_channel(AHEAD);
    let (used, empty) = channel();
    thread::scope(move |scope| {
        let fetching = move || fetch(readers, before.max(1)..=last, &full, &empty);
        let spawned = thread::Builder::new().name("read ahead".to_owned());
        let spawned = spawned.spawn_scoped(scope, fetching);
        spawned.map_err(|source| StoreError::Io { doing: "read ahead", source })?;
        follow(&chunks, &used, before, each)
    })
}

/// Fills chunks until the range is read, nobody wants them, or something is wrong.
fn fetch(
    readers: &Readers,
    range: RangeInclusive<u64>,
    full: &SyncSender<Result<Chunk, StoreError>>,
    empty: &Receiver<Chunk>,
) {
    let (mut next, last) = range.into_inner();
    while next <= last {
        let mut chunk = empty.try_recv().unwrap_or_default();
        let filled = readers.with(|connection| chunk.fill(connection, next, last));
        if full.send(Ok(chunk)).is_err() {
            return;
        }
        match filled {
            Ok(beyond) => next = beyond,
            Err(error) => {
                // Nobody may be there to hear of it.
                let _ = full.send(Err(error));
                return;
            }
        }
    }
}

/// Checks the rows after `before` as they come.
fn follow(
    chunks: &Chunks,
    used: &Sender<Chunk>,
    before: u64,
    each: &mut dyn FnMut(&Stored<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    let mut head = Head::default();
    let mut expected = before.max(1);
    for chunk in chunks {
        let chunk = chunk?;
        for packed in &chunk.rows {
            let stored = chunk.read(packed, expected)?;
            if expected == before {
                head = stored.head();
            } else {
                head = stored.follow(head)?;
                if each(&stored).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            expected += 1;
        }
        // The other thread may be done.
        let _ = used.send(chunk);
    }
    Ok(ControlFlow::Continue(()))
}
