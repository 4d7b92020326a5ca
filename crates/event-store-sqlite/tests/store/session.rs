//! The session of the documentation is what SQLite answers.

use std::fmt::Write as _;
use std::path::Path;

use event_store::{AppendCondition, EventStore, NewFact};
use event_store_sqlite::{Options, SqliteStore};
use kernel::{Position, SimTime};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::support::{envelope, folder};

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

pub(crate) fn write(store: &mut SqliteStore) {
    for (&(minutes, kind, tags, data), position) in EVENTS.iter().zip((1..).map(Position)) {
        let time = SimTime::from_millis(1_772_344_800_000 + minutes * 60_000);
        let bytes = envelope(position, time, kind, tags, data);
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
