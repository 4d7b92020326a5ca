//! Histories that are continued differently: what is printed, what is refused, what can be audited.

use std::fmt::Write;

use expect_test::{expect, expect_file};
use serde_json::Value;

use crate::desk::{Desk, Shown};

fn branch(desk: &Desk, words: &str) -> Shown {
    desk.run(&format!("branch run.jsonl --scenario small.yaml {words}"))
}

#[test]
fn a_branch_tells_what_became_of_it() {
    let desk = Desk::with_log();
    desk.write("inject.yaml", INJECT);
    let shown = branch(&desk, "--at T+00:40 --inject inject.yaml --log branch.jsonl");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    expect![[r#"
        A branch of run.jsonl behind #85, from Mon 1 Mar 09:40 on
          injected  inject.yaml

        parent and branch
        =================
          The same up to #85. Then
            parent  #86  Mon 1 Mar 11:47  Poland: command `silence.object`, question q-1, nation pl
            branch  #86  Mon 1 Mar 09:45  the UK: command `silence.object`, question q-1, nation uk

        Events only in parent: 1
        ------------------------
          #87  Mon 1 Mar 11:47  Poland broke the silence on q-1; had not spoken: France and the UK

        Events only in branch: 1
        ------------------------
          #87  Mon 1 Mar 09:45  the UK broke the silence on q-1; had not spoken: France and Poland

        Events otherwise or at another time: 1
        --------------------------------------
          #88  Mon 1 Mar 11:47  the silence on q-1 is no longer awaited
            → #88  Mon 1 Mar 09:45  the silence on q-1 is no longer awaited

        Commands refused only in parent: 1
        ----------------------------------
          #90  Mon 1 Mar 12:17  Poland: command `silence.object`, question q-1, nation pl, refused: the silence on
              `q-1` is broken already (silence.already-broken)

        Commands refused only in branch: 2
        ----------------------------------
          #90  Mon 1 Mar 10:15  Poland: command `silence.object`, question q-1, nation pl, refused: the silence on
              `q-1` is broken already (silence.already-broken)
          #91  Mon 1 Mar 11:47  Poland: command `silence.object`, question q-1, nation pl, refused: the silence on
              `q-1` is broken already (silence.already-broken)

          23 other measures are the same.
    "#]].assert_eq(&shown.out);
    let json = branch(&desk, "--at T+00:40 --inject inject.yaml --format json").out;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["difference"]["same"], Value::Bool(false));
    assert_eq!(json["branch"]["edits"]["inject"], Value::String(INJECT.into()));
    assert_eq!(json["runs"], Value::Null);
}

const INJECT: &str = "timeline:\n  - { at: T+00:45, by: uk, do: silence.object, with: { question: q-1, nation: uk } }\n";

#[test]
fn a_branch_of_a_branch_is_audited_from_its_leaf() {
    let desk = Desk::with_log();
    desk.write("inject.yaml", INJECT);
    assert_eq!(branch(&desk, "--at T+00:40 --inject inject.yaml --log one.jsonl").code, 0);
    let two =
        desk.run("branch one.jsonl --scenario small.yaml --at T+00:50 --seed 9 --log two.jsonl");
    assert_eq!(two.code, 0, "{two:?}");
    let words = "verify two.jsonl --scenario small.yaml --parent run.jsonl --parent one.jsonl";
    let verified = desk.run(words);
    assert_eq!((verified.code, verified.err.as_str()), (0, ""));
    assert_eq!(verified.out.matches("the same up to there as in").count(), 2, "{}", verified.out);
    let alone = desk.run("verify two.jsonl --parent one.jsonl");
    assert_eq!(alone.code, 0);
    assert_eq!(alone.out.matches("NOT FOLLOWED").count(), 1, "{}", alone.out);
    // A parent whose past was written anew has another chain.
    let other = desk.run("run small.yaml --seed 2 --log other.jsonl");
    assert_eq!(other.code, 0);
    let stranger = desk.run("verify two.jsonl --parent other.jsonl");
    assert_eq!(stranger.code, 2, "{stranger:?}");
    // A parent that was cut cannot tell; nothing is wrong with the branch.
    desk.edit("cut.jsonl", |lines| lines.truncate(3));
    let cut = desk.run("verify one.jsonl --parent cut.jsonl");
    assert_eq!(cut.code, 3, "{cut:?}");
    let cut_off = "error: `cut.jsonl` ends with #3, before the branch at #85\n";
    assert!(cut.err.starts_with(cut_off), "{}", cut.err);
}

/// What the parent draws at its own beginning is recorded then, though it comes later: the branch
/// begins right behind it, and not behind what was drawn.
#[test]
fn a_branch_right_behind_the_draws_of_its_parent_begins_in_time() {
    let desk = Desk::with_log();
    let late = "timeline:\n  - { window: { from: T+08:00, to: T+09:00 }, by: uk, do: silence.object, with: { question: q-1, nation: uk } }\n";
    desk.write("late.yaml", late);
    desk.write("inject.yaml", INJECT.replace("T+00:45", "T+07:00"));
    assert_eq!(branch(&desk, "--at T+05:00 --inject late.yaml --log one.jsonl").code, 0);
    let words = "branch one.jsonl --scenario small.yaml --at T+06:00 --inject inject.yaml --set quiet-period=12h --log two.jsonl";
    let two = desk.run(words);
    assert_eq!((two.code, two.err.as_str()), (0, ""), "{two:?}");
    let log = desk.read("two.jsonl");
    let records: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let position = &records[0]["data"]["branches"][1]["position"];
    let shared = position.as_u64().and_then(|shared| usize::try_from(shared).ok());
    let (past, rest) = records.split_at(shared.expect("a number"));
    assert_eq!(past.last().map(|last| &last["type"]), Some(&"choice.made".into()), "{log}");
    let times: Vec<&str> = rest.iter().filter_map(|record| record["time"].as_str()).collect();
    assert_eq!(times[..3], [AT_THE_BRANCH, AT_THE_BRANCH, AN_HOUR_LATER], "{log}");
    let verified = desk.run("verify two.jsonl --scenario small.yaml --parent one.jsonl");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{}", verified.out);
}

const AT_THE_BRANCH: &str = "2027-03-01T14:00:00.000Z";
const AN_HOUR_LATER: &str = "2027-03-01T15:00:00.000Z";

/// The log of a branch is a log: everything else reads it, and a seat learns nothing of the edits.
#[test]
fn an_account_of_a_branch_says_that_it_is_one() {
    let desk = Desk::with_log();
    desk.write("inject.yaml", INJECT);
    assert_eq!(branch(&desk, "--at T+00:40 --inject inject.yaml --log one.jsonl").code, 0);
    let account = desk.run("replay one.jsonl").out;
    assert!(account.contains("\nbranch    of the run "), "{account}");
    let json = desk.run("replay one.jsonl --format json").out;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["run"]["branches"][0]["position"], 85);
    let seen = desk.run("replay one.jsonl --seat us --format json").out;
    let seen: Value = serde_json::from_str(&seen).expect("it is JSON");
    assert_eq!(seen["run"]["branches"], Value::Array(Vec::new()));
}

