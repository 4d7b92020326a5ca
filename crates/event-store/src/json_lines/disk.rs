//! The file below a log, behind a trait so that tests can let it fail.

use std::fs::{File, OpenOptions, TryLockError};
#[cfg(unix)]
use std::io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::failed;
use crate::StoreError;

pub(super) trait Disk: Send + Sync {
    /// Adds to the end. After an error any part may have been written.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn truncate(&mut self, length: u64) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
    /// The file, to be read from its beginning.
    fn reader(&self) -> io::Result<File>;
}

/// A file that only this log writes.
pub(super) struct OnDisk {
    file: File,
    path: PathBuf,
    /// Whether the name of the file is on the disk too.
    is_named: bool,
}

impl OnDisk {
    pub(super) fn open(path: &Path) -> Result<OnDisk, StoreError> {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed("open the log"))?;
        // A lock on Windows would keep our own readers out. A file system without locks is no
        // reason not to write.
        if !cfg!(windows) && matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(StoreError::Busy);
        }
        Ok(OnDisk { file, path: path.to_owned(), is_named: false })
    }

    pub(super) fn length(&self) -> Result<u64, StoreError> {
        let metadata = self.file.metadata().map_err(failed("look at the log"))?;
        Ok(metadata.len())
    }
}

impl Disk for OnDisk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        if !self.is_named {
            sync_folder(&self.path)?;
            self.is_named = true;
        }
        Ok(())
    }

    fn reader(&self) -> io::Result<File> {
        File::open(&self.path)
    }
}

/// Brings the name of a new file to the disk: without it, its content could not be found again.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // A folder that may not be read, or of a file system that has no such thing.
        Err(error) if matches!(error.kind(), PermissionDenied | InvalidInput | Unsupported) => {
            Ok(())
        }
        result => result,
    }
}

/// Here a folder cannot be brought to the disk by itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The bytes of a log by their offsets, be they in the file or still pending.
pub(super) struct Lines<'a> {
    disk: &'a dyn Disk,
    flushed: u64,
    pending: &'a [u8],
    /// The file once it is needed, and the offset reached in it.
    file: Option<(BufReader<File>, u64)>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(disk: &'a dyn Disk, flushed: u64, pending: &'a [u8]) -> Lines<'a> {
        Lines { disk, flushed, pending, file: None }
    }

    /// Replaces `text` with the bytes from `start` to `end`.
    pub(super) fn read(&mut self, start: u64, end: u64, text: &mut Vec<u8>) -> io::Result<()> {
        text.clear();
        if self.flushed <= start {
            let within = |offset: u64| {
                usize::try_from(offset - self.flushed).expect("what is pending is in memory")
            };
            text.extend_from_slice(&self.pending[within(start)..within(end)]);
            return Ok(());
        }
        let (file, reached) = match &mut self.file {
            Some(open) => open,
            none => none.insert((BufReader::new(self.disk.reader()?), 0)),
        };
        match start.checked_signed_diff(*reached) {
            Some(ahead) => file.seek_relative(ahead)?,
            None => _ = file.seek(SeekFrom::Start(start))?,
        }
        file.take(end - start).read_to_end(text)?;
        *reached = start + text.len() as u64;
        Ok(())
    }
}
