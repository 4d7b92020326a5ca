//! The view of deadlines tells of each that was armed what became of it.

use event_store::{AppendCondition, EventStore, NewFact};
use event_store_sqlite::{Durability, Options, SqliteStore};
use kernel::{Position, SimDuration, SimTime};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::support::{envelope, folder};

const SUBJECTS: [&str; 2] = ["b-1", "b-2"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Armed { due: u64 },
    Met,
    Missed { late: bool },
    Struck { late: bool },
    Cancelled,
    Recomputed { due: u64 },
    FoundLate,
}

use Event::{Armed, Cancelled, FoundLate, Met, Missed, Recomputed, Struck};

/// A row of the view.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    subject: String,
    state: String,
    due: String,
    time: String,
    position: u64,
    armed: u64,
    late: bool,
}

/// The event at a position happens so many hours after the start.
fn hour(hours: u64) -> SimTime {
    SimTime::from_millis(1_772_344_800_000) + SimDuration::from_hours(hours)
}

impl Event {
    fn name(self) -> &'static str {
        match self {
            Armed { .. } => "clock.armed",
            Met => "clock.met",
            Missed { .. } => "clock.missed",
            Struck { .. } => "clock.struck",
            Cancelled => "clock.cancelled",
            Recomputed { .. } => "clock.recomputed",
            FoundLate => "clock.found-late",
        }
    }

    fn data(self, subject: &str) -> String {
        let own = match self {
            Armed { due } | Recomputed { due } => format!(r#""due_at":"{}","#, hour(due)),
            // When it was due is told with its arming and its corrections.
            Missed { late } | Struck { late } => {
                format!(r#""due_at":"?","late_by_revision":{late},"#)
            }
            Met | FoundLate => r#""due_at":"?","#.to_owned(),
            Cancelled => String::new(),
        };
        format!(r#"{{"clock":"tier-one",{own}"subject":"{subject}"}}"#)
    }
}

/// What the view says of these events, which have the positions from 1 on.
fn shown(events: &[(usize, Event)]) -> Vec<Row> {
    let folder = folder();
    let options = Options { durability: Durability::Os, ..Options::default() };
    let mut store = SqliteStore::create(&folder.path, options).expect("a new store");
    for (number, &(subject, event)) in (1..).zip(events) {
        let data = event.data(SUBJECTS[subject]);
        let bytes = envelope(Position(number), hour(number), event.name(), &[], &data);
        let fact = NewFact { kind: event.name(), tags: &[], bytes: &bytes };
        store.append(&[fact], &AppendCondition::none()).expect("nothing forbids it");
    }
    store.close().expect("it is closed");
    let file = Connection::open(&folder.path).expect("it is a database");
    let mut statement = file
        .prepare(
            "SELECT subject, state, due, time, position, armed, late_by_revision
             FROM deadlines WHERE clock = 'tier-one' ORDER BY armed",
        )
        .expect("the view has these columns");
    let rows = statement.query_map((), |row| {
        Ok(Row {
            subject: row.get(0)?,
            state: row.get(1)?,
            due: row.get(2)?,
            time: row.get(3)?,
            position: row.get::<_, i64>(4)?.cast_unsigned(),
            armed: row.get::<_, i64>(5)?.cast_unsigned(),
            late: row.get(6)?,
        })
    });
    rows.and_then(Iterator::collect).expect("the view can be read")
}

/// Where it was armed, its state, where that stands, and whether it is late by revision.
fn told(events: &[Event]) -> Vec<(u64, String, u64, bool)> {
    let events: Vec<_> = events.iter().map(|&event| (0, event)).collect();
    shown(&events).into_iter().map(|row| (row.armed, row.state, row.position, row.late)).collect()
}

fn one(state: &str, position: u64, late: bool) -> Vec<(u64, String, u64, bool)> {
    vec![(1, state.to_owned(), position, late)]
}

const SOON: Event = Armed { due: 3 };

#[test]
fn a_deadline_that_is_armed_again_is_another_one() {
    let rows = told(&[SOON, Missed { late: false }, SOON, Met, SOON]);
    let expected = [(1, "missed", 2), (3, "met", 4), (5, "open", 5)];
    assert_eq!(rows, expected.map(|(armed, state, at)| (armed, state.to_owned(), at, false)));
}

#[test]
fn a_correction_moves_a_deadline_and_is_no_outcome() {
    assert_eq!(told(&[SOON, Met, Recomputed { due: 1 }]), one("met", 2, false));
    assert_eq!(told(&[SOON, Met, Recomputed { due: 1 }, FoundLate]), one("met", 2, true));
    let struck = [SOON, Struck { late: false }, Recomputed { due: 1 }];
    assert_eq!(told(&struck), one("struck", 2, false));
    let rows = shown(&[(0, SOON), (0, Met), (0, Recomputed { due: 1 })]);
    assert_eq!(rows.first().map(|row| row.due.clone()), Some(hour(1).to_string()));
}

#[test]
fn what_was_missed_and_gets_time_is_open_again() {
    let late = Missed { late: true };
    assert_eq!(told(&[SOON, late, Recomputed { due: 2 }]), one("missed", 2, true));
    assert_eq!(told(&[SOON, late, Recomputed { due: 9 }]), one("open", 3, false));
    assert_eq!(told(&[SOON, late, Recomputed { due: 9 }, Met]), one("met", 4, false));
}

/// The same told event by event.
fn followed(events: &[(usize, Event)]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, &(subject, event)) in (1..).zip(events) {
        let time = hour(number).to_string();
        let (position, armed) = (number, number);
        if let Armed { due } = event {
            let (subject, state) = (SUBJECTS[subject].to_owned(), "open".to_owned());
            let due = hour(due).to_string();
            rows.push(Row { subject, state, due, time, position, armed, late: false });
            continue;
        }
        let row = rows.iter_mut().rev().find(|row| row.subject == SUBJECTS[subject]);
        let Some(row) = row else { continue };
        match event {
            Recomputed { due } => {
                row.due = hour(due).to_string();
                if ["missed", "struck"].contains(&row.state.as_str()) && number < due {
                    "open".clone_into(&mut row.state);
                }
                if row.state == "open" {
                    (row.time, row.position) = (time, position);
                }
                row.late &= !["open", "met"].contains(&row.state.as_str());
            }
            FoundLate => row.late = true,
            _ => {
                row.state = event.name().replace("clock.", "");
                (row.time, row.position) = (time, position);
                if let Missed { late } | Struck { late } = event {
                    row.late = late;
                }
            }
        }
    }
    rows
}

/// Those of the events that a clock can come to: only an open deadline ends, and only one that was
/// met is found late.
fn possible(events: Vec<(usize, Event)>) -> Vec<(usize, Event)> {
    let mut possible = Vec::new();
    for (subject, event) in events {
        let rows = followed(&possible);
        let row = rows.iter().rfind(|row| row.subject == SUBJECTS[subject]);
        let fits = match event {
            Armed { .. } | Recomputed { .. } => true,
            FoundLate => row.is_some_and(|row| row.state == "met"),
            _ => row.is_none_or(|row| row.state == "open"),
        };
        if fits {
            possible.push((subject, event));
        }
    }
    possible
}

fn any_event() -> impl Strategy<Value = (usize, Event)> {
    let event = prop_oneof![
        (0..20_u64).prop_map(|due| Armed { due }),
        Just(Met),
        any::<bool>().prop_map(|late| Missed { late }),
        any::<bool>().prop_map(|late| Struck { late }),
        Just(Cancelled),
        (0..20_u64).prop_map(|due| Recomputed { due }),
        (0..20_u64).prop_map(|due| Recomputed { due }),
        Just(FoundLate),
    ];
    (0..SUBJECTS.len(), event)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However deadlines come and go, the view says what they come to one event after the other.
    #[test]
    fn the_view_says_what_the_events_come_to(events in prop::collection::vec(any_event(), 0..40)) {
        let events = possible(events);
        prop_assert_eq!(shown(&events), followed(&events));
    }
}
