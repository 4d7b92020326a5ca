//! A simulated disk under SQLite: what is written is on it only once it is synced, and until then
//! any part of it may be lost, torn or be there before what was written earlier. The same holds of
//! the names in its folder, until the folder is synced.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenKind, OpenOptions, Vfs};

/// A disk tears within a write only between sectors.
const SECTOR: usize = 512;

#[derive(Clone, Default)]
pub(crate) struct Disk {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, File>,
    /// Files whose names are gone from the folder, which may show again until it is synced.
    removed: BTreeMap<String, File>,
    /// Names that may be lost with their files until the folder is synced.
    unsynced_names: BTreeSet<String>,
    dice: Dice,
    /// The syncs from this number on, counted from 0, do nothing and say that they did.
    lies_from: Option<u64>,
    syncs: u64,
    /// What the disk may hold if the power goes at a sync, with the note of that moment.
    losses: Vec<Loss>,
    /// So many ways in which the power can go are tried at each sync.
    losses_a_sync: usize,
    note: u64,
    /// The write or sync with this number fails; they are counted from 0.
    fails_at: Option<u64>,
    operations: u64,
}

/// The content of each file, and what had been noted when the power went.
pub(crate) struct Loss {
    pub(crate) note: u64,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

#[derive(Clone, Default)]
struct File {
    synced: Vec<u8>,
    current: Vec<u8>,
    /// Since the last sync.
    changes: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// Numbers that look drawn and are the same in every run.
#[derive(Default)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Change::Length(length) => content.resize(*length, 0),
            Change::Write { offset, bytes } => {
                let end = offset + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*offset..end].copy_from_slice(bytes);
            }
        }
    }

    /// The part of it that reached the disk.
    fn torn(&self, dice: &mut Dice) -> Change {
        match self {
            Change::Write { offset, bytes } => {
                let sectors = bytes.len().div_ceil(SECTOR);
                let (from, to) = (dice.below(sectors), dice.below(sectors + 1));
                let (from, to) = (from.min(to) * SECTOR, (from.max(to) * SECTOR).min(bytes.len()));
                let bytes = bytes.get(from..to).unwrap_or_default().to_vec();
                Change::Write { offset: offset + from, bytes }
            }
            Change::Length(length) => Change::Length(*length),
        }
    }
}

impl File {
    /// What may be left of it: each change is there, or lost, or torn, in any order.
    fn left(&self, dice: &mut Dice) -> Vec<u8> {
        let mut content = self.synced.clone();
        let mut changes = self.changes.clone();
        let (keep, tear) = (dice.below(5), dice.below(4));
        while !changes.is_empty() {
            let change = changes.swap_remove(dice.below(changes.len()));
            if dice.below(4) < keep {
                if dice.below(4) < tear { change.torn(dice) } else { change }.apply(&mut content);
            }
        }
        content
    }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes this the disk of a VFS with this name.
    pub(crate) fn register(&self, name: &'static str) -> &'static str {
        sqlite_vfs::register(name, self.clone(), false).expect("the VFS is registered");
        name
    }

    /// Notes so many losses at each sync from now on.
    pub(crate) fn record(&self, losses_a_sync: usize) {
        self.state().losses_a_sync = losses_a_sync;
    }

    /// From the sync with this number on, what is said to be on the disk need not be.
    pub(crate) fn lie_from(&self, sync: u64) {
        self.state().lies_from = Some(sync);
    }

    pub(crate) fn syncs(&self) -> u64 {
        self.state().syncs
    }

    /// A disk as it was left.
    pub(crate) fn left_by(loss: &Loss) -> Disk {
        let disk = Disk::default();
        let file = |content: &Vec<u8>| {
            let (synced, current) = (content.clone(), content.clone());
            File { synced, current, changes: Vec::new() }
        };
        let files = loss.files.iter().map(|(name, content)| (name.clone(), file(content)));
        disk.state().files = files.collect();
        disk
    }

    pub(crate) fn note(&self, note: u64) {
        self.state().note = note;
    }

    pub(crate) fn losses(&self) -> Vec<Loss> {
        std::mem::take(&mut self.state().losses)
    }

    /// Lets one write or sync fail: that one alone.
    pub(crate) fn fail_at(&self, operation: u64) {
        self.state().fails_at = Some(operation);
    }

    pub(crate) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// The files as a program sees them that is started now.
    pub(crate) fn files(&self) -> Loss {
        let state = self.state();
        let files = state.files.iter().map(|(name, file)| (name.clone(), file.current.clone()));
        Loss { note: state.note, files: files.collect() }
    }
}

impl Loss {
    /// Lays the files into a folder.
    pub(crate) fn write_to(&self, folder: &Path) {
        for (name, content) in &self.files {
            let name = Path::new(name).file_name().expect("files have names");
            std::fs::write(folder.join(name), content).expect("the folder can be written");
        }
    }
}

impl State {
    fn file(&mut self, name: &str) -> &mut File {
        self.files.entry(name.to_owned()).or_default()
    }

    fn operate(&mut self) -> io::Result<()> {
        let number = self.operations;
        self.operations += 1;
        if self.fails_at == Some(number) {
            Err(io::Error::other("the disk failed"))
        } else {
            Ok(())
        }
    }

