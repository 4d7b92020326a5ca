//! Logs that come through a pipe, and logs that go into one: each can be read only once.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use expect_test::expect;

use crate::desk::{Desk, shown};

/// A command that waits for its input.
fn waiting(desk: &Desk, words: &str) -> Child {
    let mut command = desk.command(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

#[test]
fn a_pipe_is_explained_like_a_file() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    let file = desk.run("explain run.jsonl 70");
    assert_eq!(file.code, 0, "{file:?}");
    for name in ["-", "/dev/stdin"] {
        let piped = desk.run_with_input(&format!("explain {name} 70"), &log);
        assert_eq!((piped.code, &piped.out), (0, &file.out), "{name}: {}", piped.err);
    }
}

/// A log that comes once is held, but not before it is known for one.
#[cfg(unix)]
#[test]
fn what_has_no_end_and_is_no_log_does_not_fill_the_memory() {
    let program = env!("CARGO_BIN_EXE_tripartite");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("ulimit -v 2000000 && exec {program} explain /dev/zero 3")]);
    expect![[r#"
        exit 3
        error: /dev/zero:1: the line is longer than 33554432 bytes
          = help: see whether this is a log; its records are much shorter
    "#]]
    .assert_eq(&shown(shell).complaint());
}

#[test]
fn the_line_of_a_pipe_is_not_looked_for_again() {
    let desk = Desk::with_log();
    desk.edit("bad.jsonl", |lines| lines[2] = lines[2].replacen("2027", "2026", 1));
    let bad = desk.read("bad.jsonl");
    let mut child = waiting(&desk, "verify /dev/stdin");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(bad.as_bytes()).expect("it fits into the pipe");
    // The pipe stays open: whoever read it again would wait for ever.
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("a text");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    drop(pipe);
    assert!(said.starts_with("error: /dev/stdin:3: the line was changed"), "{said}");
}

#[test]
fn the_standard_input_is_read_for_one_thing_alone() {
    let desk = Desk::with_log();
    desk.write("cases.jsonl", "{\"time\":1,\"type\":\"seen\",\"data\":{\"id\":\"a\"}}\n");
    let rules = "event seen(id: id)\nrule never \"None\" never seen()\n";
    let words = ["rules diff - - cases.jsonl", "rules test - -", "check - --rules -"];
    for words in words {
        let shown = desk.run_with_input(words, rules);
        assert_eq!(shown.code, 2, "{words}: {shown:?}");
        expect![[r#"
            error: the standard input can be read only once
              = help: save what stands for one `-` to a file, and name that
        "#]]
        .assert_eq(&shown.err);
    }
}

#[test]
fn what_reads_twice_refuses_a_pipe() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    let mut said = String::new();
    for words in ["verify /dev/stdin --scenario small.yaml", "verify - --parent run.jsonl"] {
        said.push_str(&desk.run_with_input(words, &log).complaint());
    }
    expect![[r#"
        exit 2
        error: `/dev/stdin` can be read only once
          = help: save the log to a file to compare it with something else
        exit 2
        error: the standard input can be read only once
          = help: save the log to a file to compare it with something else
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_log_is_known_for_the_centers_own_however_slowly_it_comes() {
    let desk = Desk::with_log();
    desk.write("policy.rules", "rule objected \"Nobody objects\" never silence.broken()\n");
    let log = desk.read("run.jsonl");
    let judged = desk.run("check run.jsonl --rules policy.rules");
    let mut child = waiting(&desk, "check - --rules policy.rules");
    let mut pipe = child.stdin.take().expect("a pipe");
    let (first, rest) = log.as_bytes().split_at(5);
    pipe.write_all(first).expect("it is read");
    thread::sleep(Duration::from_millis(300));
    pipe.write_all(rest).expect("it is read");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), judged.code), (Some(1), 1), "{judged:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), judged.out);
}

#[test]
fn a_log_is_known_for_the_centers_own_however_long_its_first_line_is() {
    let desk = Desk::with_log();
    desk.write("policy.rules", "rule objected \"Nobody objects\" never silence.broken()\n");
    let quiet = "timeline:\n  - { at: T+11:00, by: control, do: talks.open-round, with: { round: one, place: paris, tracks: [security] } }\n";
    let long = format!("# {}\n{quiet}", "x".repeat(100 << 10));
    desk.write("long.yaml", long);
    let branch = desk
        .run("branch run.jsonl --scenario small.yaml --at 85 --inject long.yaml --log long.jsonl");
    assert_eq!(branch.code, 0, "{branch:?}");
    assert!((100 << 10) < desk.read("long.jsonl").lines().next().expect("a line").len());
    let judged = desk.run("check long.jsonl --rules policy.rules");
    let told = desk.run("check long.jsonl --rules policy.rules --from center");
    assert_eq!((judged.code, &judged.out), (1, &told.out), "{}{}", judged.err, told.err);
}

#[test]
fn a_log_goes_into_a_device_and_the_account_is_told() {
    let desk = Desk::with_log();
    let account = desk.run("run small.yaml");
    let nowhere = desk.run("run small.yaml --log /dev/null");
    assert_eq!((nowhere.code, nowhere.out, nowhere.err.as_str()), (0, account.out, ""));
    let mut command = desk.command("run small.yaml --log /dev/stdout");
    command.stdout(File::create(desk.path("there.jsonl")).expect("a file"));
    assert_eq!(shown(command).code, 0);
    assert_eq!(desk.read("there.jsonl"), desk.read("run.jsonl"), "the log, and nothing else");
}

/// Whoever opened the pipe would wait for its other end for ever.
#[cfg(unix)]
#[test]
fn a_pipe_with_the_name_of_a_store_is_refused_at_once() {
    let desk = Desk::with_log();
    let mut shell = std::process::Command::new("mkfifo");
    assert!(shell.arg(desk.path("pipe.db")).status().expect("it runs").success());
    desk.write("p.rules", "rule r \"\" never silence.broken()\n");
    for words in [
        "run small.yaml --log pipe.db",
        "branch run.jsonl --scenario small.yaml --at 85 --log pipe.db",
        "export run.jsonl --to sqlite --out pipe.db",
        "replay pipe.db",
        "verify pipe.db",
        "explain pipe.db 20",
        "check pipe.db --rules p.rules",
        "check pipe.db --rules p.rules --from jsonl",
        "diff run.jsonl pipe.db",
    ] {
        let shown = desk.run(words);
        let message = "error: `pipe.db` is a pipe or a device, and a store is a file\n";
        assert!(shown.code == 4 && shown.err.starts_with(message), "{words}: {shown:?}");
    }
}
