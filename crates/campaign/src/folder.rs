//! A folder of results.
//!
//! `results.csv` grows while the campaign goes on; `manifest.json` says what it is made from, and is
//! written when it begins and when it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::fold::Fold;
use crate::manifest::differences;
use crate::splitting::{self, Effort, Summary, TableError};
use crate::table::{ResumeError, Table, read_back};

/// The table.
pub const TABLE: &str = "results.csv";
/// The table of a splitting.
pub const SPLITTING: &str = "splitting.csv";
/// What it is made from.
pub const MANIFEST: &str = "manifest.json";

/// What a look into a table leaves beside it, if there is anything of the kind.
const FOUND: [&str; 5] =
    ["box.yaml", "worst.jsonl", "median.jsonl", "surprising.jsonl", "rare.jsonl"];

/// What else a campaign writes.
const WRITTEN: [&str; 4] = ["summary.txt", "summary.html", "dictionary.csv", "results.parquet"];

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("`{}` holds a campaign already", .0.display())]
    Taken(PathBuf),
    #[error("`{}` is there already, and a campaign would write over it", .0.display())]
    Occupied(PathBuf),
    #[error("`{}` holds no campaign to go on with", .0.display())]
    Empty(PathBuf),
    #[error("`{}` holds a splitting", .0.display())]
    HoldsSplitting(PathBuf),
    #[error("`{}` holds a campaign without splitting", .0.display())]
    HoldsCampaign(PathBuf),
    #[error("another campaign writes to `{}`", .0.display())]
    InUse(PathBuf),
    #[error("cannot use `{}`", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("`{}` is no manifest of a campaign", .0.display())]
    Manifest(PathBuf),
    #[error("the campaign there is another one: {0}")]
    Other(String),
    #[error("`{}` cannot be gone on with", .path.display())]
    Table { path: PathBuf, source: ResumeError },
    #[error("`{}` is not as the whole campaign left it: it has another digest", .0.display())]
    Changed(PathBuf),
    #[error("`{}` cannot be gone on with", .path.display())]
    Splitting { path: PathBuf, source: TableError },
}

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Locked as long as somebody writes there.
    _held: Option<File>,
}

impl Folder {
    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Begins a campaign in a new folder, or in one that holds nothing that it would write over or
    /// remove.
    pub fn begin(path: &Path) -> Result<Folder, FolderError> {
        if [TABLE, SPLITTING].iter().any(|table| path.join(table).exists()) {
            return Err(FolderError::Taken(path.to_path_buf()));
        }
        let written = [MANIFEST].into_iter().chain(WRITTEN).chain(FOUND);
        if let Some(taken) = written.map(|name| path.join(name)).find(|file| file.exists()) {
            return Err(FolderError::Occupied(taken));
        }
        fs::create_dir_all(path).map_err(|source| failed(path, source))?;
        Ok(Folder { path: path.to_path_buf(), _held: hold(path)? })
    }

    /// A new table.
    pub fn table(&self, fold: &Fold) -> Result<Table<BufWriter<File>>, FolderError> {
        let path = self.file(TABLE);
        let opened = OpenOptions::new().write(true).create_new(true).open(&path);
        let out = BufWriter::new(opened.map_err(|source| failed(&path, source))?);
        Table::begin(out, &fold.layout, &fold.outcomes.columns)
            .map_err(|source| failed(&path, source))
    }

    /// Goes on with the campaign in a folder, which must be the one that the manifest describes.
    /// Its rows are read into the fold; a last line that is cut is dropped.
    pub fn resume(
        path: &Path,
        manifest: &Value,
        fold: &mut Fold,
    ) -> Result<(Folder, Table<BufWriter<File>>), FolderError> {
        let (folder, table, was) = Folder::reopen(path, TABLE, manifest)?;
        let opened = OpenOptions::new().read(true).write(true).open(&table);
        let mut file = opened.map_err(|source| failed(&table, source))?;
        let read = read_back(&mut BufReader::new(&file), fold)
            .map_err(|source| FolderError::Table { path: table.clone(), source })?;
        if is_changed(&was, read.rows(), &read.digest()) {
            return Err(FolderError::Changed(table));
        }
        file.set_len(read.bytes).map_err(|source| failed(&table, source))?;
        file.seek(SeekFrom::Start(read.bytes)).map_err(|source| failed(&table, source))?;
        let out = BufWriter::new(file);
        let table = Table::resume(out, read, &fold.layout, &fold.outcomes.columns)
            .map_err(|source| failed(&table, source))?;
        Ok((folder, table))
    }

