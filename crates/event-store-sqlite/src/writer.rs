//! What writes, for one thread at a time: that of the writer, or of a caller that is alone.

use std::ops::ControlFlow;
use std::sync::Arc;

use event_store::{AppendError, Damage, Head, Once, Span, StoreError};
use kernel::Position;
use rusqlite::{Connection, ErrorCode, params};

use crate::batch::{Batch, Parts};
use crate::error::failed;
use crate::group::Ledger;
use crate::live::Live;
use crate::plan::{Append, Decision, plan};
use crate::row::{Keyed, Stored};
use crate::snapshots::{self, NewSnapshot};
use crate::{Durability, Options, Workload, connection, contents, reader};

/// So many pages does a transaction write besides those of its facts.
const OVERHEAD: usize = 3;

pub(crate) enum Request {
    Append(Append),
    Snapshot(NewSnapshot),
    /// Nothing is written after this.
    Close,
}

pub(crate) enum Reply {
    Append(Result<Once, AppendError>),
    Done(Result<(), StoreError>),
}

pub(crate) struct Writer {
    connection: Connection,
    live: Arc<Live>,
    options: Options,
    /// What is in the saved index.
    saved: Position,
    /// Of the file as it was left; none after a failure of our own, which may change the number.
    version: Option<i64>,
    state: State,
    /// An estimate of the bytes since the last checkpoint.
    written: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    /// What stands on the disk is not known.
    Broken,
}

/// Why a group was not committed.
enum Failure {
    /// Nothing was written.
    Nothing(StoreError),
    /// It stands whole or not at all.
    Unknown(StoreError),
}

impl Writer {
    pub(crate) fn new(
        connection: Connection,
        live: Arc<Live>,
        options: Options,
        saved: Position,
        version: i64,
    ) -> Writer {
        let version = Some(version);
        Writer { connection, live, options, saved, version, state: State::Open, written: 0 }
    }

    /// Why nothing is written any more.
    fn refusal(&self) -> Option<StoreError> {
        match self.state {
            State::Open => None,
            State::Broken => Some(StoreError::Broken),
            State::Closed => Some(StoreError::Backend {
                doing: "write to the log",
                source: "it was closed".into(),
            }),
        }
    }

    fn append_all(&mut self, group: &[Append]) -> Vec<Result<Once, AppendError>> {
        if self.state != State::Open {
            let refused = group.iter().filter_map(|_| self.refusal());
            return refused.map(|refusal| Err(refusal.into())).collect();
        }
        let decisions = {
            let connection = &self.connection;
            let look_up = |first, key: &str, batch: &Batch| look_up(connection, first, key, batch);
            plan(&self.live.index(), group, &look_up)
        };
        let landing = decisions.iter().any(|decision| matches!(decision, Decision::Lands(_)));
        let written = if landing { self.write(group, &decisions) } else { Ok(()) };
        let settle = |decision| match (decision, &written) {
            (Decision::Settled(result), _) => result,
            (Decision::Lands(span), Ok(())) => Ok(Once::Appended(span)),
            (Decision::Repeats(span), Ok(())) => Ok(Once::AlreadyAppended(span)),
            (Decision::Yields(refusal), Ok(())) => Err(refusal),
            (_, Err(Failure::Nothing(error))) => Err(AppendError::Store(copy(error))),
            (_, Err(Failure::Unknown(error))) => Err(AppendError::Unknown(copy(error))),
        };
        decisions.into_iter().map(settle).collect()
    }

    /// Commits what lands, and then shows it to the readers.
    fn write(&mut self, group: &[Append], decisions: &[Decision]) -> Result<(), Failure> {
        let landing = || {
            let pairs = group.iter().zip(decisions);
            pairs.filter(|(_, decision)| matches!(decision, Decision::Lands(_)))
        };
        let before = self.live.index().head;
        let nothing = |doing| move |error| Failure::Nothing(failed(doing)(error));
        if let Err(error) = self.say("BEGIN IMMEDIATE") {
            self.version = None;
            return Err(nothing("begin to append")(error));
        }
        let mut heads = Vec::new();
        let inserted = self.expect_as_left(before).and_then(|()| {
            for (append, _) in landing() {
                insert(&self.connection, append, before, &mut heads).map_err(failed("append"))?;
                self.written += append.batch.size();
            }
            if let (Workload::Bulk, Some(&end)) = (self.options.workload, heads.last()) {
                contents::note_end(&self.connection, end, self.options.durability)
                    .map_err(failed("note the end of the log"))?;
            }
            Ok(())
        });
        if let Err(error) = inserted {
            self.version = None;
            if !self.rolled_back() || damaged(&error) {
                self.state = State::Broken;
            }
            return Err(Failure::Nothing(error));
        }
        if let Err(error) = self.say("COMMIT") {
            return Err(self.uncommitted(error));
        }
        self.written += OVERHEAD * self.options.workload.page_size() as usize;
        self.live.publish(|index| {
            let facts = landing().flat_map(|(append, _)| keyed(append));
            for ((fact, key), head) in facts.zip(heads) {
                index.push(fact.kind, fact.tags, key, head);
            }
        });
        Ok(())
    }

