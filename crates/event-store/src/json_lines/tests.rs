use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use kernel::{Basis, SimTime};
use tempfile::TempDir;

use super::*;
use crate::{Memory, Tags};

const RUN: Uuid = Uuid::from_u128(0x6ba7_b810_9dad_41d1_80b4_00c0_4fd4_30c8);
const KIND: &str = "silence.broken";
const TAGS: &[&str] = &["question:q-1", "nation:de"];

/// The bytes of the envelope at this position.
pub(super) fn record(run: Uuid, position: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let time = SimTime::from_millis(1_767_704_400_000);
    let envelope = Envelope {
        run,
        position: Position(position),
        kind: KIND.into(),
        subject: None,
        time,
        recorded_at: time,
        form: NonZeroU16::MIN,
        actor: "nation:de".into(),
        seat: Some("coalition".into()),
        cause: (1 < position).then(|| Position(position - 1)),
        correlation: None,
        releasable_to: "us ua".into(),
        basis: Basis::Assumption,
        source_key: None,
        note: position.is_multiple_of(3).then(|| "the \"third\" – später".into()),
        tags: Tags::List(TAGS),
        data: Cow::Borrowed(br#"{"nation":"de","question":"q-1"}"#),
    };
    envelope.write_into(&mut bytes).unwrap();
    bytes
}

/// The text of a log of so many lines.
pub(super) fn sample(lines: u64) -> Vec<u8> {
    let mut text = Vec::new();
    let mut head = Head::default();
    for position in 1..=lines {
        let bytes = record(RUN, position);
        head = head.link(&bytes);
        line::seal(&mut text, &bytes, head.chain);
    }
    text
}

fn fact(bytes: &[u8]) -> NewFact<'_> {
    NewFact { kind: KIND, tags: TAGS, bytes }
}

fn append(log: &mut impl EventStore, positions: std::ops::RangeInclusive<u64>) {
    let records: Vec<_> = positions.map(|position| record(RUN, position)).collect();
    let batch: Vec<_> = records.iter().map(|bytes| fact(bytes)).collect();
    log.append(&batch, &AppendCondition::none()).unwrap();
}

/// A folder that is gone after the test, with the path of a log in it.
struct Folder {
    _folder: TempDir,
    path: PathBuf,
}

fn folder() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.jsonl");
    Folder { _folder: folder, path }
}

mod conforms {
    use super::*;

    /// A log in a folder of its own.
    struct Temporary {
        log: JsonLines,
        _folder: Folder,
    }

