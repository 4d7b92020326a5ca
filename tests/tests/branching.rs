//! A history can be left at any position, and what an edit does not touch stays as it was.

use event_store::{EventStore, Memory};
use kernel::{Position, SimDuration};
use scenario::{Injects, compile_branched};
use simulator::branch::{self, NoSuchPoint, Past, Point, RestoreError};
use simulator::choice::{ChoiceError, Edited, Made, Others, Seeded, Value};
use simulator::engine::Forgetful;
use simulator::log::Log;
use simulator::record::{Body, Branch, CenterRecord, Edits, Opening};
use simulator::replay::Verifier;
use simulator::run::{self, run_id};
use simulator::running::Running;
use simulator::script::Script;
use simulator::snapshots::Snapshots;
use tests::play::{self, play, script};

/// The opening of a branch of a history.
fn branched(past: &Past<'_>, position: Position, edits: Edits) -> Opening {
    let (_, at) = past.point(Point::Behind(position)).expect("the position is within");
    let parent = run_id(past.opening).to_string();
    let branch = Branch { parent, position, chain: "0".repeat(64), at, edits };
    let mut opening = past.opening.clone();
    opening.branches.push(branch);
    opening
}

/// Plays a branch from its beginning to its end.
fn play_branch(script: &Script, opening: Opening, past: &Past<'_>) -> Vec<CenterRecord> {
    let position = opening.branches.last().expect("it is a branch").position;
    let shared = past.up_to(position);
    let choose = branch::chooser(script, &opening, shared, 0).expect("a chooser");
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let log = Log::new(Memory::default(), run_id(&opening));
    let outcome = run::run(script, opening, choose, log, &mut keep).expect("it plays");
    assert_eq!(
        outcome.journal.store.head().expect("it has records").position.0,
        records.len() as u64
    );
    records
}

/// A few positions of a history, its first and last ones among them.
fn positions(past: &Past<'_>, count: u64) -> Vec<Position> {
    let last = past.last().0;
    let mut positions: Vec<u64> = (0..=count).map(|number| last * number / count).collect();
    positions.extend([1, last - 1]);
    positions.into_iter().map(Position).collect()
}

/// A branch without edits is the history that it left, at whatever position.
#[test]
fn a_branch_without_edits_goes_on_as_its_parent() {
    for name in play::scenarios() {
        let script = script(&name);
        let played = play(&script, 7);
        let past = Past::of(&played.records).expect("a history");
        for position in positions(&past, 2) {
            let running = past.restore(&script, position).expect(&name);
            assert!(position <= running.head(), "{name} {position}");
            let position = if position == Position::START { position } else { running.head() };
            let mut with_branch = script.clone();
            with_branch.injected.push(script.steps.len()..script.steps.len());
            let opening = branched(&past, position, Edits::default());
            let records = play_branch(&with_branch, opening, &past);
            assert!(records[1..] == played.records[1..], "{name} {position}");
        }
    }
}

/// A copy that is taken anywhere goes on as the run from which it was taken.
#[test]
fn a_run_is_taken_up_at_any_position() {
    for name in play::scenarios() {
        let script = script(&name);
        let played = play(&script, 7);
        let past = Past::of(&played.records).expect("a history");
        let running = past.begin(&script).expect(&name);
        let mut differs = None;
        let mut compare = |record: &CenterRecord| past.compare(record, &mut differs);
        let (snapshots, outcome) = Snapshots::along(running, &mut compare).expect(&name);
        assert_eq!(differs, None, "{name}");
        assert_eq!(outcome.ending, played.outcome.ending, "{name}");
        for position in positions(&past, 4) {
            let running = snapshots.at(position).expect(&name);
            assert!(position <= running.head(), "{name} {position}");
            let restored = past.restore(&script, position).expect(&name);
            assert_eq!(running.head(), restored.head(), "{name} {position}");
            assert_eq!(running.center(), restored.center(), "{name} {position}");
            let from = usize::try_from(running.head().0).expect("a position");
            let mut rest = Vec::new();
            let onward = running.fork(Edited::onward([].into(), Seeded::new(7, 0)), Forgetful);
            onward.finish(&mut |record| rest.push(record.clone())).expect(&name);
            assert!(rest == played.records[from..], "{name} {position}");
        }
    }
}

