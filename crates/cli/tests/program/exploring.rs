//! `tripartite explore`: a violation is found, and its counterexample is played like any scenario.

use expect_test::expect;

use crate::desk::Desk;

const QUARREL: &str = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");
const RULES: &str = include_str!("../../../explorer/tests/fixtures/quarrel.rules");

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("quarrel.yaml", QUARREL);
    desk.write("quarrel.rules", RULES);
    desk
}

#[test]
fn a_broken_rule_is_told_with_the_shortest_history_that_breaks_it() {
    let shown = desk().run("explore quarrel.yaml --rules quarrel.rules --depth 9");
    assert_eq!(shown.code, 1, "{shown:?}");
    expect![[r#"
        Three nations and a text
        searched: all histories with fewer than 3 choices keep all rules; with 3 some are broken
        states: 11, by distance 1 + 0 + 2 + 8; 25 worlds were copied
        two states taken for one: a chance below 2^-121
        force: nothing here triggers it

        late: BROKEN
          late broken: silence.objection-came-late #82 at 2027-03-02 10:00:00; against `never silence.objection-came-late(question: "text")`
          2 choices, shrunk from 3 in 48 tries; no shorter one exists, of all with up to 2 choices
          | Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          | Mon 1 Mar 10:00  the silence on text ends Tue 2 Mar 10:00
          | Tue 2 Mar 10:00  France objected to text too late; the objection is on record and opens text-late-1
          | Tue 2 Mar 10:00  France put text-late-1 (a statement) for consultation, version 1; asked: France, Poland and the UK
          | Tue 2 Mar 10:00  the consultation on text-late-1 due Wed 3 Mar 10:00
          | Tue 2 Mar 10:00  the silence on text ended
          | Tue 2 Mar 10:00  text stands adopted in version 1; silent: France, Poland and the UK
          paris/object/chance@text#1: option 0; with option 1 the rule holds
          paris/object/delay@text#1: 1d; with 1h the rule holds
          Point of no return: paris/object/delay@text#1 draws 1d. Before that the rule could be kept, after it no more (1 histories tried).
          Another choice would have kept it: France.

        again: BROKEN
          again broken: silence.broken #81 at 2027-03-01 15:00:00; no silence.started(question: "text-2") within 10 h up to 2027-03-02 01:00:00
          2 choices, shrunk from 3 in 53 tries; no shorter one exists, of all with up to 2 choices
          | Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          | Mon 1 Mar 10:00  the silence on text ends Tue 2 Mar 10:00
          | Mon 1 Mar 15:00  Poland broke the silence on text; had not spoken: France and the UK
          | Mon 1 Mar 15:00  the silence on text is no longer awaited
          warsaw/object/chance@text#1: option 0; with option 1 the rule holds
          cochairs/second-text/delay@text#1: 1d; with 1h the rule holds
          Point of no return: cochairs/second-text/delay@text#1 draws 1d. Before that the rule could be kept, after it no more (1 histories tried).
          Another choice would have kept it: the co-chairs, Poland.
    "#]].assert_eq(&shown.out);
}

/// Whatever the seed, the folder plays the history that was found.
#[test]
fn the_counterexample_is_a_folder_that_breaks_the_same_rule_at_the_same_place() {
    let desk = desk();
    let explored = desk.run("explore quarrel.yaml --rules quarrel.rules --format json --out found");
    let told: serde_json::Value = serde_json::from_str(&explored.out).expect("JSON");
    for broken in told["broken"].as_array().expect("a list") {
        let rule = broken["rule"].as_str().expect("a name");
        for seed in [1, 2, 3] {
            let log = format!("{rule}-{seed}.jsonl");
            let played = desk.run(&format!("run found/{rule} --seed {seed} --log {log}"));
            assert_eq!((played.code, played.err.as_str()), (0, ""), "{played:?}");
            let checked = desk.run(&format!("check {log} --rules found/{rule}/policy.rules"));
            assert_eq!(checked.code, 1);
            let violation = broken["violation"].as_str().expect("a text");
            assert!(checked.out.contains(violation), "{violation}\n{}", checked.out);
        }
    }
}

#[test]
fn a_scenario_that_keeps_its_rules_is_exhausted() {
    let desk = desk();
    desk.write(
        "kept.rules",
        "rule force \"No force by silence\"\n  never silence.adopted(question: \"force\")\n",
    );
    let shown = desk.run("explore quarrel.yaml --rules kept.rules --depth 9");
    assert_eq!(shown.code, 0, "{shown:?}");
    expect![[r#"
        Three nations and a text
        searched: all histories, to the end of the scenario
        states: 11, by distance 1 + 0 + 2 + 8; 65 worlds were copied
        two states taken for one: a chance below 2^-121
        force: nothing here triggers it
    "#]]
    .assert_eq(&shown.out);
}

#[test]
fn a_search_without_room_says_how_far_it_got() {
    let shown = desk().run("explore quarrel.yaml --rules quarrel.rules --depth 9 --memory 0");
    assert!(shown.out.contains("until 0 MiB were used up"), "{shown:?}");
}

#[test]
fn there_must_be_something_to_look_for_and_room_to_write() {
    let desk = desk();
    expect![[r#"
        exit 2
        error: there is nothing to look for: no rule and no goal
          = help: name a file of rules with `--rules`, or goals under `explore: sometimes:`
    "#]]
    .assert_eq(&desk.run("explore quarrel.yaml").complaint());
    expect![[r#"
        exit 4
        error: `quarrel.rules` is there already
          = help: name a new folder for the counterexample
    "#]]
    .assert_eq(
        &desk.run("explore quarrel.yaml --rules quarrel.rules --out quarrel.rules").complaint(),
    );
}

#[test]
fn scenarios_that_extend_each_other_in_a_circle_are_refused_where_they_say_so() {
    let desk = Desk::new();
    desk.write("one.yaml", "extends: two.yaml\nscenario: one\n");
    desk.write("two.yaml", "extends: one.yaml\nscenario: two\n");
    expect![[r#"
        exit 3
        error[S130]: `one.yaml` cannot be extended
         --> two.yaml:1:10
          |
        1 | extends: one.yaml
          |          ^^^^^^^^ it extends this one in turn
          |
          = help: name a scenario folder or its scenario.yaml, from the folder of this file
        error: `one.yaml` cannot be played
    "#]]
    .assert_eq(&desk.run("run one.yaml").complaint());
    expect![[r#"
        [
          {
            "faults": [
              {
                "code": "S130",
                "file": "two.yaml",
                "help": "name a scenario folder or its scenario.yaml, from the folder of this file",
                "labels": [
                  {
                    "column": 10,
                    "end_column": 18,
                    "end_line": 1,
                    "line": 1,
                    "text": "it extends this one in turn"
                  }
                ],
                "message": "`one.yaml` cannot be extended",
                "severity": "error"
              }
            ],
            "file": "two.yaml"
          }
        ]
    "#]]
    .assert_eq(&desk.run("validate one.yaml --format json").out);
}

/// A fault of the file that is extended is shown in that file.
#[test]
fn faults_are_shown_in_the_file_where_they_stand() {
    let desk = desk();
    desk.write("base.yaml", QUARREL.replace("as: fr", "as: fx"));
    desk.write(
        "top.yaml",
        "extends: base.yaml\nscenario: top\nwithout: { steps: [warsaw/objekt] }\n",
    );
    expect![[r#"
        exit 3
        error[S131]: there is no step `warsaw/objekt`
         --> top.yaml:3:20
          |
        3 | without: { steps: [warsaw/objekt] }
          |                    ^^^^^^^^^^^^^ cannot be left out
          |
          = help: did you mean `warsaw/object`?
        error[S102]: unknown actor `fx`
          --> base.yaml:29:9
           |
        29 |     as: fx
           |         ^^ no actor has this name
           |
           = help: did you mean `fi`?
        error: `top.yaml` cannot be played
    "#]]
    .assert_eq(&desk.run("run top.yaml").complaint());
}
