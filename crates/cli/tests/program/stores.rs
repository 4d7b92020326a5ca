//! Logs in SQLite stores: the same as in files of lines, for every command.

use std::fs;

use event_store_sqlite::{Options, SqliteStore};
use expect_test::expect;

use crate::desk::Desk;

const PAGE: usize = 32 << 10;

/// A desk with one run in `run.jsonl` and in `run.db`.
fn desk() -> Desk {
    let desk = Desk::with_log();
    let shown = desk.run("run small.yaml --log run.db");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let leftover = ["run.db-wal", "run.db-shm", "run.db-lock"].map(|name| desk.path(name).exists());
    assert_eq!(leftover, [false; 3], "a closed store is one file");
    desk
}

#[test]
fn every_command_reads_a_store_as_it_reads_lines() {
    let desk = desk();
    desk.write("p.rules", "rule r \"\" never silence.broken()\n");
    desk.run("seal --new-key key");
    for words in [
        "replay LOG",
        "replay LOG --at T+01:00 --format json",
        "replay LOG --seat coalition",
        "explain LOG 20",
        "check LOG --rules p.rules",
        "export LOG --to csv",
        "export LOG --to jsonl",
        "export LOG --to mermaid",
        "export LOG --to ocel",
        "seal LOG --key key",
        "verify LOG --format json",
        "verify LOG --scenario small.yaml --format json",
    ] {
        let [lines, store] =
            ["run.jsonl", "run.db"].map(|log| desk.run(&words.replace("LOG", log)));
        assert!(lines.code < 2, "{words}: {}", lines.err);
        assert_eq!((store.code, &store.out), (lines.code, &lines.out), "{words}");
        assert_eq!(store.err.replace("run.db", "run.jsonl"), lines.err, "{words}");
    }
}

/// A log comes in large batches, which large pages suit.
#[test]
fn a_log_is_kept_in_large_pages() {
    let desk = desk();
    assert_eq!(desk.run("export run.jsonl --to sqlite --out there.db").complaint(), "exit 0\n");
    for name in ["run.db", "there.db"] {
        let head = fs::read(desk.path(name)).expect("it is a file");
        assert_eq!(usize::from(u16::from_be_bytes([head[16], head[17]])), PAGE, "{name}");
    }
}

