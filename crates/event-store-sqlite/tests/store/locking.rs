//! One writer a file.

use std::fs;
use std::io::Write as _;

use event_store_sqlite::{OpenError, Options, SqliteStore};

use crate::support::{Folder, closed, folder, open};

#[test]
fn a_file_has_one_writer_and_says_which() {
    let (folder, _) = closed(1);
    let first = open(&folder);
    match SqliteStore::open(&folder.path, Options::default()) {
        Err(OpenError::Locked { process, .. }) => {
            assert_eq!(process, std::process::id().to_string());
        }
        _ => panic!("the file has a writer"),
    }
    drop(first);
    open(&folder);
}

#[test]
fn a_lock_left_by_a_crash_is_no_lock() {
    let (folder, _) = closed(1);
    let lock = Folder::beside(&folder, "run.db-lock");
    writeln!(fs::File::create(&lock.path).unwrap(), "1").unwrap();
    open(&folder);
}

#[cfg(unix)]
#[test]
fn a_file_has_one_writer_also_where_a_link_leads_to_it() {
    let folder = folder();
    let (link, folders) = (folder.beside("link.db"), folder.beside("folder"));
    std::os::unix::fs::symlink("run.db", &link.path).unwrap();
    std::os::unix::fs::symlink(".", &folders.path).unwrap();
    let through = folders.path.join("link.db");
    // The file is not there yet.
    let made = SqliteStore::create(&through, Options::default()).unwrap();
    for path in [&folder.path, &link.path, &through] {
        let second = SqliteStore::open(path, Options::default());
        assert!(matches!(second.err(), Some(OpenError::Locked { .. })), "{}", path.display());
    }
    drop(made);
    let first = open(&folder);
    let second = SqliteStore::open(&through, Options::default());
    assert!(matches!(second.err(), Some(OpenError::Locked { .. })));
    drop(first);
    SqliteStore::open(&through, Options::default()).unwrap();
}
