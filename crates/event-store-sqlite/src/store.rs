//! The store as its users hold it.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use event_store::{
    AppendCondition, AppendError, AppendOnce, EventStore, FactView, Head, Key, NewFact, Once,
    Pending, Query, Selection, Snapshot, SnapshotId, Snapshots, Span, StoreError, Watch,
};
use kernel::Position;
use rusqlite::Connection;

use crate::answer::{Answer, outcome};
use crate::batch::Batch;
use crate::connection::Reader;
use crate::contents::{self, Contents};
use crate::error::failed;
use crate::group::{self, Gathering, Queue};
use crate::live::Live;
use crate::lock::Lock;
use crate::plan::Append;
use crate::reader::{self, Readers};
use crate::row::Stored;
use crate::schema;
use crate::snapshots::{self, NewSnapshot};
use crate::sync::{Mutex, thread::JoinHandle};
use crate::writer::{Reply, Request, Writer};
use crate::{Durability, OpenError, Options, Workload, ahead, connection, verify};

/// So many facts are looked up at once.
const PAGE: usize = 512;
/// The same backwards, where a page is held in memory.
const PAGE_BACKWARDS: usize = 64;
/// How often a reader asks whether another process has appended.
const POLL: Duration = Duration::from_millis(20);

/// A log in a SQLite file. Clones are handles on the same store, for other threads.
///
/// When the last handle is dropped, the store is closed; [`SqliteStore::close`] also says whether
/// that went well.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

struct Inner {
    live: Arc<Live>,
    readers: Readers,
    /// None for a store that is only read.
    writing: Option<Writing>,
}

struct Writing {
    /// None once it is being dropped.
    queue: Option<Queue<Writer>>,
    writer: Option<JoinHandle<Arc<Mutex<Writer>>>>,
    _lock: Lock,
}

impl SqliteStore {
    /// Begins a log in a new file, or in one that is empty.
    pub fn create(path: &Path, options: Options) -> Result<SqliteStore, OpenError> {
        let lock = Lock::take(path)?;
        let blank = |connection: &Connection| {
            let is_blank = schema::is_blank(connection).map_err(failed("look at the file"))?;
            if is_blank { Ok(()) } else { Err(OpenError::NotEmpty { path: path.to_owned() }) }
        };
        let connection =
            connection::writer(path, &options, blank).map_err(|error| match error {
                OpenError::NotAStore { path, .. } => OpenError::NotEmpty { path },
                other => other,
            })?;
        schema::create(&connection).map_err(failed("make the tables"))?;
        SqliteStore::start(path, connection, lock, options)
    }

    /// Goes on with a log, in its pages and as a live one.
    pub fn open(path: &Path, options: Options) -> Result<SqliteStore, OpenError> {
        let options = Options { workload: Workload::Live, ..options };
        expect_file(path)?;
        let lock = Lock::take(path)?;
        let ours = |connection: &Connection| schema::check(connection, path);
        let connection = connection::writer(path, &options, ours)?;
        SqliteStore::start(path, connection, lock, options)
    }

    /// Reads a log, also one that another process is writing.
    pub fn open_read_only(path: &Path) -> Result<SqliteStore, OpenError> {
        expect_file(path)?;
        SqliteStore::look(path).inspect_err(|_| connection::tidy(path))
    }

    fn look(path: &Path) -> Result<SqliteStore, OpenError> {
        let Reader { connection, .. } =
            connection::reader(path).map_err(|error| connection::not_a_store(path, error))?;
        schema::check(&connection, path)?;
        let Contents { index, .. } = contents::load(&connection, path)?;
        let (live, readers) = (Arc::new(Live::new(index)), Readers::new(path));
        Ok(SqliteStore { inner: Arc::new(Inner { live, readers, writing: None }) })
    }

