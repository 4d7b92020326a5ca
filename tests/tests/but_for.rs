//! What the change of one choice comes to is found in copies of a running center. A run of its own,
//! from its beginning, with that one change, comes to the same.

use std::collections::BTreeMap;

use domain::{Audience, Center};
use expect_test::expect;
use simulator::branch::{Past, RestoreError};
use simulator::but_for::{self, Bounds, Count, Fate, Findings, Flip, Part};
use simulator::choice::{OwnedKey, Seeded, Value};
use simulator::engine::Forgetful;
use simulator::record::{Body, CenterRecord};
use simulator::run;
use simulator::running::Running;
use simulator::script::Script;
use simulator::watch::{Enforcer, enforcer};
use tests::play::{self, play};

const SEED: u64 = 5;

/// One that is true of about every second state.
fn is_so(center: &Center) -> bool {
    run::state_hash(center).starts_with(|first| first < '8')
}

fn fate(center: &Center) -> Fate {
    if is_so(center) { Fate::Happened } else { Fate::Averted }
}

fn found(script: &Script, past: &Past<'_>, most: u32, runs: u32) -> Findings {
    let bounds = Bounds {
        until: past.last(),
        runs,
        continuations_max: (2 * runs - 1) * most,
        orders: false,
    };
    let harm = |center: &Center, _: &Enforcer<'_>| fate(center);
    let whole = Part { number: 0, of: 1 };
    but_for::search(past, script, &enforcer(script), &harm, bounds, whole).expect("it plays again")
}

/// The end of a run from its beginning with some choices made otherwise, and the others drawn as
/// in so manieth a run.
fn changed(script: &Script, to: &[(&OwnedKey, Value)], run: u32) -> Center {
    let opening = run::opening(script, SEED, None);
    let overrides: BTreeMap<_, _> = to.iter().map(|(key, to)| ((*key).clone(), *to)).collect();
    let choose = script.chooser(overrides, Seeded::new(SEED, run));
    let mut running =
        Running::begin(script, opening, choose, Forgetful, &mut |_| {}).expect("plays");
    while running.step(&mut |_| {}).expect("it goes on") {}
    running.center().clone()
}

/// Two draws of the beginning, a text under silence, and two nations that may object.
const DRAWN: &str = "\
scenario: drawn
title: How long the silence is, is drawn
about: A text is put under silence for a time that is drawn, and nations may object.
start: 2027-03-01T09:00:00+01:00
until: T+48:00

parameters:
  silence-flash: { value: { uniform: [1h, 9h] } }
  quorum-nations: { value: { uniform: [2, 5] } }

nations:
  fr: { role: member, accepts-silence: true }
  uk: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }

timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - at: T+00:30
    by: cochairs
    do: silence.start
    with: { question: q-1, matter: statement, urgency: flash, asked: [fr, uk, pl] }

