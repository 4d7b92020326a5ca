//! `tripartite explore`: a violation is found, and its counterexample is played like any scenario.

use expect_test::expect;

use crate::desk::Desk;

pub(crate) const QUARREL: &str = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");
pub(crate) const RULES: &str = include_str!("../../../explorer/tests/fixtures/quarrel.rules");

pub(crate) fn desk() -> Desk {
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
        searched: all histories of the values looked at with fewer than 3 choices keep all rules; with 3 some are broken
        states: 11, by distance 1 + 0 + 2 + 8; 25 worlds were copied
        two states taken for one: a chance below 2^-89
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        force: not broken in the histories searched, which end at the first break

        late: BROKEN
          late broken: silence.objection-came-late #86 at 2027-03-02 10:00:00; against `never silence.objection-came-late(question: "text")`
          2 choices, shrunk from 3 in 48 tries; no shorter one exists in the scenario, or in what is left of it, of all with up to 2 choices, of the values looked at
          | Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          | Mon 1 Mar 10:00  the silence on text ends Tue 2 Mar 10:00
          | Tue 2 Mar 10:00  France objected to text too late; the objection is on record and opens text-late-1
          | Tue 2 Mar 10:00  the silence on text ended
          | Tue 2 Mar 10:00  text stands adopted in version 1; silent: Poland and the UK
          paris/object/chance@text#1: option 0; with option 1 the rule holds
          paris/object/delay@text#1: 1d; with 1h the rule holds
          Point of no return: Mon 1 Mar 10:00, paris/object/delay@text#1 draws 1d. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at (1 history tried).
          It was set off by: Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          Another choice would have kept it: France.

        again: BROKEN
          again broken: silence.broken #85 at 2027-03-01 15:00:00; no silence.started(question: "text-2") within 10 h up to 2027-03-02 01:00:00; nearest #89 at 2027-03-02 02:00:00, 1 h late
          2 choices, shrunk from 3 in 53 tries; no shorter one exists in the scenario, or in what is left of it, of all with up to 2 choices, of the values looked at
          | Mon 1 Mar 10:00  the co-chairs put text (a statement) under urgent silence until Tue 2 Mar 10:00, version 1; asked: France, Poland and the UK
          | Mon 1 Mar 10:00  the silence on text ends Tue 2 Mar 10:00
          | Mon 1 Mar 15:00  Poland broke the silence on text; had not spoken: France and the UK
          | Mon 1 Mar 15:00  the silence on text is no longer awaited
          warsaw/object/chance@text#1: option 0; with option 1 the rule holds
          cochairs/second-text/delay@text#1: 11h; with 1h the rule holds
          Point of no return: Mon 1 Mar 15:00, cochairs/second-text/delay@text#1 draws 11h. Before that the rule could be kept; after it no more, in what is left of the scenario, of the values looked at (1 history tried).
          It was set off by: Mon 1 Mar 15:00  Poland broke the silence on text; had not spoken: France and the UK
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
        searched: all histories of the values looked at, to the end of the scenario
        states: 11, by distance 1 + 0 + 2 + 8; 65 worlds were copied
        two states taken for one: a chance below 2^-89
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        force: not broken in the histories searched
    "#]]
    .assert_eq(&shown.out);
}

#[test]
fn a_search_without_room_says_how_far_it_got() {
    let desk = Desk::new();
    desk.write("equals.yaml", include_str!("../../../explorer/tests/fixtures/equals.yaml"));
    desk.write(
        "none.rules",
        "rule none \"Nobody\"\n  never silence.objection-came-late(question: \"text-2\")\n",
    );
    let shown = desk.run("explore equals.yaml --rules none.rules --memory 1");
    assert!(shown.out.contains("until 1 MiB were used up"), "{shown:?}");
}

