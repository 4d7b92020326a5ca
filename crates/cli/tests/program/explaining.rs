//! `tripartite explain`: the chain of causes behind one record, and what followed.

use std::fmt::Write;

use expect_test::expect;

use crate::desk::Desk;

/// The position of the first record of a kind.
fn position(desk: &Desk, kind: &str) -> usize {
    let log = desk.read("run.jsonl");
    let found = log.lines().position(|line| line.contains(&format!("\"type\":\"{kind}\"")));
    found.expect("the log has such a record") + 1
}

#[test]
fn an_explanation_is_the_same_from_a_file_and_from_the_input() {
    let desk = Desk::with_log();
    let broken = position(&desk, "silence.broken");
    let shown = desk.run(&format!("explain run.jsonl {broken}"));
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    expect![[r#"
        #87 of small, seed 1
        ====================
          #87  Mon 1 Mar 11:47  Poland broke the silence on q-1; had not spoken: France and the UK [assumption]

        Because of
        ----------
          #86  Mon 1 Mar 11:47  Poland: command `silence.object`, question q-1, nation pl [assumption]
          #83  Mon 1 Mar 09:30  the co-chairs put q-1 (a statement) under flash silence until 15:30, version 1;
              asked: France, Poland and the UK
          #82  Mon 1 Mar 09:30  the co-chairs: command `silence.start`, question q-1, matter statement, urgency
              flash, asked fr pl uk, text version 1 [assumption]
          nothing but the scenario led to #82

        What followed
        -------------
          → #90  Mon 1 Mar 12:17  Poland: command `silence.object`, question q-1, nation pl, refused: the silence on
                `q-1` is broken already (silence.already-broken) [assumption]
          in all 1 record, and 1 choice
    "#]].assert_eq(&shown.out);
    let log = desk.read("run.jsonl");
    for (words, other) in [
        (format!("explain run.jsonl #{broken}"), desk.run(&format!("explain run.jsonl #{broken}"))),
        (format!("explain - {broken}"), desk.run_with_input(&format!("explain - {broken}"), &log)),
    ] {
        assert_eq!((other.code, &other.out), (0, &shown.out), "{words}");
    }
}

#[test]
fn a_program_reads_the_chain_and_the_tree() {
    let desk = Desk::with_log();
    let started = position(&desk, "silence.started");
    let shown = desk.run(&format!("explain run.jsonl {started} --format json"));
    let read: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    assert_eq!(read["record"]["kind"], "silence.started");
    assert_eq!(read["causes"][0]["kind"], "command.accepted");
    assert_eq!(read["causes"][0]["basis"], "assumption");
    assert_eq!(read["tree"][0]["record"]["data"]["command"], "silence.object");
    assert_eq!(read["tree"][0]["tree"][0]["record"]["kind"], "silence.broken");
}

#[test]
fn positions_that_cannot_be_meant_are_refused() {
    let desk = Desk::with_log();
    let mut said = String::new();
    for words in ["run.jsonl 0", "run.jsonl x", "run.jsonl -1", "run.jsonl 999"] {
        let shown = desk.run(&format!("explain {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        writeln!(said, "{}", shown.err).unwrap();
    }
    expect![[r#"
        error: invalid value '0' for '<POSITION>': records are counted from 1

        For more information, try '--help'.

        error: invalid value 'x' for '<POSITION>': write the number of a record, such as 120

        For more information, try '--help'.

        error: invalid value '-1' for '<POSITION>': write the number of a record, such as 120

        For more information, try '--help'.

        error: `run.jsonl` has no record #999
          = help: its last one is #91

    "#]]
    .assert_eq(&said);
    let shown = desk.run("explain nowhere.jsonl 1");
    assert_eq!((shown.code, shown.out.as_str()), (4, ""), "{}", shown.err);
}

#[test]
fn a_fault_anywhere_in_the_log_is_told_and_nothing_else_is() {
    let desk = Desk::with_log();
    desk.edit("bad.jsonl", |lines| lines.push("no record".into()));
    let shown = desk.run("explain bad.jsonl 3");
    assert_eq!((shown.code, shown.out.as_str()), (3, ""), "{}", shown.err);
    assert!(shown.err.contains("bad.jsonl"), "{}", shown.err);
}

#[test]
fn a_half_written_last_line_is_dropped_if_asked_for() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    desk.write("cut.jsonl", &log[..log.len() - 9]);
    assert_eq!(desk.run("explain cut.jsonl 3").code, 3);
    let shown = desk.run("explain cut.jsonl 3 --drop-cut-line");
    let warning = "warning: `cut.jsonl` is unfinished: it has no `run.ended`";
    assert!(shown.code == 0 && shown.err.starts_with(warning), "{shown:?}");
    assert_eq!(shown.err.lines().count(), 1, "{shown:?}");
}

const INJECT: &str = "timeline:\n  - { at: T+00:45, by: uk, do: silence.object, with: { question: q-1, nation: uk } }\n";

/// A log does not tell what a branch put in from the scenario's own, so both are named.
#[test]
fn what_a_branch_put_in_does_not_come_from_the_scenario_alone() {
    let desk = Desk::with_log();
    desk.write("inject.yaml", INJECT);
    let words = "--at T+00:40 --inject inject.yaml --seed 9 --log branch.jsonl";
    let branched = desk.run(&format!("branch run.jsonl --scenario small.yaml {words}"));
    assert_eq!(branched.code, 0, "{branched:?}");
    let of = |position: u32| desk.run(&format!("explain branch.jsonl {position}")).out;
    let (before, behind) = (of(82), of(86));
    assert!(before.starts_with("#82 of small, seed 1\n"), "{before}");
    assert!(before.contains("nothing but the scenario led to #82"), "{before}");
    assert!(behind.starts_with("#86 of small, seed 9\n"), "{behind}");
    let said = "nothing but the scenario or what the branch behind #85 changed led to #86";
    assert!(behind.contains(said), "{behind}");
    let account = desk.run("replay branch.jsonl").out;
    assert!(account.contains("scenario  small, seed 1\n"), "{account}");
    assert!(account.contains("otherwise from Mon 1 Mar 09:40 on, seed 9\n"), "{account}");
}

/// People are shown so many as they can read; programs get all that followed, counted in the log.
#[test]
fn programs_are_given_all_that_followed() {
    let desk = Desk::new();
    let scenario = format!("{}/../../scenarios/hub-outage", env!("CARGO_MANIFEST_DIR"));
    desk.run(&format!("run {scenario} --log run.jsonl"));
    let log = desk.read("run.jsonl");
    let caused = log.lines().filter_map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let number = |name: &str| record[name].as_str()?.parse::<u64>().ok();
        let is_choice = record["type"] == "choice.made";
        number("sequence").zip(number("cause")).filter(|_| !is_choice)
    });
    let caused: Vec<(u64, u64)> = caused.collect();
    let following = |of: u64| {
        let mut following = Vec::new();
        for (position, cause) in &caused {
            if *cause == of || following.contains(cause) {
                following.push(*position);
            }
        }
        following
    };
    let all = caused.iter().map(|(_, cause)| *cause);
    let first = all.max_by_key(|of| following(*of).len()).expect("some record is a cause");
    let following = following(first);
    assert!(following.len() > 100, "{following:?}");
    let shown = desk.run(&format!("explain run.jsonl {first} --format json"));
    let told: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON");
    let followers = told["followers"].as_array().expect("a list").iter();
    let positions: Vec<u64> = followers.filter_map(|it| it["position"].as_u64()).collect();
    assert_eq!(positions, following);
    assert_eq!(told["causes_left_out"], 0);
    let people = desk.run(&format!("explain run.jsonl {first}")).out;
    assert!(people.contains("What is left out here stands in `--format json`."), "{people}");
}
