//! Pairs of runs: what is drawn in each, and what is said of them.

use expect_test::expect;
use serde_json::{Value, json};

use crate::desk::Desk;

/// A silence that begins and is broken, or not, as it is drawn at the very beginning.
const DRAWN: &str = "\
scenario: drawn
title: Windows
about: Whether a silence is broken is drawn at the beginning.
start: 2026-03-02T09:00:00+01:00
until: T+48:00
parameters:
  silence-flash: { value: { uniform: [1h, 9h] } }
nations:
  fr: { role: member, accepts-silence: true }
  uk: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }
timeline:
  - window: { from: T+01:00, to: T+30:00 }
    name: start
    by: cochairs
    do: silence.start
    with: { question: other, matter: statement, urgency: flash, asked: [fr, uk, pl] }
  - window: { from: T+01:00, to: T+40:00 }
    name: objects
    by: pl
    do: silence.object
    with: { question: other, nation: pl }
expect:
  - happened: silence.broken
  - happened: silence.adopted
";

/// A desk with a scenario and the log of a run of it.
fn with(scenario: &str) -> Desk {
    let desk = Desk::new();
    desk.write("scenario.yaml", scenario);
    let shown = desk.run("run scenario.yaml --log run.jsonl");
    assert!(shown.code < 2, "{shown:?}");
    desk
}

/// What pairs of runs come to.
fn paired(desk: &Desk, words: &str) -> Value {
    let shown =
        desk.run(&format!("branch run.jsonl --scenario scenario.yaml {words} --format json"));
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    let mut json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
    json["runs"].take()
}

/// The same as people read it.
fn told(desk: &Desk, words: &str) -> String {
    let shown = desk.run(&format!("branch run.jsonl --scenario scenario.yaml {words}"));
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    let told = shown.out.split(" pairs of runs from the branch on\n").nth(1);
    told.expect("there are pairs").to_string()
}

fn row<'a>(runs: &'a Value, name: &str) -> &'a Value {
    let rows = runs["rows"].as_array().expect("there are rows");
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}: {runs}"))
}

#[test]
fn what_is_drawn_at_the_beginning_is_drawn_anew_in_each_pair() {
    let desk = with(DRAWN);
    let runs = paired(&desk, "--at 0 --set quiet-period=12h --runs 60");
    let adopted = row(&runs, "expected silence.adopted: at least once");
    let [parent, branch] = ["parent", "branch"].map(|side| adopted[side].as_f64());
    assert_eq!(parent, branch, "the draws of a pair are the same: {adopted}");
    assert!(parent.is_some_and(|share| 0.0 < share && share < 1.0), "{adopted}");
    assert_eq!(adopted["same"], 60);
    let longer = paired(&desk, "--at 0 --set silence-flash=12h --runs 60");
    let adopted = row(&longer, "expected silence.adopted: at least once");
    assert_eq!(adopted["parent"].as_f64(), parent);
    assert_ne!(adopted["branch"].as_f64(), branch);
}

const START: &str = "timeline:
  - { at: T+01:00, by: cochairs, do: silence.start, with: { question: two, matter: statement, urgency: flash, asked: [fr, uk] } }
  - { window: { from: T+01:00, to: T+13:00 }, by: uk, do: silence.object, with: { question: two, nation: uk } }
";

/// Also if its parent draws right before: what both share ends between the two.
#[test]
fn what_a_branch_draws_at_its_beginning_is_drawn_anew_in_each_pair() {
    let (before, _) = DRAWN.split_once("timeline:").expect("there is one");
    let desk = with(&format!("{before}expect:\n  - happened: silence.broken\n"));
    desk.write(
        "one.yaml",
        START.replace("two", "one").replace("T+01:00", "T+20:00").replace("T+13:00", "T+30:00"),
    );
    desk.write("two.yaml", START);
    let words =
        "branch run.jsonl --scenario scenario.yaml --at T+00:10 --inject one.yaml --log one.jsonl";
    assert_eq!(desk.run(words).code, 0);
    let log = desk.read("one.jsonl");
    desk.write("run.jsonl", log);
    let runs = paired(&desk, "--at T+00:20 --inject two.yaml --runs 40");
    let broken = row(&runs, "silence-broken");
    let same = broken["same"].as_u64().expect("a number");
    assert!(0 < same && same < 40, "the silence is broken in some of its runs: {broken}");
}

