//! What `tripartite explore --out` writes plays wherever it stands.

use expect_test::expect;

use crate::desk::Desk;
use crate::exploring::{QUARREL, RULES, desk};

/// The shipped scenarios show how their own rules are broken, with choices and without.
#[test]
fn what_is_found_in_a_shipped_scenario_plays_as_it_was_found() {
    for (name, certified) in [
        ("cmcc-decay", "0 departures among 0 choices"),
        ("late-ratification", "1 departure among 1 choice,"),
    ] {
        let desk = Desk::new();
        let shipped = format!("{}/../../scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
        let shown = desk.run(&format!("explore {shipped} --deviations 1 --out found"));
        assert_eq!((shown.code, shown.err.as_str()), (1, ""), "{name}");
        assert!(shown.out.contains(certified), "{name}: {}", shown.out);
        for words in ["validate found", "run found --seed 5 --log run.jsonl"] {
            let shown = desk.run(words);
            assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{name}: {words}\n{}", shown.out);
        }
        let branch = desk.run("branch run.jsonl --scenario found --at 60");
        assert!(branch.out.contains("They are the same, record by record."), "{}", branch.out);
    }
}

/// A line more in the timeline gives the steps behind it other numbers: what was left out is another.
#[test]
fn that_what_it_was_found_in_has_changed_is_said() {
    let desk = desk();
    assert_eq!(
        desk.run("explore quarrel.yaml --rules quarrel.rules --depth 9 --out found").code,
        1
    );
    assert_eq!(desk.run("run found/late").complaint(), "exit 0\n");
    let line = "timeline:\n  - { at: T+00:00, by: us, do: center.fill-seat, with: { seat: us } }\n";
    desk.write("quarrel.yaml", QUARREL.replace("timeline:\n", line));
    let shown = desk.run("run found/late");
    expect![[r#"
        warning[S133]: the scenario that this one extends is not what it was
         --> found/late/scenario.yaml:4:11
          |
        4 | found-in: "be2946e9ea507a84"
          |           ^^^^^^^^^^^^^^^^^^ now `cb3870f9576fb27a`
          |
          = help: names of steps and choices may mean others now; search it again
    "#]]
    .assert_eq(&shown.err);
}

/// As a regression test it stands beside the scenario that it extends, wherever it was written.
#[test]
fn a_counterexample_plays_where_it_is_copied_to() {
    let desk = desk();
    desk.write("scenarios/quarrel/scenario.yaml", QUARREL);
    let words = "explore scenarios/quarrel --rules - --depth 9 --out deep/down/found";
    assert_eq!(desk.run_with_input(words, RULES).code, 1);
    let copied = |to: &str| {
        for file in ["scenario.yaml", "policy.rules"] {
            let text = desk.read(&format!("deep/down/found/late/{file}"));
            desk.write(&format!("{to}/{file}"), text);
        }
        let shown = desk.run(&format!("run {to}"));
        (shown.code, shown.err.contains("error[S130]"))
    };
    assert_eq!(copied("scenarios/late"), (0, false));
    assert_eq!(copied("elsewhere/late"), (3, true));
}

/// Where it is written inside of its scenario's folder, that still has a name.
#[test]
fn a_counterexample_that_was_written_inside_plays_beside_its_scenario_too() {
    let desk = desk();
    desk.write("scenarios/quarrel/scenario.yaml", QUARREL);
    for (number, named) in
        ["scenarios/quarrel", "scenarios/quarrel/scenario.yaml"].iter().enumerate()
    {
        let out = format!("scenarios/quarrel/found-{number}");
        let words = format!("explore {named} --rules - --rule late --depth 9 --out {out}");
        assert_eq!(desk.run_with_input(&words, RULES).code, 1);
        for file in ["scenario.yaml", "policy.rules"] {
            desk.write(
                &format!("scenarios/late-{number}/{file}"),
                desk.read(&format!("{out}/{file}")),
            );
        }
        for folder in [out, format!("scenarios/late-{number}")] {
            assert_eq!(desk.run(&format!("run {folder}")).complaint(), "exit 0\n", "{folder}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_counterexample_plays_in_a_folder_that_is_a_link() {
    let desk = desk();
    std::fs::create_dir_all(desk.path("far/away/there")).expect("it is made");
    std::os::unix::fs::symlink(desk.path("far/away/there"), desk.path("link")).expect("it is made");
    let words = "explore quarrel.yaml --rules - --depth 9 --out link/found";
    let shown = desk.run_with_input(words, RULES);
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    let played = desk.run("run link/found/late");
    assert_eq!((played.code, played.err.as_str()), (0, ""), "{}", played.out);
}

/// Wherever the rules come from, whatever is settled there, and on top of another counterexample.
#[test]
fn a_counterexample_plays_whatever_it_extends() {
    let desk = desk();
    let indented = RULES.replace('\n', "\n  ");
    desk.write("inside.yaml", format!("{QUARREL}\nrules: |\n  {indented}\n"));
    let settled = "choices:\n  - { choice: \"paris/object/chance@text#1\", picks: 1 }\n";
    desk.write("settled.yaml", format!("{QUARREL}\n{settled}"));
    let plays = |out: &str| {
        let shown = desk.run(&format!("run {out}"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{out}\n{}", shown.out);
    };
    for (number, words) in
        ["inside.yaml", "inside.yaml --rules -", "settled.yaml --rules -", "quarrel.yaml --rules -"]
            .iter()
            .enumerate()
    {
        let out = format!("found-{number}");
        let words = format!("explore {words} --depth 9 --out {out}");
        let shown = desk.run_with_input(&words, RULES);
        assert_eq!((shown.code, shown.err.as_str()), (1, ""), "{words}");
        plays(&format!("{out}/late"));
        plays(&format!("{out}/again"));
        let shown = desk.run(&format!("explore {out}/late --depth 9 --out {out}-late"));
        assert_eq!((shown.code, shown.err.as_str()), (1, ""), "{words}");
        assert!(shown.out.contains("late: BROKEN"), "{}", shown.out);
        plays(&format!("{out}-late/late"));
    }
}

/// Each counterexample extends the one before; the last of them would extend too many.
#[test]
fn a_counterexample_that_would_not_play_is_said_to_be_of_no_use() {
    let desk = Desk::new();
    let lost = "  - { at: T+01:00, by: monitors, do: incident.lose-sensor, with: { sensor: a } }\n";
    let start =
        "start: 2027-03-01T09:00:00+01:00\nuntil: T+02:00\nnations: { us: { role: partner } }";
    let rules = "rules: |\n  rule kept \"\" never incident.sensor-lost(sensor)\n";
    desk.write("on-0.yaml", format!("scenario: s\ntitle: S\n{start}\n{rules}timeline:\n{lost}"));
    for number in 1..8 {
        let text = format!("extends: on-{}.yaml\nscenario: s{number}\n", number - 1);
        desk.write(&format!("on-{number}.yaml"), text);
    }
    let shown = desk.run("explore on-6.yaml --out found-6");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    expect![[r#"
        exit 4
        error[S130]: `on-0.yaml` cannot be extended
         --> on-1.yaml:1:10
          |
        1 | extends: on-0.yaml
          |          ^^^^^^^^^ too many scenarios extend one another
          |
          = help: name a scenario folder or its scenario.yaml, from the folder of this file
        error: the counterexample in `found-7` cannot be played
          = help: what the file above says stands in the way; a scenario extends a few others at most, so search one of those that this one extends
    "#]].assert_eq(&desk.run("explore on-7.yaml --out found-7").complaint());
}

/// What happens by default need not be named, and happens so whatever the seed, and whatever the
/// scenario has settled.
#[test]
fn what_breaks_by_default_breaks_so_whatever_is_drawn_or_settled() {
    let desk = Desk::new();
    let hurry = include_str!("../../../explorer/tests/fixtures/hurry.yaml");
    let certain = hurry.replace("    chance: 60%\n", "");
    let settled = "choices:\n  - { choice: \"paris/object/delay@text-1#1\", draws: 2h }\n";
    desk.write("hurry.yaml", format!("{certain}{settled}"));
    desk.write("quiet.rules", "rule quiet \"Nobody objects\"\n  never silence.broken()\n");
    let shown = desk.run("explore hurry.yaml --rules quiet.rules --deviations 0 --out found");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""), "{shown:?}");
    assert!(desk.read("found/scenario.yaml").contains("\nchoices: []\n"));
    for seed in 1..4 {
        let shown = desk.run(&format!("run found --seed {seed}"));
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    }
}

/// The folder names the scenario as `..`, which is then the folder where the program runs.
#[test]
fn a_counterexample_may_lie_in_the_folder_of_its_scenario() {
    let desk = desk();
    desk.write("scenario.yaml", QUARREL);
    let rule = "rule late \"Nobody objects late\"\n  never silence.objection-came-late(question: \"text\")\n";
    desk.write("late.rules", rule);
    desk.run("explore . --rules late.rules --out found");
    let shown = desk.run("run found");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
}

#[test]
fn what_is_no_folder_is_refused_before_the_search() {
    let desk = desk();
    let (there, none) = ("is there already", "`quarrel.rules` is no folder");
    for (out, why) in [("/dev/null", there), ("quarrel.rules", there), ("quarrel.rules/x", none)] {
        let shown = desk.run(&format!("explore quarrel.yaml --rules quarrel.rules --out {out}"));
        assert!(shown.err.contains(why), "{out}: {}", shown.err);
        assert_eq!(shown.out, "", "{out}");
    }
}

/// With its other option a name becomes too long, and the history cannot go on.
#[test]
fn a_history_that_cannot_be_played_is_not_said_to_keep_the_rule() {
    let desk = Desk::new();
    desk.write("unplayable.yaml", include_str!("../fixtures/unplayable.yaml"));
    desk.write(
        "x.rules",
        "rule x \"No e twice\"\n  never incident.opened(incident: \"bad-e-e\")\n",
    );
    let shown = desk.run("explore unplayable.yaml --rules x.rules").out;
    assert!(shown.contains("x: BROKEN"), "{shown}");
    assert!(!shown.contains("the rule holds"), "{shown}");
    let told = "one/d/option@a#1: option 0; with no other answer can it be played on";
    assert!(shown.contains(told), "{shown}");
}

/// Behind the violation a name becomes too long. The story is told, and what is written ends before.
#[test]
fn what_is_written_ends_where_the_history_cannot_go_on() {
    let desk = Desk::new();
    let unplayable = include_str!("../fixtures/unplayable.yaml");
    let late =
        "  - { at: T+39:00, by: monitors, do: incident.lose-sensor, with: { sensor: uav-2 } }";
    let unplayable = unplayable.replace("\nactors:", &format!("\n{late}\nactors:"));
    desk.write("unplayable.yaml", unplayable.replace("T+10:00", "T+40:00"));
    let rules = "rule x \"No e twice\"\n  never incident.opened(incident: \"bad-e-e\")\n\
                 rule soon \"Somebody says whose\"\n  whenever incident.opened(incident) then \
                 incident.attribution-agreed(incident) within 30 h\n\
                 rule quick \"Somebody says it quickly\"\n  whenever incident.opened(incident) \
                 then incident.attribution-agreed(incident) within 4 h\n";
    desk.write("x.rules", rules);
    let shown = desk.run("explore unplayable.yaml --rules x.rules --out found");
    assert!(shown.out.contains("  x broken: incident.opened #"), "{}", shown.out);
    assert!(shown.out.contains("  | Mon 1 Mar 12:30  incident bad-e-e is opened"), "{}", shown.out);
    let beyond = "It cannot be played beyond Tue 2 Mar 02:00: `one/e` cannot make the command";
    assert!(shown.out.contains(beyond), "{}", shown.out);
    let written = desk.read("found/x/scenario.yaml");
    assert!(written.contains("until: \"2027-03-02T00:59:59.999Z\"\n"), "{written}");
    assert!(!written.contains("soon"), "the end comes before its deadline\n{written}");
    assert!(written.contains("{ rule: \"quick\", is: broken }"), "{written}");
    let played = desk.run("run found/x");
    assert_eq!((played.code, played.err.as_str()), (0, ""), "{}", played.out);
}

#[test]
fn a_history_that_cannot_go_on_is_told_with_what_leads_there() {
    let desk = Desk::new();
    // Too long in the very step in which the option is picked.
    let long = "\"${incident}-abcdefghijklmnopqrstuv\"";
    let unplayable = include_str!("../fixtures/unplayable.yaml");
    let unplayable = unplayable.replace("abcdefghijklmnopqrst", long);
    let unplayable = unplayable.replace("incident: a,", "incident: aa,");
    desk.write("unplayable.yaml", unplayable.replace("incident: a }", "incident: aa }"));
    desk.write("y.rules", "rule y \"None\"\n  never silence.broken()\n");
    for how in ["--depth 12", "--walks 64"] {
        let shown =
            desk.run(&format!("explore unplayable.yaml --rules y.rules {how} --format json"));
        assert_eq!(shown.code, 3, "{shown:?}");
        assert!(shown.out.contains("\"ended\": \"fault\""), "{how}: {}", shown.out);
        let way = "it comes to this where one/d/option@aa#1 is option 1";
        assert!(shown.err.contains(way), "{how}: {}", shown.err);
    }
}

/// With the other option a name becomes too long in time, unless delays are longer than by default.
#[test]
fn what_cannot_be_played_on_by_default_may_still_keep_the_rule() {
    let desk = Desk::new();
    let unplayable = include_str!("../fixtures/unplayable.yaml");
    desk.write("unplayable.yaml", unplayable.replace("T+10:00", "T+06:30"));
    let rule = "rule x \"No e twice\"\n  never incident.opened(incident: \"bad-e-e\")\n";
    desk.write("x.rules", rule);
    let shown = desk.run("explore unplayable.yaml --rules x.rules");
    let point = "Point of no return: Mon 1 Mar 11:00, one/d/option@a#1 picks option 0. Before that";
    assert!(shown.out.contains(point), "{}", shown.out);
}