#[test]
fn a_log_goes_into_a_store_and_comes_back() {
    let desk = desk();
    assert_eq!(desk.run("export run.jsonl --to sqlite --out there.db").complaint(), "exit 0\n");
    assert_eq!(desk.run("export there.db --to jsonl --out back.jsonl").complaint(), "exit 0\n");
    assert_eq!(desk.read("back.jsonl"), desk.read("run.jsonl"));
    assert_eq!(desk.run("export run.db --to sqlite --out again.db").complaint(), "exit 0\n");
    assert_eq!(
        desk.run("export again.db --to jsonl").out,
        desk.run("export run.db --to jsonl").out
    );
    let mut said = String::new();
    for words in [
        "export run.jsonl --to sqlite",
        "export run.jsonl --to sqlite --out run.sqlite",
        "export run.jsonl --to sqlite --out there.db",
        "export run.jsonl --to sqlite --out new.db --seat us",
    ] {
        said.push_str(&desk.run(words).complaint());
    }
    desk.edit("bad.jsonl", |lines| lines.truncate(7));
    desk.write("cut.jsonl", desk.read("bad.jsonl") + "{");
    let cut = desk.run("export cut.jsonl --to sqlite --out cut.db");
    assert_eq!(cut.code, 3, "{}", cut.err);
    assert!(!desk.path("cut.db").exists() && !desk.path("cut.db.part").exists());
    expect![[r#"
        exit 2
        error: a store is a file whose name ends with `.db`
          = help: write `--to sqlite --out run.db`
        exit 2
        error: a store is a file whose name ends with `.db`
          = help: write `--to sqlite --out run.db`
        exit 4
        error: `there.db` exists and is not empty
          = help: name another file, or move this one away
        exit 2
        error: what one seat may see is no log: its positions and its chain are of the whole
          = help: write it `--to csv`, `--to mermaid` or `--to ocel`
    "#]]
    .assert_eq(&said);
}

#[test]
fn the_log_goes_to_the_output_instead_of_the_account() {
    let desk = Desk::with_log();
    let printed = desk.run("run small.yaml --log -");
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    assert_eq!(printed.out, desk.run("export run.jsonl --to jsonl").out);
    let missed = desk.run("run missed.yaml --log -");
    assert_eq!(missed.code, 1);
    let seat = desk.run("run small.yaml --log - --seat us");
    expect![[r#"
        MISSED: silence.adopted: at least once
        exit 2
        error: the log is whole, and not for one seat
          = help: leave out `--seat`, or write the log to a file
    "#]]
    .assert_eq(&format!("{}{}", missed.err, seat.complaint()));
    assert!(!desk.path("-").exists());
}

/// A desk with files that are named like stores and are none, or the other way round.
fn strange_desk() -> Desk {
    let desk = desk();
    fs::copy(desk.path("run.db"), desk.path("store.jsonl")).expect("the desk is ours");
    fs::copy(desk.path("run.jsonl"), desk.path("lines.db")).expect("the desk is ours");
    desk.write("empty.db", "");
    fs::create_dir(desk.path("folder.db")).expect("the desk is ours");
    let database = fs::read(desk.path("run.db")).expect("the desk is ours");
    desk.write("cut.db", &database[..database.len() / 2]);
    // The application id and the version stand at bytes 68 and 60 of every SQLite file.
    let mut of_another = database.clone();
    of_another[68..72].fill(0);
    desk.write("another.db", of_another);
    let mut newer = database;
    newer[63] = 99;
    desk.write("newer.db", newer);
    desk
}

#[test]
fn what_is_no_store_is_refused_with_its_reason() {
    let desk = strange_desk();
    let mut said = String::new();
    for name in [
        "store.jsonl",
        "lines.db",
        "empty.db",
        "folder.db",
        "missing.db",
        "cut.db",
        "another.db",
        "newer.db",
        "postgres://host/runs",
    ] {
        let shown = desk.run(&format!("replay {name}"));
        assert_eq!(shown.out, "", "{name}");
        said.push_str(&shown.complaint());
    }
    expect![[r#"
        exit 3
        error: `store.jsonl` is a database, not lines
          = help: if it is a store, give it a name that ends with `.db`
        exit 3
        error: `lines.db` is no store
          = help: if it is a log of lines, give it a name that ends with `.jsonl`
        exit 3
        error: `empty.db` is no store
          = help: if it is a log of lines, give it a name that ends with `.jsonl`
        exit 4
        error: `folder.db` is a folder, not a log
          = help: a log is a file such as `run.jsonl`; `tripartite run … --log run.jsonl` writes one
        exit 4
        error: cannot open `missing.db`: No such file or directory (os error 2)
          = help: name a log such as `run.jsonl` or `run.db`, or `-` for the standard input
        exit 3
        error: `cut.db` is not a store: SQLite finds it damaged or cut off
          = help: a store is what `tripartite run … --log run.db` writes
        exit 3
        error: `another.db` is not a store: it is a SQLite database of another program
          = help: a store is what `tripartite run … --log run.db` writes
        exit 3
        error: `newer.db` is a store of version 99, and this program knows version 2
          = help: read it with the version of the program that wrote it
        exit 2
        error: `postgres://host/runs` is an address, not a file
          = help: this version keeps logs in files: name one such as `run.jsonl` or `run.db`
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_changed_fact_is_named() {
    let desk = desk();
    let mut bytes = fs::read(desk.path("run.db")).unwrap();
    let wanted = b"\"sequence\":\"000000000020\"";
    // What stands before it is left over in the free space of a page from which the fact has moved.
    let place = bytes.windows(wanted.len()).rposition(|part| part == wanted).unwrap();
    bytes[place + wanted.len() - 2] ^= 1;
    desk.write("bad.db", bytes);
    for words in ["replay bad.db", "verify bad.db", "export bad.db --to csv", "explain bad.db 30"] {
        let shown = desk.run(words);
        assert_eq!(shown.code, 3, "{words}: {}", shown.err);
        assert!(shown.err.contains("`bad.db` is damaged at #20"), "{words}: {}", shown.err);
    }
}

/// No fact is touched, so what is sound can be taken along.
#[test]
fn damage_around_the_facts_is_a_fault_of_the_store() {
    let desk = desk();
    let mut bytes = fs::read(desk.path("run.db")).unwrap();
    // The fifth page is that of the snapshots, which are none; where its free bytes begin stands here.
    bytes[4 * PAGE + 1] ^= 1;
    desk.write("bad.db", bytes);
    let shown = desk.run("verify bad.db");
    expect![[r#"
        exit 3
        error: `bad.db` is damaged around its records: SQLite's own check says: Tree 5 page 5: free space corruption
          = help: the records are sound: `tripartite export` them `--to sqlite` into a new store
    "#]].assert_eq(&shown.complaint());
    assert_eq!(desk.run("export bad.db --to sqlite --out new.db").complaint(), "exit 0\n");
    assert_eq!(desk.run("verify new.db").complaint(), "exit 0\n");
}

#[test]
fn a_store_that_is_written_is_read_and_not_written_by_two() {
    let desk = desk();
    let writing = SqliteStore::open(&desk.path("run.db"), Options::default()).unwrap();
    assert_eq!(desk.run("verify run.db").code, 0, "whoever reads is not kept out");
    let shown = desk.run("run small.yaml --seed 2 --log run.db");
    let process = std::process::id().to_string();
    expect![[r#"
        exit 4
        error: `run.db` is being written by process PROCESS; open it for reading only
          = help: wait until it is written, or name another file
    "#]]
    .assert_eq(&shown.complaint().replace(&process, "PROCESS"));
    drop(writing);
    expect![[r#"
        exit 4
        error: `run.db` exists and is not empty
          = help: name another file, or move this one away
    "#]]
    .assert_eq(&desk.run("run small.yaml --seed 2 --log run.db").complaint());
    desk.write("empty.db", "");
    assert_eq!(desk.run("run small.yaml --log empty.db").code, 0);
    expect![[r#"
        exit 4
        error: cannot lock `nowhere/run.db`: No such file or directory (os error 2)
          = help: a store is written in a folder that you may write to
    "#]]
    .assert_eq(&desk.run("run small.yaml --log nowhere/run.db").complaint());
}

#[test]
fn a_run_that_cannot_go_on_keeps_its_records_in_the_store() {
    let desk = Desk::new();
    let long = "${question}-with-a-very-long-tail";
    let step = "upon: silence.broken\n        chance: 50%";
    let script = desk.read("small.yaml").replacen(step, "upon: silence.broken", 1);
    let (front, back) = script.split_at(script.rfind("${question}").unwrap());
    desk.write("stuck.yaml", format!("{front}{}", back.replacen("${question}", long, 1)));
    let lines = desk.run("run stuck.yaml --log stuck.jsonl");
    let store = desk.run("run stuck.yaml --log stuck.db");
    assert_eq!(store.complaint().replace("stuck.db", "stuck.jsonl"), lines.complaint());
    assert_eq!(
        desk.run("export stuck.db --to jsonl").out,
        desk.run("export stuck.jsonl --to jsonl").out
    );
}

#[test]
fn a_name_that_looks_like_an_address_is_a_name() {
    let desk = Desk::new();
    assert_eq!(desk.run("run small.yaml --log file:run.db").code, 0);
    assert!(desk.path("file:run.db").exists() && !desk.path("run.db").exists());
    let verified = desk.run("verify file:run.db");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""));
}
