//! Small scenarios, compiled and played: every part of a step does what the reference says.

mod chance;
mod conditions;
mod lapsing;
mod times;

use domain::Actor;
use kernel::{SimDuration, SimTime};
use serde_json::{Map, Value, json};
use simulator::choice::Seeded;
use simulator::engine::Forgetful;
use simulator::probe;
use simulator::record::{Body, CenterRecord};
use simulator::run::{self, Outcome};
use simulator::script::Script;
use simulator::stored;

use super::{HEAD, fields_of, shown};
use crate::compile;

/// A run and what it recorded.
struct Play {
    start: SimTime,
    records: Vec<CenterRecord>,
    outcome: Outcome<Forgetful, Seeded>,
}

/// The script of a scenario that begins with [`HEAD`].
fn script(body: &str) -> Script {
    let text = format!("{HEAD}{body}");
    match compile(&text) {
        Ok(compiled) => {
            assert!(compiled.warnings.is_empty(), "{}", shown(&text, &compiled.warnings));
            compiled.script
        }
        Err(faults) => panic!("{}", shown(&text, &faults)),
    }
}

/// Plays a scenario that begins with [`HEAD`].
fn play(body: &str, seed: u64) -> Play {
    let script = script(body);
    let opening = run::opening(&script, seed, None);
    let mut records = Vec::new();
    let mut observe = |record: &CenterRecord| records.push(record.clone());
    let choose = Seeded::new(seed, 0);
    let outcome = run::run(&script, opening, choose, Forgetful, &mut observe);
    let outcome = outcome.expect("the scenario can be played");
    Play { start: script.opening.starts_at, records, outcome }
}

impl Play {
    /// The events of a kind, with their fields.
    fn events(&self, kind: &str) -> Vec<(&CenterRecord, Map<String, Value>)> {
        let events = self.records.iter().filter_map(|record| match &record.body {
            Body::Event(event) => Some((record, probe::kind(event)?, fields_of(event))),
            _ => None,
        });
        let wanted = events.filter(|(_, found, _)| found.to_string() == kind);
        wanted.map(|(record, _, fields)| (record, fields)).collect()
    }

    /// What an event of a kind is about, and how many minutes after the start it was recorded.
    fn told(&self, kind: &str) -> Vec<String> {
        let line = |(record, _): (&CenterRecord, Map<String, Value>)| {
            let subject = stored::encode(&record.body).unwrap().subject;
            let subject = subject.map(|id| format!(" {id}")).unwrap_or_default();
            format!("{}{subject}", self.minutes(record.at))
        };
        self.events(kind).into_iter().map(line).collect()
    }

    fn minutes(&self, at: SimTime) -> u64 {
        at.since(self.start).as_millis() / 60_000
    }

    /// The minutes at which events of a kind were recorded.
    fn minutes_of(&self, kind: &str) -> Vec<u64> {
        self.events(kind).iter().map(|(record, _)| self.minutes(record.at)).collect()
    }

    /// The choices, as they stand in the log.
    fn choices(&self) -> Vec<String> {
        let chosen = self.records.iter().filter_map(|record| match &record.body {
            Body::Chose { key, value } => Some(format!("{key} {value:?}")),
            _ => None,
        });
        chosen.collect()
    }
}