    impl EventStore for Temporary {
        fn append(
            &mut self,
            batch: &[NewFact<'_>],
            unless: &AppendCondition,
        ) -> Result<Span, AppendError> {
            let span = self.log.append(batch, unless)?;
            // Every other batch stays pending, so that reads meet both.
            if span.last.0.is_multiple_of(2) {
                self.log.flush()?;
            }
            Ok(span)
        }

        fn visit(
            &self,
            selection: &Selection<'_>,
            each: &mut dyn FnMut(FactView<'_>) -> ControlFlow<()>,
        ) -> Result<Position, StoreError> {
            self.log.visit(selection, each)
        }

        fn head(&self) -> Result<Head, StoreError> {
            self.log.head()
        }
    }

    fn temporary() -> Temporary {
        let folder = folder();
        Temporary { log: JsonLines::create(&folder.path).unwrap(), _folder: folder }
    }

    crate::conformance!(temporary());
}

#[test]
fn a_log_is_continued_where_it_ended() {
    let Folder { path, _folder } = folder();
    let mut log = JsonLines::create(&path).unwrap();
    append(&mut log, 1..=4);
    let head = log.close().unwrap();

    let mut log = JsonLines::open(&path, CutLastLine::Report).unwrap();
    assert_eq!((log.head().unwrap(), log.run()), (head, Some(RUN)));
    append(&mut log, 5..=9);
    drop(log);

    assert_eq!(fs::read(&path).unwrap(), sample(9));
}

#[test]
fn equal_histories_have_equal_facts_in_every_store() {
    let Folder { path, _folder } = folder();
    let (mut log, mut memory) = (JsonLines::create(&path).unwrap(), Memory::default());
    append(&mut log, 1..=5);
    append(&mut memory, 1..=5);
    let all = |store: &dyn EventStore| store.read(&Selection::all()).unwrap();
    assert_eq!(all(&log), all(&memory));
    assert_eq!(log.head().unwrap(), memory.head().unwrap());
}

#[test]
fn a_file_that_is_not_empty_is_not_overwritten() {
    let Folder { path, _folder } = folder();
    fs::write(&path, "precious").unwrap();
    assert!(matches!(JsonLines::create(&path), Err(OpenError::NotEmpty)));
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    fs::write(&path, "").unwrap();
    assert!(JsonLines::create(&path).is_ok());
}

#[test]
fn a_file_has_one_writer() {
    let Folder { path, _folder } = folder();
    let first = JsonLines::create(&path).unwrap();
    let second = JsonLines::open(&path, CutLastLine::Report);
    assert!(matches!(second, Err(OpenError::Store(StoreError::Busy))));
    drop(first);
    assert!(JsonLines::open(&path, CutLastLine::Report).is_ok());
}

#[test]
fn a_damaged_file_is_not_continued() {
    let Folder { path, _folder } = folder();
    let text = String::from_utf8(sample(5)).unwrap();
    fs::write(&path, text.replacen("coalition", "coalitiom", 3)).unwrap();
    match JsonLines::open(&path, CutLastLine::Drop) {
        Err(OpenError::Fault(fault)) => assert_eq!(fault.line, 1),
        _ => panic!("the first three lines are changed"),
    }
}

#[test]
fn a_half_written_line_is_cut_off_on_request_only() {
    let Folder { path, _folder } = folder();
    let text = sample(5);
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    match JsonLines::open(&path, CutLastLine::Report) {
        Err(OpenError::Fault(LogFault { line: 5, kind: LogFaultKind::CutLastLine, .. })) => {}
        _ => panic!("line 5 is half-written"),
    }
    let mut log = JsonLines::open(&path, CutLastLine::Drop).unwrap();
    assert_eq!(log.head().unwrap().position, Position(4));
    append(&mut log, 5..=5);
    log.close().unwrap();
    assert_eq!(fs::read(&path).unwrap(), text);
}

#[test]
fn a_fact_that_could_not_be_read_back_is_refused_with_its_batch() {
    let Folder { path, _folder } = folder();
    let mut log = JsonLines::create(&path).unwrap();
    let none = AppendCondition::none();
    let (first, second, other) = (record(RUN, 1), record(RUN, 2), record(Uuid::nil(), 2));
    let refused = |log: &mut JsonLines, bad: NewFact<'_>| match log
        .append(&[fact(&first), bad], &none)
        .unwrap_err()
    {
        AppendError::Store(StoreError::Refused { number, source }) => {
            assert_eq!((number, log.head().unwrap()), (2, Head::default()));
            source.to_string()
        }
        other => panic!("{other}"),
    };
    let faults = [
        refused(&mut log, fact(b"{}")),
        refused(&mut log, fact(&first)),
        refused(&mut log, fact(&other)),
        refused(&mut log, NewFact { kind: "silence", ..fact(&second) }),
        refused(&mut log, NewFact { tags: &["nation:de"], ..fact(&second) }),
    ];
    expect_test::expect![[r"
        the attribute `actor` is missing
        its envelope has the position #1, not #2
        its envelope has the run 00000000-0000-0000-0000-000000000000, not 6ba7b810-9dad-41d1-80b4-00c04fd430c8
        its envelope has the type silence.broken, not silence
        its envelope has the tags question:q-1 nation:de, not nation:de"]].assert_eq(&faults.join("\n"));
    // The run of a refused batch binds nobody.
    let other = record(Uuid::nil(), 1);
    log.append(&[fact(&other)], &none).unwrap();
    assert_eq!(log.run(), Some(Uuid::nil()));
    let appended = log.append(&[fact(&second)], &none);
    assert!(matches!(appended, Err(AppendError::Store(StoreError::Refused { .. }))));
}

/// A disk with room for so many bytes, which may refuse to cut a file or to sync.
struct Full {
    disk: OnDisk,
    room: Arc<AtomicUsize>,
    can_truncate: bool,
    can_sync: bool,
}

impl Disk for Full {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fits = bytes.len().min(self.room.load(Relaxed));
        self.room.fetch_sub(fits, Relaxed);
        self.disk.append(&bytes[..fits])?;
        if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        if self.can_truncate {
            self.disk.truncate(length)
        } else {
            Err(io::ErrorKind::Other.into())
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.can_sync { self.disk.sync() } else { Err(io::ErrorKind::Other.into()) }
    }

    fn reader(&self) -> io::Result<File> {
        self.disk.reader()
    }
}

fn full(folder: &Folder, room: usize) -> Full {
    let disk = OnDisk::open(&folder.path).unwrap();
    let room = Arc::new(AtomicUsize::new(room));
    Full { disk, room, can_truncate: true, can_sync: true }
}

fn is_full(result: Result<(), StoreError>) -> bool {
    matches!(result, Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::StorageFull)
}

#[test]
fn a_full_disk_is_an_error_and_leaves_whole_batches_wherever_it_strikes() {
    let (one, three) = (sample(1).len(), sample(3).len());
    for room in one..three {
        let folder = folder();
        let mut log = JsonLines::begin(Box::new(full(&folder, room)));
        append(&mut log, 1..=1);
        log.flush().unwrap();
        append(&mut log, 2..=3);
        assert!(is_full(log.flush()), "room for {room}");
        assert_eq!(fs::read(&folder.path).unwrap(), sample(1), "room for {room}");
        // Nothing is forgotten: the facts are still read, and the next attempt is an error again.
        assert_eq!(log.read(&Selection::all()).unwrap().len(), 3);
        assert!(is_full(log.sync()));
    }
}

#[test]
fn what_could_not_be_written_is_written_once_there_is_room() {
    let folder = folder();
    let disk = full(&folder, 100);
    let room = Arc::clone(&disk.room);
    let mut log = JsonLines::begin(Box::new(disk));
    append(&mut log, 1..=2);
    assert!(is_full(log.flush()));
    room.store(usize::MAX, Relaxed);
    log.close().unwrap();
    assert_eq!(fs::read(&folder.path).unwrap(), sample(2));
}

#[test]
fn appends_to_a_full_disk_fail_before_memory_fills() {
    let folder = folder();
    let mut log = JsonLines::begin(Box::new(full(&folder, 100)));
    let mut position = 0;
    let error = loop {
        position += 1;
        assert!(position < 5_000, "the disk is full, and nobody says so");
        let bytes = record(RUN, position);
        if let Err(error) = log.append(&[fact(&bytes)], &AppendCondition::none()) {
            break error;
        }
    };
    assert!(matches!(error, AppendError::Store(StoreError::Io { .. })));
    assert_eq!(
        log.head().unwrap().position.next(),
        Position(position),
        "the refused fact is not counted"
    );
    assert!(log.pending.len() < 2 * PENDING_MAX);
}

#[test]
fn a_log_of_which_nothing_is_known_takes_no_more() {
    let folder = folder();
    let disk = Full { can_truncate: false, ..full(&folder, 100) };
    let mut log = JsonLines::begin(Box::new(disk));
    append(&mut log, 1..=1);
    assert!(is_full(log.flush()));
    let bytes = record(RUN, 2);
    let appended = log.append(&[fact(&bytes)], &AppendCondition::none());
    assert!(matches!(appended, Err(AppendError::Store(StoreError::Broken))));
    assert!(matches!(log.close(), Err(StoreError::Broken)));
}

#[test]
fn a_failed_sync_is_not_tried_again() {
    let folder = folder();
    let disk = Full { can_sync: false, ..full(&folder, usize::MAX) };
    let mut log = JsonLines::begin(Box::new(disk));
    append(&mut log, 1..=1);
    assert!(matches!(log.sync(), Err(StoreError::Io { .. })));
    assert!(matches!(log.sync(), Err(StoreError::Broken)));
}

#[test]
fn damage_below_an_open_log_is_noticed_on_reading() {
    let Folder { path, _folder } = folder();
    let mut log = JsonLines::create(&path).unwrap();
    append(&mut log, 1..=3);
    log.flush().unwrap();
    let text = String::from_utf8(sample(3)).unwrap();
    let second = text.lines().nth(1).unwrap();
    fs::write(&path, text.replace(second, &second.replace("\"de\"", "\"fr\""))).unwrap();
    let read = |after| log.read(&Selection::all().after(Position(after)).limit(1));
    assert_eq!(read(0).unwrap().len(), 1);
    match read(1).unwrap_err() {
        StoreError::Damaged { position, source } => {
            assert_eq!(position, Position(2));
            assert!(source.to_string().starts_with("line 2: the line was changed"), "{source}");
        }
        other => panic!("{other}"),
    }
    assert_eq!(read(2).unwrap().len(), 1);
    // Whoever computes the chain anew deceives a reader of the file, but not an open log.
    let mut forged = sample(1);
    let bytes = String::from_utf8(record(RUN, 2)).unwrap().replace("\"de\"", "\"fr\"");
    line::seal(
        &mut forged,
        bytes.as_bytes(),
        log.index.head_before(1).link(bytes.as_bytes()).chain,
    );
    fs::write(&path, forged).unwrap();
    assert!(matches!(read(1), Err(StoreError::Damaged { position: Position(2), .. })));
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    assert!(matches!(read(2), Err(StoreError::Damaged { position: Position(3), .. })));
}
