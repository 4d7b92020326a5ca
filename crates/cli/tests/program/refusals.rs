//! What is refused, and what is said to do instead.

use std::fmt::Write;

use expect_test::expect;

use crate::desk::Desk;

/// What each of some commands says, which is refused as wrong usage.
fn said(desk: &Desk, all: &[&str]) -> String {
    let mut said = String::new();
    for words in all {
        let shown = desk.run(words);
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}: {shown:?}");
        let usage = shown.err.find("\nFor more information").unwrap_or(shown.err.len());
        writeln!(said, "{words}\n{}", &shown.err[..usage]).expect("a text takes more");
    }
    said
}

#[test]
fn a_number_that_cannot_be_is_told_what_can() {
    let desk = Desk::with_log();
    expect![[r#"
        run small.yaml --seed -1
        error: invalid value '-1' for '--seed <SEED>': write a whole number from 0 to 18446744073709551615; behind a `/`, a run of a campaign with that seed, `7/12`

        run small.yaml --seed 18446744073709551616
        error: invalid value '18446744073709551616' for '--seed <SEED>': write a whole number from 0 to 18446744073709551615; behind a `/`, a run of a campaign with that seed, `7/12`

        campaign small.yaml --runs 10 --seed -1
        error: invalid value '-1' for '--seed <SEED>': write a whole number from 0 to 18446744073709551615

        campaign small.yaml --runs -3
        error: invalid value '-3' for '--runs <RUNS>': write a whole number from 0 to 18446744073709551615

        replay run.jsonl --to -3
        error: invalid value '-3' for '--to <POSITION>': write the number of a record, such as 120

        branch run.jsonl --at 0 --seed=-1
        error: invalid value '-1' for '--seed <NUMBER>': write a whole number from 0 to 18446744073709551615

        export run.jsonl --to mermaid --limit -1
        error: invalid value '-1' for '--limit <COUNT>': write a whole number from 0 to 18446744073709551615

        why run.jsonl --rule a --threads 0
        error: invalid value '0' for '--threads <NUMBER>': write a whole number from 1 to 1024

        campaign small.yaml --runs 10 --threads 0
        error: invalid value '0' for '--threads <THREADS>': write a whole number from 1 to 1024

        explore small.yaml --walks 10 --threads -2
        error: invalid value '-2' for '--threads <COUNT>': write a whole number from 1 to 1024

    "#]].assert_eq(&said(
        &desk,
        &[
            "run small.yaml --seed -1",
            "run small.yaml --seed 18446744073709551616",
            "campaign small.yaml --runs 10 --seed -1",
            "campaign small.yaml --runs -3",
            "replay run.jsonl --to -3",
            "branch run.jsonl --at 0 --seed=-1",
            "export run.jsonl --to mermaid --limit -1",
            "why run.jsonl --rule a --threads 0",
            "campaign small.yaml --runs 10 --threads 0",
            "explore small.yaml --walks 10 --threads -2",
        ],
    ));
}

#[test]
fn a_number_below_zero_is_no_option_of_another_name() {
    let desk = Desk::with_log();
    expect![[r#"
        explore small.yaml --depth -1
        error: invalid value '-1' for '--depth <CHOICES>': write a whole number from 0 to 4294967295

        explore small.yaml --deviations -2
        error: invalid value '-2' for '--deviations <CHOICES>': write a whole number from 0 to 4294967295

        replay run.jsonl --at -1
        error: `--at -1` is not an instant
          = help: write `2026-01-06T14:00:00+01:00`, `T+02:30` from the start, or `D+2 09:30`

        branch run.jsonl --at -3 --scenario small.yaml
        error: `--at -3`: neither a position nor an instant
          = help: write `120`, `2026-01-06T14:00:00+01:00`, `T+02:30` or `D+2 09:30`

    "#]].assert_eq(&said(
        &desk,
        &[
            "explore small.yaml --depth -1",
            "explore small.yaml --deviations -2",
            "replay run.jsonl --at -1",
            "branch run.jsonl --at -3 --scenario small.yaml",
        ],
    ));
}