#[test]
fn nations_that_are_equal_in_everything_are_taken_for_one_another_and_named() {
    let desk = Desk::new();
    desk.write("equals.yaml", include_str!("../../../explorer/tests/fixtures/equals.yaml"));
    desk.write("twice.rules", "rule late \"Nobody objects late\"\n  never silence.objection-came-late(question: \"text-2\")\n");
    let shown = desk.run("explore equals.yaml --rules twice.rules --symmetry");
    expect![[r#"
        Four nations that are alike
        searched: all histories of the values looked at, to the end of the scenario
        states: 93, by distance 1 + 0 + 0 + 0 + 1 + 2 + 9 + 25 + 55; 721 worlds were copied
        two states taken for one: a chance below 2^-83
        taken for one another: Germany, Netherlands, Poland, Denmark
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        late: not broken in the histories searched
    "#]]
    .assert_eq(&shown.out);
}

#[test]
fn why_no_nations_are_taken_for_one_another_is_said() {
    let desk = Desk::new();
    let equals = include_str!("../../../explorer/tests/fixtures/equals.yaml");
    let open = "explore:\n  open:\n    - { as: cochairs, do: [center.relocate] }\nactors:\n";
    desk.write("open.yaml", equals.replace("actors:\n", open));
    desk.write("differ.yaml", include_str!("../../../explorer/tests/fixtures/quarrel.yaml"));
    desk.write("late.rules", "rule late \"Nobody objects late\"\n  never silence.objection-came-late(question: \"text-2\")\n");
    for (scenario, why) in [
        (
            "open.yaml",
            "none, because somebody is free to act: see `explore: open:` of the scenario\n",
        ),
        ("differ.yaml", "none, because no two are equal in everything\n"),
    ] {
        let shown =
            desk.run(&format!("explore {scenario} --rules late.rules --symmetry --depth 1"));
        assert!(shown.out.contains(&format!("taken for one another: {why}")), "{}", shown.out);
    }
}

/// Each text that is put sets off the next one, some time later, while all before it are open.
pub(crate) const ENDLESS: &str = "
scenario: endless
title: One text after the other
start: 2027-03-01T09:00:00+01:00
until: T+3000:00
parameters:
  silence-urgent: { value: 2000h }
nations:
  us: { role: partner }
  ua: { role: host }
  fr: { role: member, accepts-silence: true }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: cochairs, do: center.fill-seat, with: { seat: coalition } }
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: text, matter: statement, urgency: urgent, asked: [fr] }
actors:
  cochairs:
    as: cochairs
    behaviors:
      - name: next
        upon: silence.started
        after: { uniform: [1h, 11h] }
        do: silence.start
        with: { question: 'text-${n}', matter: statement, urgency: urgent, asked: [fr] }
";

#[test]
fn a_search_without_end_stops_at_its_budget_and_says_how_far_it_got() {
    let desk = Desk::new();
    desk.write("endless.yaml", ENDLESS);
    desk.write(
        "endless.rules",
        "rule silence \"Nobody objects\"\n  never silence.broken(question)\n\nrule late \"Nor late\"\n  never silence.objection-came-late(question)\n",
    );
    let words = "explore endless.yaml --rules endless.rules --depth 1000000 --memory 4";
    let shown = desk.run(words);
    assert_eq!(shown.code, 0, "{shown:?}");
    expect![[r#"
        One text after the other
        searched: all histories of the values looked at with fewer than 4 choices, until 4 MiB were used up: give more with `--memory`, or search less far
        states: 419, by distance 1 + 5 + 25 + 125 + 263; 419 worlds were copied
        two states taken for one: a chance below 2^-79
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        silence: not broken in the histories searched
        late: not broken in the histories searched
    "#]].assert_eq(&shown.out);
    let told: serde_json::Value =
        serde_json::from_str(&desk.run(&format!("{words} --format json")).out).expect("JSON");
    assert_eq!(told["ended"], "memory");
    assert_eq!(told["exhausted"], false);
}

#[test]
fn reactions_that_do_not_let_time_pass_are_a_fault_of_the_scenario() {
    let desk = Desk::new();
    desk.write("circle.yaml", ENDLESS.replace("after: { uniform: [1h, 11h] }", "after: 0h"));
    desk.write("quarrel.rules", RULES);
    expect![[r#"
        exit 3
        error[S117]: a circle without delay: cochairs/next → cochairs/next
          --> circle.yaml:23:9
           |
        23 |       - name: next
           |         ^^^^^^^^^^ sets itself off
           |
           = help: give it `after:` with a delay, or `times:`
        error: `circle.yaml` cannot be played
    "#]]
    .assert_eq(&desk.run("explore circle.yaml --rules quarrel.rules --depth 9").complaint());
}

/// The search is in the midst of the histories with six choices when somebody has seen enough.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_search_and_the_best_counterexample_so_far_is_told() {
    use crate::desk::{Shown, interrupted};

    let desk = desk();
    let actor = |nation: &str| {
        format!(
            "  {nation}:
    as: {nation}
    behaviors:
      - name: object
        upon: silence.started
        where: {{ question: text }}
        after: {{ uniform: [1h, 11h] }}
        do: silence.object
        with: {{ question: text, nation: {nation} }}
"
        )
    };
    let nations = ["de", "it", "nl", "be", "dk", "es", "pt"];
    let enrolled =
        |nation: &&str| format!("  {nation}: {{ role: member, accepts-silence: true }}\n");
    let many = QUARREL
        .replace(
            "\ntimeline:",
            &format!("{}\ntimeline:", nations.iter().map(enrolled).collect::<String>()),
        )
        .replace("asked: [fr, uk, pl]", &format!("asked: [{}]", nations.join(", ")));
    let (before, _) = many.split_once("actors:").expect("there are actors");
    let many = before.to_string() + "actors:\n" + &nations.map(actor).concat();
    desk.write("many.yaml", many);
    desk.write("many.rules", "rule silence \"Nobody objects\"\n  never silence.broken(question)\n");
    let command = desk.command("explore many.yaml --rules many.rules --threads 1");
    let Shown { code, out, err } = interrupted(command, "broken; others may be as near");
    assert_eq!(code, 1, "{out}{err}");
    assert!(err.contains("stopping; what was found so far is told"), "{err}");
    assert!(out.contains("with fewer than 7 choices, until it was stopped"), "{out}");
    assert!(out.contains("silence: BROKEN\n  silence broken for question text"), "{out}");
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