    fn start(
        path: &Path,
        connection: Connection,
        lock: Lock,
        options: Options,
    ) -> Result<SqliteStore, OpenError> {
        let version = contents::version(&connection).map_err(failed("open the store"))?;
        let Contents { index, saved } = contents::load(&connection, path)?;
        connection::accept(&connection).map_err(failed("open the store"))?;
        schema::raise(&connection).map_err(failed("bring the store to this version"))?;
        connection::relax(&connection, options.durability, options.workload)
            .map_err(failed("open the store"))?;
        let live = Arc::new(Live::new(index));
        let writer = Writer::new(connection, Arc::clone(&live), options, saved, version);
        let gathering = Gathering {
            queue_max: options.queue_max,
            group_max: options.group_max.max(1),
            wait: match options.durability {
                Durability::Group(wait) => wait,
                Durability::Fsync | Durability::Os => Duration::ZERO,
            },
        };
        let (queue, writer) = group::start(writer, gathering);
        let writing = Writing { queue: Some(queue), writer: Some(writer), _lock: lock };
        let readers = Readers::new(path);
        Ok(SqliteStore { inner: Arc::new(Inner { live, readers, writing: Some(writing) }) })
    }

    /// Ends the writing, through all handles, and returns where the log ends. What was read can
    /// still be read.
    pub fn close(self) -> Result<Head, StoreError> {
        self.inner.readers.close();
        if self.inner.writing.is_some() {
            match self.call(Request::Close) {
                Some(Reply::Done(result)) => result?,
                _ => return Err(StoreError::Broken),
            }
        }
        Ok(self.inner.live.index().head)
    }

    /// Copies the store as it is now into a new file, while it is written and read.
    pub fn backup(&self, to: &Path) -> Result<(), OpenError> {
        if to.exists() {
            return Err(OpenError::NotEmpty { path: to.to_owned() });
        }
        let copying = failed("copy the store");
        let mut target = Connection::open(connection::no_address(to)).map_err(copying)?;
        self.inner.readers.with(|connection| {
            let backup = rusqlite::backup::Backup::new(connection, &mut target).map_err(copying)?;
            // In one step, so that nothing comes between.
            backup.run_to_completion(i32::MAX, Duration::ZERO, None).map_err(copying)
        })?;
        target.close().map_err(|(_, error)| copying(error))?;
        Ok(())
    }

    fn call(&self, request: Request) -> Option<Reply> {
        self.inner.writing.as_ref()?.queue.as_ref()?.call(request)
    }

    fn enqueue(
        &self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
        key: Option<Key<'_>>,
    ) -> Result<Once, AppendError> {
        let append = self.request(batch, unless, key)?;
        outcome(self.call(append))
    }

    fn request(
        &self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
        key: Option<Key<'_>>,
    ) -> Result<Request, AppendError> {
        if batch.is_empty() {
            return Err(AppendError::Empty);
        }
        if self.inner.writing.is_none() {
            return Err(StoreError::ReadOnly.into());
        }
        let key = key.map(|key| key.as_str().into());
        Ok(Request::Append(Append { batch: Batch::new(batch)?, unless: unless.clone(), key }))
    }

    /// Lets a store that is only read see what others have appended.
    fn refresh(&self) -> Result<(), StoreError> {
        if self.inner.writing.is_some() {
            return Ok(());
        }
        self.inner.readers.with(|connection| contents::refresh(connection, &self.inner.live))
    }
}

fn expect_file(path: &Path) -> Result<(), OpenError> {
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            Err(OpenError::NotAStore { path: path.to_owned(), reason: "it is no file" })
        }
        Ok(metadata) if metadata.len() == 0 => {
            Err(OpenError::NotAStore { path: path.to_owned(), reason: "it is empty" })
        }
        Ok(_) => Ok(()),
        Err(_) => Err(OpenError::Missing { path: path.to_owned() }),
    }
}

