//! The table of what commands lead to holds: the center decides on very many commands, and
//! every event that comes of one stands in its row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::clock::{Expire, Status};
use domain::{Actor, Center, Command, Event};
use kernel::{Decider, Issued, Position, Recorded, SimDuration, SimTime};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use simulator::choice::Seeded;
use simulator::engine::Forgetful;
use simulator::probe;
use simulator::record::{Body, CenterRecord};
use simulator::run;

use super::{fields_of, short_scenarios};
use crate::check::reach::{self, Row, rows};
use crate::compile;
use crate::vocabulary::{FieldType, Vocabulary};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::new);

/// How many walks are made; ten times as many found nothing more.
const WALKS: usize = 700;

/// The records of the scenarios that come with the program, played with two seeds each.
static RUNS: LazyLock<Vec<Vec<CenterRecord>>> = LazyLock::new(|| {
    let mut runs = Vec::new();
    for text in short_scenarios() {
        let script = compile(&text).expect("it is sound").script;
        for seed in [1, 2] {
            let mut records = Vec::new();
            let mut observe = |record: &CenterRecord| records.push(record.clone());
            let (opening, choose) = (run::opening(&script, seed, None), Seeded::new(seed, 0));
            run::run(&script, opening, choose, Forgetful, &mut observe).expect("it can be played");
            runs.push(records);
        }
    }
    runs
});

/// What was seen: each command that was accepted, with the events that came of it at once.
#[derive(Default)]
struct Seen(BTreeMap<String, BTreeSet<String>>);

impl Seen {
    /// Whether the table has these events.
    fn check(&mut self, command: &Command, events: &[Event]) -> Result<(), String> {
        let kind = probe::kind(command).expect("a command has a kind").to_string();
        let events = events.iter().filter_map(probe::kind).map(|kind| kind.to_string());
        let events: Vec<String> = events.collect();
        let row = reach::of(&kind).map_or([].as_slice(), |row| row.at_once);
        let later = || rows().flat_map(|row| row.later).copied();
        let known = |event: &str| match kind.as_str() {
            "clock.expire" => later().any(|later| later == event),
            _ => row.contains(&event),
        };
        let missing: Vec<&String> = events.iter().filter(|event| !known(event)).collect();
        if !missing.is_empty() {
            return Err(format!("the row of `{kind}` lacks {missing:?}"));
        }
        self.0.entry(kind).or_default().extend(events);
        Ok(())
    }
}

/// A command, who would issue it first, and how many minutes later.
#[derive(Clone, Debug)]
struct Try {
    command: Index,
    by: Index,
    minutes: u64,
    fields: [(Index, Index); 8],
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let minutes = prop_oneof![6 => 0..30u64, 2 => 60..600u64, 1 => 600..4_000u64];
    let one = (any::<Index>(), any::<Index>(), minutes, any::<[(Index, Index); 8]>());
    let one = one.prop_map(|(command, by, minutes, fields)| Try { command, by, minutes, fields });
    prop::collection::vec(one, 150)
}