/// What a scenario settles stands in a branch as in the run that it left, and so does what happens
/// by default; an override of the branch has the last word.
#[test]
fn a_branch_keeps_what_the_scenario_settles() {
    let mut script = script("silence-broken");
    let drawn = branch::choices(&play(&script, 1).records);
    let (delay, other) = drawn
        .into_iter()
        .find_map(|(key, value)| match value {
            Value::Drawn(number) => Some((key, Value::Drawn(number / 2 + 1))),
            Value::Picked(_) => None,
        })
        .expect("something is drawn");
    script.choices.insert(delay.clone(), other);
    script.injected.push(script.steps.len()..script.steps.len());
    for others in [Others::Drawn, Others::ByDefault] {
        script.others = others;
        let mut records = Vec::new();
        let choose = script.chooser([].into(), Seeded::new(1, 0));
        let opening = run::opening(&script, 1, None);
        let keep = &mut |record: &CenterRecord| records.push(record.clone());
        run::run(&script, opening, choose, Forgetful, keep).expect("it plays");
        assert_eq!(branch::choices(&records).get(&delay), Some(&other));
        let past = Past::of(&records).expect("a history");
        for position in positions(&past, 3) {
            let same = play_branch(&script, branched(&past, position, Edits::default()), &past);
            assert!(same[1..] == records[1..], "{others:?} {position}");
        }
        let (key, value) = (delay.clone(), Value::Drawn(1));
        let edits = Edits { choices: vec![Made { key, value }], ..Edits::default() };
        let edited = play_branch(&script, branched(&past, Position::START, edits), &past);
        assert_eq!(branch::choices(&edited).get(&delay), Some(&value), "{others:?}");
    }
}

const STATEMENT: &str = "silence-broken";

/// The history of `silence-broken`, in which Hungary objects.
fn statement() -> (String, Script, Vec<CenterRecord>) {
    let text = tests::read(&format!("scenarios/{STATEMENT}/scenario.yaml"));
    let script = script(STATEMENT);
    let records = play(&script, 1).records;
    (text, script, records)
}

fn position_of(records: &[CenterRecord], kind: &str) -> Position {
    let is_kind = |record: &&CenterRecord| {
        matches!(&record.body, Body::Event(event)
            if simulator::probe::kind(event).is_some_and(|of| of.text() == kind))
    };
    records.iter().find(is_kind).unwrap_or_else(|| panic!("no `{kind}`")).position
}

/// An inject joins what is on the agenda; the past stays, and the center decides as ever.
#[test]
fn an_inject_changes_what_comes_after_it_and_nothing_before() {
    let (text, base, records) = statement();
    let past = Past::of(&records).expect("a history");
    let started = position_of(&records, "silence.started");
    let position = past.restore(&base, started).expect("it plays").head();
    let inject = "timeline:\n  - { at: T+00:30, by: control, do: center.set-parameter, \
                  with: { parameter: quorum-nations, value: { count: 2 }, basis: assumption } }\n";
    let edits = Edits { inject: Some(inject.into()), ..Edits::default() };
    let opening = branched(&past, position, edits);
    let from = opening.branches[0].at;
    let script = compile_branched(&text, &[Some(Injects { text: inject, from, until: None })]);
    let script = script.expect("the inject is sound").script;
    let records_of_branch = play_branch(&script, opening, &past);
    let shared = usize::try_from(position.0).expect("a position");
    assert!(records_of_branch[1..shared] == records[1..shared]);
    let set = records_of_branch[shared..].iter().find(|record| {
        matches!(&record.body, Body::Event(domain::Event::Center(_)))
            && record.at == past.opening.starts_at + SimDuration::from_millis(30 * 60 * 1000)
    });
    assert!(set.is_some(), "the inject came");
    let mut verifier = Verifier::default();
    for record in &records_of_branch {
        verifier.next(record).expect("it is sound");
    }
    verifier.finish().expect("it is whole");
}

/// What was recorded before a reaction was injected does not set it off, though it counts where it
/// asks for what has happened; the same later does.
#[test]
fn an_injected_reaction_is_set_off_by_what_comes_after_it() {
    let (text, base, records) = statement();
    let past = Past::of(&records).expect("a history");
    let broken = position_of(&records, "silence.broken");
    let position = past.restore(&base, broken).expect("it plays").head();
    let lose = "by: control, do: incident.lose-sensor, with: { sensor: \"s-${n}\" }";
    let again = "when: [{ happened: silence.started, at-least: 2 }]";
    let before = "when: [{ happened: silence.started }]";
    for (reaction, lost) in [
        ("upon: silence.started", 1),
        ("upon: silence.broken", 0),
        (again, 1),
        (before, 1),
        ("at: T+30:00", 1),
    ] {
        let inject = format!("timeline:\n  - {{ name: lose, {reaction}, {lose} }}\n");
        let edits = Edits { inject: Some(inject.clone()), ..Edits::default() };
        let opening = branched(&past, position, edits);
        let from = opening.branches[0].at;
        let script = compile_branched(&text, &[Some(Injects { text: &inject, from, until: None })]);
        let records = play_branch(&script.expect("it is sound").script, opening, &past);
        let all: Vec<&CenterRecord> = records
            .iter()
            .filter(|record| matches!(record.body, Body::Event(domain::Event::Incident(_))))
            .collect();
        assert_eq!(all.len(), lost, "{reaction}");
        assert!(all.iter().all(|record| position < record.position), "{reaction}");
    }
}