    /// Begins or ends a transaction, with a statement that is prepared once.
    fn say(&self, statement: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(statement)?.execute(()).map(|_| ())
    }

    /// Takes back what the transaction did. After some errors SQLite has done so itself.
    fn rolled_back(&self) -> bool {
        self.connection.is_autocommit() || self.say("ROLLBACK").is_ok()
    }

    /// Nobody else may have written, and nothing may have been lost.
    fn expect_as_left(&mut self, end: Head) -> Result<(), StoreError> {
        self.expect_end(end)?;
        let version = contents::version(&self.connection)
            .map_err(failed("see whether somebody else has written"))?;
        if version == *self.version.get_or_insert(version) {
            return Ok(());
        }
        self.state = State::Broken;
        let source = "somebody else has written to its file; verify the store and open it anew";
        Err(StoreError::Backend { doing: "append to the log", source: source.into() })
    }

    /// The file must end where we left it.
    fn expect_end(&self, expected: Head) -> Result<(), StoreError> {
        let found = contents::end(&self.connection).map_err(failed("find the end of the log"))?;
        if found == expected {
            return Ok(());
        }
        let first = found.position.min(expected.position).next();
        Err(Damage::Rewritten.at(first))
    }

    /// A full disk or another writer is found before the mark is written that makes a group
    /// count. After anything else it may stand on the disk, and show when the file is opened anew.
    fn uncommitted(&mut self, error: rusqlite::Error) -> Failure {
        self.version = None;
        let known = matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        );
        let rolled_back = self.rolled_back();
        let error = failed("bring the facts to the disk")(error);
        if known && rolled_back {
            return Failure::Nothing(error);
        }
        self.state = State::Broken;
        Failure::Unknown(error)
    }

    /// Carries the write-ahead log over. A failure is final: what the disk took is not known.
    fn checkpoint(&mut self, mode: &str) -> Result<(), StoreError> {
        self.written = 0;
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        self.connection.query_row(&sql, (), |_| Ok(())).map_err(|error| {
            let error = failed("carry the log over into the store")(error);
            if !matches!(error, StoreError::Busy) {
                self.state = State::Broken;
            }
            error
        })
    }

    fn close(&mut self) -> Result<(), StoreError> {
        if self.state == State::Closed {
            return Ok(());
        }
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        self.state = State::Closed;
        let index = self.live.index();
        let new = index.head.position.0 - self.saved.0;
        let with_index = u64::from(self.options.index_saved_every) <= new;
        // The facts are on the disk; the rest gets there when the log is carried over.
        let Options { durability, workload, .. } = self.options;
        connection::relax(&self.connection, Durability::Os, workload)
            .map_err(failed("end the log"))?;
        // A bulk load has noted its end with its last batch.
        let is_noted = workload == Workload::Bulk && 0 < new;
        if with_index || !is_noted {
            contents::save(&mut self.connection, &index, durability, with_index)?;
        }
        drop(index);
        if workload == Workload::Bulk {
            return connection::end_bulk(&self.connection).map_err(failed("end the log"));
        }
        // Nobody needs the write-ahead log then: the last to leave the file removes it, which takes
        // less time than to cut it off.
        match self.checkpoint("FULL") {
            // Somebody reads; the write-ahead log stays, and the next to open it goes on.
            Err(StoreError::Busy) => Ok(()),
            result => result,
        }
    }
}

impl Ledger for Writer {
    type Request = Request;
    type Reply = Reply;

