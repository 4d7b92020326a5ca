//! Lines on their way into a store.

use std::path::{Path, PathBuf};

use event_store::{AppendCondition, EventStore, Head, Line, NewFact};
use event_store_sqlite::SqliteStore;
use tempfile::{Builder, TempDir, TempPath};

use crate::exit::{Exit, Failure};
use crate::{input, output, target};

/// The store in its workshop.
const STORE: &str = "run.db";

/// Facts that are appended together.
#[derive(Default)]
pub(super) struct Batch(Vec<Held>);

struct Held {
    kind: String,
    tags: Vec<String>,
    bytes: Vec<u8>,
}

impl Batch {
    pub(super) fn add(&mut self, line: &Line<'_>) {
        self.0.push(Held {
            kind: line.envelope.kind.to_string(),
            tags: line.envelope.tags.iter().map(str::to_owned).collect(),
            bytes: line.bytes.to_vec(),
        });
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A store that has its name only when it is whole.
pub(super) struct NewStore {
    store: Option<SqliteStore>,
    /// Where it is made. What is left there goes with it.
    workshop: TempDir,
    path: PathBuf,
}

impl NewStore {
    pub(super) fn create(path: &Path) -> Result<NewStore, Failure> {
        input::new_log(path)?;
        input::store::expect_no_stream(path)?;
        target::expect_room(path)?;
        input::store::expect_no_leftovers(path)?;
        target::tell_leftovers(path);
        let mut builder = Builder::new();
        builder.prefix(path.file_name().unwrap_or_default()).suffix(target::PART);
        let workshop = builder.tempdir_in(target::folder(path)).map_err(|error| {
            let what = format!("cannot begin `{}`", path.display());
            output::failed(Exit::Failed, &what, &error)
                .help("name a new file in a folder that you may write to")
        })?;
        let store = Some(input::store::create(&workshop.path().join(STORE))?);
        Ok(NewStore { store, workshop, path: path.to_path_buf() })
    }

    /// Appends what is held, and empties the batch.
    pub(super) fn append(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let Some(store) = self.store.as_mut().filter(|_| !batch.0.is_empty()) else {
            return Ok(());
        };
        let tags: Vec<Vec<&str>> =
            batch.0.iter().map(|held| held.tags.iter().map(String::as_str).collect()).collect();
        let facts = batch.0.iter().zip(&tags);
        let facts: Vec<NewFact<'_>> = facts
            .map(|(held, tags)| NewFact { kind: &held.kind, tags, bytes: &held.bytes })
            .collect();
        let appended = store.append(&facts, &AppendCondition::none());
        appended.map_err(|error| {
            let what = format!("cannot write `{}`", self.path.display());
            output::failed(Exit::Failed, &what, &error)
        })?;
        batch.0.clear();
        Ok(())
    }

    /// Closes the store, which must end as the log does, and gives it its name.
    pub(super) fn finish(mut self, expected: Head) -> Result<(), Failure> {
        let what = format!("cannot finish `{}`", self.path.display());
        let Some(store) = self.store.take() else { return Ok(()) };
        let head = store.close().map_err(|error| output::failed(Exit::Failed, &what, &error))?;
        if head != expected {
            return Err(Failure::new(Exit::Failed, format!("{what}: it ends with another chain"))
                .help("this is a fault of the program; the log is as it was"));
        }
        TempPath::try_from_path(self.workshop.path().join(STORE))
            .and_then(|part| target::give_name(part, &self.path))
            .map_err(|error| output::failed(Exit::Failed, &what, &error))
    }
}
