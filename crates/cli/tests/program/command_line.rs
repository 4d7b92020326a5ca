//! What the commands print, and how they end.

use std::fmt::Write;
use std::fs::{self, OpenOptions};
use std::process::Stdio;

use crate::desk::{Desk, shown};
use expect_test::expect;

#[test]
fn a_run_prints_its_account_and_nothing_else() {
    let desk = Desk::new();
    let shown = desk.run("run small.yaml");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(shown.out.starts_with("One text under silence\n==="), "{}", shown.out);
    assert_eq!(shown.out, desk.run("run small.yaml --seed 1 --log run.jsonl").out);
}

#[test]
fn a_missed_expectation_ends_a_run_with_1() {
    let shown = Desk::new().run("run missed.yaml");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    assert!(shown.out.contains("\n  MISSED  "), "{}", shown.out);
}

#[test]
fn a_replay_ends_in_the_state_of_the_run_byte_for_byte() {
    let desk = Desk::new();
    let run = desk.run("run small.yaml --log run.jsonl --format json").out;
    let replayed = desk.run("replay run.jsonl --format json").out;
    let state = |text: &str| text.split_once("\"state\":").unwrap().1.to_string();
    assert_eq!(state(&run), state(&replayed));
    let from_input = desk.run_with_input("replay - --format json", &desk.read("run.jsonl")).out;
    assert_eq!(replayed, from_input);
}

