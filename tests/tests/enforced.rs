//! Rules that are enforced go on being enforced: in a history that is taken up again, in a copy of a
//! run under way, and in a branch, with all that they remember from before.

use std::sync::Arc;

use kernel::Position;
use simulator::branch::{self, Past, Point};
use simulator::choice::{Edited, Made, Seeded, Value};
use simulator::engine::Forgetful;
use simulator::record::{Body, Branch, CenterRecord, Edits, Opening};
use simulator::run::{self, run_id};
use simulator::script::Script;
use simulator::snapshots::Snapshots;
use tests::play;

const SEED: u64 = 1;

/// The second text follows the first by more than a day, and within forty hours.
const RULES: &str = r#"rule patience "One text in forty hours" enforce
  at most 1 silence.started() in any 40 h
"#;

/// `silence-broken` with a rule that forbids its second text, which the center alone would accept.
fn patient() -> (Script, Vec<CenterRecord>) {
    let rules = scenario::rules(RULES).expect("the rules are sound");
    let script = play::script("silence-broken");
    let text = tests::read("scenarios/silence-broken/scenario.yaml");
    let free = play::play(&script, SEED).records;
    let script = scenario::judged_by(script, &text, Arc::new(rules));
    let records = play::play(&script, SEED).records;
    let refused = position_of_refusal(&records).expect("the second text is refused");
    assert_eq!(position_of_refusal(&free), None, "the center alone accepts it");
    assert!(Position(1) < refused);
    (script, records)
}

/// Where the rule refused a command.
fn position_of_refusal(records: &[CenterRecord]) -> Option<Position> {
    let refused = records.iter().find(|record| {
        matches!(&record.body, Body::Refused(_, refusal) if refusal.code == "rule.patience")
    });
    refused.map(|record| record.position)
}

/// A log does not say what a monitor remembers: it is made again while the history is.
#[test]
fn what_is_restored_at_any_position_goes_on_under_its_rules() {
    let (script, records) = patient();
    let past = Past::of(&records).expect("a history");
    let refused = position_of_refusal(&records).expect("it is refused");
    let (snapshots, _) =
        Snapshots::along(past.begin(&script).expect("it begins"), &mut |_| {}).expect("it plays");
    for position in (0..refused.0).map(Position) {
        let restored = past.restore(&script, position).expect("the same records come again");
        let snapshot = snapshots.at(position).expect("it goes on");
        for running in [restored, snapshot] {
            let from = usize::try_from(running.head().0).expect("a position");
            let onward = Edited::onward([].into(), Seeded::new(SEED, 0));
            let copy = running.fork(onward, Forgetful);
            let mut rest = Vec::new();
            copy.finish(&mut |record| rest.push(record.clone())).expect("it plays");
            assert!(rest == records[from..], "from {position} on, it is another history");
        }
    }
}

fn branched(
    script: &Script,
    past: &Past<'_>,
    position: Position,
    edits: Edits,
) -> Vec<CenterRecord> {
    let (_, at) = past.point(Point::Behind(position)).expect("the position is within");
    let parent = run_id(past.opening).to_string();
    let mut opening: Opening = past.opening.clone();
    opening.branches.push(Branch { parent, position, chain: "0".repeat(64), at, edits });
    let mut script = script.clone();
    script.injected.push(script.steps.len()..script.steps.len());
    let shared = past.up_to(position);
    let choose = branch::chooser(&script, &opening, shared, 0).expect("a chooser");
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    run::run(&script, opening, choose, Forgetful, &mut keep).expect("it plays");
    records
}

/// Behind the branch the rule counts what was recorded before it: the same text an hour too early
/// is refused, and an hour after the forty is not.
#[test]
fn a_branch_is_under_the_rules_of_its_scenario_with_what_they_remember() {
    let (script, records) = patient();
    let past = Past::of(&records).expect("a history");
    let key = "cochairs/second-text/delay@statement#1".parse().expect("a key");
    assert!(branch::choices(&records).contains_key(&key), "it is drawn");
    let drawn =
        |record: &CenterRecord| matches!(&record.body, Body::Chose { key: of, .. } if *of == key);
    let choice = records.iter().find(|record| drawn(record)).expect("it is drawn");
    // In front of the command upon which the choice is made.
    let position = choice.cause.map_or(Position(1), |cause| Position(cause.0 - 2));
    for (hours, is_refused) in [(16, true), (18, false)] {
        // The first text is of 9:10, and broken at 8:10 on the next day: 23 hours later.
        let value = Value::Drawn(hours * 3_600_000);
        let edits = Edits { choices: vec![Made { key: key.clone(), value }], ..Edits::default() };
        let branch = branched(&script, &past, position, edits);
        let shared = usize::try_from(position.0).expect("a position");
        assert!(branch[1..shared] == records[1..shared], "the past stays");
        assert_eq!(position_of_refusal(&branch).is_some(), is_refused, "after {hours} h");
    }
}

/// What time brings about is refused by nobody: a rule that forbids it is broken.
#[test]
fn no_rule_holds_up_the_clock() {
    let forbid = |kind: &str| {
        let rules = format!("rule forbidden \"It is forbidden\" enforce\n  never {kind}()\n");
        let rules = Arc::new(scenario::rules(&rules).expect("the rules are sound"));
        let text = tests::read("scenarios/silence-broken/scenario.yaml");
        let script = scenario::judged_by(play::script("silence-broken"), &text, rules);
        play::play(&script, SEED)
    };
    let happened = |records: &[CenterRecord], kind: &str| {
        let is_it = |record: &&CenterRecord| {
            matches!(&record.body, Body::Event(event)
                if simulator::probe::kind(event).is_some_and(|of| of.text() == kind))
        };
        records.iter().filter(is_it).count()
    };
    // The first is what the clock does when a silence ends, the second is what nations do.
    let adopted = forbid("silence.adopted");
    assert_eq!(happened(&adopted.records, "silence.adopted"), 1);
    let broken = forbid("silence.broken");
    assert_eq!(happened(&broken.records, "silence.broken"), 0);
}
