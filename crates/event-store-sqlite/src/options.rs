//! What can be chosen when a store is opened.

use std::fmt;
use std::time::Duration;

/// When an append is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Once it is on the disk. Appends that wait at the same time are brought there together.
    #[default]
    Fsync,
    /// The same, and each round waits so long for further appends before it begins: fewer writes
    /// to the disk where many callers append, and a slower answer for each.
    Group(Duration),
    /// Once it is with the operating system. A crash of the program loses nothing; a power loss
    /// may lose the last appends, whole batches at a time.
    Os,
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Durability::Fsync => f.write_str("fsync"),
            Durability::Group(wait) => write!(f, "group({} ms)", wait.as_millis()),
            Durability::Os => f.write_str("os"),
        }
    }
}

/// What a new store is made for. Both are as durable, and hold the same facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workload {
    /// Appends of a few facts at a time: pages of 4 KiB and a write-ahead log. Readers are never
    /// disturbed.
    #[default]
    Live,
    /// Batches of hundreds of facts, from one caller: pages of 32 KiB and a rollback journal, so
    /// that each byte is written once. A reader waits while a batch is brought to the disk, and
    /// the batch for those who are reading. Each batch waits for the disk, whatever the durability.
    /// Once it is opened again to write, it is written as a live one.
    Bulk,
}

impl Workload {
    /// Each commit writes whole pages.
    pub(crate) const fn page_size(self) -> u32 {
        match self {
            Workload::Live => 4 << 10,
            Workload::Bulk => 32 << 10,
        }
    }
}

/// How a store is opened. The default is what a log should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub durability: Durability,
    /// So many appends are brought to the disk together at most.
    pub group_max: usize,
    /// So many appends wait in the queue at most; further callers wait before it.
    pub queue_max: usize,
    /// The index is saved on closing if so many facts came since it was last saved.
    pub index_saved_every: u32,
    /// So many bytes gather in the write-ahead log before they are carried over into the store.
    pub carried_over_every: usize,
    /// Of a new store. One that is there keeps its pages.
    pub workload: Workload,
    /// The file may have so many pages; what goes beyond is a full disk.
    pub pages_max: Option<u32>,
    /// A registered VFS in place of the operating system's, for tests of faults. Only the writer
    /// then has access to the file.
    pub vfs: Option<&'static str>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            durability: Durability::Fsync,
            group_max: 256,
            queue_max: 1024,
            index_saved_every: 4096,
            carried_over_every: 16 << 20,
            workload: Workload::Live,
            pages_max: None,
            vfs: None,
        }
    }
}
