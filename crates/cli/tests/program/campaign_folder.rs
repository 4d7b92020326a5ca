//! What a campaign leaves in its folder, and takes from it.

use std::process::Stdio;

use expect_test::expect;

use super::desk::Desk;

const ASKED: &str = r"
outcomes:
  broken: { happened: silence.broken }
  missed: { count: clock.missed }
uncertainties:
  pause: { sets: warsaw/object/after, value: { uniform: [1h, 12h] } }
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("asked.yaml", desk.read("small.yaml") + ASKED);
    let rare = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rare.yaml");
    desk.write("rare.yaml", std::fs::read_to_string(rare).expect("it is text"));
    desk
}

const FOUND: [&str; 5] =
    ["box.yaml", "worst.jsonl", "median.jsonl", "surprising.jsonl", "rare.jsonl"];

/// The files that tell of single runs and boxes, of those that there may be.
fn found(desk: &Desk, folder: &str) -> Vec<&'static str> {
    FOUND.into_iter().filter(|name| desk.path(folder).join(name).exists()).collect()
}

fn leave(desk: &Desk, folder: &str) {
    for name in FOUND {
        desk.write(&format!("{folder}/{name}"), "of another one");
    }
}

/// What was found of another outcome would be taken for what is found now.
#[test]
fn nothing_of_another_outcome_stays_in_a_folder() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 200 --design latin --out there";
    assert_eq!(desk.run(words).code, 0);
    let logs = ["worst.jsonl", "median.jsonl", "surprising.jsonl"];
    assert_eq!(found(&desk, "there"), [["box.yaml"].as_slice(), &logs].concat());
    leave(&desk, "there");
    assert_eq!(desk.run(&format!("{words} --resume --outcome missed")).code, 0);
    assert!(!found(&desk, "there").contains(&"rare.jsonl"));
    for name in found(&desk, "there") {
        assert_ne!(desk.read(&format!("there/{name}")), "of another one", "{name}");
    }
}

/// Nobody asked for anything to be written over: what a campaign would write or remove stays.
#[test]
fn a_campaign_begins_where_it_writes_over_nothing() {
    let desk = desk();
    let others =
        ["manifest.json", "summary.txt", "summary.html", "dictionary.csv", "results.parquet"];
    for name in FOUND.into_iter().chain(others) {
        let folder = format!("with-{}", name.replace('.', "-"));
        let file = format!("{folder}/{name}");
        desk.write(&file, "mine");
        for words in ["asked.yaml --runs 3", "rare.yaml --runs 400 --split"] {
            let refused = desk.run(&format!("campaign {words} --out {folder}"));
            assert_eq!(refused.code, 4, "{file}");
            let told = format!(
                "error: `{file}` is there already, and a campaign would write over it\n  \
                 = help: name a new folder, or an empty one\n"
            );
            assert!(refused.err.ends_with(&told), "{}", refused.err);
            assert_eq!(desk.read(&file), "mine");
            let kept = std::fs::read_dir(desk.path(&folder)).expect("it is there").count();
            assert_eq!(kept, 1, "{file}");
        }
    }
    desk.write("other/notes.txt", "mine");
    assert_eq!(desk.run("campaign asked.yaml --runs 3 --out other").code, 0);
}

/// Files come first, and whatever a break cost is made again: the run is always the same.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_fails_costs_the_folder_nothing() {
    let desk = desk();
    let full = |words: &str| {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("there is one");
        let mut command = desk.command(words);
        let status = command.stdout(full).stderr(Stdio::null()).status().expect("it runs");
        assert_eq!(status.code(), Some(4), "{words}");
    };
    let words = "campaign rare.yaml --runs 400 --split --out rare";
    full(words);
    let log = desk.read("rare/rare.jsonl");
    assert!(desk.read("rare/summary.txt").contains("digest "));
    assert!(desk.read("rare/manifest.json").contains("\"ended\": \"whole\""));
    std::fs::remove_file(desk.path("rare/rare.jsonl")).expect("it is there");
    desk.write("rare/rare.jsonl.new", "cut");
    desk.run(&format!("{words} --resume"));
    assert_eq!(desk.read("rare/rare.jsonl"), log);
    assert!(!desk.path("rare/rare.jsonl.new").exists());
    full("campaign asked.yaml --runs 5 --out plain");
    assert_eq!(found(&desk, "plain"), ["worst.jsonl", "median.jsonl", "surprising.jsonl"]);
    assert!(desk.read("plain/summary.txt").contains("digest "));
}

/// The rule is about an outcome and a confidence, however they were asked for.
#[test]
fn a_stopping_rule_is_known_again_by_what_it_says() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 300 --until-within 4% --out there";
    let begun = desk.run(words);
    assert_eq!(begun.code, 0, "{begun:?}");
    assert_eq!(desk.run(&format!("{words} --resume --outcome broken")).out, begun.out);
    let other = desk.run(&format!("{words} --resume --confidence 90%")).complaint();
    expect![[r#"
        exit 2
        error: the campaign there is another one: `stopping` was "broken within 0.04 at 0.95" and is "broken within 0.04 at 0.9"
          = help: ask for the same campaign, or name another folder
    "#]].assert_eq(&other);
}

#[test]
fn a_table_that_was_changed_is_refused_and_one_that_was_not_begun_is_begun() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 30 --out there";
    let begun = desk.run(words);
    let table = desk.read("there/results.csv");
    let (line, flag) = (table.lines().nth(3).expect("a row"), "2,0,2,done,1,");
    assert!(line.starts_with(flag), "{line}");
    let mut told = String::new();
    for to in ["2,0,2,done,0,", "2,0,2,done,7,"] {
        desk.write("there/results.csv", table.replacen(flag, to, 1));
        told.push_str(&desk.run(&format!("{words} --resume")).complaint());
    }
    expect![[r#"
        exit 3
        error: `there/results.csv` is not as the whole campaign left it: it has another digest
          = help: name another folder; the same campaign comes to the same table there
        exit 3
        error: `there/results.csv` cannot be gone on with: line 4 is not row 2 of this campaign
    "#]]
    .assert_eq(&told);
    for cut in ["", "row,point,ru", &table[..table.len() - 9]] {
        desk.write("there/results.csv", cut);
        assert_eq!(desk.run(&format!("{words} --resume")).out, begun.out, "{cut}");
        assert_eq!(desk.read("there/results.csv"), table);
    }
}

/// Two would write over one another's rows.
#[test]
fn one_campaign_at_a_time_writes_to_a_folder() {
    let desk = desk();
    let words = "campaign asked.yaml --runs 20 --out there";
    assert_eq!(desk.run(words).code, 0);
    let held = std::fs::File::open(desk.path("there")).expect("it is there");
    held.lock().expect("nobody else writes there");
    let resumed = desk.run(&format!("{words} --resume")).complaint();
    expect![[r#"
        exit 4
        error: another campaign writes to `there`
          = help: wait until it has ended, or name another folder
    "#]]
    .assert_eq(&resumed);
    drop(held);
    assert_eq!(desk.run(&format!("{words} --resume")).code, 0);
    std::fs::create_dir(desk.path("new")).expect("there is none");
    let held = std::fs::File::open(desk.path("new")).expect("it is there");
    held.lock().expect("nobody else writes there");
    let begun = desk.run("campaign asked.yaml --runs 20 --out new").complaint();
    assert_eq!(begun, resumed.replace("`there`", "`new`"));
}
