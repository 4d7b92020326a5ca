//! What holds of the workspace as a whole; the tests stand in `tests/`.
//!
//! Here is what they read: the dependency [`graph`], Rust [`source`] files as tokens, Markdown and
//! recipes as [`text`]. The [`style`] checks are here too, because they are longer than their tests.
//! Every check takes its subject as an argument, so each is also tried on a made-up offender.

pub mod exports;
pub mod graph;
pub mod play;
pub mod rules;
pub mod sample;
pub mod source;
pub mod style;
pub mod text;
pub mod whim;

use std::fmt;
use std::path::{Path, PathBuf};

/// Every crate there is or is to be.
pub const CRATES: &[&str] = &[
    "campaign",
    "cli",
    "diagnostic",
    "domain",
    "event-store",
    "event-store-postgres",
    "event-store-sqlite",
    "explorer",
    "export",
    "foreign-log",
    "kernel",
    "report",
    "rules",
    "scenario",
    "seal",
    "server",
    "simulator",
    "tests",
];

/// Folders that hold no source of ours.
const NOT_OURS: [&str; 5] = [".git", ".venv", "node_modules", "out", "target"];

/// A place in a file where a habit is broken, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, message } = self;
        write!(f, "{path}:{line}: {message}")
    }
}

/// Fails the test with every fault, one a line.
///
/// # Panics
/// When there is a fault.
#[track_caller]
pub fn assert_none<F: fmt::Display>(faults: impl IntoIterator<Item = F>) {
    let lines: Vec<String> = faults.into_iter().map(|fault| fault.to_string()).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().expect("the crate `tests` lies inside the workspace").to_owned()
}

/// The text of a file of the workspace, named by its path from the root.
///
/// # Panics
/// When it cannot be read: the test that asked has nothing to judge.
#[track_caller]
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths of all files of ours with this extension, from the root, with `/`, in order.
pub fn files(extension: &str) -> Vec<String> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !NOT_OURS.contains(&name) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(from_root(&root, &path));
            }
        }
    }
    found.sort();
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn from_root(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).expect("the walk starts at the root");
    path.to_string_lossy().replace('\\', "/")
}