impl EventStore for SqliteStore {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.enqueue(batch, unless, None).map(Once::span)
    }

    /// Leaves the batch to the writer's thread, also what follows a commit there.
    fn begin(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        match self.request(batch, unless, None) {
            Ok(append) => {
                let queue = self.inner.writing.as_ref().and_then(|writing| writing.queue.as_ref());
                let answer = queue.and_then(|queue| queue.begin(append));
                Pending::new(Answer::new(answer))
            }
            Err(refusal) => Pending::new(Err(refusal)),
        }
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.refresh()?;
        let live = &self.inner.live;
        let seen = live.index().head.position;
        let mut low = selection.after.0.saturating_add(1);
        let mut high = selection.up_to.0.min(seen.0);
        let mut left = selection.limit;
        if selection.query.is_none() && !selection.backwards {
            high = high.min(low.saturating_add(left as u64).saturating_sub(1));
            if ahead::WORTHWHILE <= high.saturating_sub(low) {
                let mut lend = |stored: &Stored<'_>| each(stored.view(&stored.tags()));
                _ = ahead::walk(&self.inner.readers, low, high, &mut lend)?;
                return Ok(seen);
            }
        }
        let page = if selection.backwards { PAGE_BACKWARDS } else { PAGE };
        let mut found = Vec::new();
        while low <= high {
            found.clear();
            let (query, backwards) = (selection.query, selection.backwards);
            live.index().collect(query, low..=high, backwards, left.min(page), &mut found);
            let Some(&last) = found.last() else { break };
            left -= found.len();
            let flow = self.inner.readers.with(|connection| {
                if backwards {
                    high = last - 1;
                    lend_backwards(connection, &mut found, query, each)
                } else {
                    low = last + 1;
                    reader::lend(connection, &found, query, each)
                }
            })?;
            if flow.is_break() {
                break;
            }
        }
        Ok(seen)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.refresh()?;
        Ok(self.inner.live.index().head)
    }

    /// Reads all of the file: every fact with its checksum and link, whether type and tags are
    /// those that its bytes speak of, whether the index is right, and SQLite's own check.
    fn verify(&self) -> Result<Head, StoreError> {
        let expected = self.head()?;
        let live = &self.inner.live;
        self.inner.readers.with(|connection| verify::verify(connection, expected, live))
    }
}

/// Lends a page from its last fact to its first.
fn lend_backwards(
    connection: &Connection,
    found: &mut [u64],
    query: Option<&Query>,
    each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    found.reverse();
    let mut facts = Vec::with_capacity(found.len());
    _ = reader::lend(connection, found, query, &mut |fact| {
        facts.push(fact.to_fact());
        ControlFlow::Continue(())
    })?;
    for fact in facts.iter().rev() {
        let tags: Vec<&str> = fact.tags.iter().map(String::as_str).collect();
        if each(fact.view(&tags)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

impl AppendOnce for SqliteStore {
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError> {
        self.enqueue(batch, unless, Some(key))
    }
}

impl Watch for SqliteStore {
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError> {
        if self.inner.writing.is_some() {
            return Ok(self.inner.live.wait_beyond(position, at_most));
        }
        let began = Instant::now();
        loop {
            let end = self.head()?.position;
            let left = at_most.saturating_sub(began.elapsed());
            if position < end || left.is_zero() {
                return Ok(end);
            }
            std::thread::sleep(left.min(POLL));
        }
    }
}

impl Snapshots for SqliteStore {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        if self.inner.writing.is_none() {
            return Err(StoreError::ReadOnly);
        }
        let end = self.inner.live.index().head.position;
        if end < position {
            return Err(StoreError::Ahead { position, end });
        }
        let (projection, bytes) = (id.projection.into(), bytes.to_vec());
        let snapshot = NewSnapshot { projection, version: id.version, position, bytes };
        match self.call(Request::Snapshot(snapshot)) {
            Some(Reply::Done(result)) => result,
            _ => Err(StoreError::Broken),
        }
    }

    fn snapshot(
        &self,
        id: SnapshotId<'_>,
        up_to: Position,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.inner.readers.with(|connection| snapshots::latest(connection, id, up_to))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.readers.close();
        if let Some(writing) = &mut self.writing
            && let Some(queue) = writing.queue.take()
        {
            // Nobody is left to hear of a failure: `close` is for those who want to.
            let _ = queue.call(Request::Close);
            drop(queue);
            if let Some(writer) = writing.writer.take() {
                // The file is closed with the writer, and before the lock is given back.
                drop(writer.join());
            }
        }
        if self.writing.is_none() {
            connection::tidy(self.readers.path());
        }
    }
}
