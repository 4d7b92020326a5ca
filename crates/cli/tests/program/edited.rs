//! What an edit changes, and what it leaves as it was.

use expect_test::expect;
use serde_json::Value;

use crate::desk::{Desk, Shown};

const TWO_HANDS: &str = r#"
scenario: hands
title: Two who may verify
about: A breach is verified by the monitors, or by the nation that leads them.
start: 2026-03-02T09:00:00+01:00
until: T+72:00
nations:
  us: { role: partner, leads: [monitoring] }
  ua: { role: host }
timeline:
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+01:00 } }
  - at: T+02:00
    by: monitors
    do: incident.report-detection
    with: { incident: shelling, sector: south, category: artillery, severity: major, sensor: acoustic-1, seen_at: now - 1min }
  - { at: T+04:00, name: first, by: monitors, chance: 99%, do: incident.verify, with: { incident: shelling, finding: verified } }
  - { at: T+04:00, name: second, by: us, chance: 99%, do: incident.verify, with: { incident: shelling, finding: verified } }
expect:
  - happened: incident.verified
"#;

/// What follows from what they did is the same, and several deadlines of one breach are several things.
#[test]
fn who_did_it_and_which_deadline_it_was_are_told_apart() {
    let desk = Desk::new();
    desk.write("hands.yaml", TWO_HANDS);
    assert_eq!(desk.run("run hands.yaml --log run.jsonl").code, 0);
    let moved = |words: &str| -> Vec<[String; 2]> {
        let words = format!("branch run.jsonl --scenario hands.yaml {words} --format json");
        let json: Value = serde_json::from_str(&desk.run(&words).out).expect("it is JSON");
        let moved = json["difference"]["moved"].as_array().expect("a list").iter();
        let text = |line: &Value| line["text"].as_str().unwrap_or_default().to_string();
        moved.map(|pair| [text(&pair["here"]), text(&pair["there"])]).collect()
    };
    let by_another = ["the monitors verified shelling", "the US verified shelling"];
    assert_eq!(moved("--at T+03:00 --choose timeline/first/chance#1=no"), [by_another]);
    let hasty = moved("--at T+01:30 --set verification-within=30min --set attribution-within=1h");
    assert!(!hasty.is_empty());
    for [here, there] in hasty {
        for deadline in ["verification of", "attribution of", "warning and host action"] {
            assert_eq!(here.contains(deadline), there.contains(deadline), "{here} / {there}");
        }
    }
}

const TWO_WAYS: &str = r#"
scenario: ways
title: One who objects or stays away
about: A nation that is asked objects or comes to the table, as it is drawn for each question.
start: 2026-03-02T09:00:00+01:00
until: T+48:00
nations:
  fr: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }
timeline:
  - { at: T+20:00, by: cochairs, do: silence.start, with: { question: other, matter: statement, urgency: flash, asked: [fr, pl] } }
actors:
  warsaw:
    as: pl
    behaviors:
      - name: speak
        upon: silence.started
        after: { uniform: [1h, 2h] }
        options:
          - { weight: 1, do: silence.object, with: { question: "${question}", nation: pl } }
          - { weight: 1, do: center.attend, with: { nation: pl } }
expect:
  - happened: silence.started
"#;

