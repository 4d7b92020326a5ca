//! Accounts of small scripts, as people and programs read them.

mod entitled;
mod explain;
mod goods;
mod late;
mod missed;
mod owed;
mod relief;
mod script;
mod third;

use expect_test::expect_file;
use kernel::Position;
use serde_json::Value;
use simulator::choice::Seeded;
use simulator::engine::Forgetful;
use simulator::record::{Body, CenterRecord};
use simulator::replay::Replay;
use simulator::run::{self, Outcome};
use simulator::script::Script;

use super::*;

/// The records of a run, and what it came to.
fn played(script: &Script) -> (Vec<CenterRecord>, Outcome<Forgetful, Seeded>) {
    let mut records = Vec::new();
    let opening = run::opening(script, 1, None);
    let seeded = Seeded::new(1, 0);
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let outcome = run::run(script, opening, seeded, Forgetful, &mut keep).unwrap();
    (records, outcome)
}

fn text(records: &[CenterRecord], end: &End<'_>) -> String {
    let mut account = Account::new();
    for record in records {
        account.apply(record);
    }
    let mut out = String::new();
    account.write(end, &mut out).unwrap();
    out
}

fn json(records: &[CenterRecord], end: &End<'_>) -> String {
    let (mut account, mut out) = (JsonAccount::new(), String::new());
    for record in records {
        account.apply(record, &mut out).unwrap();
    }
    account.write(end, &mut out).unwrap();
    out
}

#[test]
fn an_account_says_who_did_what_and_why() {
    let (records, outcome) = played(&script::breach());
    let end = End {
        center: &outcome.center,
        viewer: None,
        expectations: Some(&outcome.expectations),
        rules: None,
    };
    let shown = text(&records, &end);
    expect_file!["tests/breach.txt"].assert_eq(&shown);
    assert!(shown.lines().all(|line| line.chars().count() <= 110), "a line is too long");
}

#[test]
fn a_long_timeline_counts_what_is_frequent_and_shows_what_is_rare() {
    let (records, outcome) = played(&script::many_detections(300));
    let end = End { center: &outcome.center, viewer: None, expectations: None, rules: None };
    let shown = text(&records, &end);
    expect_file!["tests/many.txt"].assert_eq(&shown);
    let by_hour = shown.split("incident detected ×").skip(1);
    let counts = by_hour.filter_map(|rest| rest.split([' ', '\n']).next()?.parse::<u64>().ok());
    assert_eq!(counts.sum::<u64>(), 300);
}

#[test]
fn a_program_reads_the_same_account() {
    let (records, outcome) = played(&script::breach());
    let end = End {
        center: &outcome.center,
        viewer: None,
        expectations: Some(&outcome.expectations),
        rules: None,
    };
    let shown = json(&records, &end);
    expect_file!["tests/breach.json"].assert_eq(&shown);
    let read: Value = serde_json::from_str(&shown).unwrap();
    let choices = records.iter().filter(|record| matches!(record.body, Body::Chose { .. })).count();
    assert_eq!(read["timeline"].as_array().unwrap().len(), records.len() - choices);
    assert_eq!(read["counts"]["records"], records.len());
    assert_eq!(read["state"], serde_json::to_value(&outcome.center).unwrap());
}

#[test]
fn a_replay_ends_in_the_state_of_the_run_byte_for_byte() {
    let (records, outcome) = played(&script::breach());
    let mut replay = Replay::default();
    for record in &records {
        replay.apply(record);
    }
    let state = |center| {
        let shown = json(&records, &End { center, viewer: None, expectations: None, rules: None });
        shown.split_once("\"state\":").unwrap().1.to_string()
    };
    assert_eq!(state(&outcome.center), state(&replay.center));
}

#[test]
fn what_is_done_at_the_instant_at_which_it_is_due_is_done_at_the_last_instant() {
    let mut script = script::breach();
    let steps = script.steps.iter_mut().filter(|step| step.name == "monitors/verify");
    for step in steps {
        step.delay = Some(simulator::distribution::Distribution::fixed(6 * 3_600_000));
    }
    let (records, outcome) = played(&script);
    let end = End { center: &outcome.center, viewer: None, expectations: None, rules: None };
    let shown = text(&records, &end);
    assert!(shown.contains("verification of b-1: done in time, at the last instant"), "{shown}");
    let row = "  met     verification of b-1, due Tue 6 Jan 18:00, done at the last instant";
    assert!(shown.contains(row), "{shown}");
}

#[test]
fn an_account_of_nothing_says_so() {
    let center = domain::Center::default();
    let end = End { center: &center, viewer: None, expectations: None, rules: None };
    assert_eq!(text(&[], &end), "Nothing was recorded by then.\n");
    let read: Value = serde_json::from_str(&json(&[], &end)).unwrap();
    assert_eq!(read["run"], Value::Null);
}

#[test]
fn an_account_of_an_unfinished_run_says_how_far_it_goes() {
    let (records, _) = played(&script::breach());
    let known: Vec<CenterRecord> =
        records.into_iter().filter(|record| record.position <= Position(40)).collect();
    let mut replay = Replay::default();
    for record in &known {
        replay.apply(record);
    }
    let shown = text(
        &known,
        &End { center: &replay.center, viewer: None, expectations: None, rules: None },
    );
    assert!(shown.contains("The last record so far is #40"), "{shown}");
    assert!(!shown.contains("Expectations"), "{shown}");
}

#[test]
fn an_instant_of_another_year_than_those_of_the_run_is_told_with_its_year() {
    let (records, _) = played(&script::breach());
    let mut summary = summary::Summary::default();
    for record in &records {
        summary.apply(record);
    }
    let told = |at: &str| summary.zone.short(at.parse().unwrap());
    assert_eq!(told("2026-12-31T22:00:00.000Z"), "Thu 31 Dec 23:00");
    assert_eq!(told("2026-12-31T23:00:00.000Z"), "Fri 1 Jan 2027 00:00");
    let mut record = records.iter().find(|it| matches!(it.body, Body::Event(_))).unwrap().clone();
    record.at = "2026-12-31T23:00:00.000Z".parse().unwrap();
    let alone = crate::told(&record, &script::breach().opening).unwrap();
    assert!(alone.starts_with("Fri 1 Jan 2027 00:00  "), "{alone}");
}

#[test]
fn a_run_that_falls_quiet_is_measured_to_the_end_of_its_time() {
    let mut script = script::breach();
    script.opening.until = script.opening.until + kernel::SimDuration::from_hours(1_000);
    let (records, _) = played(&script);
    let reach = |records: &[CenterRecord]| {
        let mut reach = metrics::Reach::default();
        for record in records {
            reach.apply(record);
        }
        reach.at
    };
    let (ended, before) = records.split_last().unwrap();
    assert!(matches!(ended.body, Body::Ended(_)) && ended.at < script.opening.until);
    assert_eq!(reach(&records), script.opening.until);
    assert_eq!(reach(before), before.last().unwrap().at, "a log that was cut tells no more");
}

#[test]
fn what_should_be_much_is_among_what_is_measured() {
    let rows = Measures::default().rows(&domain::Center::default());
    let much = rows.iter().filter(|row| row.more_is_better).map(|row| row.name);
    expect_test::expect![[r#"
        breaches-warned-of
        verified-in-time
        attributed-in-time
        seats-filled
        coverage-lowest
        coverage-known
        requirements-in-time
        needs-matched
        requirements-filled
        force-mandated"#]]
    .assert_eq(&much.collect::<Vec<_>>().join("\n"));
}
