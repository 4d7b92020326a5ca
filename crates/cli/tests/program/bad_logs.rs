//! What is said of a log that is not as it was written: the line, what is wrong, what to do.

use std::fmt::Write;

use event_store::{Head, json_lines, record_id};

use expect_test::{Expect, expect};
use kernel::Position;

use crate::desk::Desk;

/// What `verify` says of a changed log.
fn check(change: impl FnOnce(&mut Vec<String>), expected: &Expect) {
    let desk = Desk::with_log();
    desk.edit("bad.jsonl", change);
    let shown = desk.run("verify bad.jsonl");
    assert_eq!(shown.out, "", "a bad log is not called sound");
    expected.assert_eq(&shown.complaint());
}

#[test]
fn a_changed_line_is_named() {
    let change = |lines: &mut Vec<String>| {
        let line = lines.iter_mut().find(|line| line.contains("\"member\"")).unwrap();
        *line = line.replace("\"member\"", "\"observer\"");
    };
    check(
        change,
        &expect![[r#"
            exit 3
            error[L001]: the line was changed: its content makes the chain HASH, but it says HASH
              --> bad.jsonl:74:1
               |
            74 | {"actor":"control","basis":"assumption","corr...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: take line 74 from a copy; the log is sound up to line 73
            error: `bad.jsonl` is not sound from line 74 on
        "#]],
    );
}

#[test]
fn a_dropped_line_is_named() {
    check(
        |lines| drop(lines.remove(9)),
        &expect![[r#"
            exit 3
            error[L001]: record #10 is expected here, but this is record #11
              --> bad.jsonl:10:1
               |
            10 | {"actor":"control","basis":"assumption","caus...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: lines were dropped or moved: find the line of record #10 in a copy; the log is sound up to line 9
            error: `bad.jsonl` is not sound from line 10 on
        "#]],
    );
}

#[test]
fn an_added_line_is_named() {
    check(
        |lines| lines.insert(9, lines[4].clone()),
        &expect![[r#"
            exit 3
            error[L001]: record #10 is expected here, but this is record #5
              --> bad.jsonl:10:1
               |
            10 | {"actor":"control","basis":"reported","causat...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: lines were added, duplicated or moved: remove what does not belong here; the log is sound up to line 9
            error: `bad.jsonl` is not sound from line 10 on
        "#]],
    );
}

#[test]
fn swapped_lines_are_named() {
    check(
        |lines| lines.swap(9, 10),
        &expect![[r#"
            exit 3
            error[L001]: record #10 is expected here, but this is record #11
              --> bad.jsonl:10:1
               |
            10 | {"actor":"control","basis":"assumption","caus...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: lines were dropped or moved: find the line of record #10 in a copy; the log is sound up to line 9
            error: `bad.jsonl` is not sound from line 10 on
        "#]],
    );
}

#[test]
fn a_line_that_is_no_json_is_named_with_its_column() {
    check(
        |lines| lines[2] = lines[2].replace("\"form\":1", "\"form\":one"),
        &expect![[r#"
        exit 3
        error[L001]: the line is not JSON: expected value
         --> bad.jsonl:3:292
          |
        3 | ...ration":"PT24H"}},"datacontenttype":"application/json","form":one,"id":"3bdbb81c-ddd2-5aaf-94a9-96c8bb5ce55d","recordedtime":"2027...
          |                                                                  ^ here
          |
          = help: take line 3 from a copy; the log is sound up to line 2
        error: `bad.jsonl` is not sound from line 3 on
    "#]],
    );
}

#[test]
fn a_blank_line_is_named() {
    check(
        |lines| lines.insert(3, String::new()),
        &expect![[r#"
        exit 3
        error: bad.jsonl:4: the line is blank
          = help: remove the blank line
    "#]],
    );
}

#[test]
fn the_lines_of_another_run_are_named() {
    let desk = Desk::with_log();
    desk.run("run small.yaml --seed 2 --log other.jsonl");
    let other: Vec<String> = desk.read("other.jsonl").lines().map(String::from).collect();
    desk.edit("bad.jsonl", |lines| lines[1] = other[1].clone());
    let shown = desk.run("verify bad.jsonl");
    assert_eq!(shown.code, 3, "{shown:?}");
    assert!(shown.err.contains("bad.jsonl:2"), "{}", shown.err);
}

#[test]
fn a_half_written_last_line_is_refused_and_dropped_on_request() {
    let desk = Desk::with_log();
    let whole = desk.read("run.jsonl");
    desk.write("cut.jsonl", &whole[..whole.len() - 20]);
    let refused = desk.run("verify cut.jsonl");
    expect![[r#"
        exit 3
        error[L001]: the last line is half-written: it has no line end
          --> cut.jsonl:91:1
           |
        91 | {"actor":"clock","basis":"assumption","correl...HASH
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: if the line is whole, end it with a line feed; otherwise have it dropped: the log then ends with line 90 (`--drop-cut-line`)
        error: `cut.jsonl` is not sound from line 91 on
    "#]].assert_eq(&refused.complaint());
    assert_eq!(desk.run("replay cut.jsonl").code, 3);

    let dropped = desk.run("verify cut.jsonl --drop-cut-line");
    assert_eq!(dropped.code, 1, "a log without its end is unfinished");
    expect![[r#"
        cut.jsonl: sound
          records   90, in an unbroken chain
          commands  43, of which 1 refused; each decided again, with the same result
          events    44
          choices   2
          dropped   a half-written last line
          UNFINISHED: no `run.ended`; it was cut, or is still being written
          head      #90 HASH
    "#]]
    .assert_eq(&dropped.out);
    assert_eq!(desk.run("replay cut.jsonl --drop-cut-line").code, 0);
}

#[test]
fn a_log_that_ends_behind_a_whole_command_is_sound_and_unfinished() {
    let desk = Desk::with_log();
    let whole = desk.read("run.jsonl").lines().count();
    let mut sound = 0;
    for length in 1..whole {
        desk.edit("short.jsonl", |lines| lines.truncate(length));
        let shown = desk.run("verify short.jsonl");
        if shown.code == 3 {
            continue;
        }
        sound += 1;
        assert_eq!((shown.code, shown.err.as_str()), (1, ""), "{length} lines");
        assert!(shown.out.contains("UNFINISHED"), "{}", shown.out);
        let again = desk.run("verify short.jsonl --scenario small.yaml");
        assert_eq!((again.code, again.err.as_str()), (1, ""), "{length} lines");
    }
    assert!(20 < sound, "only {sound} of {whole} ends are behind a whole command");
}

#[test]
fn a_log_that_ends_within_a_command_is_refused() {
    let desk = Desk::with_log();
    desk.edit("short.jsonl", |lines| lines.truncate(6));
    expect![[r#"
        exit 3
        error: the log ends too early: an event is missing that the center decided: `center.parameter-set` {"basis":"reported","parameter":"tier-three-earliest","source":"S71","value":{"duration":"PT72H"}}
          = help: the rest of the last command is missing; take the log from a copy
    "#]].assert_eq(&desk.run("verify short.jsonl").complaint());
}

#[test]
fn a_log_is_read_from_the_standard_input() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    let shown = desk.run_with_input("verify -", &log);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let bad = log.replacen("\"member\"", "\"observer\"", 1);
    let shown = desk.run_with_input("verify -", &bad);
    expect![[r#"
        exit 3
        error: -:74: the line was changed: its content makes the chain HASH, but it says HASH
          = help: take line 74 from a copy; the log is sound up to line 73
    "#]]
    .assert_eq(&shown.complaint());
    let shown = desk.run_with_input("verify - --scenario small.yaml", &log);
    assert_eq!(shown.code, 2, "{shown:?}");
}

/// What `verify` and `replay` say of these names, which is the same.
fn refused(desk: &Desk, names: &[&str]) -> String {
    let mut said = String::new();
    for name in names {
        let verified = desk.run(&format!("verify {name}"));
        let replayed = desk.run(&format!("replay {name}"));
        assert_eq!((verified.out.as_str(), replayed.code), ("", verified.code), "{name}");
        assert_eq!(verified.err, replayed.err, "{name}");
        writeln!(said, "{name}: {}", verified.complaint()).expect("there is room");
    }
    said
}

#[test]
fn files_that_are_no_logs_are_refused() {
    let desk = Desk::new();
    desk.write("empty.jsonl", "");
    desk.write("binary.jsonl", [0xff, 0xfe, 0x00, b'\n']);
    desk.write("prose.jsonl", "This is no log.\n");
    desk.write("long.jsonl", "x".repeat(33 << 20));
    let said = refused(&desk, &["empty.jsonl", "binary.jsonl", "prose.jsonl", "long.jsonl"]);
    expect![[r#"
        empty.jsonl: exit 3
        error: empty.jsonl:1: the log is empty
          = help: name a log with at least one record

        binary.jsonl: exit 3
        error: binary.jsonl:1: the line is not UTF-8
          = help: save the log as UTF-8, or take it from a copy

        prose.jsonl: exit 3
        error[L001]: the line is not JSON: expected value
         --> prose.jsonl:1:1
          |
        1 | This is no log.
          | ^ here
          |
          = help: name a log: each of its lines is a record, an object in JSON
        error: `prose.jsonl` is not sound from line 1 on

        long.jsonl: exit 3
        error: long.jsonl:1: the line is longer than 33554432 bytes
          = help: see whether this is a log; its records are much shorter

    "#]]
    .assert_eq(&said);
}

#[test]
fn names_of_what_is_no_file_of_lines_are_refused() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.write("run.db", "");
    let said = refused(&desk, &["folder", "missing.jsonl", "run.db"]);
    expect![[r#"
        folder: exit 4
        error: `folder` is a folder, not a log
          = help: a log is a file such as `run.jsonl`; `tripartite run … --log run.jsonl` writes one

        missing.jsonl: exit 4
        error: cannot open `missing.jsonl`: No such file or directory (os error 2)
          = help: name a log such as `run.jsonl` or `run.db`, or `-` for the standard input

        run.db: exit 3
        error: `run.db` is no store
          = help: if it is a log of lines, give it a name that ends with `.jsonl`

    "#]]
    .assert_eq(&said);
}

/// The lines with the chain that follows from them, as a forger would write it.
fn chained_anew(lines: &mut [String]) {
    let mut head = Head::default();
    for line in lines {
        let (record, _) = line.rsplit_once(",\"chain\":").expect("a line of a log");
        let record = format!("{record}}}");
        head = head.link(record.as_bytes());
        let mut written = Vec::new();
        json_lines::write_line(&mut written, record.as_bytes(), head.chain);
        *line = String::from_utf8(written).expect("text").trim_end().to_string();
    }
}

#[test]
fn what_a_record_is_filed_under_must_follow_from_it() {
    let mut said = String::new();
    for (from, to) in [
        ("\"subject\":\"q-1\"", "\"subject\":\"q-2\""),
        ("\"subject\":\"q-1\",", ""),
        ("\"tags\":\"question:q-1\"", "\"tags\":\"question:q-2\""),
        ("\"seat\":\"coalition\"", "\"seat\":\"us\""),
        ("\"correlationid\":\"0000000000", "\"correlationid\":\"0000000009"),
        ("\"type\":\"command.refused\"", "\"type\":\"command.accepted\""),
        ("\"type\":\"command.accepted\"", "\"type\":\"command.refused\""),
        ("\"specversion\":", "\"sourcekey\":\"no key !\",\"specversion\":"),
        ("\"asked\":[\"fr\"", "\"asked\":[\"ua\",\"fr\""),
        ("\"seed\":\"1\"", "\"seed\":\"01\""),
        ("\"seed\":\"1\"", "\"seed\":\"1/0\""),
        ("\"seed\":\"1\"", "\"seed\":\"any\""),
    ] {
        let desk = Desk::with_log();
        desk.edit("forged.jsonl", |lines| {
            let place = lines.iter().rposition(|line| line.contains(from)).expect(from);
            lines[place] = lines[place].replacen(from, to, 1);
            chained_anew(lines);
        });
        let shown = desk.run("verify forged.jsonl");
        assert_eq!((shown.code, shown.out.as_str()), (3, ""), "{to}");
        writeln!(said, "{}", shown.err.lines().next().unwrap_or_default()).unwrap();
    }
    expect![[r#"
        error[L001]: `subject` is `q-2`, but its record makes it `q-1`
        error[L001]: `subject` is missing, but its record makes it `q-1`
        error[L001]: `tags` is `question:q-2`, but its record makes it `question:q-1`
        error[L001]: `seat` is `us`, but its record makes it `coalition`
        error[L001]: `correlationid` is `000000000991`, but its record makes it `000000000091`
        error[L001]: the data of `command.accepted` in form 1 does not fit: only `command.refused` has a `refusal`
        error[L001]: the data of `command.refused` in form 1 does not fit: there is no `refusal`
        error[L001]: `sourcekey` names no source: a name has letters, digits, `-`, `_` and `.` only, not ` `
        error[L001]: `data` is `{"asked":["ua","fr","pl","uk"],"nation":"pl","question":"q-1","silent":["fr","uk"],"text_version":1}`, but its record makes it `{"asked":["fr","pl","ua","uk"],"nation":"pl","question":"q-1","silent":["fr","uk"],"text_version":1}`
        error[L001]: the data of `run.started` in form 1 does not fit: a seed is a number such as `7`, or of a campaign `7/12` or `7/12+3@40`
        error[L001]: the data of `run.started` in form 1 does not fit: a seed is a number such as `7`, or of a campaign `7/12` or `7/12+3@40`
        error[L001]: the data of `run.started` in form 1 does not fit: a seed is a number such as `7`, or of a campaign `7/12` or `7/12+3@40`
    "#]]
    .assert_eq(&said);
}

/// A chain that fits does not make it part of the run.
#[test]
fn no_command_takes_a_record_behind_the_end() {
    let desk = Desk::with_log();
    desk.write("p.rules", "rule r \"\" never silence.broken()\n");
    desk.run("seal --new-key key");
    desk.edit("bad.jsonl", |lines| {
        let (last, next) = (lines.len(), lines.len() + 1);
        let sequence = |number: usize| format!("\"sequence\":\"{number:012}\"");
        let end = &lines[last - 1];
        assert!(end.contains(&sequence(last)), "{end}");
        let value = |key: &str| {
            let (_, behind) = end.split_once(key).expect("every record has it");
            let (value, _) = behind.split_once('"').expect("it is a text");
            value.to_string()
        };
        let run = value("\"source\":\"/runs/").parse().expect("it is an id");
        let id = record_id(run, Position(next as u64)).to_string();
        let after = end.replace(&sequence(last), &sequence(next));
        lines.push(after.replace(&value("\"id\":\""), &id));
        chained_anew(lines);
    });
    for words in [
        "replay bad.jsonl",
        "check bad.jsonl --rules p.rules",
        "export bad.jsonl --to csv",
        "export bad.jsonl --to sqlite --out bad.db",
        "seal bad.jsonl --key key",
        "verify bad.jsonl",
        "explain bad.jsonl 20",
        "diff run.jsonl bad.jsonl",
        "branch bad.jsonl --at T+01:00 --seed 2",
    ] {
        let shown = desk.run(words);
        assert_eq!(shown.code, 3, "{words}: {}", shown.err);
        assert!(shown.err.contains("a record after `run.ended`"), "{words}: {}", shown.err);
    }
    desk.edit("cut.jsonl", |lines| drop(lines.pop()));
    let cut = desk.run("check cut.jsonl --rules p.rules");
    assert!(cut.err.contains("`cut.jsonl` is unfinished: it has no `run.ended`"), "{}", cut.err);
    assert_eq!(desk.run("check run.jsonl --rules p.rules").err, "");
}