actors:
  warsaw:
    as: pl
    behaviors:
      - name: object
        upon: silence.started
        chance: 40%
        after: { p10: 1h, p50: 3h, p90: 5h }
        do: silence.object
        with: { question: \"${question}\", nation: pl }
  london:
    as: uk
    behaviors:
      - name: object
        upon: silence.started
        after: 2h
        do: silence.object
        with: { question: \"${question}\", nation: uk }
";

fn drawn() -> (Script, Vec<CenterRecord>) {
    let script = scenario::compile(DRAWN).expect("it has no faults").script;
    let records = play(&script, SEED).records;
    (script, records)
}

#[test]
fn a_change_in_a_copy_is_the_change_in_a_run_of_its_own() {
    for script in [drawn().0, play::script("cmcc-decay"), play::script("hub-outage")] {
        let played = play(&script, SEED);
        let past = Past::of(&played.records).expect("a history");
        let findings = found(&script, &past, 400, 1);
        let mut differ = 0;
        for flip in &findings.flips {
            let so = fate(&changed(&script, &[(&flip.made.key, flip.to)], 0));
            assert_eq!(flip.fate, so, "{}: {:?}", flip.made.key, flip.to);
            let one = |happened| Count { happened, open: 0 };
            let happened = u32::from(so == Fate::Happened);
            assert_eq!((flip.runs, flip.without, flip.with), (1, one(1), one(happened)));
            differ += usize::from(so == Fate::Averted);
        }
        assert!(0 < differ && differ < findings.flips.len(), "{differ}");
    }
}

/// Drawn at the beginning, certain, or with a chance: each is changed to each other value.
#[test]
fn every_choice_is_changed_to_whatever_else_it_could_have_been() {
    let (script, records) = drawn();
    let past = Past::of(&records).expect("a history");
    let findings = found(&script, &past, 400, 1);
    let mut tried: Vec<String> = findings
        .flips
        .iter()
        .map(|flip| {
            let of = if flip.made.certain { "certain" } else { "chosen" };
            format!("{} {of} {:?} to {:?}", flip.made.key, flip.made.value, flip.to)
        })
        .collect();
    tried.sort();
    expect![[r#"
        london/object/delay@q-1#1 certain Drawn(7200000) to Drawn(0)
        london/object/delay@q-1#1 certain Drawn(7200000) to Drawn(14400000)
        london/object/delay@q-1#1 certain Drawn(7200000) to Drawn(3600000)
        parameters/quorum-nations#1 chosen Drawn(3) to Drawn(2)
        parameters/quorum-nations#1 chosen Drawn(3) to Drawn(5)
        parameters/silence-flash#1 chosen Drawn(5754607) to Drawn(18000000)
        parameters/silence-flash#1 chosen Drawn(5754607) to Drawn(29520000)
        parameters/silence-flash#1 chosen Drawn(5754607) to Drawn(6480000)
        warsaw/object/chance@q-1#1 chosen Picked(0) to Picked(1)
        warsaw/object/delay@q-1#1 chosen Drawn(19396806) to Drawn(10800000)
        warsaw/object/delay@q-1#1 chosen Drawn(19396806) to Drawn(18000000)
        warsaw/object/delay@q-1#1 chosen Drawn(19396806) to Drawn(3600000)"#]]
    .assert_eq(&tried.join("\n"));
    assert_eq!((findings.choices, findings.left_out), (5, 0));
}

/// What comes after a change is drawn anew with more runs, and without the change in the same way.
#[test]
fn with_more_runs_all_that_comes_later_is_drawn_anew() {
    const RUNS: u32 = 6;
    let (script, records) = drawn();
    let past = Past::of(&records).expect("a history");
    let findings = found(&script, &past, 400, RUNS);
    let count = |to: &[(&OwnedKey, Value)], runs: std::ops::Range<u32>| -> u32 {
        runs.map(|run| u32::from(is_so(&changed(&script, to, run)))).sum()
    };
    // The draws of the beginning come first, so that everything else comes after them.
    let at_first = |flip: &&Flip| flip.made.key.stream().starts_with("parameters/");
    let drawn: Vec<&Flip> = findings.flips.iter().filter(at_first).collect();
    assert_eq!(drawn.len(), 5);
    for flip in drawn {
        let of = &flip.made.key;
        assert_eq!(flip.runs, RUNS);
        assert_eq!(flip.with.happened, count(&[(of, flip.to)], 0..RUNS), "{of}");
        // The first one without it is the history itself.
        assert_eq!(flip.without.happened, 1 + count(&[], 1..RUNS), "{of}");
    }
    let some =
        |of: fn(&Flip) -> u32| findings.flips.iter().any(|flip| (1..RUNS).contains(&of(flip)));
    assert!(some(|flip| flip.with.happened) && some(|flip| flip.without.happened));
}

/// Where not all can be tried, those that lie nearest to what happened are.
#[test]
fn the_earliest_choices_are_left_out_where_there_are_too_many() {
    let (script, records) = drawn();
    let past = Past::of(&records).expect("a history");
    let whole = found(&script, &past, 400, 1);
    let mut left = Vec::new();
    for most in 0..=whole.flips.len() {
        let some = found(&script, &past, u32::try_from(most).expect("few"), 1);
        assert!(some.flips.len() <= most);
        assert_eq!(some.choices, whole.choices);
        let is_tried = |key: &OwnedKey| some.flips.iter().any(|flip| flip.made.key == *key);
        let out = whole.flips.iter().filter(|flip| !is_tried(&flip.made.key));
        let latest_out = out.map(|flip| flip.made.at).max();
        let earliest = some.flips.iter().map(|flip| flip.made.at).min();
        assert!(earliest.is_none() || latest_out <= earliest, "{most}");
        left.push(some.left_out);
    }
    expect!["[5, 5, 5, 4, 4, 4, 3, 2, 2, 1, 1, 1, 0]"].assert_eq(&format!("{left:?}"));
}

/// What would have been is only asked of what was: a history that comes out otherwise is refused.
#[test]
fn a_history_that_does_not_come_again_is_refused() {
    let (script, mut records) = drawn();
    let place = records.iter().rposition(|record| matches!(record.body, Body::Event(_)));
    let place = place.expect("there are events");
    records[place].audience = Audience::CONTROL;
    let past = Past::of(&records).expect("a history");
    let bounds = Bounds { until: past.last(), runs: 1, continuations_max: 100, orders: false };
    let harm = |_: &Center, _: &Enforcer<'_>| Fate::Averted;
    let whole = Part { number: 0, of: 1 };
    let found = but_for::search(&past, &script, &enforcer(&script), &harm, bounds, whole);
    let of = records[place].position;
    assert!(matches!(found, Err(RestoreError::Other { position }) if position == of), "{found:?}");
}

/// Three who object at once, and two texts that are adopted at once: each other one goes first.
#[test]
fn the_order_of_what_is_due_at_once_is_changed_where_that_is_asked() {
    let script =
        scenario::compile(include_str!("../../crates/explorer/tests/fixtures/abreast.yaml"));
    let script = script.expect("it has no faults").script;
    let played = play(&script, SEED);
    let past = Past::of(&played.records).expect("a history");
    let search = |orders| {
        let bounds = Bounds { until: past.last(), runs: 1, continuations_max: 800, orders };
        let harm = |center: &Center, _: &Enforcer<'_>| fate(center);
        let whole = Part { number: 0, of: 1 };
        let found = but_for::search(&past, &script, &enforcer(&script), &harm, bounds, whole);
        found.expect("it plays again")
    };
    let found = search(true);
    let turns = || found.flips.iter().filter(|flip| flip.made.key.is_turn());
    for flip in turns() {
        let end = changed(&script, &[(&flip.made.key, flip.to)], 0);
        assert_eq!(flip.fate, fate(&end), "{}: {:?}", flip.made.key, flip.to);
        let record = &played.records[usize::try_from(flip.made.position.0 - 1).expect("few")];
        assert_eq!(record.at, flip.made.at, "{}", flip.made.key);
    }
    let mut told: Vec<String> =
        turns().map(|flip| format!("{} to {:?}", flip.made.key, flip.to)).collect();
    told.sort();
    expect![[r#"
        clock.silence/turn@one#93600 to Picked(1)
        london/object/turn@text#1 to Picked(1)
        paris/object/turn@text#1 to Picked(1)
        paris/object/turn@text#1 to Picked(2)
        timeline/1/turn#1 to Picked(1)
        timeline/4/turn#1 to Picked(1)"#]]
    .assert_eq(&told.join("\n"));
    let without = search(false);
    let others = |flip: &&Flip| !flip.made.key.is_turn();
    assert_eq!(without.flips.len(), found.flips.iter().filter(others).count());
}

/// What the end of the run leaves open is not prevented, and is no point of no return.
#[test]
fn what_may_still_happen_is_not_prevented() {
    let (script, records) = drawn();
    let past = Past::of(&records).expect("a history");
    let bounds = Bounds { until: past.last(), runs: 2, continuations_max: 800, orders: false };
    let harm = |center: &Center, _: &Enforcer<'_>| {
        if is_so(center) { Fate::Happened } else { Fate::Open }
    };
    let whole = Part { number: 0, of: 1 };
    let found = but_for::search(&past, &script, &enforcer(&script), &harm, bounds, whole);
    let found = found.expect("it plays again");
    assert!(found.flips.iter().any(|flip| flip.fate == Fate::Open));
    assert!(found.flips.iter().all(|flip| flip.with.not_prevented() == 2));
    assert!(found.no_return().is_none());
    assert!(found.flips.is_sorted_by_key(|flip| flip.fate != Fate::Open));
}