/// What an edit does not touch is drawn as before: the same keys have the same answers.
#[test]
fn an_override_leaves_all_other_draws_alone() {
    let script = script("ladder-72h");
    let played = play(&script, 1);
    let past = Past::of(&played.records).expect("a history");
    let made = branch::choices(past.records);
    let (key, value) =
        made.iter().find(|(key, _)| key.stream() == "paris/consent/delay").expect("it is drawn");
    let Value::Drawn(delay) = value else { panic!("a delay is drawn") };
    let edits = Edits {
        choices: vec![Made { key: key.clone(), value: Value::Drawn(delay / 2) }],
        ..Edits::default()
    };
    let mut with_branch = script.clone();
    with_branch.injected.push(script.steps.len()..script.steps.len());
    let records = play_branch(&with_branch, branched(&past, Position(40), edits), &past);
    let made_there = branch::choices(&records);
    let differ: Vec<String> = made
        .iter()
        .filter(|(key, value)| made_there.get(key).is_some_and(|there| there != *value))
        .map(|(key, _)| key.to_string())
        .collect();
    assert_eq!(differ, [key.to_string()]);
    assert!(records[1..40] == played.records[1..40]);
}

/// A delay that is certain is no choice, until a branch makes it one; then it stands in the log.
#[test]
fn a_certain_delay_can_be_overridden_and_is_recorded_then() {
    let script = script("ladder-72h");
    let played = play(&script, 1);
    let past = Past::of(&played.records).expect("a history");
    let key = "warsaw/refuse/delay@strike#1".parse().expect("a key");
    assert!(!branch::choices(past.records).contains_key(&key), "it is certain");
    let value = Value::Drawn(3_600_000);
    let edits = Edits { choices: vec![Made { key: key.clone(), value }], ..Edits::default() };
    let mut with_branch = script.clone();
    with_branch.injected.push(script.steps.len()..script.steps.len());
    let opening = branched(&past, Position(40), edits);
    let records = play_branch(&with_branch, opening.clone(), &past);
    assert_eq!(branch::choices(&records).get(&key), Some(&value));
    // Played again from its log alone, it is the same history.
    let again = Past::of(&records).expect("a history");
    assert_eq!(*again.opening, opening);
    again.restore(&with_branch, again.last()).expect("the same records come again");
}

/// Other draws after the branch, the same before.
#[test]
fn another_seed_holds_from_the_branch_on() {
    let script = script("ladder-72h");
    let played = play(&script, 1);
    let past = Past::of(&played.records).expect("a history");
    let position = past.restore(&script, Position(60)).expect("it plays").head();
    let edits = Edits { seed: Some("2".into()), ..Edits::default() };
    let mut with_branch = script.clone();
    with_branch.injected.push(script.steps.len()..script.steps.len());
    let records = play_branch(&with_branch, branched(&past, position, edits), &past);
    let shared = usize::try_from(position.0).expect("a position");
    assert!(records[1..shared] == played.records[1..shared]);
    let (before, after) = (branch::choices(&records), branch::choices(past.records));
    assert!(before.iter().any(|(key, value)| after.get(key).is_some_and(|there| there != value)));
}

#[test]
fn what_cannot_be_left_or_changed_is_said() {
    let (_, script, records) = statement();
    let past = Past::of(&records).expect("a history");
    let last = past.last();
    let beyond = past.point(Point::Behind(last.next())).unwrap_err();
    assert_eq!(beyond, NoSuchPoint::BeyondTheEnd { position: last.next(), last });
    let at = past.opening.starts_at - SimDuration::from_millis(1);
    assert!(matches!(past.point(Point::At(at)), Err(NoSuchPoint::NotWithin { .. })));
    // A branch cannot be left before it began.
    let mut opening = branched(&past, Position(20), Edits::default());
    let younger = Past { opening: &opening, records: &records };
    let older = younger.point(Point::Behind(Position(19))).unwrap_err();
    assert!(matches!(older, NoSuchPoint::BeforeTheBranch { .. }));
    // A choice that was made cannot be made otherwise.
    let (key, value) = branch::choices(&records).into_iter().next().expect("a choice");
    opening.branches[0].position = last;
    opening.branches[0].edits.choices = vec![Made { key: key.clone(), value }];
    let made = branch::chooser(&script, &opening, &records, 0).unwrap_err();
    assert_eq!(made, ChoiceError::MadeBefore { key });
    // A log that was cut within a batch has no end of it.
    let accepted = records.iter().rposition(|record| matches!(record.body, Body::Accepted(_)));
    let cut = Past { records: &records[..=accepted.expect("a command")], ..past };
    let restored = cut.restore(&script, cut.last());
    assert!(matches!(restored, Err(RestoreError::Cut)));
    // Another scenario comes to other records.
    let mut other = script.clone();
    other.enrollments.pop();
    let restored = past.restore(&other, last).map(|running: Running<'_, _, _>| running.head());
    assert!(matches!(restored, Err(RestoreError::Other { .. })), "{restored:?}");
}
