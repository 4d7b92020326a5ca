//! One writer a file, kept by a lock on a file beside it.
//!
//! Not on the store itself: SQLite's own locks on it would be lost if a second descriptor of the
//! same process were closed.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::OpenError;

/// Held as long as this value lives.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Locks the store at this path for writing, or the one that a link there leads to.
    pub(crate) fn take(store: &Path) -> Result<Lock, OpenError> {
        let failed = |source| OpenError::Lock { path: store.to_owned(), source };
        let mut name = OsString::from(resolved(store).map_err(failed)?);
        name.push("-lock");
        let path = PathBuf::from(name);
        loop {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut process = String::new();
                    let _ = file.read_to_string(&mut process);
                    let process = process.trim();
                    let process = if process.is_empty() { "unknown" } else { process }.to_owned();
                    return Err(OpenError::Locked { path: store.to_owned(), process });
                }
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
            // Whoever held the lock before has removed the file, and a third may have made it anew.
            if !is_still(&file, &path) {
                continue;
            }
            file.set_len(0).map_err(failed)?;
            file.rewind().map_err(failed)?;
            writeln!(file, "{}", std::process::id()).map_err(failed)?;
            return Ok(Lock { file, path });
        }
    }
}

/// Where the store lies, or will lie once it is made.
fn resolved(store: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(store) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    let folder = store.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if let Ok(target) = fs::read_link(store) {
        // Links that lead to one another are another error than that nothing is there.
        return resolved(&folder.join(target));
    }
    let name = store.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    Ok(fs::canonicalize(folder)?.join(name))
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is locked, so that nobody locks a file that is about to go.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// Whether the name still stands for this file.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(a), Ok(b)) if same(&a, &b))
}

#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}