/// A center somewhere in a run, and the names in use there by their type.
struct Walk {
    center: Center,
    at: SimTime,
    position: Position,
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Walk {
    /// Replays a run up to a record.
    fn along(records: &[CenterRecord]) -> Walk {
        let mut walk = Walk {
            center: Center::default(),
            at: SimTime::default(),
            position: Position::START,
            names: BTreeMap::new(),
        };
        for record in records {
            (walk.at, walk.position) = (record.at, record.position);
            if let Some(recorded) = record.recorded() {
                walk.apply(&recorded);
            }
        }
        walk
    }

    fn apply(&mut self, recorded: &Recorded<Actor, &Event>) {
        Center::evolve(&mut self.center, recorded);
        let kind = probe::kind(recorded.event).expect("an event has a kind").to_string();
        let shape = &VOCABULARY.events[&kind];
        for (field, value) in fields_of(recorded.event) {
            if let (Some(of), Some(name)) = (shape.get(&field), value.as_str()) {
                self.names.entry(of.name.clone()).or_default().insert(name.to_owned());
            }
        }
    }

    /// Has one command decided, and applies what comes of it.
    fn decide(&mut self, by: Actor, command: &Command, seen: &mut Seen) -> Result<bool, String> {
        let issued = Issued { at: self.at, by, cause: None, command: command.clone() };
        let Ok(events) = Center::decide(&self.center, &issued) else {
            return Ok(false);
        };
        seen.check(&issued.command, &events)?;
        for event in events {
            self.position = self.position.next();
            let (position, at) = (self.position, self.at);
            let occurred_at = Center::occurred_at(&event).unwrap_or(at);
            self.apply(&Recorded { position, at, occurred_at, by, cause: None, event: &event });
        }
        Ok(true)
    }

    /// Has the clock announce every deadline that is due.
    fn expire(&mut self, seen: &mut Seen) -> Result<(), String> {
        let open = self.center.clocks.iter();
        let due = open.filter(|(.., deadline)| deadline.status == Status::Open);
        let due = due.filter(|(.., deadline)| deadline.due_at <= self.at);
        let due: Vec<Expire> = due.map(|(clock, subject, _)| Expire { clock, subject }).collect();
        for expire in due {
            self.decide(Actor::Clock, &expire.into(), seen)?;
        }
        Ok(())
    }

    /// Time passes, and the first actor issues the command who is entitled to it.
    fn go(&mut self, tried: &Try, is_end: bool, seen: &mut Seen) -> Result<(), String> {
        self.at = self.at + SimDuration::from_minutes(tried.minutes);
        self.expire(seen)?;
        let Some(command) = self.command(tried, is_end) else {
            return Ok(());
        };
        let actors: Vec<Actor> = Actor::names()
            .filter_map(|name| name.parse().ok())
            .filter(|by| *by != Actor::Clock)
            .collect();
        let first = tried.by.index(actors.len());
        for &by in actors.iter().cycle().skip(first).take(actors.len()) {
            if self.decide(by, &command, seen)? {
                break;
            }
        }
        Ok(())
    }

    /// Some command; of the fields that may be left out, most are. A cell that has closed decides
    /// nothing more, so only the end of a walk closes it.
    fn command(&self, tried: &Try, is_end: bool) -> Option<Command> {
        let rows: Vec<&Row> =
            rows().filter(|row| is_end || row.command != "center.close").collect();
        let row = tried.command.get(&rows);
        let (family, name) = row.command.split_once('.').expect("a kind has two parts");
        let read = |fields: &Map<String, Value>| {
            serde_json::from_value::<Command>(json!({ family: { name: fields } })).ok()
        };
        let shape = &VOCABULARY.commands[row.command];
        let draws = || shape.iter().zip(&tried.fields);
        let value = |of: &FieldType, draw: Index| match (family, of.name.as_str()) {
            // Two of the nations that command at sea in turns.
            ("maritime", "Nation") => json!(["tr", "ro"][draw.index(2)]),
            _ => self.value(of, draw),
        };
        let values = draws().map(|((name, of), (draw, _))| (name.clone(), value(of, *draw)));
        let mut fields: Map<String, Value> = values.collect();
        for ((name, _), (_, leave_out)) in draws() {
            let mut fewer = fields.clone();
            fewer.remove(name);
            if leave_out.index(4) != 0 && read(&fewer).is_some() {
                fields = fewer;
            }
        }
        read(&fields)
    }

    /// Some value of a type: a name that is in use, or a new one.
    fn value(&self, of: &FieldType, draw: Index) -> Value {
        const NATIONS: [&str; 6] = ["fr", "uk", "pl", "de", "us", "ua"];
        let word = |words: &[&str]| Value::from(words[draw.index(words.len())]);
        match of.name.as_str() {
            "NationSet" => {
                let bits = 1 + draw.index(63);
                let chosen = NATIONS.iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
                json!(chosen.map(|(_, nation)| nation).collect::<Vec<_>>())
            }
            "Audience" => {
                [json!(["all"]), json!(["us"]), json!(["us", "ua"])][draw.index(3)].clone()
            }
            _ if of.list => json!([self.value(&of.item(), draw)]),
            "Nation" => word(&NATIONS),
            "Actor" => word(&["monitors", "commission", "us"]),
            "integer" => json!([1, 2, 600_000, 900_000][draw.index(4)]),
            "boolean" => json!(draw.index(2) == 0),
            "SimTime" => {
                let hours = SimDuration::from_hours(draw.index(30) as u64);
                json!(if draw.index(2) == 0 { self.at - hours } else { self.at + hours })
            }
            "SimDuration" => json!(SimDuration::from_hours(draw.index(30) as u64)),
            "Rule" => {
                let (day, week) = ("PT24H", "PT168H");
                let information = json!({ "inform_within": day, "authorize_within": week });
                let rules = [
                    json!("none"),
                    json!("vote"),
                    json!({ "information": information }),
                    json!({ "deemed-approved": { "within": day } }),
                ];
                rules[draw.index(rules.len())].clone()
            }
            "Digest" => json!("0".repeat(32)),
            "Source" => json!("S01"),
            "Value" => json!({ "count": draw.index(4) }),
            "Limit" => json!({ "activity": { "barred": "patrol" } }),
            _ if !of.words.is_empty() => json!(of.words[draw.index(of.words.len())]),
            name => {
                let known = self.names.get(name).into_iter().flatten().map(String::as_str);
                let known: Vec<&str> = known.chain(["new-1", "new-2"]).collect();
                word(&known)
            }
        }
    }
}

#[test]
fn what_came_of_the_commands_of_the_scenarios_stands_in_the_table() {
    let mut seen = Seen::default();
    for records in RUNS.iter() {
        let mut records = records.iter().peekable();
        while let Some(record) = records.next() {
            let Body::Accepted(command) = &record.body else { continue };
            let mut events = Vec::new();
            while let Some(Body::Event(event)) = records.peek().map(|record| &record.body) {
                events.push(event.clone());
                records.next();
            }
            seen.check(command, &events).expect("the table has it");
        }
    }
    assert!(40 < seen.0.len(), "the scenarios use many commands: {:?}", seen.0.keys());
}

/// From somewhere in a run of a scenario, a hundred commands of any kind.
#[test]
fn whatever_comes_of_a_command_stands_in_the_table() {
    let mut seen = Seen::default();
    let mut runner = TestRunner::deterministic();
    let start = (any::<Index>(), any::<Index>(), tries());
    for _ in 0..WALKS {
        let tree = start.new_tree(&mut runner).expect("it can be generated");
        let (run, upto, tries) = tree.current();
        let records = &RUNS[run.index(RUNS.len())];
        let mut walk = Walk::along(&records[..upto.index(records.len())]);
        for (tried, left) in tries.iter().zip((0..tries.len()).rev()) {
            walk.go(tried, left < 15, &mut seen).expect("the table has it");
        }
    }
    let refused: Vec<&str> =
        rows().map(|row| row.command).filter(|kind| !seen.0.contains_key(*kind)).collect();
    assert!(
        refused.len() * 8 < rows().count(),
        "too few commands are ever accepted: not {refused:?}"
    );
}