#[test]
fn a_replay_shows_what_was_recorded_by_then() {
    let desk = Desk::with_log();
    for (words, known) in [
        ("--at T+00:29", false),
        ("--at T+00:30", true),
        ("--at 2027-03-01T08:29:59Z", false),
        ("--at 2027-03-01T09:30:00+01:00", true),
        ("--to 11", false),
        ("--to 87", true),
    ] {
        let shown = desk.run(&format!("replay run.jsonl {words}"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{words}");
        assert_eq!(shown.out.contains("under flash silence"), known, "{words}: {}", shown.out);
    }
    let mut by_day = desk.command("replay run.jsonl --at");
    by_day.arg("D+0 09:30");
    assert!(shown(by_day).out.contains("under flash silence"));
    assert_eq!(desk.run("replay run.jsonl --to 0").out, "Nothing was recorded by then.\n");
}

#[test]
fn a_run_may_be_ended_early() {
    let desk = Desk::new();
    let shown = desk.run("run small.yaml --until T+00:10 --log short.jsonl");
    assert_eq!(shown.code, 1, "the silence has not started by then");
    assert!(shown.out.contains("the end of the window was reached"), "{}", shown.out);
    assert_eq!(desk.run("verify short.jsonl --scenario small.yaml").code, 0);
}

#[test]
fn instants_that_cannot_be_meant_are_refused() {
    let desk = Desk::with_log();
    let mut said = String::new();
    for words in [
        "run small.yaml --until noon",
        "run small.yaml --until T+99:00",
        "run small.yaml --until 2020-01-01T00:00:00Z",
        "replay run.jsonl --at noon",
        "replay run.jsonl --at T+01:00 --to 3",
        "run small.yaml --seed -1",
        "run",
    ] {
        let shown = desk.run(words);
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        said.push_str(&shown.err);
        said.push('\n');
    }
    expect![[r#"
        error: `--until noon`: no instant
          = help: name an instant from 2027-03-01T08:00:00.000Z to 2027-03-01T20:00:00.000Z, such as `T+06:00`

        error: `--until T+99:00`: not within the scenario
          = help: name an instant from 2027-03-01T08:00:00.000Z to 2027-03-01T20:00:00.000Z, such as `T+06:00`

        error: `--until 2020-01-01T00:00:00Z`: not within the scenario
          = help: name an instant from 2027-03-01T08:00:00.000Z to 2027-03-01T20:00:00.000Z, such as `T+06:00`

        error: `--at noon` is not an instant
          = help: write `2026-01-06T14:00:00+01:00`, `T+02:30` from the start, or `D+2 09:30`

        error: the argument '--at <TIME>' cannot be used with '--to <POSITION>'

        Usage: tripartite replay --at <TIME> <LOG>

        For more information, try '--help'.

        error: invalid value '-1' for '--seed <SEED>': write a whole number from 0 to 18446744073709551615; behind a `/`, a run of a campaign with that seed, `7/12`

        For more information, try '--help'.

        error: the following required arguments were not provided:
          <SCENARIO>

        Usage: tripartite run <SCENARIO>

        For more information, try '--help'.

    "#]].assert_eq(&said);
}

#[test]
fn a_log_is_never_written_over() {
    let desk = Desk::with_log();
    let before = desk.read("run.jsonl");
    let shown = desk.run("run small.yaml --seed 2 --log run.jsonl");
    expect![[r#"
        exit 4
        error: cannot begin the log `run.jsonl`: the file exists and is not empty
          = help: name another file, or move this one away
    "#]]
    .assert_eq(&shown.complaint());
    assert_eq!(desk.read("run.jsonl"), before);
}

#[test]
fn logs_in_places_that_cannot_be_written_are_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    fs::create_dir(desk.path("folder.db")).unwrap();
    let mut said = String::new();
    for name in
        ["folder", "folder.db", "nowhere/run.jsonl", "nowhere/run.db", "postgres://host/runs"]
    {
        let shown = desk.run(&format!("run small.yaml --log {name}"));
        assert_eq!(shown.out, "", "{name}");
        said.push_str(&shown.complaint());
    }
    expect![[r#"
        exit 4
        error: `folder` is a folder
          = help: name a file, such as `run.jsonl`
        exit 4
        error: `folder.db` is a folder
          = help: name a file, such as `run.jsonl`
        exit 4
        error: cannot begin the log `nowhere/run.jsonl`: cannot open the log: No such file or directory (os error 2)
          = help: name a new file in a folder that you may write to
        exit 4
        error: cannot lock `nowhere/run.db`: No such file or directory (os error 2)
          = help: a store is written in a folder that you may write to
        exit 2
        error: `postgres://host/runs` is an address, not a file
          = help: this version keeps logs in files: name one such as `run.jsonl` or `run.db`
    "#]].assert_eq(&said);
}

#[test]
fn a_run_that_cannot_go_on_says_what_is_kept() {
    let desk = Desk::new();
    let long = "${question}-with-a-very-long-tail";
    let step = "upon: silence.broken\n        chance: 50%";
    let script = desk.read("small.yaml").replacen(step, "upon: silence.broken", 1);
    let (front, back) = script.split_at(script.rfind("${question}").unwrap());
    desk.write("stuck.yaml", format!("{front}{}", back.replacen("${question}", long, 1)));
    let shown = desk.run("run stuck.yaml --log stuck.jsonl");
    expect![[r#"
        exit 3
        error: the scenario cannot go on: `warsaw/hesitate` cannot make the command `silence.object`: a name has at most 24 characters, this one has 25
          = help: `stuck.jsonl` keeps the first 88 records of this run; `tripartite replay` shows them
    "#]].assert_eq(&shown.complaint());
    let kept = desk.read("stuck.jsonl").lines().count();
    assert!(shown.err.contains(&format!("the first {kept} records")), "{}", shown.err);
    let verified = desk.run("verify stuck.jsonl --scenario stuck.yaml");
    assert_eq!(verified.code, 1, "what is kept is sound and unfinished");
    assert!(verified.err.starts_with("note: behind its last record the run cannot go on: "));
}

#[test]
fn scenarios_that_cannot_be_read_are_named() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    desk.write("binary.yaml", [0xff, 0xfe]);
    desk.write("empty.yaml", "");
    let mut said = String::new();
    for name in ["missing", "folder", "binary.yaml", "empty.yaml"] {
        for command in ["run", "validate"] {
            let shown = desk.run(&format!("{command} {name}"));
            assert_eq!(shown.out, "", "{command} {name}");
            writeln!(said, "{command}: {}", shown.complaint()).unwrap();
        }
    }
    expect![[r#"
        run: exit 4
        error: cannot open `missing`: No such file or directory (os error 2)
          = help: name a scenario folder, such as `scenarios/paris-summit`, or its scenario.yaml

        validate: exit 4
        error: cannot open `missing`: No such file or directory (os error 2)
          = help: name a scenario folder, such as `scenarios/paris-summit`, or its scenario.yaml

        run: exit 4
        error: cannot open `folder/scenario.yaml`: No such file or directory (os error 2)
          = help: a scenario folder has a file `scenario.yaml`

        validate: exit 4
        error: cannot open `folder/scenario.yaml`: No such file or directory (os error 2)
          = help: a scenario folder has a file `scenario.yaml`

        run: exit 3
        error: `binary.yaml` is not a text: line 1, column 1 (byte 0) is not UTF-8
          = help: save the file as UTF-8

        validate: exit 3
        error: `binary.yaml` is not a text: line 1, column 1 (byte 0) is not UTF-8
          = help: save the file as UTF-8

        run: exit 3
        error[S001]: there is nothing in this file
         --> empty.yaml:1:1
          |
        1 |
          | ^
        error: `empty.yaml` cannot be played

        validate: exit 3
        error[S001]: there is nothing in this file
         --> empty.yaml:1:1
          |
        1 |
          | ^

    "#]]
    .assert_eq(&said);
}

#[test]
fn validate_shows_the_faults_of_all_files() {
    let desk = Desk::new();
    let bad = desk.read("small.yaml").replace("silence.adopted", "silence.adoptd");
    desk.write("bad.yaml", &bad);
    desk.write("worse.yaml", bad.replace("role: member", "rol: member"));
    let shown = desk.run("validate bad.yaml small.yaml worse.yaml");
    assert_eq!(shown.code, 3);
    assert!(shown.out.contains("small.yaml: no faults"), "{}", shown.out);
    assert!(shown.err.contains("did you mean `silence.adopted`?"), "{}", shown.err);
    assert_eq!(shown.err.matches("--> worse.yaml").count(), 4, "{}", shown.err);

    let listed = desk.run("validate bad.yaml small.yaml --format json");
    assert_eq!((listed.code, listed.err.as_str()), (3, ""));
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(listed[0]["faults"][0]["labels"][0]["line"], 40);
    assert_eq!(listed[1]["faults"], serde_json::json!([]));
}

#[test]
fn a_closed_pipe_ends_quietly_and_the_log_is_whole() {
    let desk = Desk::new();
    for format in ["text", "json"] {
        let name = format!("{format}.jsonl");
        let words = format!("run small.yaml --format {format} --log {name}");
        let mut command = desk.command(&words);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{words}");
        assert_eq!(output.stderr, b"", "{words}");
        assert_eq!(desk.run(&format!("verify {name} --scenario small.yaml")).code, 0, "{words}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_loses_nothing_else() {
    let desk = Desk::new();
    let full = || OpenOptions::new().write(true).open("/dev/full").expect("there is a full disk");
    for words in [
        "run small.yaml --log run.jsonl",
        "replay run.jsonl --format json",
        "explain run.jsonl 2",
        "verify run.jsonl",
        "schema",
        "--version",
        "completions bash",
        "man",
    ] {
        let mut command = desk.command(words);
        command.stdout(full());
        let shown = shown(command);
        let no_space = "error: cannot write the output: No space left on device (os error 28)\n";
        assert_eq!((shown.code, shown.err.as_str()), (4, no_space), "{words}");
    }
    assert_eq!(desk.run("verify run.jsonl --scenario small.yaml").code, 0);

    let shown = desk.run("run small.yaml --log /dev/full");
    expect![[r#"
        exit 4
        error: cannot finish the log: No space left on device (os error 28)
          = help: the records before it were handed on to whoever reads them
    "#]]
    .assert_eq(&shown.complaint());
}

#[test]
fn help_has_examples_and_says_how_commands_end() {
    let desk = Desk::new();
    for command in
        ["run", "validate", "replay", "explain", "verify", "schema", "completions", "man"]
    {
        let shown = desk.run(&format!("{command} --help"));
        assert_eq!(shown.code, 0, "{command}");
        assert!(shown.out.contains("Example"), "{command}: {}", shown.out);
    }
    assert!(desk.run("--help").out.contains("Exit: 0 done; 1 "));
    assert!(desk.run("--version").out.starts_with("tripartite "));
}

#[test]
fn pages_and_schema_are_made() {
    let desk = Desk::new();
    assert_eq!(desk.run("man --out pages").code, 0);
    for name in ["tripartite", "tripartite-run", "tripartite-explain"] {
        assert!(desk.read(&format!("pages/{name}.1")).contains(".TH"), "{name}");
    }
    let schema: serde_json::Value = serde_json::from_str(&desk.run("schema").out).unwrap();
    assert!(schema["properties"]["timeline"].is_object());
    assert!(desk.run("completions bash").out.contains("_tripartite"));
}

#[test]
fn the_program_speaks_of_itself_only_when_asked() {
    let desk = Desk::new();
    let mut command = desk.command("run small.yaml");
    command.env("TRIPARTITE_LOG", "info");
    let told = shown(command);
    assert!(told.err.contains("playing"), "{}", told.err);
    assert!(!told.err.contains('\u{1b}'), "no colors in a pipe: {}", told.err);
    assert_eq!(told.out, desk.run("run small.yaml").out);
}

#[test]
fn what_a_campaign_would_not_use_is_refused() {
    let desk = crate::exploring::desk();
    let outcomes = "outcomes:\n  broken: { happened: silence.broken }\n";
    desk.write("asked.yaml", format!("{}{outcomes}", crate::exploring::QUARREL));
    let words = "campaign asked.yaml --runs 2";
    let shown = desk.run(&format!("{words} --vary warsaw/object/after=1h --design latin"));
    assert!(shown.err.contains("does not compare what `--vary` names"), "{shown:?}");
    let shown = desk.run(&format!("{words} --risk 1%"));
    assert!(shown.err.contains("--decide"), "{shown:?}");
    assert_eq!(shown.out, "");
}

#[test]
fn a_confidence_that_is_no_share_is_told_what_to_write() {
    for share in ["100%", "1", "none"] {
        let shown = Desk::new().run(&format!("campaign small.yaml --runs 1 --confidence {share}"));
        assert!(shown.err.contains("write a share below 100%, such as `95%`"), "{}", shown.err);
    }
}
