//! What `export` writes, where, and how it ends when it cannot.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use expect_test::expect;

use crate::desk::{Desk, shown};

#[test]
fn every_format_goes_to_the_output_and_to_a_file_alike() {
    let desk = Desk::with_log();
    for (format, begins) in [
        ("csv", "sequence,recordedtime,time,type,"),
        ("jsonl", "{\"actor\":\"control\","),
        ("mermaid", "sequenceDiagram\n"),
        ("ocel", "{\"events\":[\n"),
    ] {
        let printed = desk.run(&format!("export run.jsonl --to {format}"));
        assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{format}");
        assert!(printed.out.starts_with(begins), "{format}: {}", printed.out);
        let filed = desk.run(&format!("export run.jsonl --to {format} --out there.{format}"));
        assert_eq!((filed.code, filed.out.as_str(), filed.err.as_str()), (0, "", ""), "{format}");
        let file = desk.read(&format!("there.{format}"));
        assert_eq!(file.lines().count(), printed.out.lines().count(), "{format}");
        assert!(!desk.path(&format!("there.{format}.part")).exists(), "{format}");
        let log = desk.read("run.jsonl");
        let piped = desk.run_with_input(&format!("export - --to {format}"), &log);
        assert_eq!(piped.out, printed.out, "{format}");
    }
    assert_eq!(desk.read("there.jsonl"), desk.read("run.jsonl"), "byte for byte");
}

