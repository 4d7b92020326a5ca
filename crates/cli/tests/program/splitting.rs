//! `tripartite campaign --split`, as people run it.

use expect_test::expect;

use super::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    let rare = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rare.yaml");
    desk.write("rare.yaml", std::fs::read_to_string(rare).expect("it is text"));
    desk
}

/// The same whatever the number of threads, with all that a folder keeps.
#[test]
fn a_rare_event_is_estimated_and_one_run_of_it_kept() {
    let desk = desk();
    let shown = desk.run("campaign rare.yaml --runs 4000 --split --threads 1 --out one");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    assert_eq!(desk.run("campaign rare.yaml --runs 4000 --split --threads 3").out, shown.out);
    let table = desk.read("one/splitting.csv");
    let digest = blake3::hash(table.as_bytes()).to_hex();
    assert!(desk.read("one/summary.txt").ends_with(&format!("digest {digest}\n")));
    assert!(desk.read("one/manifest.json").contains(digest.as_str()));
    assert_eq!(table.lines().count(), 1 + 20 * 6);
    assert!(desk.read("one/dictionary.csv").contains("ancestors,count,"));
    let verified = desk.run("verify one/rare.jsonl --scenario rare.yaml");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""), "{verified:?}");
    assert!(verified.out.contains("rare.yaml again, with these choices: the same records"));
    let detected = desk.read("one/rare.jsonl").matches(r#""type":"incident.detected""#).count();
    assert!(7 <= detected, "{detected}");
    let taken = desk.run("campaign rare.yaml --runs 4000 --split --out one");
    assert!(taken.err.contains("`one` holds a campaign already"), "{taken:?}");
}

/// As after a break, however it came about: the whole repetitions are in the table.
#[test]
fn a_splitting_that_was_broken_off_goes_on_to_the_same_digest() {
    let desk = desk();
    let words = "campaign rare.yaml --runs 4000 --split --out some";
    let whole = desk.run(words);
    assert_eq!(whole.code, 0, "{whole:?}");
    let table = desk.read("some/splitting.csv");
    let done: String = table.split_inclusive('\n').take(1 + 7 * 6).collect();
    desk.write("some/splitting.csv", &done);
    let on = desk.run(&format!("{words} --resume"));
    assert_eq!((on.code, &on.out), (0, &whole.out), "{on:?}");
    assert_eq!(desk.read("some/splitting.csv"), table);
    // Nothing is left to do, and that is no error.
    assert_eq!(desk.run(&format!("{words} --resume")).out, whole.out);
    let other = desk.run("campaign rare.yaml --runs 8000 --split --out some --resume");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("`runs_a_level` was 200 and is 400"), "{other:?}");
    // What is of the other kind is named, and how it is gone on with.
    let plain = desk.run("campaign rare.yaml --runs 40 --out some --resume");
    expect![[r#"
        error: `some` holds a splitting
          = help: go on with it by `--split`, or name another folder
    "#]]
    .assert_eq(&plain.err);
    assert_eq!(desk.run("campaign rare.yaml --runs 40 --out plain").code, 0);
    let split = desk.run("campaign rare.yaml --runs 4000 --split --out plain --resume");
    expect![[r#"
        error: `plain` holds a campaign without splitting
          = help: go on with it without `--split`, or name another folder
    "#]]
    .assert_eq(&split.err);
    assert_eq!((plain.code, split.code), (2, 2));
    desk.write("some/splitting.csv", done.replace("0,1,200", "0,1,x"));
    let spoilt = desk.run(&format!("{words} --resume"));
    expect![[r#"
        error: `some/splitting.csv` cannot be gone on with: line 2 is not as this splitting writes it
    "#]]
    .assert_eq(&spoilt.err);
    assert_eq!(spoilt.code, 3);
}

#[test]
fn what_cannot_be_split_is_refused_with_what_to_do_instead() {
    let desk = desk();
    let mut told = String::new();
    for words in [
        "small.yaml --runs 5000 --split",
        "rare.yaml --runs 300 --split",
        "rare.yaml --runs 5000 --split --repetitions 3",
        "rare.yaml --runs 5000 --split --design latin",
        "rare.yaml --runs 5000 --repetitions 30",
    ] {
        let shown = desk.run(&format!("campaign {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        told.extend([words, "\n", &shown.err]);
    }
    expect![[r#"
        small.yaml --runs 5000 --split
        error: the scenario has no `levels` on the way to something rare
          = help: list events on the way there under `levels:`, the rare one last
        rare.yaml --runs 300 --split
        error: 300 runs a level: 15 in each of 20 repetitions, too few to copy from
          = help: ask for at least `--runs 400`: they are shared among the repetitions
        rare.yaml --runs 5000 --split --repetitions 3
        error: 3 repetitions are too few to tell how far they scatter
          = help: ask for at least 10
        rare.yaml --runs 5000 --split --design latin
        error: the argument '--split' cannot be used with '--design <DESIGN>'

        Usage: tripartite campaign --runs <RUNS> --split <SCENARIO>

        For more information, try '--help'.
        rare.yaml --runs 5000 --repetitions 30
        error: the following required arguments were not provided:
          --split

        Usage: tripartite campaign --runs <RUNS> --split --repetitions <REPETITIONS> <SCENARIO>

        For more information, try '--help'.
    "#]]
    .assert_eq(&told);
}

/// Too few runs for something so rare: no number is told, and the command says so by its end.
#[test]
fn an_estimate_that_cannot_be_trusted_is_not_told() {
    let desk = desk();
    let shown = desk.run("campaign rare.yaml --runs 400 --split");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    expect![[r#"
        Each strike may bring another one
        =================================
        scenario  rare, seed 1
        design    splitting, 20 repetitions × 20 runs at each of 6 levels
        runs      2,000 begun or copied

        Levels: of the runs from the level before, how many get there
        -------------------------------------------------------------
          1  incident.detected 2 times  35.8 % (143 of 400), descended from 143 runs
          2  incident.detected 3 times  22.8 % (91 of 400), descended from 71 runs
          3  incident.detected 4 times  13.2 % (53 of 400), descended from 37 runs
          4  incident.detected 5 times  6.7 % (24 of 360), descended from 15 runs
          5  incident.detected 6 times  10.0 % (26 of 260), descended from 9 runs
          6  incident.detected 7 times  3.3 % (6 of 180), descended from 4 runs

        The chance of incident.detected 7 times
        ---------------------------------------
          refused: no estimate can be trusted
          - whatever reached the last level descends from only 4 runs:
            at least 30 are needed: ask for more runs, or begin with a level that more runs reach
          - the estimate is off by 54 % or so, and more than 25 % is not told:
            ask for about 2300 runs, or put a level before level 6, which fewest reach

        digest HASH
    "#]]
    .assert_eq(&shown.out);
    let json = desk.run("campaign rare.yaml --runs 400 --split --format json");
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(json["estimate"], serde_json::Value::Null);
    assert!(json["refused"][0]["help"].is_string());
}