#[test]
fn two_logs_are_compared() {
    let desk = Desk::with_log();
    let same = desk.run("diff run.jsonl run.jsonl");
    assert_eq!((same.code, same.out.contains("They are the same, record by record.")), (0, true));
    // A scenario that only expects something else comes to the same records.
    assert_eq!(desk.run("run missed.yaml --log missed.jsonl").code, 1);
    let other = desk.run("diff run.jsonl missed.jsonl").out;
    assert!(
        other.contains("different scenarios") && other.contains("they are the same, record"),
        "{other}"
    );
    assert_eq!(desk.run("run small.yaml --seed 2 --log two.jsonl").code, 0);
    let drawn = desk.run("diff run.jsonl two.jsonl --format json");
    let json: Value = serde_json::from_str(&drawn.out).expect("it is JSON");
    assert_eq!(json["same"], Value::Bool(false));
    assert_eq!(json["first"]["there"]["kind"], "choice.made");
    assert_eq!(json["only_here"].as_array().map(Vec::len), Some(0), "only their time is another");
    assert_eq!(desk.run("diff - -").code, 2);
}

#[test]
fn pairs_of_runs_have_intervals() {
    let desk = Desk::with_log();
    let words = "--at 0 --choose warsaw/object/delay@q-1#1=25min --runs 20 --format json";
    let shown = branch(&desk, words);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
    assert_eq!(json["runs"]["runs"], 20);
    let rows = json["runs"]["rows"].as_array().expect("there are rows");
    assert!(!rows.is_empty());
    let mut bounded = 0;
    for row in rows {
        let [low, value, high] =
            ["low", "value", "high"].map(|key| row["difference"][key].as_f64());
        let value = value.expect("a number");
        // Pairs that are all alike say nothing of how far another one may lie off.
        match low.zip(high) {
            Some((low, high)) => assert!(low <= value && value <= high && low < high, "{row}"),
            None => assert!(low.is_none() && high.is_none(), "{row}"),
        }
        bounded += u32::from(low.is_some());
        let is_alike = row["same"] == row["pairs"];
        assert!(!is_alike || low.is_some() == (row["unit"] == "share"), "{row}");
    }
    assert!(0 < bounded);
}