    fn change(&mut self, name: &str, change: Change) -> io::Result<()> {
        self.operate()?;
        let file = self.file(name);
        change.apply(&mut file.current);
        file.changes.push(change);
        Ok(())
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        for _ in 0..self.losses_a_sync {
            let files = self.left();
            self.losses.push(Loss { note: self.note, files });
        }
        self.operate()?;
        let number = self.syncs;
        self.syncs += 1;
        if self.lies_from.is_some_and(|from| from <= number) {
            return Ok(());
        }
        let file = self.file(name);
        file.synced.clone_from(&file.current);
        file.changes.clear();
        Ok(())
    }

    /// What the folder may hold: a name that was made or removed since it was synced may be there
    /// or not.
    fn left(&mut self) -> Vec<(String, Vec<u8>)> {
        let (dice, mut left) = (&mut self.dice, Vec::new());
        for (name, file) in &self.files {
            if !self.unsynced_names.contains(name) || dice.below(2) == 0 {
                left.push((name.clone(), file.left(dice)));
            }
        }
        for (name, file) in &self.removed {
            if dice.below(2) == 0 && left.iter().all(|(other, _)| other != name) {
                left.push((name.clone(), file.left(dice)));
            }
        }
        left
    }

    fn sync_folder(&mut self) {
        if self.lies_from.is_none_or(|from| self.syncs <= from) {
            self.removed.clear();
            self.unsynced_names.clear();
        }
    }
}

impl Vfs for Disk {
    type Handle = Handle;

    fn open(&self, name: &str, options: OpenOptions) -> io::Result<Handle> {
        let is_journal = matches!(options.kind, OpenKind::Wal | OpenKind::MainJournal);
        let is_new = !self.exists(name)?;
        if is_journal || matches!(options.kind, OpenKind::MainDb) {
            let mut state = self.state();
            state.file(name);
            if is_new {
                state.unsynced_names.insert(name.to_owned());
            }
        }
        let name = name.to_owned();
        let syncs_folder = is_journal && is_new;
        Ok(Handle { disk: self.clone(), name, lock: LockKind::None, syncs_folder })
    }

    fn delete(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        let file = state.files.remove(name).ok_or(ErrorKind::NotFound)?;
        if !state.unsynced_names.remove(name) {
            state.removed.insert(name.to_owned(), file);
        }
        Ok(())
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        Ok(self.state().files.contains_key(name))
    }

    fn temporary_name(&self) -> String {
        format!("temporary-{}", self.state().dice.below(1 << 30))
    }

    fn random(&self, buffer: &mut [i8]) {
        let mut state = self.state();
        for byte in buffer {
            *byte = i8::try_from(state.dice.below(128)).expect("it is below 128");
        }
    }

    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }

    fn full_pathname<'a>(&self, name: &'a str) -> io::Result<Cow<'a, str>> {
        Ok(name.into())
    }
}

pub(crate) struct Handle {
    disk: Disk,
    name: String,
    lock: LockKind,
    /// As SQLite does on Unix: the first sync of a journal that it made is one of the folder too.
    syncs_folder: bool,
}

impl DatabaseHandle for Handle {
    type WalIndex = NoSharedMemory;

    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.state().file(&self.name).current.len() as u64)
    }

    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        let content = &state.file(&self.name).current;
        let start = usize::try_from(offset).expect("files are in memory").min(content.len());
        let found = &content[start..content.len().min(start + buffer.len())];
        buffer[..found.len()].copy_from_slice(found);
        buffer[found.len()..].fill(0);
        if found.len() < buffer.len() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn write_all_at(&mut self, buffer: &[u8], offset: u64) -> io::Result<()> {
        let offset = usize::try_from(offset).expect("files are in memory");
        let change = Change::Write { offset, bytes: buffer.to_vec() };
        self.disk.state().change(&self.name, change)
    }

    fn sync(&mut self, _: bool) -> io::Result<()> {
        let mut state = self.disk.state();
        state.sync(&self.name)?;
        if std::mem::take(&mut self.syncs_folder) {
            state.sync_folder();
        }
        Ok(())
    }

    fn set_len(&mut self, size: u64) -> io::Result<()> {
        let length = usize::try_from(size).expect("files are in memory");
        self.disk.state().change(&self.name, Change::Length(length))
    }

    fn lock(&mut self, lock: LockKind) -> io::Result<bool> {
        self.lock = lock;
        Ok(true)
    }

    fn reserved(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn current_lock(&self) -> io::Result<LockKind> {
        Ok(self.lock)
    }

    fn wal_index(&self, _: bool) -> io::Result<NoSharedMemory> {
        Err(ErrorKind::Unsupported.into())
    }
}

/// One connection alone needs none.
pub(crate) struct NoSharedMemory;

impl WalIndex for NoSharedMemory {
    fn enabled() -> bool {
        false
    }

    fn map(&mut self, _: u32) -> io::Result<[u8; 32768]> {
        Err(ErrorKind::Unsupported.into())
    }

    fn lock(&mut self, _: std::ops::Range<u8>, _: WalIndexLock) -> io::Result<bool> {
        Err(ErrorKind::Unsupported.into())
    }

    fn delete(self) -> io::Result<()> {
        Ok(())
    }
}
