//! What the account of a missed deadline names as done late is what the center itself would have taken as
//! meeting it, had the clock still been running.

use std::collections::BTreeMap;

use domain::clock::{Clock, Event as Tick};
use domain::{Actor, Center, Event};
use kernel::{Decider, Id, Issued, Position, Recorded};
use report::{End, JsonAccount};
use serde_json::Value;
use simulator::record::{Body, CenterRecord};
use simulator::replay::Replay;

/// One deadline, by what it is and by the record that armed it.
type Key = (Clock, Id, Position);

/// A center in which no duty is ever missed, so that what would meet it can be asked for.
#[derive(Default)]
struct Patient {
    center: Center,
    armed_by: BTreeMap<(Clock, Id), Position>,
    /// The deadlines that were missed, and by which command each would have been met.
    missed: BTreeMap<Key, Option<Position>>,
}

impl Patient {
    fn apply(&mut self, record: &CenterRecord) {
        match &record.body {
            Body::Accepted(command) if record.by != Actor::Clock => {
                let CenterRecord { at, by, cause, .. } = *record;
                let issued = Issued { at, by, cause, command: command.clone() };
                for event in Center::decide(&self.center, &issued).unwrap_or_default() {
                    // With its clock open still, what is done after it was due ends it as missed.
                    if let Event::Clock(tick @ (Tick::Met { .. } | Tick::Missed { .. })) = event {
                        self.met(tick.key(), record.position);
                    }
                }
            }
            Body::Event(Event::Clock(tick @ Tick::Missed { .. })) => {
                let (clock, subject) = tick.key();
                if let Some(&armed_by) = self.armed_by.get(&(clock, subject)) {
                    self.missed.insert((clock, subject, armed_by), None);
                }
            }
            Body::Event(event) => {
                if let Event::Clock(tick @ Tick::Armed { .. }) = event {
                    self.armed_by.insert(tick.key(), record.position);
                }
                let CenterRecord { position, at, occurred_at, by, cause, .. } = *record;
                let recorded = Recorded { position, at, occurred_at, by, cause, event };
                Center::evolve(&mut self.center, &recorded);
            }
            _ => {}
        }
    }

    fn met(&mut self, (clock, subject): (Clock, Id), position: Position) {
        let Some(&armed_by) = self.armed_by.get(&(clock, subject)) else { return };
        if let Some(done) = self.missed.get_mut(&(clock, subject, armed_by)) {
            done.get_or_insert(position);
        }
    }
}

/// What the account of a run says of each deadline that was missed.
fn told(records: &[CenterRecord]) -> BTreeMap<Key, Option<Position>> {
    let (mut json, mut known, mut out) = (JsonAccount::new(), Replay::default(), String::new());
    for record in records {
        known.apply(record);
        json.apply(record, &mut out).expect("it can be written");
    }
    let end = End { center: &known.center, viewer: None, expectations: None, rules: None };
    json.write(&end, &mut out).expect("it can be written");
    let account: Value = serde_json::from_str(&out).expect("it is JSON");
    let rows = account["deadlines"].as_array().expect("a list").iter();
    rows.filter(|row| row["why"].is_object())
        .map(|row| {
            let position = |value: &Value| serde_json::from_value(value.clone());
            let clock = serde_json::from_value(row["clock"].clone()).expect("a clock");
            let subject = serde_json::from_value(row["subject"].clone()).expect("a name");
            let armed_by = position(&row["armed_by"]).expect("a position");
            let late = &row["why"]["afterwards"];
            let done = late.is_object().then(|| position(&late["position"]).expect("a position"));
            ((clock, subject, armed_by), done)
        })
        .collect()
}

/// How many deadlines were done late in a run, and how many never, which all must be told.
#[track_caller]
fn check(name: &str, records: &[CenterRecord]) -> [usize; 2] {
    let mut patient = Patient::default();
    for record in records {
        patient.apply(record);
    }
    let told = told(records);
    for (key, done) in &told {
        assert_eq!(Some(done), patient.missed.get(key), "{name} {key:?}");
    }
    let late = told.values().flatten().count();
    [late, told.len() - late]
}

#[test]
fn what_is_told_as_done_late_is_what_would_have_met_the_deadline() {
    let mut found = [0; 2];
    for name in tests::play::scenarios() {
        let script = tests::play::script(&name);
        for seed in 1..=3 {
            let likely = check(&name, &tests::play::play(&script, seed).records);
            let odd = check(&name, &tests::play::play_on_a_whim(&script, seed).records);
            found = [found[0] + likely[0] + odd[0], found[1] + likely[1] + odd[1]];
        }
    }
    assert!(found.iter().all(|count| 20 < *count), "{found:?}");
}

/// Its depots are refilled in parts, and its guarantees lapse.
#[test]
fn so_it_is_in_the_year_that_has_everything() {
    let records = tests::play::play(&tests::play::script("full-year"), 3).records;
    let [late, _] = check("full-year", &records);
    assert!(0 < late, "nothing was done late");
}
