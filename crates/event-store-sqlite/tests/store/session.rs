//! The session of the documentation is what SQLite answers.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::path::Path;

use event_store::{AppendCondition, Envelope, EventStore, NewFact, Tags};
use event_store_sqlite::{Options, SqliteStore};
use kernel::{Basis, Position, SimTime};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::support::folder;

const DOCUMENT: &str = "docs/event-store.md";
const PROMPT: &str = "sqlite> ";

/// One event: minutes after the start, type, tags and data.
type Event<'a> = (i64, &'a str, &'a [&'a str], &'a str);

const EVENTS: &[Event<'_>] = &[
    (0, "incident.opened", &["incident:b-1"], r#"{"incident":"b-1","severity":"major"}"#),
    (
        0,
        "clock.armed",
        &["incident:b-1"],
        r#"{"clock":"tier-one","due_at":"2026-03-02T06:00:00.000Z","subject":"b-1"}"#,
    ),
    (35, "incident.opened", &["incident:b-2"], r#"{"incident":"b-2","severity":"minor"}"#),
    (
        35,
        "clock.armed",
        &["incident:b-2"],
        r#"{"clock":"tier-one","due_at":"2026-03-02T06:35:00.000Z","subject":"b-2"}"#,
    ),
    (90, "incident.correlated", &["incident:b-1", "incident:b-2"], r#"{"series":"s-1"}"#),
    (
        400,
        "clock.met",
        &["incident:b-1"],
        r#"{"clock":"tier-one","due_at":"2026-03-02T06:00:00.000Z","subject":"b-1"}"#,
    ),
    (
        1475,
        "clock.missed",
        &["incident:b-2"],
        r#"{"clock":"tier-one","due_at":"2026-03-02T06:35:00.000Z","subject":"b-2"}"#,
    ),
];

fn write(store: &mut SqliteStore) {
    let run = uuid::Uuid::from_u128(0x6ba7_b810_9dad_41d1_80b4_00c0_4fd4_30c8);
    for (&(minutes, kind, tags, data), position) in EVENTS.iter().zip(1..) {
        let time = SimTime::from_millis(1_772_344_800_000 + minutes * 60_000);
        let envelope = Envelope {
            run,
            position: Position(position),
            kind: kind.into(),
            subject: None,
            time,
            recorded_at: time,
            form: NonZeroU16::MIN,
            actor: "nation:ua".into(),
            seat: Some("ua".into()),
            cause: None,
            correlation: None,
            releasable_to: "all".into(),
            basis: Basis::Assumption,
            source_key: None,
            note: None,
            tags: Tags::List(tags),
            data: Cow::Borrowed(data.as_bytes()),
        };
        let mut bytes = Vec::new();
        envelope.write_into(&mut bytes).expect("it is an envelope");
        let fact = NewFact { kind, tags, bytes: &bytes };
        store.append(&[fact], &AppendCondition::none()).expect("nothing forbids it");
    }
    // Whether what stands beside the bytes agrees with them is checked too.
    store.verify().expect("the log is sound");
}

/// What `sqlite3` prints.
fn answer(file: &Connection, question: &str) -> String {
    let mut statement = file.prepare(question).expect(question);
    let columns = statement.column_count();
    let mut rows = statement.query(()).expect(question);
    let mut text = String::new();
    while let Some(row) = rows.next().expect(question) {
        for column in 0..columns {
            let bar = if column == 0 { "" } else { "|" };
            match row.get_ref(column).expect("there are so many") {
                ValueRef::Null => write!(text, "{bar}"),
                ValueRef::Integer(number) => write!(text, "{bar}{number}"),
                value => write!(text, "{bar}{}", value.as_str().expect("it is a text")),
            }
            .expect("a text takes more");
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_session_of_the_documentation_is_what_sqlite_answers() {
    let folder = folder();
    let mut store = SqliteStore::create(&folder.path, Options::default()).expect("a new store");
    write(&mut store);
    // While the store is open and written to.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let file = Connection::open_with_flags(&folder.path, flags).expect("it can be read");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(DOCUMENT);
    let document = std::fs::read_to_string(path).expect("the document is there");
    let (_, session) = document.split_once("$ sqlite3 run.db\n").expect("it shows a session");
    let (session, _) = session.split_once("```").expect("the session ends");
    let mut questions = 0;
    for asked in session.split(PROMPT).filter(|asked| !asked.is_empty()) {
        let (question, shown) = asked.split_once(";\n").expect("a question ends with `;`");
        assert_eq!(answer(&file, question), shown, "{question}");
        questions += 1;
    }
    assert!(4 <= questions, "{questions} questions");
}

/// A store as version 1 wrote it.
#[test]
fn a_store_of_version_1_is_read_and_goes_on() {
    use event_store::{AppendOnce, Key, Once, SnapshotId, Snapshots};

    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/version-1.db");
    let folder = folder();
    let id = SnapshotId { projection: "open-incidents", version: 1 };
    let fact = [NewFact { kind: "incident.closed", tags: &["incident:b-1"], bytes: b"{}" }];
    let key = Key::new("close b-1").expect("it is a key");
    if std::env::var_os("STORE_FIXTURE").is_some() {
        let options = Options { index_saved_every: 1, ..Options::default() };
        let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
        write(&mut store);
        let once = store.append_once(key, &fact, &AppendCondition::none());
        assert!(matches!(once, Ok(Once::Appended(_))));
        store.save_snapshot(id, Position(5), b"two").expect("it is saved");
        store.close().expect("it is closed");
        std::fs::copy(&folder.path, &fixture).expect("the fixture is written");
    }
    std::fs::copy(&fixture, &folder.path).expect("the fixture is there");
    let mut store = SqliteStore::open(&folder.path, Options::default()).expect("it is a store");
    let head = store.verify().expect("it is sound");
    expect_test::expect!["#8 384d"].assert_eq(&format!(
        "{} {}",
        head.position,
        &head.chain.to_string()[..4]
    ));
    let again = store.append_once(key, &fact, &AppendCondition::none());
    assert!(matches!(again, Ok(Once::AlreadyAppended(_))), "{again:?}");
    let snapshot = store.snapshot(id, Position(9)).expect("it can be asked").expect("it is there");
    assert_eq!((snapshot.position, snapshot.bytes.as_slice()), (Position(5), &b"two"[..]));
    store.append(&fact, &AppendCondition::none()).expect("the log goes on");
    assert_eq!(store.verify().expect("it is sound").position, Position(9));
}
