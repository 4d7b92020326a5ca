//! Pairs of runs: what is drawn in each, and what is said of them.

use serde_json::Value;

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