    fn commit(&mut self, group: Vec<Request>) -> Vec<Reply> {
        let mut appends = Vec::with_capacity(group.len());
        let mut others = Vec::new();
        // Which of the two each one is.
        let mut is_append = Vec::with_capacity(group.len());
        for request in group {
            is_append.push(matches!(request, Request::Append(_)));
            match request {
                Request::Append(append) => appends.push(append),
                other => others.push(other),
            }
        }
        let appended = if appends.is_empty() { Vec::new() } else { self.append_all(&appends) };
        let mut appended = appended.into_iter().map(Reply::Append);
        let done: Vec<Reply> = others.into_iter().map(|request| self.other(&request)).collect();
        let mut done = done.into_iter();
        let reply = |append| if append { appended.next() } else { done.next() };
        is_append.into_iter().filter_map(reply).collect()
    }

    fn rest(&mut self) {
        if self.options.carried_over_every <= self.written && self.state == State::Open {
            // A failure shows in the next append.
            let _ = self.checkpoint("PASSIVE");
        }
    }
}

impl Writer {
    fn other(&mut self, request: &Request) -> Reply {
        Reply::Done(match request {
            Request::Snapshot(snapshot) => match self.refusal() {
                Some(refusal) => Err(refusal),
                None => snapshots::save(&self.connection, snapshot).inspect_err(|_| {
                    self.version = None;
                }),
            },
            Request::Close | Request::Append(_) => self.close(),
        })
    }
}

/// Inserts the facts of a batch after the last of the heads, or after the one `before` them, and
/// adds those that it comes to.
fn insert(
    connection: &Connection,
    append: &Append,
    before: Head,
    heads: &mut Vec<Head>,
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT INTO fact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut covered = Vec::new();
    for (fact, key) in keyed(append) {
        let head = heads.last().unwrap_or(&before).link(fact.bytes);
        heads.push(head);
        let Parts { kind, tags, bytes } = fact;
        let position = head.position.0;
        let stored = Stored { position, kind, tags, bytes, chain: head.chain, key };
        let checksum = stored.checksum(&mut covered);
        statement.execute(params![
            position.cast_signed(),
            kind,
            tags,
            bytes,
            head.chain.as_bytes(),
            key.map(|keyed| keyed.key),
            key.map(|keyed| keyed.facts),
            checksum,
        ])?;
    }
    Ok(())
}

/// The facts of a batch; the first one carries its key.
fn keyed(append: &Append) -> impl Iterator<Item = (Parts<'_>, Option<Keyed<'_>>)> {
    let facts = u32::try_from(append.batch.len()).expect("a batch fits into memory");
    let mut key = append.key.as_deref().map(|key| Keyed { key, facts });
    append.batch.facts().map(move |fact| (fact, key.take()))
}

/// Where the batch with a key stands, and whether it is this one.
fn look_up(
    connection: &Connection,
    first: u32,
    key: &str,
    batch: &Batch,
) -> Result<(Span, bool), StoreError> {
    let first = u64::from(first);
    let mut keyed = None;
    _ = reader::walk(connection, first, first, &mut |stored| {
        keyed = stored.key.map(|found| (found.key == key, found.facts));
        ControlFlow::Continue(())
    })?;
    let Some((true, facts)) = keyed else {
        return Err(Damage::Rewritten.at(Position(first)));
    };
    let last = first + u64::from(facts).saturating_sub(1);
    let span = Span { first: Position(first), last: Position(last) };
    if facts as usize != batch.len() {
        return Ok((span, false));
    }
    let mut expected = batch.facts();
    let same = reader::walk(connection, first, last, &mut |stored| {
        let stands = Parts { kind: stored.kind, tags: stored.tags, bytes: stored.bytes };
        if expected.next() == Some(stands) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok((span, same.is_continue()))
}

fn damaged(error: &StoreError) -> bool {
    matches!(error, StoreError::Damaged { .. })
}

/// Everybody in a group hears of its failure.
fn copy(error: &StoreError) -> StoreError {
    let text = |source: &dyn std::error::Error| source.to_string().into();
    match error {
        StoreError::Busy => StoreError::Busy,
        StoreError::Damaged { position, source } => {
            StoreError::Damaged { position: *position, source: text(&**source) }
        }
        StoreError::Backend { doing, source } => {
            StoreError::Backend { doing, source: text(&**source) }
        }
        _ => StoreError::Broken,
    }
}

#[cfg(test)]
mod tests;
