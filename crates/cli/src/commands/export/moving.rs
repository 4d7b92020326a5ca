//! Lines on their way into a store.

use std::fs;
use std::path::{Path, PathBuf};

use event_store::{AppendCondition, EventStore, Head, Line, NewFact};
use event_store_sqlite::SqliteStore;

use crate::exit::{Exit, Failure};
use crate::{input, output};

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
    part: PathBuf,
    path: PathBuf,
}

impl NewStore {
    pub(super) fn create(path: &Path) -> Result<NewStore, Failure> {
        input::new_log(path)?;
        if fs::metadata(path).is_ok_and(|there| 0 < there.len()) {
            let message = format!("`{}` exists and is not empty", path.display());
            return Err(Failure::new(Exit::Failed, message)
                .help("name another file, or move this one away"));
        }
        let part = path.with_added_extension("part");
        // Of an export that was killed.
        let _ = fs::remove_file(&part);
        let store = Some(input::store::create(&part)?);
        Ok(NewStore { store, part, path: path.to_path_buf() })
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
        fs::rename(&self.part, &self.path)
            .map_err(|error| output::failed(Exit::Failed, &what, &error))
    }
}

impl Drop for NewStore {
    fn drop(&mut self) {
        self.store = None;
        // Gone already if it got its name.
        let _ = fs::remove_file(&self.part);
    }
}