const REFUSED: &[&str] = &[
    "--at 9999",
    "--at T-00:01",
    "--at T+99:00",
    "--at noon",
    "--at T+00:40 --inject early.yaml",
    "--at T+00:40 --inject broken.yaml",
    "--at T+00:40 --inject nowhere.yaml",
    "--at T+00:40 --choose warsaw/object/delay@q-1#1=25min",
    "--at T+11:00 --choose warsaw/hesitate/delay@q-1#1=1h",
    "--at T+00:05 --choose warsaw/objct/delay@q-1#1=25min",
    "--at T+00:05 --choose warsaw/object/option@q-1#1=0",
    "--at 0 --choose warsaw/object/delay@nothing#1=25min",
    "--at 0 --choose warsaw/object/delay@q-1#1=soon",
    "--at 0 --choose warsaw/object/delay=1h",
    "--at 0 --choose nonsense",
    "--at 0 --set quiet-perid=1h",
    "--at 0 --set quiet-period=4",
    "--at 0 --set quiet-period=999999999d",
    "--at 0 --set quiet-period=4h --set quiet-period=5h",
    "--at 0 --choose warsaw/object/delay@q-1#1=1h --choose warsaw/object/delay@q-1#1=2h",
    "--at 0 --set quiet-perid=1h --set quiet-period=4 --choose warsaw/objct/delay@q-1#1=25min --choose warsaw/object/delay@q-1#1=soon",
    "--at 0 --set quiet-period=4 --inject nowhere.yaml --choose warsaw/objct/delay@q-1#1=25min",
    "--at T+00:40 --set quiet-period=4 --inject broken.yaml",
    "--at T+00:40 --choose warsaw/object/delay@q-1#1=25min --choose warsaw/objct/delay@q-1#1=25min",
    "--at 0 --runs 1",
    "--at 0 --seed 1 --log run.jsonl",
];

/// What cannot be meant is said, with what to do instead, and no log is begun.
#[test]
fn what_cannot_be_branched_is_refused() {
    let desk = Desk::with_log();
    desk.write("early.yaml", INJECT.replace("T+00:45", "T+00:39"));
    desk.write("broken.yaml", "timeline:\n  - { at: T+00:10, by: xx, do: silence.objct }\n");
    let mut said = String::new();
    for words in REFUSED {
        let log = if words.contains("--log") { "" } else { "--log new.jsonl" };
        let shown = branch(&desk, &format!("{words} {log}"));
        writeln!(said, "{words}\n{}", shown.complaint()).expect("a text takes more");
        assert!(!desk.path("new.jsonl").exists(), "{words}");
    }
    expect_file!["../fixtures/branch-refused.txt"].assert_eq(&said);
}