/// SQLite reads what lies beside a store as part of it, and every command looks for a store under
/// such a name.
#[test]
fn no_log_is_written_under_a_name_that_would_be_read_as_another() {
    let desk = Desk::with_log();
    desk.write("left.db-wal", "of another store");
    desk.write("killed.db-journal", "of another store");
    let mut said = String::new();
    for words in
        ["--to sqlite --out left.db", "--to jsonl --out lines.db", "--to csv --out table.db"]
    {
        said.push_str(&desk.run(&format!("export run.jsonl {words}")).complaint());
    }
    for name in ["left.db", "killed.db"] {
        said.push_str(&desk.run(&format!("run small.yaml --log {name}")).complaint());
    }
    assert_eq!(desk.read("killed.db-journal"), "of another store");
    for name in ["left.db", "killed.db", "lines.db", "table.db"] {
        assert!(!desk.path(name).exists(), "{name}");
    }
    expect![[r#"
        exit 4
        error: `left.db-wal` belongs to another store, and would be read as part of `left.db`
          = help: name another file, or move this one away with the store that it belongs to
        exit 2
        error: `lines.db` has the name of a store, and would be none
          = help: a store is written by `--to sqlite`; give other files another ending
        exit 2
        error: `table.db` has the name of a store, and would be none
          = help: a store is written by `--to sqlite`; give other files another ending
        exit 4
        error: `left.db-wal` belongs to another store, and would be read as part of `left.db`
          = help: name another file, or move this one away with the store that it belongs to
        exit 4
        error: `killed.db-journal` belongs to another store, and would be read as part of `killed.db`
          = help: name another file, or move this one away with the store that it belongs to
    "#]]
    .assert_eq(&said);
    fs::remove_file(desk.path("left.db-wal")).expect("it is there");
    assert_eq!(desk.run("export run.jsonl --to sqlite --out left.db").code, 0);
    assert_eq!(desk.run("verify left.db").code, 0);
}

#[test]
fn a_diagram_is_as_long_as_it_is_asked_to_be() {
    let desk = Desk::with_log();
    let short = desk.run("export run.jsonl --to mermaid --limit 3").out;
    expect![[r#"
        sequenceDiagram
            title One text under silence
            participant p0 as control
            participant center as the center
            Note over center: #35;1 small begins
            p0->>center: #35;2 center.set-parameter tier-one-within
            Note over center: #35;3 center.parameter-set tier-one-within
            Note over center: 86 more records are left out
    "#]]
    .assert_eq(&short);
    let none = desk.run("export run.jsonl --to mermaid --limit 0").out;
    assert!(none.starts_with("sequenceDiagram\n    title One text under silence\n"), "{none}");
    assert!(none.ends_with("    Note over center: 89 more records are left out\n"), "{none}");
}

#[test]
fn a_seat_exports_what_it_sees_and_no_log() {
    let desk = Desk::new();
    desk.write("hidden.yaml", include_str!("../fixtures/hidden.yaml"));
    desk.run("run hidden.yaml --log run.jsonl");
    for format in ["csv", "mermaid", "ocel"] {
        let limit = if format == "mermaid" { " --limit 1000" } else { "" };
        let of = |seat: &str| {
            let shown = desk.run(&format!("export run.jsonl --to {format} --seat {seat}{limit}"));
            assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{format}");
            shown.out
        };
        assert!(of("us").contains("us-tape"), "{format}");
        assert!(!of("coalition").contains("handed in the evidence us-tape"), "{format}");
        assert!(!of("de").contains("us-tape"), "{format}");
    }
    expect![[r#"
        exit 2
        error: what one seat may see is no log: its positions and its chain are of the whole
          = help: write it `--to csv`, `--to mermaid` or `--to ocel`
    "#]]
    .assert_eq(&desk.run("export run.jsonl --to jsonl --seat us").complaint());
}

#[test]
fn a_damaged_log_is_a_fault_and_leaves_no_file() {
    let desk = Desk::with_log();
    desk.edit("bad.jsonl", |lines| lines[4] = lines[4].replacen("\"2027-", "\"2026-", 1));
    for format in ["csv", "jsonl", "mermaid", "ocel"] {
        let shown = desk.run(&format!("export bad.jsonl --to {format} --out there"));
        assert_eq!(shown.code, 3, "{format}");
        assert!(shown.err.contains("the line was changed"), "{format}: {}", shown.err);
        assert!(!desk.path("there").exists() && !desk.path("there.part").exists(), "{format}");
    }
    let printed = desk.run("export bad.jsonl --to jsonl");
    assert_eq!((printed.code, printed.out.lines().count()), (3, 4), "what is sound is printed");
}

#[test]
fn places_that_cannot_be_written_are_refused() {
    let desk = Desk::with_log();
    fs::create_dir(desk.path("folder")).unwrap();
    desk.write("full.csv", "something");
    desk.write("empty.csv", "");
    let mut said = String::new();
    for place in ["folder", "full.csv", "nowhere/run.csv", "/dev/full"] {
        let shown = desk.run(&format!("export run.jsonl --to csv --out {place}"));
        assert_eq!(shown.out, "", "{place}");
        said.push_str(&shown.complaint());
    }
    expect![[r#"
        exit 4
        error: `folder` is a folder
          = help: name a file, such as `run.csv`
        exit 4
        error: `full.csv` exists and is not empty
          = help: name another file, or move this one away
        exit 4
        error: cannot begin `nowhere/run.csv`: No such file or directory (os error 2)
          = help: name a new file in a folder that you may write to
        exit 4
        error: cannot write `/dev/full`: No space left on device (os error 28)
    "#]]
    .assert_eq(&said);
    assert_eq!(desk.read("full.csv"), "something");
    assert_eq!(desk.run("export run.jsonl --to csv --out empty.csv").code, 0);
    assert!(desk.read("empty.csv").starts_with("sequence"));
}

#[test]
fn a_full_disk_is_told_and_a_reader_that_has_enough_is_not() {
    let desk = Desk::with_log();
    let mut command = desk.command("export run.jsonl --to csv");
    command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
    expect![[r#"
        exit 4
        error: cannot write the output: No space left on device (os error 28)
    "#]]
    .assert_eq(&shown(command).complaint());

    let mut command = desk.command("export run.jsonl --to jsonl");
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut first = String::new();
    let mut pipe = BufReader::with_capacity(16, child.stdout.take().expect("a pipe"));
    pipe.read_line(&mut first).expect("a line");
    drop(pipe);
    let ended = child.wait_with_output().expect("the program ends");
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn no_file_that_is_there_is_written_over() {
    let desk = Desk::with_log();
    for (format, name) in [("csv", "a.csv"), ("jsonl", "a.jsonl"), ("sqlite", "a.db")] {
        desk.write(&format!("{name}.part"), "somebody's own");
        let shown = desk.run(&format!("export run.jsonl --to {format} --out {name}"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{format}");
        assert_eq!(desk.read(&format!("{name}.part")), "somebody's own", "{format}");
    }
    // Not even where the log itself has such a name.
    fs::copy(desk.path("run.jsonl"), desk.path("b.jsonl.part")).unwrap();
    assert_eq!(desk.run("export b.jsonl.part --to jsonl --out b.jsonl").code, 0);
    assert_eq!(desk.read("b.jsonl"), desk.read("run.jsonl"));
    assert_eq!(desk.read("b.jsonl.part"), desk.read("run.jsonl"));
    let names = fs::read_dir(desk.path(".")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let parts: Vec<String> = names.filter(|name| name.contains(".part")).collect();
    assert_eq!(parts.len(), 4, "nothing of the exports is left: {parts:?}");
}

#[test]
fn what_came_to_stand_there_meanwhile_is_kept() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    for (format, name) in [("csv", "there.csv"), ("sqlite", "there.db")] {
        let mut command = desk.command(&format!("export - --to {format} --out {name}"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        let (first, rest) = log.split_at(log.len() / 2);
        pipe.write_all(first.as_bytes()).expect("it is read");
        while !fs::read_dir(desk.path("."))
            .unwrap()
            .any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with(name))
        {
            std::thread::yield_now();
        }
        desk.write(name, "somebody's own");
        pipe.write_all(rest.as_bytes()).expect("it is read");
        drop(pipe);
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(4), "{format}");
        assert_eq!(desk.read(name), "somebody's own", "{format}");
    }
}

#[test]
fn an_empty_file_is_taken_and_stays_empty_after_a_fault() {
    let desk = Desk::with_log();
    desk.edit("bad.jsonl", |lines| drop(lines.remove(50)));
    for format in ["csv", "jsonl", "mermaid", "ocel"] {
        desk.write("there", "");
        let shown = desk.run(&format!("export bad.jsonl --to {format} --out there"));
        assert_eq!((shown.code, desk.read("there").as_str()), (3, ""), "{format}");
        let shown = desk.run(&format!("export run.jsonl --to {format} --out there"));
        assert_eq!(shown.code, 0, "{format}");
        assert!(!desk.read("there").is_empty(), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_refused_and_the_output_is_known_by_its_other_name() {
    let desk = Desk::with_log();
    desk.write("empty", "");
    let mut said = String::new();
    for (link, to) in [("a.db", "nowhere"), ("b.csv", "nowhere"), ("c.csv", "empty")] {
        std::os::unix::fs::symlink(to, desk.path(link)).unwrap();
        let format = if link == "a.db" { "sqlite" } else { "csv" };
        let shown = desk.run(&format!("export run.jsonl --to {format} --out {link}"));
        said.push_str(&shown.complaint());
        assert!(desk.path(link).is_symlink(), "{link}");
    }
    expect![[r#"
        exit 4
        error: `a.db` is a link
          = help: name the file that it leads to
        exit 4
        error: `b.csv` is a link
          = help: name the file that it leads to
        exit 4
        error: `c.csv` is a link
          = help: name the file that it leads to
    "#]]
    .assert_eq(&said);
    let mut command = desk.command("export run.jsonl --to csv --out /dev/stdout");
    command.stdout(fs::File::create(desk.path("there.csv")).unwrap());
    assert_eq!(shown(command).code, 0);
    assert_eq!(desk.run("export run.jsonl --to csv --out named.csv").code, 0);
    assert_eq!(desk.read("there.csv"), desk.read("named.csv"));
}

/// What a killed program leaves behind has a name that says little.
#[cfg(unix)]
#[test]
fn what_a_killed_export_left_is_told_by_the_next() {
    let desk = Desk::with_log();
    let log = desk.read("run.jsonl");
    let parts = || {
        let files = fs::read_dir(desk.path("")).expect("a folder").flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        names.filter(|name| name.contains(".part")).collect::<Vec<_>>()
    };
    for (number, words) in (1..).zip(["sqlite --out there.db", "csv --out there.csv"]) {
        let mut command = desk.command(&format!("export - --to {words}"));
        let mut child = command.stdin(Stdio::piped()).spawn().expect("it runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(log.as_bytes()).expect("it is read");
        while parts().len() < number {
            assert!(child.try_wait().expect("it can be asked").is_none(), "it ended before");
            std::thread::yield_now();
        }
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
    }
    for (format, name) in [("sqlite", "there.db"), ("csv", "there.csv")] {
        let next = desk.run(&format!("export run.jsonl --to {format} --out {name}"));
        assert_eq!(next.code, 0, "{next:?}");
        let part = parts().into_iter().find(|part| part.starts_with(name)).expect("it is left");
        let said = format!(
            "warning: `{part}` is of an export to `{name}` that was killed or is still under way\n  = help: \
             remove it if nobody writes it; nothing else reads it\n"
        );
        assert_eq!(next.err, said);
    }
    desk.write("other.dbAbc12.part", "of somebody else");
    assert_eq!(desk.run("export run.jsonl --to sqlite --out other.db").err, "");
}