/// The question that is put in comes first, and takes no answer away from the other one.
#[test]
fn an_edit_draws_nothing_anew_that_it_does_not_touch() {
    let desk = Desk::new();
    desk.write("ways.yaml", TWO_WAYS);
    let before = "  - { at: T+03:00, by: cochairs, do: silence.start, with: { question: first, matter: statement, urgency: flash, asked: [fr, pl] } }\n";
    desk.write("inject.yaml", format!("timeline:\n{before}"));
    let mut answers = std::collections::BTreeSet::new();
    for seed in 1..=6 {
        let (run, branch) = (format!("run-{seed}.jsonl"), format!("branch-{seed}.jsonl"));
        assert_eq!(desk.run(&format!("run ways.yaml --seed {seed} --log {run}")).code, 0);
        let words = "--scenario ways.yaml --at T+02:00 --inject inject.yaml --log";
        assert_eq!(desk.run(&format!("branch {run} {words} {branch}")).code, 0);
        let chosen = |log: &str| -> Vec<String> {
            let log = desk.read(log);
            let of_other = log.lines().filter(|line| line.contains("@other#1\""));
            let data =
                of_other.filter_map(|line| line.split("\"data\":").nth(1)?.split('}').next());
            data.map(str::to_string).collect()
        };
        let (run, branch) = (chosen(&run), chosen(&branch));
        assert_eq!(run.len(), 2, "a delay and an option: {run:?}");
        assert_eq!(run, branch);
        answers.extend(run.into_iter().filter(|data| data.contains("/option@")));
    }
    assert_eq!(answers.len(), 2, "both ways are drawn: {answers:?}");
}

/// What no scenario file may have as its parameters is not set in the midst of a run.
#[test]
fn a_third_tier_is_not_set_to_end_before_it_may_open() {
    let desk = Desk::with_log();
    let branch = |words: &str| {
        desk.run(&format!("branch run.jsonl --scenario small.yaml --at T+00:10 {words}"))
    };
    let latest = "--set tier-three-latest=48h";
    expect_test::expect![[r#"
        exit 2
        error: `--set`: the third tier would end (48 h) before it may open (72 h)
          = help: let `tier-three-earliest` be no more than `tier-three-latest`; both can be set
    "#]]
    .assert_eq(&branch(latest).complaint());
    let both = branch(&format!("{latest} --set tier-three-earliest=40h"));
    assert_eq!((both.code, both.err.as_str()), (0, ""));
}

fn branch(desk: &Desk, words: &str) -> Shown {
    desk.run(&format!("branch run.jsonl --scenario small.yaml {words}"))
}

/// What a scenario file is refused for is refused of what is set in the midst of a run.
#[test]
fn a_parameter_with_which_the_center_cannot_work_is_not_set() {
    let desk = Desk::with_log();
    let mut told = String::new();
    for set in [
        "road-payload=0",
        "silence-urgent=0h",
        "participation-review-after=1s",
        "cessation-finder=clock",
    ] {
        told += &branch(&desk, &format!("--at T+00:40 --set {set}")).complaint();
    }
    expect![[r#"
        exit 2
        error: `--set road-payload=0`: `road-payload` carries nothing
          = help: write 1 or more
        exit 2
        error: `--set silence-urgent=0h`: `silence-urgent` leaves no time at all
          = help: write a duration such as `24h`
        exit 2
        error: `--set participation-review-after=1s`: `participation-review-after` comes again too soon
          = help: write a minute at least, or `0h` where there are to be none
        exit 2
        error: `--set cessation-finder=clock`: the clock finds nothing
          = help: name somebody who judges, such as `cochairs`
    "#]].assert_eq(&told);
    let drawn = "parameters:\n  road-payload: { value: { uniform: [1, 20] } }\n";
    desk.write("drawn.yaml", desk.read("small.yaml").replace("parameters:\n", drawn));
    desk.run("run drawn.yaml --log drawn.jsonl");
    let words =
        "branch drawn.jsonl --scenario drawn.yaml --at 0 --choose parameters/road-payload#1";
    expect![[r#"
        exit 2
        error: `--choose parameters/road-payload#1=0`: expected 1 or more
    "#]]
    .assert_eq(&desk.run(&format!("{words}=0")).complaint());
    assert_eq!(desk.run(&format!("{words}=7")).code, 0);
}

/// A disk that is full is no fault of the scenario.
#[test]
fn a_branch_that_cannot_be_written_ends_as_a_run_does() {
    let desk = Desk::with_log();
    let shown = branch(&desk, "--at T+00:40 --seed 3 --log /dev/full");
    assert_eq!(shown.code, 4, "{shown:?}");
    assert!(shown.err.contains("No space left on device"), "{}", shown.err);
}
