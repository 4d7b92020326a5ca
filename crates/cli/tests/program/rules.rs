//! `tripartite rules …`: work on files of policy rules.

use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

const RULES: &str = r#"rules "Two" version 1

event attack(attack: id) reads "attack {attack} is confirmed"
event convened(attack: id) reads "the center convenes on {attack}"

rule r1 "Convene in a day"
  source "Paris Declaration, 3"
  whenever attack(attack)
  then convened(attack) within 24 h

rule r2 "Twice is once too often"
  at most 1 convened(attack) per attack in any 7 d

example "in time" for r1 {
  at 2026-03-01 06:00:00 attack(attack: A)
  at 2026-03-02 06:00:00 convened(attack: A)
  expect kept(attack: A)
}
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("policy.rules", RULES);
    desk
}

#[test]
fn examples_are_run_and_one_that_fails_is_shown_under_its_line() {
    let desk = desk();
    let shown = desk.run("rules test policy.rules");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert_eq!(shown.out, "policy.rules: 1 of 1 examples pass\n");
    desk.write("wrong.rules", RULES.replace("2026-03-02 06:00:00", "2026-03-02 06:00:01"));
    let shown = desk.run("rules test policy.rules wrong.rules");
    expect![[r#"
        exit 1
        error[R130]: example "in time" fails
          --> wrong.rules:17:10
           |
        17 |   expect kept(attack: A)
           |          ^^^^^^^^^^^^^^^ this is not so
           |
           = help: what is so: `broken(attack: A)`
    "#]]
    .assert_eq(&shown.complaint());
    assert_eq!(
        shown.out,
        "policy.rules: 1 of 1 examples pass\nwrong.rules: 0 of 1 examples pass\n"
    );
    let json = desk.run("rules test wrong.rules --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(told[0]["examples"][0]["unexpected"][0], "broken(attack: A)");
    assert_eq!((json.code, told[0]["faults"][0]["code"].as_str()), (1, Some("R130")));
}

#[test]
fn a_rule_is_read_back_with_its_edges_its_timeline_and_its_formula() {
    let shown = desk().run("rules explain policy.rules --rule r1");
    expect![[r#"
        r1 "Convene in a day"
          source "Paris Declaration, 3"
          whenever attack(attack)
          then convened(attack) within 24 h

        reads: Whenever attack <attack> is confirmed, the center convenes on <attack> at the same time or later, at most 24 hours after.
          - Exactly 24 h after is in time. Not yet done and not yet late: pending.
          - Broken is certain with the first event logged after that, or when the log is known to have come so far.

          |++++++++++++++++++++|xxxxxxxx
          0                    24 h

        violated where: attack(attack: attack) and not eventually [0 s, 24 h] convened(attack: attack)
    "#]]
    .assert_eq(&shown.out);
    let json = desk().run("rules explain policy.rules --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(
        (told[1]["rule"].as_str(), told[0]["edges"].as_array().map(Vec::len)),
        (Some("r2"), Some(2))
    );
    let missing = desk().run("rules explain policy.rules --rule r3");
    expect![[r#"
        exit 2
        error: `policy.rules` has no rule `r3`
          = help: did you mean `r1`?
    "#]]
    .assert_eq(&missing.complaint());
}

#[test]
fn a_file_is_laid_out_in_the_one_way_and_keeps_its_comments() {
    let desk = desk();
    assert_eq!(desk.run("rules fmt --check policy.rules").code, 0);
    let untidy = RULES.replace("\n  then", " then # at once\n").replace("  whenever", "whenever");
    desk.write("policy.rules", &untidy);
    let checked = desk.run("rules fmt --check policy.rules");
    assert_eq!((checked.code, checked.out.as_str()), (1, "policy.rules\n"));
    assert_eq!(desk.read("policy.rules"), untidy, "a check changes nothing");
    let piped = desk.run_with_input("rules fmt -", &untidy);
    assert_eq!(desk.run("rules fmt policy.rules").code, 0);
    let tidy = desk.read("policy.rules");
    assert_eq!((piped.code, &piped.out), (0, &tidy));
    assert_eq!(tidy, RULES.replace("rule r1", "# at once\nrule r1"));
    assert_eq!(desk.run("rules fmt --check policy.rules").code, 0);
}

/// A formatter that the files which are shipped do not obey is wrong, or they are.
#[test]
fn the_rules_that_are_shipped_are_laid_out_in_the_one_way() {
    let scenarios = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios"));
    let folders = std::fs::read_dir(scenarios).expect("the scenarios are there");
    let files = folders.map(|it| it.expect("it can be read").path().join("policy.rules"));
    let files: Vec<String> =
        files.filter(|it| it.exists()).map(|it| it.display().to_string()).collect();
    assert!(10 < files.len(), "{files:?}");
    let shown = desk().run(&format!("rules fmt --check {}", files.join(" ")));
    assert_eq!((shown.code, shown.out.as_str(), shown.err.as_str()), (0, "", ""));
}

#[test]
fn what_is_hardly_meant_is_warned_about() {
    let desk = desk();
    desk.write("policy.rules", RULES.replace(" within 24 h", ""));
    expect![[r#"
        exit 1
        warning[R122]: `r1` waits for ever
         --> policy.rules:6:6
          |
        6 | rule r1 "Convene in a day"
          |      ^^ never broken while the log goes on
          |
          = help: say until when: `within 24 h`
    "#]]
    .assert_eq(&desk.run("rules lint policy.rules").complaint());
    desk.write("wrong.rules", "rule r\n");
    let json = desk.run("rules lint policy.rules wrong.rules --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    let code = |file: usize| told[file]["faults"][0]["code"].as_str().map(String::from);
    assert_eq!((json.code, code(0), code(1)), (3, Some("R122".into()), Some("R100".into())));
}

#[test]
fn changes_that_no_example_notices_are_shown() {
    let desk = desk();
    let shown = desk.run("rules coverage policy.rules");
    expect![[r#"
        exit 0
        warning[R131]: no example of `r1` notices a change
         --> policy.rules:9:32
          |
        9 |   then convened(attack) within 24 h
          |                                ^^^^ `24 h` could be `25 h`
          |
          = help: add an example that comes out otherwise then
        r1: 1 example shows kept; 1 of 2 changes noticed
        r2: no example
        policy.rules: 1 of 2 rules have examples; unnoticed: 0 branches, 1 bounds, comparisons and needs
    "#]].assert_eq(&format!("{}{}", shown.complaint(), shown.out));
    let json = desk.run("rules coverage policy.rules --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(told[0]["rules"][0]["unnoticed"][0]["kind"], "bound", "{}", json.out);
    assert_eq!(told[0]["faults"][0]["labels"][0]["line"], 9, "{}", json.out);
    let broken = desk.run_with_input("rules coverage -", &RULES.replace("kept(", "broken("));
    assert!(broken.out.starts_with("r1: an example fails; "), "{}", broken.out);
    let counted = "1 of 2 rules have examples, and those of 1 fail; unnoticed: 0 branches";
    assert!(broken.out.contains(counted), "{}", broken.out);
    assert_eq!(desk.run_with_input("rules coverage -", "rule r").code, 3);
}

#[test]
fn two_versions_of_the_rules_are_compared_on_one_log() {
    let desk = Desk::new();
    let ladder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/ladder-72h");
    let run = desk.run(&format!("run {} --seed 1 --log run.jsonl", ladder.display()));
    assert_eq!(run.code, 0, "{}", run.err);
    let rule = "rule warned \"\"\n  whenever response.tier-one-opened(series)\n  \
                then response.warning-sent(series) within 24 h\n";
    desk.write("old.rules", format!("{rule}rule gone \"\"\n  never silence.broken()\n"));
    desk.write("new.rules", rule.replace("24 h", "1 h"));
    let shown = desk.run("rules diff old.rules new.rules run.jsonl");
    expect![[r#"
        gone: taken out; it was: kept
        warned: kept becomes BROKEN
        warned: newly broken at #186 for series strike
    "#]]
    .assert_eq(&shown.out);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let same = desk.run_with_input("rules diff old.rules old.rules -", &desk.read("run.jsonl"));
    assert!(same.out.starts_with("no verdict changes on "), "{same:?}");
    let json = desk.run("rules diff old.rules new.rules run.jsonl --format json");
    let told: Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(told["changes"][1]["verdict"]["new"], "broken", "{}", json.out);
}

#[test]
fn bad_input_is_named_and_breaks_nothing() {
    let desk = desk();
    desk.write("empty.rules", "");
    desk.write("bytes.rules", b"# \xc3\xa9\n\xc3\xa9 \xff\xfe");
    for (words, code, said) in [
        ("rules test none.rules", 4, "cannot open `none.rules`"),
        ("rules test .", 4, "`.` is a folder"),
        ("rules fmt bytes.rules", 3, "line 2, column 3 (byte 8) is not UTF-8"),
        ("rules lint bytes.rules policy.rules", 3, "line 2, column 3 (byte 8) is not UTF-8"),
        ("rules explain bytes.rules", 3, "line 2, column 3 (byte 8) is not UTF-8"),
        ("rules diff policy.rules none.rules run.jsonl", 4, "cannot open `none.rules`"),
        ("rules diff policy.rules policy.rules none.jsonl", 4, "cannot open `none.jsonl`"),
        ("rules", 2, "Usage: tripartite rules"),
        ("rules test", 2, "<FILE>"),
    ] {
        let shown = desk.run(words);
        assert_eq!(shown.code, code, "{words}: {}", shown.err);
        assert!(shown.err.contains(said), "{words}: {}", shown.err);
    }
    assert_eq!(desk.run("rules test empty.rules").out, "empty.rules: 0 of 0 examples pass\n");
    assert_eq!(desk.run("rules lint empty.rules").out, "empty.rules: no faults\n");
    assert_eq!(desk.run("rules explain empty.rules").out, "");
    assert_eq!(desk.run_with_input("rules fmt -", "").out, "");
    desk.write("large.rules", "rule\n".repeat(200_000));
    let shown = desk.run("rules lint large.rules");
    assert_eq!(shown.code, 3);
    assert!(shown.err.contains(" more faults"), "{}", shown.err);
}

/// A file is never half written: the new one takes the name of the old, with its mode, and links to it hold.
#[cfg(unix)]
#[test]
fn a_formatted_file_takes_the_place_of_the_old_one_whole() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let desk = Desk::new();
    let untidy = RULES.replace("then convened", "then   convened");
    desk.write("policy.rules", &untidy);
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(desk.path("policy.rules"), mode).expect("it is ours");
    std::fs::hard_link(desk.path("policy.rules"), desk.path("before.rules")).expect("one disk");
    symlink("policy.rules", desk.path("link.rules")).expect("links can be made");
    let shown = desk.run("rules fmt link.rules");
    assert_eq!((shown.code, shown.complaint().as_str()), (0, "exit 0\n"));
    assert_eq!(desk.read("policy.rules"), RULES);
    assert_eq!(desk.read("before.rules"), untidy, "the old file is left as it was");
    assert!(desk.path("link.rules").is_symlink());
    let [new, old] = ["policy.rules", "before.rules"]
        .map(|name| std::fs::metadata(desk.path(name)).expect("it is there"));
    assert_eq!((new.mode(), new.uid(), new.gid()), (old.mode(), old.uid(), old.gid()));
    let all = std::fs::read_dir(desk.path("policy.rules").parent().unwrap()).unwrap().count();
    assert_eq!(desk.run("rules fmt policy.rules").code, 0);
    let now = std::fs::read_dir(desk.path("policy.rules").parent().unwrap()).unwrap().count();
    assert_eq!(now, all, "nothing lies beside it");
}
