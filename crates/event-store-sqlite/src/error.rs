//! Why a file cannot be opened, and what SQLite's errors mean to a caller.

use std::io;
use std::path::PathBuf;

use event_store::{Damage, StoreError};
use kernel::Position;
use rusqlite::ErrorCode;

/// Why a file cannot be opened as a store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A new store must not overwrite what is there.
    #[error("`{}` exists and is not empty", .path.display())]
    NotEmpty { path: PathBuf },
    #[error("there is no file `{}`", .path.display())]
    Missing { path: PathBuf },
    /// Another process, or another handle of this one, writes to the file.
    #[error("`{}` is being written by process {process}; open it for reading only", .path.display())]
    Locked { path: PathBuf, process: String },
    #[error("`{}` is not a store: {reason}", .path.display())]
    NotAStore { path: PathBuf, reason: &'static str },
    /// A bulk load was killed within a batch, which only somebody who may write takes back.
    #[error("`{}` was being written when its process ended, in the middle of a batch", .path.display())]
    HalfWritten { path: PathBuf },
    /// Who takes the journal back puts pages of that store into this one.
    #[error(
        "the journal beside `{}` is that of another store, which stood here; move it away, and look \
         whether that store was the one you want",
        .path.display()
    )]
    ForeignJournal { path: PathBuf },
    #[error(
        "`{}` is a store of version {found}, and this program knows version {known}", .path.display()
    )]
    NewerVersion { path: PathBuf, found: i64, known: i64 },
    /// A table or view is not as this version makes it.
    #[error("`{}` is damaged: the definition of `{name}` was changed", .path.display())]
    Schema { path: PathBuf, name: String },
    #[error("cannot lock `{}`", .path.display())]
    Lock { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a failure of SQLite means.
pub(crate) fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError + Copy {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        _ => StoreError::Backend { doing, source: source.into() },
    }
}

/// The same while the fact at this position is read: a file that cannot be understood is damaged.
pub(crate) fn failed_at(position: u64) -> impl Fn(rusqlite::Error) -> StoreError + Copy {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { position: Position(position), source: source.into() }
        }
        Some(_) => failed("read the log")(source),
        // A value of another type, or text that is not UTF-8.
        None => Damage::Checksum.at(Position(position)),
    }
}