/// A behavior of the co-chairs that opens a round of talks for each lost sensor, and three
/// sensors that are lost.
fn upon_sensors(behavior: &str) -> String {
    format!(
        "actors:
  watch:
    as: cochairs
    behaviors:
      - name: talk
        upon: incident.sensor-lost
        do: talks.open-round
        with: {{ round: \"${{sensor}}-${{n}}\", place: paris, tracks: [security] }}
{behavior}
timeline:
  - {{ at: T+01:00, by: control, do: incident.lose-sensor, with: {{ sensor: a }} }}
  - {{ at: T+02:00, by: control, do: incident.lose-sensor, with: {{ sensor: b }} }}
  - {{ at: T+03:00, by: control, do: incident.lose-sensor, with: {{ sensor: c }} }}
"
    )
}

#[test]
fn blanks_are_filled_with_the_field_and_the_number() {
    let play = play(&upon_sensors(""), 1);
    assert_eq!(play.told("talks.round-opened"), ["60 a-1", "120 b-2", "180 c-3"]);
    let (record, _) = play.events("talks.round-opened")[0];
    assert_eq!(record.by, Actor::CoChairs);
    let cause = play.records.iter().find(|other| Some(other.position) == record.cause);
    assert!(matches!(cause.map(|cause| &cause.body), Some(Body::Accepted(_))));
}

/// In a list too, a blank takes its place among plain values.
#[test]
fn a_list_may_hold_blanks() {
    let play = play(
        "nations:
  fr: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }
timeline:
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: one, matter: statement, urgency: urgent, asked: [fr, pl] }
  - { at: T+02:00, by: pl, do: silence.object, with: { question: one, nation: pl } }
  - upon: silence.broken
    by: cochairs
    do: silence.start
    with: { question: \"${question}-again\", matter: statement, urgency: urgent, asked: [\"${nation}\", fr] }
",
        1,
    );
    assert_eq!(play.told("silence.started"), ["60 one", "120 one-again"]);
    assert_eq!(play.events("silence.started")[1].1["asked"], json!(["fr", "pl"]));
}

/// So do blanks in what has fields of its own, and instants in it are written as anywhere else.
#[test]
fn a_value_with_fields_may_hold_blanks() {
    let declare = |limit: &str| {
        format!(
            "nations:
  fr: {{ role: member, accepts-silence: true }}
timeline:
  - {{ at: T+01:00, by: control, do: incident.lose-sensor, with: {{ sensor: east }} }}
  - upon: incident.sensor-lost
    by: fr
    do: caveat.declare
    with: {{ caveat: \"not-${{n}}\", nation: fr, limit: {limit} }}
"
        )
    };
    for (limit, becomes) in [
        ("{ sector: { barred: \"${sensor}-${n}\" } }", json!({ "sector": { "barred": "east-1" } })),
        (
            "{ time: { not_before: T+10:00, not_after: now + 20h } }",
            json!({ "time": {
                "not_before": "2026-03-02T18:00:00.000Z", "not_after": "2026-03-03T05:00:00.000Z"
            } }),
        ),
    ] {
        let play = play(&declare(limit), 1);
        let declared = play.events("caveat.declared");
        assert_eq!(declared.len(), 1, "{limit}");
        assert_eq!(declared[0].1["limit"], becomes);
    }
}

#[test]
fn basis_source_and_note_come_with_what_is_done() {
    let play = play(
        "timeline:
  - at: T+01:00
    by: control
    do: talks.open-round
    with: { round: one, place: paris, tracks: [security] }
    basis: fact
    source: S05
    note: in the evening
  - { at: T+02:00, by: control, do: talks.close-round, with: { round: one } }
",
        1,
    );
    let origin = |kind| play.events(kind)[0].0.origin.clone().expect("it has an origin");
    let opened = origin("talks.round-opened");
    assert_eq!(opened.basis, kernel::Basis::Fact);
    assert_eq!(opened.source.map(|source| source.to_string()).as_deref(), Some("S05"));
    assert_eq!(opened.note.as_deref(), Some("in the evening"));
    assert_eq!(origin("talks.round-closed").basis, kernel::Basis::Assumption);
}

#[test]
fn what_is_refused_changes_nothing_and_the_run_goes_on() {
    let play = play(
        "timeline:
  - { at: T+01:00, by: us, do: incident.lose-sensor, with: { sensor: a } }
  - { at: T+02:00, by: control, do: incident.lose-sensor, with: { sensor: a } }
  - { at: T+03:00, by: cochairs, do: incident.lose-sensor, with: { sensor: b } }
  - { at: T+04:00, by: control, do: incident.lose-sensor, with: { sensor: c } }
expect:
  - happened: incident.sensor-lost
    at-least: 2
    at-most: 2
  - happened: incident.sensor-lost
    where: { sensor: c, by: control }
    from: T+03:00
  - { never: incident.sensor-lost, where: { by: cochairs } }
  - { state: /incidents/lost_sensors, is: [a, c] }
  - { state: /incidents/outages/b, is: ~ }
  - { state: /silences/no-such-text, is: ~ }
",
        1,
    );
    assert_eq!(play.told("incident.sensor-lost"), ["60 a", "240 c"]);
    let refused = play.records.iter().filter_map(|record| match &record.body {
        Body::Refused(_, refusal) => Some(refusal.code.as_str()),
        _ => None,
    });
    assert_eq!(refused.collect::<Vec<_>>(), ["incident.sensor-lost", "authority"]);
    let missed: Vec<_> = play.outcome.expectations.iter().filter(|verdict| !verdict.met).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn an_expectation_that_is_missed_says_what_was_found() {
    let play = play(
        "timeline:
  - { at: T+01:00, by: us, do: incident.lose-sensor, with: { sensor: a } }
expect:
  - { happened: incident.sensor-lost, at-least: 2 }
  - { never: incident.sensor-lost, to: T+02:00 }
  - { state: /ceasefire, is: over }
",
        1,
    );
    let verdicts: Vec<_> =
        play.outcome.expectations.iter().map(|v| (v.met, v.text.as_str())).collect();
    assert_eq!(
        verdicts,
        [
            (false, "incident.sensor-lost: at least 2 times"),
            (false, "incident.sensor-lost to T+02:00: never"),
            (false, "/ceasefire is over"),
        ]
    );
    assert_eq!(play.outcome.expectations[0].found, "1 time");
}

fn hours(hours: u64) -> SimDuration {
    SimDuration::from_hours(hours)
}
