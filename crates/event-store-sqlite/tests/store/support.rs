//! Stores in folders that are gone after the test.

use std::borrow::Cow;
use std::num::NonZeroU16;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use event_store::conformance::Spoil;
use event_store::{
    AppendCondition, AppendError, AppendOnce, Envelope, EventStore, FactView, Head, Key, NewFact,
    Once, Pending, Selection, Snapshot, SnapshotId, Snapshots, Span, StoreError, Tags, Watch,
};
use event_store_sqlite::{Options, SqliteStore, Workload};
use kernel::{Basis, Position, SimTime};
use rusqlite::Connection;
use tempfile::TempDir;

/// A folder with the path of a store in it.
pub(crate) struct Folder {
    folder: Arc<TempDir>,
    pub(crate) path: PathBuf,
}

impl Folder {
    /// Another file of the same folder.
    pub(crate) fn beside(&self, name: &str) -> Folder {
        Folder { folder: Arc::clone(&self.folder), path: self.folder.path().join(name) }
    }
}

pub(crate) fn folder() -> Folder {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("run.db");
    Folder { folder: Arc::new(folder), path }
}

pub(crate) const NONE: AppendCondition = AppendCondition::none();

pub(crate) fn open(folder: &Folder) -> SqliteStore {
    SqliteStore::open(&folder.path, Options::default()).expect("the store can be opened")
}

/// Appends so many facts, one after the other, of three incidents in turn.
pub(crate) fn append(store: &mut SqliteStore, count: usize) {
    for number in 0..count {
        let tag = format!("incident:{}", number % 3);
        let fact = NewFact { kind: "incident.opened", tags: &[&tag], bytes: b"{}" };
        store.append(&[fact], &NONE).expect("nothing forbids it");
    }
}

/// A closed store of so many facts, and its head.
pub(crate) fn closed(count: usize) -> (Folder, Head) {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    append(&mut store, count);
    let head = store.close().expect("the store is closed");
    (folder, head)
}

/// Does something to the file of a store that is closed, or behind its back.
pub(crate) fn sql(folder: &Folder, text: &str) {
    Connection::open(&folder.path).and_then(|file| file.execute_batch(text)).expect("it is SQL");
}

/// The bytes of an event.
pub(crate) fn envelope(
    position: Position,
    time: SimTime,
    kind: &str,
    tags: &[&str],
    data: &str,
) -> Vec<u8> {
    let envelope = Envelope {
        run: uuid::Uuid::from_u128(0x6ba7_b810_9dad_41d1_80b4_00c0_4fd4_30c8),
        position,
        kind: kind.into(),
        subject: None,
        time,
        recorded_at: time,
        form: NonZeroU16::MIN,
        actor: "nation:ua".into(),
        seat: Some("ua".into()),
        cause: None,
        correlation: None,
        releasable_to: "all".into(),
        basis: Basis::Assumption,
        source_key: None,
        note: None,
        tags: Tags::List(tags),
        data: Cow::Borrowed(data.as_bytes()),
    };
    let mut bytes = Vec::new();
    envelope.write_into(&mut bytes).expect("it is an envelope");
    bytes
}

/// Runs a test of this program as a process that may not write to the folder, and gives it the path
/// of the store in a variable.
#[cfg(unix)]
pub(crate) fn read_without_rights(folder: &Folder, test: &str, variable: &str) {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;

    let parent = folder.path.parent().expect("it is in a folder");
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    set(&folder.path, 0o444);
    set(parent, 0o555);
    let mut child = std::process::Command::new(std::env::current_exe().expect("this program"));
    child.args([test, "--exact"]);
    child.env(variable, &folder.path);
    // Rights mean nothing to root.
    if fs::metadata(parent).expect("it is there").uid() == 0 {
        child.uid(NOBODY);
    }
    let result = child.output();
    set(parent, 0o755);
    set(&folder.path, 0o644);
    match result {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        // Where nobody but root may run this program, there is nobody to try it.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
    }
}

/// A store and its folder.
#[derive(Clone)]
pub(crate) struct Temporary {
    pub(crate) store: SqliteStore,
    folder: Arc<Folder>,
}

pub(crate) fn temporary(workload: Workload) -> Temporary {
    let folder = folder();
    let options = Options { workload, ..Options::default() };
    let store = SqliteStore::create(&folder.path, options).expect("a new store");
    Temporary { store, folder: Arc::new(folder) }
}

impl EventStore for Temporary {
    fn append(
        &mut self,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Span, AppendError> {
        self.store.append(batch, unless)
    }

    fn begin(&mut self, batch: &[NewFact<'_>], unless: &AppendCondition) -> Pending {
        self.store.begin(batch, unless)
    }

    fn visit(
        &self,
        selection: &Selection<'_>,
        each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
    ) -> Result<Position, StoreError> {
        self.store.visit(selection, each)
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.store.head()
    }

    fn verify(&self) -> Result<Head, StoreError> {
        self.store.verify()
    }
}

impl Spoil for Temporary {
    fn spoil(&mut self, position: Position) {
        let text = format!("UPDATE fact SET bytes = x'00' WHERE position = {}", position.0);
        sql(&self.folder, &text);
    }
}

impl AppendOnce for Temporary {
    fn append_once(
        &mut self,
        key: Key<'_>,
        batch: &[NewFact<'_>],
        unless: &AppendCondition,
    ) -> Result<Once, AppendError> {
        self.store.append_once(key, batch, unless)
    }
}

impl Watch for Temporary {
    fn wait_beyond(&self, position: Position, at_most: Duration) -> Result<Position, StoreError> {
        self.store.wait_beyond(position, at_most)
    }
}

impl Snapshots for Temporary {
    fn save_snapshot(
        &mut self,
        id: SnapshotId<'_>,
        position: Position,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.store.save_snapshot(id, position, bytes)
    }

    fn snapshot(
        &self,
        id: SnapshotId<'_>,
        up_to: Position,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.store.snapshot(id, up_to)
    }
}