#[test]
fn nothing_is_injected_after_the_end_of_a_run_that_was_cut_short() {
    let desk = Desk::new();
    assert_eq!(desk.run("run small.yaml --until T+04:00 --log run.jsonl").code, 0);
    desk.write("late.yaml", INJECT.replace("T+00:45", "T+05:00"));
    let shown = branch(&desk, "--at T+03:00 --inject late.yaml --log new.jsonl");
    expect![[r#"
        exit 3
        error[S118]: this never comes
         --> late.yaml:2:11
          |
        2 |   - { at: T+05:00, by: uk, do: silence.object, with: { question: q-1, nation: uk } }
          |           ^^^^^^^ after the end of the run
          |
          = help: the run ends at 2027-03-01T12:00:00.000Z: inject earlier
        error: `late.yaml` cannot be played
    "#]]
    .assert_eq(&shown.complaint());
    assert!(!desk.path("new.jsonl").exists());
}

#[test]
fn the_scenario_of_a_log_must_be_at_hand_and_the_same() {
    let desk = Desk::with_log();
    let mut said = String::new();
    for words in ["", "--scenario missed.yaml"] {
        let run = desk.run(&format!("branch run.jsonl --at 0 {words}"));
        said.push_str(&run.complaint());
    }
    expect![[r#"
        exit 2
        error: the scenario of the log, `small`, is not at hand
          = help: there is no `scenarios/small/scenario.yaml`: name the scenario with `--scenario`
        exit 3
        error: this log is of another scenario than `missed.yaml`
          = help: it is of `small` with the hash HASH; the file has HASH
    "#]]
    .assert_eq(&said);
}

/// Three changes, so that with eight threads some have nothing to do.
#[test]
fn the_changes_that_are_found_do_not_depend_on_the_number_of_threads() {
    let desk = Desk::with_log();
    desk.write("quiet.rules", QUIET);
    let words = "why run.jsonl --scenario small.yaml --rules quiet.rules --rule unbroken --runs 5";
    let all = ["text", "json"].map(|format| {
        let of = |threads: u32| {
            let shown = desk.run(&format!("{words} --format {format} --threads {threads}"));
            assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
            shown.out
        };
        let one = of(1);
        assert_eq!(of(2), one);
        assert_eq!(of(8), one);
        one
    });
    assert_eq!(all[1].matches("\"prevents\"").count(), 3);
}

const QUIET: &str = "rule unbroken \"No silence is broken before noon\"\n  whenever silence.started(question) then no silence.broken(question) within 3 h\n";

/// Rules and deadlines are asked the same way; only what went wrong can be asked about.
#[test]
fn the_choice_that_would_have_prevented_a_violation_is_found() {
    let desk = Desk::with_log();
    desk.write("quiet.rules", QUIET);
    let words = "why run.jsonl --scenario small.yaml --rules quiet.rules --rule unbroken";
    let shown = desk.run(words);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    expect![[r#"
        Why: rule unbroken was broken, #87 on Mon 1 Mar 11:47
        =====================================================
          1 choices and certain delays came before; 3 changes of one alone were tried.

        Each of these alone would have prevented it
        -------------------------------------------
          #85  Mon 1 Mar 09:30  warsaw/object/delay@q-1#1: 5 h, not 2 h 17 min

        The point of no return is #85, Mon 1 Mar 09:30: warsaw/object/delay@q-1#1. Of the changes tried, none behind it helps.
    "#]]
    .assert_eq(&shown.out);
    let json = desk.run(&format!("{words} --runs 5 --format json")).out;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    let flips = json["flips"].as_array().expect("flips");
    assert!(flips.iter().all(|flip| flip["runs"] == 5));
    let mut said = String::new();
    for words in [
        "why run.jsonl --scenario small.yaml --rule unbroken",
        "why run.jsonl --scenario small.yaml --rules quiet.rules --rule other",
        "why run.jsonl --scenario small.yaml --deadline tier-one:strike",
        "why run.jsonl --scenario small.yaml",
    ] {
        writeln!(said, "{words}\n{}", desk.run(words).complaint()).expect("a text takes more");
    }
    expect![[r#"
        why run.jsonl --scenario small.yaml --rule unbroken
        exit 2
        error: there are no policy rules
          = help: name a file with `--rules`, or put `policy.rules` beside the scenario

        why run.jsonl --scenario small.yaml --rules quiet.rules --rule other
        exit 2
        error: `--rule other`: there is no such rule
          = help: broken were `unbroken`

        why run.jsonl --scenario small.yaml --deadline tier-one:strike
        exit 2
        error: `--deadline tier-one:strike`: there is no such deadline in this log
          = help: no deadline of this log was missed

        why run.jsonl --scenario small.yaml
        exit 2
        error: the following required arguments were not provided:
          <--deadline <ID>|--rule <NAME>>

        Usage: tripartite why --scenario <SCENARIO> <--deadline <ID>|--rule <NAME>> <LOG>

        For more information, try '--help'.

    "#]]
    .assert_eq(&said);
}