#[test]
fn why_wants_one_of_two() {
    let desk = Desk::with_log();
    expect![[r#"
        why run.jsonl --scenario small.yaml
        error: the following required arguments were not provided:
          <--deadline <ID>|--rule <NAME>>

        Usage: tripartite why --scenario <SCENARIO> <--deadline <ID>|--rule <NAME>> <LOG>

        why run.jsonl --deadline a:b --rule c
        error: the argument '--deadline <ID>' cannot be used with '--rule <NAME>'

        Usage: tripartite why <--deadline <ID>|--rule <NAME>> <LOG>

    "#]]
    .assert_eq(&said(
        &desk,
        &["why run.jsonl --scenario small.yaml", "why run.jsonl --deadline a:b --rule c"],
    ));
}

/// Only a diagram leaves something out.
#[test]
fn a_limit_is_refused_where_the_whole_is_written() {
    let desk = Desk::with_log();
    for format in ["csv", "jsonl", "ocel", "sqlite --out run.db"] {
        let shown = desk.run(&format!("export run.jsonl --to {format} --limit 5"));
        let complaint = "exit 2\nerror: `--limit` is of a diagram: every other format has the whole log\n  = help: leave it out, or write `--to mermaid`\n";
        assert_eq!(shown.complaint(), complaint, "{format}");
    }
    assert!(!desk.path("run.db").exists());
    let few = desk.run("export run.jsonl --to mermaid --limit 5");
    assert_eq!((few.code, few.out.contains("more")), (0, true), "{few:?}");
}

/// What is advised can be done: an inject file has no nations, and no occurrence is number 0.
#[test]
fn a_branch_is_told_what_can_be_done() {
    let desk = Desk::with_log();
    desk.write(
        "other.yaml",
        "timeline:\n  - { at: T+00:45, by: de, do: silence.object, with: { question: q-1, nation: de } }\n",
    );
    let branch = |words: &str| {
        desk.run(&format!("branch run.jsonl --scenario small.yaml --at 0 {words}")).complaint()
    };
    expect![[r#"
        exit 3
        error[S101]: `de` is not a nation of this scenario
         --> other.yaml:2:24
          |
        2 |   - { at: T+00:45, by: de, do: silence.object, with: { question: q-1, nation: de } }
          |                        ^^ not among `nations`
          |
          = help: a branch has the nations of its scenario: name one of these

        error[S101]: `de` is not a nation of this scenario
         --> other.yaml:2:79
          |
        2 |   - { at: T+00:45, by: de, do: silence.object, with: { question: q-1, nation: de } }
          |                                                                               ^^ not among `nations`
          |
          = help: a branch has the nations of its scenario: name one of these
        error: `other.yaml` cannot be played
    "#]].assert_eq(&branch("--inject other.yaml"));
    expect![[r#"
        exit 2
        error: `--choose warsaw/object/delay=1h`: `warsaw/object/delay` has no occurrence: write `stream@entity#1` or `stream#1` for the first
          = help: keys stand in the log as `choice.made`, such as `washington/decide/delay@strike#1`
    "#]].assert_eq(&branch("--choose warsaw/object/delay=1h"));
}

/// All of a log is no answer to what lies behind it, unless that is said. A position is written as
/// accounts write it.
#[test]
fn what_lies_behind_a_log_is_not_shown_as_if_it_were_there() {
    let desk = Desk::with_log();
    let replay = |words: &str| desk.run(&format!("replay run.jsonl {words}"));
    let said = ["--to 90000", "--at T+72:00", "--at T+12:00", "--to 5"].map(|words| {
        let shown = replay(words);
        assert_eq!(shown.code, 0, "{shown:?}");
        shown.err
    });
    expect![[r#"
        warning: `--to 90000` is beyond the last record, #91: all of the log is shown
        warning: `--at T+72:00` is behind the end of the run, Mon 1 Mar 09:00 to Mon 1 Mar 21:00: all of the log is shown
    "#]].assert_eq(&said.join(""));
    assert_eq!(replay("--to #20").out, replay("--to 20").out);
    assert_eq!(replay("--to 90000").out, replay("").out);
    desk.write("na.rules", "rule none \"None\"\n  never silence.broken()\n");
    let usage = ["seal run.jsonl --new-key k", "explore small.yaml --rules na.rules --memory 0"];
    expect![[r#"
        exit 2
        error: the argument '[LOG]' cannot be used with '--new-key <FILE>'

        Usage: tripartite seal [OPTIONS] --key <FILE> <LOG>
               tripartite seal --new-key <FILE>

        For more information, try '--help'.
        exit 2
        error: invalid value '0' for '--memory <MIB>': write a whole number from 1 to 18446744073709551615

        For more information, try '--help'.
    "#]].assert_eq(&usage.map(|words| desk.run(words).complaint()).join(""));
}

#[test]
fn a_file_of_rules_is_taken_for_no_scenario() {
    let desk = Desk::new();
    desk.write("policy.rules", "rule r \"\" never silence.started()\n");
    for words in ["validate policy.rules", "run policy.rules"] {
        expect![[r#"
            exit 2
            error: `policy.rules` is a file of rules, not a scenario
              = help: `tripartite rules lint policy.rules` looks for its faults
        "#]]
        .assert_eq(&desk.run(words).complaint());
    }
}