    /// Goes on with the splitting in a folder, which must be the one that the manifest describes.
    pub fn resume_splitting<E>(
        path: &Path,
        manifest: &Value,
        effort: Effort,
    ) -> Result<(Folder, Summary<E>), FolderError> {
        let (folder, table, was) = Folder::reopen(path, SPLITTING, manifest)?;
        let text = fs::read_to_string(&table).map_err(|source| failed(&table, source))?;
        let summary = splitting::read_back(effort, &text)
            .map_err(|source| FolderError::Splitting { path: table.clone(), source })?;
        let digest = blake3::hash(text.as_bytes()).to_hex();
        if is_changed(&was, summary.repetitions.len() as u64, &digest) {
            return Err(FolderError::Changed(table));
        }
        Ok((folder, summary))
    }

    /// A folder with this table, if it was made as the manifest says; and the manifest in it.
    fn reopen(
        path: &Path,
        table: &str,
        manifest: &Value,
    ) -> Result<(Folder, PathBuf, Value), FolderError> {
        let folder = Folder { path: path.to_path_buf(), _held: hold(path)? };
        let (wanted, table) = (table, folder.file(table));
        if !table.exists() {
            let path = path.to_path_buf();
            return Err(match wanted {
                TABLE if folder.file(SPLITTING).exists() => FolderError::HoldsSplitting(path),
                SPLITTING if folder.file(TABLE).exists() => FolderError::HoldsCampaign(path),
                _ => FolderError::Empty(path),
            });
        }
        let described = folder.file(MANIFEST);
        let text = fs::read_to_string(&described).map_err(|source| failed(&described, source))?;
        let was: Value =
            serde_json::from_str(&text).map_err(|_| FolderError::Manifest(described.clone()))?;
        let differ = differences(&was, manifest).into_iter();
        let differ = differ.map(|(key, was, is)| format!("`{key}` was {was} and is {is}"));
        let differ = differ.collect::<Vec<_>>().join("; ");
        if !differ.is_empty() {
            return Err(FolderError::Other(differ));
        }
        Ok((folder, table, was))
    }

    /// Writes a file anew: whole, or as it was.
    pub fn write(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let path = self.file(name);
        let beside = self.file(&format!("{name}.new"));
        fs::write(&beside, text)
            .and_then(|()| fs::rename(&beside, &path))
            .map_err(|source| failed(&path, source))
    }
}

/// Keeps others out of a folder. A system that locks no folders is no reason not to write.
fn hold(path: &Path) -> Result<Option<File>, FolderError> {
    let Ok(folder) = File::open(path) else { return Ok(None) };
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_path_buf())),
        _ => Ok(Some(folder)),
    }
}

/// Removes what was found in a table: it may be of another one, or of another outcome.
pub fn forget(path: &Path) -> Result<(), FolderError> {
    for file in FOUND.map(|name| path.join(name)) {
        match fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&file, source));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a table is not the one of which a manifest says that it is whole. One that is shorter
/// lost its end, which is played again.
fn is_changed(manifest: &Value, rows: u64, digest: &str) -> bool {
    let done = manifest["rows_done"].as_u64().or(manifest["repetitions_planned"].as_u64());
    manifest["ended"] == "whole" && done <= Some(rows) && manifest["digest"] != digest
}

fn failed(path: &Path, source: io::Error) -> FolderError {
    FolderError::File { path: path.to_path_buf(), source }
}
