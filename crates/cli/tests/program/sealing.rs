//! Seals: what a chain cannot show.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use event_store::Chain;
use expect_test::expect;

use crate::desk::Desk;

/// A desk with a log, a key, and the seal of the log.
fn desk() -> Desk {
    let desk = Desk::with_log();
    let made = desk.run("seal --new-key key");
    expect![[r#"
        key: the secret key; keep it to yourself
        key.pub: the public key HASH
    "#]]
    .assert_eq(&made.out);
    let seal = desk.command("seal run.jsonl --key key").output().expect("the program runs");
    assert_eq!(seal.status.code(), Some(0));
    desk.write("seal", seal.stdout);
    desk
}

#[test]
fn a_sealed_log_is_told_from_what_came_later() {
    let desk = desk();
    expect![[r#"
        run.jsonl: sound
          records   91, in an unbroken chain
          commands  43, of which 1 refused; each decided again, with the same result
          events    44
          choices   2
          ended     in the state that `run.ended` names
          sealed    #1 to #91, by the key HASH
          head      #91 HASH
    "#]]
    .assert_eq(&desk.run("verify run.jsonl --seal seal --key key.pub").out);
    expect![[r#"
        run.jsonl: sound
          records   91, in an unbroken chain
          commands  43, of which 1 refused; each decided again, with the same result
          events    44
          choices   2
          ended     in the state that `run.ended` names
          sealed    #1 to #91, by the key HASH, by its own word: compare it with `--key`
          head      #91 HASH
    "#]]
    .assert_eq(&desk.run("verify run.jsonl --seal seal").out);
    // A whole command ends there, so the log is sound and unfinished.
    desk.edit("early.jsonl", |lines| lines.truncate(3));
    let early = desk.command("seal early.jsonl --key key --at 2027-03-01T09:00:00+01:00").output();
    desk.write("early", early.expect("the program runs").stdout);
    let shown = desk.run("verify run.jsonl --seal early --key key.pub");
    expect![[r#"
        run.jsonl: sound
          records   91, in an unbroken chain
          commands  43, of which 1 refused; each decided again, with the same result
          events    44
          choices   2
          ended     in the state that `run.ended` names
          sealed    #1 to #3, by the key HASH at 2027-03-01T08:00:00.000Z
          UNSEALED  #4 to #91
          head      #91 HASH
    "#]]
    .assert_eq(&shown.out);
    let both = desk.run("verify run.jsonl --seal seal --seal early --key key.pub").out;
    let told: Vec<&str> = both.lines().filter(|line| line.contains("sealed")).collect();
    let later = "  sealed    #1 to #91, by the key HASH";
    assert_eq!(told, ["  sealed    #1 to #3, by the key HASH at 2027-03-01T08:00:00.000Z", later]);
    let json =
        desk.run("verify run.jsonl --seal early --seal seal --key key.pub --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    expect![[r#"{"key_known":true,"sealed":{"from":1,"to":91},"seals":[{"at":"2027-03-01T08:00:00.000Z","file":"early","key":"HASH","position":3},{"at":null,"file":"seal","key":"HASH","position":91}],"unsealed":null}"#]].assert_eq(&json["seals"].to_string());
    let json = desk.run("verify run.jsonl --seal early --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["seals"]["unsealed"]["from"], 4);
    assert_eq!(json["seals"]["key_known"], false);
}

/// Changes each record, and chains them anew.
fn rewrite(lines: &mut [String], from: &str, to: &str) {
    let mut chain = Chain::GENESIS;
    for line in lines {
        let bytes = line.split(",\"chain\":").next().expect("a line has a beginning");
        let bytes = bytes.replace(from, to);
        chain = chain.link(format!("{bytes}}}").as_bytes());
        *line = format!("{bytes},\"chain\":\"{chain}\"}}");
    }
}

#[test]
fn what_a_chain_cannot_show_is_noticed() {
    let desk = desk();
    // Somebody names another run, somebody rewrites this one, and somebody else cuts the log.
    assert_eq!(desk.run("run small.yaml --seed 2 --log other.jsonl").code, 0);
    desk.edit("rewritten.jsonl", |lines| rewrite(lines, "assumption", "reported"));
    desk.edit("cut.jsonl", |lines| lines.truncate(lines.len() - 1));
    desk.edit("shorter.jsonl", |lines| lines.truncate(3));
    let mut said = String::new();
    for log in ["other.jsonl", "rewritten.jsonl", "cut.jsonl", "shorter.jsonl"] {
        let shown = desk.run(&format!("verify {log} --seal seal --key key.pub"));
        assert_eq!((shown.code, shown.out.as_str()), (3, ""), "{log}");
        said.push_str(&shown.complaint());
    }
    expect![[r#"
        exit 3
        error: `other.jsonl` is of the run 41a23dc1-f296-5dbc-9bb2-ebfa641f028e, and the seal `seal` of the run 0810806a-51aa-5c50-8086-430be6840aad
          = help: name the log that was sealed
        exit 3
        error: `rewritten.jsonl` is not the log that was sealed: at #91 its chain is HASH, and the seal `seal` says HASH
          = help: the log was rewritten, or it is of another run; take it from a copy
        exit 3
        error: `cut.jsonl` ends with #90, but was sealed at #91 (`seal`): records are missing at its end
          = help: take the log from a copy
        exit 3
        error: `shorter.jsonl` ends with #3, but was sealed at #91 (`seal`): records are missing at its end
          = help: take the log from a copy
    "#]].assert_eq(&said);
}

#[test]
fn seals_and_keys_that_do_not_fit_are_refused() {
    let desk = desk();
    desk.run("seal --new-key other");
    desk.write("changed", desk.read("seal").replacen("\"records\":", "\"records\":1", 1));
    let mut said = String::new();
    for words in [
        "verify run.jsonl --seal seal --key other.pub",
        "verify run.jsonl --seal changed --key key.pub",
        "verify run.jsonl --seal run.jsonl",
        "verify run.jsonl --seal missing",
        "verify run.jsonl --seal seal --key key",
        "verify run.jsonl --key key.pub",
    ] {
        said.push_str(&desk.run(words).complaint());
    }
    expect![[r#"
        exit 3
        error: `seal`: the seal was made with the key HASH, not with HASH
          = help: this is no seal of whoever has that key: do not rely on the log
        exit 3
        error: `changed`: the seal was changed: its signature does not fit what it says
          = help: take the seal from whoever keeps it; `tripartite seal` makes one
        exit 3
        error: `run.jsonl`: not a seal: unknown field `actor`, expected one of `algorithm`, `at`, `chain`, `form`, `key`, `position`, `records`, `run`, `signature` at line 1 column 8
          = help: take the seal from whoever keeps it; `tripartite seal` makes one
        exit 4
        error: cannot read the seal `missing`: No such file or directory (os error 2)
          = help: name the file of the seal
        exit 3
        error: `key`: not a public Ed25519 key in PEM (`-----BEGIN PUBLIC KEY-----`)
          = help: name the public key, which ends with `.pub` beside the secret one
        exit 2
        error: the following required arguments were not provided:
          --seal <FILE>

        Usage: tripartite verify --seal <FILE> --key <PUBLIC KEY> <LOG>

        For more information, try '--help'.
    "#]].assert_eq(&said);
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let desk = desk();
    let mut said = String::new();
    for words in [
        "seal run.jsonl --key key.pub",
        "seal run.jsonl",
        "seal run.jsonl --key key --at T+01:00",
        "seal --new-key key",
        "seal --new-key nowhere/key",
    ] {
        let shown = desk.run(words);
        assert_eq!(shown.out, "", "{words}");
        said.push_str(&shown.complaint());
    }
    expect![[r#"
        exit 3
        error: `key.pub`: not a secret Ed25519 key in PEM (`-----BEGIN PRIVATE KEY-----`)
          = help: name the secret key; `tripartite seal --new-key FILE` makes one
        exit 2
        error: the following required arguments were not provided:
          --key <FILE>

        Usage: tripartite seal [OPTIONS] --key <FILE> <LOG>
               tripartite seal --new-key <FILE>

        For more information, try '--help'.
        exit 2
        error: `--at T+01:00` is not an instant
          = help: write `2026-01-06T14:00:00+01:00`
        exit 4
        error: cannot write the key `key.pub`: File exists (os error 17)
          = help: name a file that is not there yet, in a folder that you may write to
        exit 4
        error: cannot write the key `nowhere/key.pub`: No such file or directory (os error 2)
          = help: name a file that is not there yet, in a folder that you may write to
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_damaged_log_is_not_sealed() {
    let desk = desk();
    desk.edit("bad.jsonl", |lines| lines[4] = lines[4].replacen("\"2027-", "\"2026-", 1));
    let shown = desk.run("seal bad.jsonl --key key");
    assert_eq!((shown.code, shown.out.as_str()), (3, ""));
}

#[test]
fn the_secret_key_is_for_its_owner_alone() {
    let desk = desk();
    let mode = |name: &str| {
        fs::metadata(desk.path(name)).expect("it is there").permissions().mode() & 0o777
    };
    assert_eq!(mode("key"), 0o600);
    fs::set_permissions(desk.path("key"), fs::Permissions::from_mode(0o644)).expect("it is ours");
    let shown = desk.run("seal run.jsonl --key key");
    expect![[r#"
        exit 0
        warning: others can read the secret key `key`
          = help: chmod 600 it
    "#]]
    .assert_eq(&shown.complaint());
}

/// No clock and no chance: the same log and key have the same seal.
#[test]
fn a_seal_is_the_same_each_time() {
    let desk = desk();
    let again = desk.command("seal run.jsonl --key key").output().expect("the program runs");
    assert_eq!(String::from_utf8(again.stdout).expect("text"), desk.read("seal"));
}
