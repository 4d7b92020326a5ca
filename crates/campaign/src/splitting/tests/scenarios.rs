//! Scenarios whose rare event has a chance that is known, in closed form or by counting.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::*;
use crate::design::{Design, Layout};
use crate::outcome::Outcomes;
use crate::player::{Budget, Stage};
use crate::splitting::course::Runs;

/// Within a day, half a question is expected to be opened: each opens another one after a while.
/// Six of them are as likely as six or more of a Poisson number with mean 0.5.
const CHAIN: &str = r#"
scenario: chain
title: One question leads to another
start: 2026-03-02T09:00:00+01:00
until: T+25:00
nations: { fr: { role: member } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+01:00, by: fr, do: decision.open,
      with: { question: q, matter: statement, procedure: consensus, asked: [fr] } }
actors:
  paris:
    as: fr
    behaviors:
      - { name: ask-again, upon: decision.opened, after: { exponential: 48h }, do: decision.open,
          with: { question: "q-${n}", matter: statement, procedure: consensus, asked: [fr] } }
levels:
  - { happened: decision.opened, at-least: 2 }
  - { happened: decision.opened, at-least: 3 }
  - { happened: decision.opened, at-least: 4 }
  - { happened: decision.opened, at-least: 5 }
  - { happened: decision.opened, at-least: 6 }
  - { happened: decision.opened, at-least: 7 }
"#;