/// Another seed is no edit whose effect could be measured: it only makes other pairs.
#[test]
fn both_sides_of_a_pair_draw_from_the_seed_of_the_branch() {
    let desk = with(DRAWN);
    let alone = paired(&desk, "--at 0 --seed 9 --runs 60");
    let rows = alone["rows"].as_array().expect("there are rows");
    assert!(rows.iter().all(|row| row["same"] == row["pairs"]), "{alone}");
    let longer =
        |seed: &str| paired(&desk, &format!("--at 0 {seed} --set silence-flash=12h --runs 60"));
    let (first, other) = (longer("--seed 1"), longer("--seed 9"));
    assert_eq!(first["rows"], longer("")["rows"], "the log has this seed");
    assert_ne!(first["rows"], other["rows"]);
    let broken = |runs: &Value| row(runs, "expected silence.broken: at least once").clone();
    assert_eq!(broken(&alone)["parent"], broken(&other)["parent"]);
}

/// A deadline that is armed if somebody reports.
const REPORTED: &str = "\
scenario: reported
title: A deadline that a branch never arms
about: A violation is reported, or not.
start: 2026-03-02T09:00:00+01:00
until: T+72:00
nations:
  us: { role: partner, leads: [monitoring] }
  ua: { role: host }
  fr: { role: member, accepts-silence: true }
timeline:
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+01:00 } }
  - at: T+02:00
    name: see
    by: monitors
    chance: 99%
    do: incident.report-detection
    with: { incident: shelling, sector: south, category: artillery, severity: major, sensor: acoustic-1, seen_at: now - 1min }
";

/// That a figure is there on one side only is what the edit did, and no reason to say nothing.
#[test]
fn pairs_say_what_exists_on_one_side_alone() {
    let desk = with(REPORTED);
    let words = "--at T+01:00 --choose timeline/see/chance#1=no --runs 20";
    let told = told(&desk, words);
    expect![[r#"
        -----------------------------------
          incidents attributed in time, from their opening
            in the parent alone: 0.0 % (20 pairs)
          deadlines missed
            in the parent alone: 100.0 % (20 pairs)
          missed: verification of shelling
            in the parent alone: 100.0 % (20 pairs)
          verification: nobody tried
            in the parent alone: 100.0 % (20 pairs)
          incidents verified in time
            in the parent alone: 0.0 % (20 pairs)
          violations seen with too little coverage, or none known
            1.00 → 0.00, difference -1.00, in each of 20 pairs
    "#]]
    .assert_eq(&told);
    let runs = paired(&desk, words);
    let missed = row(&runs, "missed verification:shelling");
    assert_eq!(missed["pairs"], 0);
    assert!(missed["parent"].is_null() && missed["difference"].is_null(), "{missed}");
    assert_eq!(missed["parent_alone"], json!({ "pairs": 20, "mean": 1.0 }));
    assert_eq!(missed["branch_alone"], json!({ "pairs": 0, "mean": null }));
}

#[test]
fn pairs_say_what_exists_on_both_sides_in_some_pairs_only() {
    let desk = with(&REPORTED.replace("99%", "50%"));
    let told = told(&desk, "--at T+01:00 --choose timeline/see/chance#1=yes --runs 20");
    expect![[r#"
        -----------------------------------
          incidents attributed in time, from their opening
            0.0 % → 0.0 %, difference 0.0 %, in each of 12 pairs
            in the branch alone: 0.0 % (8 pairs)
          deadlines missed
            100.0 % → 100.0 %, difference 0.0 %, in each of 12 pairs
            in the branch alone: 100.0 % (8 pairs)
          missed: verification of shelling
            100.0 % → 100.0 %, difference 0.0 %, 95 % interval -24.2 % to 24.2 % (12 pairs, 12 alike)
            in the branch alone: 100.0 % (8 pairs)
          verification: nobody tried
            100.0 % → 100.0 %, difference 0.0 %, in each of 12 pairs
            in the branch alone: 100.0 % (8 pairs)
          incidents verified in time
            0.0 % → 0.0 %, difference 0.0 %, in each of 12 pairs
            in the branch alone: 0.0 % (8 pairs)
          violations seen with too little coverage, or none known
            0.60 → 1.00, difference 0.40, 95 % interval 0.16 to 0.64 (20 pairs, 12 alike)
    "#]].assert_eq(&told);
}