fn staged(text: &str) -> (Stage, Levels) {
    let compiled = scenario::compile(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let layout = Layout::new(Design::Replications, &compiled.plan, 1, 1).unwrap();
    let outcomes = Outcomes::new(&compiled.plan, &compiled.script).unwrap();
    let levels = Levels::new(&compiled.plan.levels);
    let stage = Stage {
        script: Arc::new(compiled.script),
        layout: Arc::new(layout),
        outcomes: Arc::new(outcomes),
        budget: Budget::default(),
    };
    (stage, levels)
}

pub(super) fn levels() -> Levels {
    staged(CHAIN).1
}

/// Goes on with a summary, to the end or until it is stopped.
fn played(
    split: &Split<'_>,
    threads: usize,
    stop: &AtomicBool,
    mut summary: Summary<Entry>,
) -> Summary<Entry> {
    play(split, threads, stop, &mut summary, &mut |_| ControlFlow::Continue(())).unwrap();
    summary
}

fn split(text: &str, runs: u32, threads: usize) -> (Summary<Entry>, Levels) {
    let (stage, levels) = staged(text);
    let effort = effort(runs, 10, levels.len());
    let stop = AtomicBool::new(false);
    let split = Split { stage: &stage, levels: &levels, effort };
    let summary = played(&split, threads, &stop, Summary::new(effort));
    (summary, levels)
}

/// And alike on any number of threads; golden, so on any machine.
#[test]
fn a_chance_of_one_in_seventy_thousand_is_found_in_a_scenario() {
    let (summary, levels) = split(CHAIN, 400, 2);
    let told = summary.verdict(Confidence::USUAL).unwrap();
    assert!(told.estimate.interval.holds(poisson_at_least(0.5, 6)), "{told:?}");
    assert!(
        told.plain.is_some_and(|plain| 1e5 < plain),
        "many more runs would be needed without splitting: {told:?}"
    );
    let few = split(CHAIN, 40, 2).0;
    for threads in [1, 8] {
        assert_eq!(split(CHAIN, 40, threads).0, few, "{threads} threads");
    }
    let about = crate::text::About {
        title: "One question leads to another",
        scenario: "chain",
        seed: 1,
        ended: crate::campaign::Ended::Whole,
        digest: &blake3::hash(table(&summary).as_bytes()).to_hex()[..16],
        confidence: Confidence::USUAL,
        column: 0,
    };
    let mut text = String::new();
    write(&summary, &levels, &about, &mut text).unwrap();
    expect![[r#"
        One question leads to another
        =============================
        scenario  chain, seed 1
        design    splitting, 10 repetitions × 400 runs at each of 6 levels
        runs      24,000 begun or copied

        Levels: of the runs from the level before, how many get there
        -------------------------------------------------------------
          1  decision.opened 2 times  39.6 % (1,586 of 4,000), descended from 1,586 runs
          2  decision.opened 3 times  22.8 % (913 of 4,000), descended from 725 runs
          3  decision.opened 4 times  16.5 % (659 of 4,000), descended from 400 runs
          4  decision.opened 5 times  12.1 % (483 of 4,000), descended from 229 runs
          5  decision.opened 6 times  9.2 % (368 of 4,000), descended from 144 runs
          6  decision.opened 7 times  8.3 % (334 of 4,000), descended from 96 runs

        The chance of decision.opened 7 times
        -------------------------------------
          1.42e-5 [1.06e-5, 1.90e-5] at 95.0 %, or 1 in 71,000
          standard error 13 %; 4,300,000 runs without splitting say as much

        digest 5b6885d9c527335b
    "#]]
    .assert_eq(&text);
}

/// What was drawn before a copy is the same in all of them, and nothing that is drawn after it.
#[test]
fn copies_go_on_by_themselves() {
    let (stage, levels) = staged(CHAIN);
    let mut runs = Runs::new(&stage, &levels);
    let entry = (0..50).find_map(|run| runs.begin(run).unwrap()).expect("two in five get there");
    let found = runs.go_on(&entry, 0..60, 2);
    let reached = found.iter().filter(|one| one.as_ref().unwrap().is_some()).count();
    assert!((1..59).contains(&reached), "{reached} of 60");
    // And again the same.
    assert_eq!(runs.go_on(&entry, 0..60, 2), found);
    assert_eq!(runs.go_on(&entry, 7..9, 2), found[7..9]);
}

/// A run that reached the last level can be played again to its end, and recorded.
#[test]
fn a_rare_run_is_kept_as_a_log() {
    let (stage, levels) = staged(CHAIN);
    let (summary, _) = split(CHAIN, 400, 2);
    let (_, entry) = summary.example.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rare.jsonl");
    write_log(&stage, &levels, &entry, &path).unwrap();
    let log = std::fs::read_to_string(&path).unwrap();
    let opened = log.matches(r#""type":"decision.opened""#).count();
    assert!(7 <= opened, "{opened} questions");
    assert!(log.lines().last().unwrap().contains("run.ended"));
}

/// A run that is given up makes the estimate doubtful.
#[test]
fn runs_over_the_budget_are_told_and_the_estimate_is_refused() {
    let (stage, levels) = staged(CHAIN);
    let stage = Stage { budget: Budget { events_max: 8, time_max: None }, ..stage };
    let effort = effort(50, 10, levels.len());
    let stop = AtomicBool::new(false);
    let split = Split { stage: &stage, levels: &levels, effort };
    let summary = played(&split, 2, &stop, Summary::new(effort));
    assert!(summary.faults[0].ends_with("more than 8 events"), "{:?}", summary.faults);
    let doubts = summary.verdict(Confidence::USUAL).unwrap_err();
    assert!(matches!(doubts[0], Doubt::Faults { .. }), "{doubts:?}");
    // The table has them, so that whoever goes on from it is not more sure.
    let back: Summary<Entry> = read_back(effort, &table(&summary)).unwrap();
    assert_eq!(back.faults_count, summary.faults_count);
    assert_eq!(back.estimates, summary.estimates);
}

/// Stopped in the middle, what is under way is left out, and it can be gone on with.
#[test]
fn a_splitting_that_is_stopped_tells_no_estimate_and_goes_on_to_the_same_table() {
    let (stage, levels) = staged(CHAIN);
    let effort = effort(50, 40, levels.len());
    let stop = AtomicBool::new(false);
    let split = Split { stage: &stage, levels: &levels, effort };
    let mut summary = Summary::new(effort);
    play(&split, 1, &stop, &mut summary, &mut |summary| {
        stop.store(summary.repetitions.len() == 2, Ordering::Relaxed);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(summary.estimates.len() < 10, "{}", summary.estimates.len());
    let doubts = summary.verdict(Confidence::USUAL).unwrap_err();
    assert!(matches!(doubts[..], [Doubt::Interrupted { .. }]), "{doubts:?}");
    stop.store(false, Ordering::Relaxed);
    let back = read_back(effort, &table(&summary)).unwrap();
    let whole = played(&split, 1, &stop, Summary::new(effort));
    assert_eq!(table(&played(&split, 2, &stop, back)), table(&whole));
}

/// What is not the table of this splitting is pointed at.
#[test]
fn a_table_that_cannot_be_gone_on_with_is_refused_at_its_line() {
    let effort = effort(50, 10, 2);
    let table = "repetition,level,begun,reached,ancestors,faults\n0,1,50,20,20,0\n0,2,50,9,7,1\n";
    let refused = |text: &str| read_back::<Entry>(effort, text).map(|_| ()).unwrap_err().line;
    assert_eq!(read_back::<Entry>(effort, table).unwrap().levels[1].faults, 1);
    assert_eq!(refused(&table.replace("ancestors,faults", "ancestors")), 1);
    assert_eq!(refused(&table.replace("0,1,50,20", "0,1,50,51")), 2);
    assert_eq!(refused(&table.replace("0,2,50", "1,2,50")), 3);
    assert_eq!(refused(&table.replace("0,2,50", "0,3,50")), 3);
    assert_eq!(refused(&table.replace("9,7,1", "9,7,x")), 3);
    assert_eq!(refused(table.strip_suffix("0,2,50,9,7,1\n").unwrap()), 2);
    assert_eq!(refused(&format!("{table}1,1,50,20,20,0\n")), 4);
}

/// An event of a scenario of ours that is not so rare can be counted, and splitting says the same.
/// Level 2 may come without level 1: three dissent, or London refuses, or both.
#[test]
fn splitting_agrees_with_counting() {
    const LEVELS: &str = "
levels:
  - { happened: incident.dissent-recorded, at-least: 3 }
  - { happened: response.consent-refused, where: { nation: uk } }
outcomes:
  refused: { happened: response.consent-refused, where: { nation: uk } }
";
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/disputed-breach/scenario.yaml");
    let text = std::fs::read_to_string(path).unwrap() + LEVELS;
    let (summary, _) = split(&text, 25, 2);
    let compiled = scenario::compile(&text).unwrap();
    let mut stage = staged(&text).0;
    // Other runs than those that are split.
    stage.layout = Arc::new(Layout::new(Design::Replications, &compiled.plan, 200, 2).unwrap());
    let (_, _, counted) = crate::tests::played(&stage, 2, crate::stopping::Stopping::default());
    let counted = counted.found[0].seen.moments();
    let (share, error) = (counted.mean().unwrap(), counted.standard_error().unwrap());
    let told = summary.verdict(Confidence::USUAL).unwrap();
    let off = told.estimate.value - share;
    let errors = (told.error * told.estimate.value).hypot(error);
    assert!((0.1..0.9).contains(&share), "{share}");
    assert!(off.abs() < 3.0 * errors, "{off} is more than 3 × {errors}");
    // The second level was reached without the first.
    assert!(summary.levels[0].reached < summary.levels[0].begun, "{:?}", summary.levels);
}
