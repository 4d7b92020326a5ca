//! Policy rules in runs: which rules, what is told of them, and how the command ends.

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

/// One rule kept, one broken by silence, one broken by an event, one never triggered.
const RULES: &str = r#"rule objected "A text under silence is objected to within six hours"
  whenever silence.started(question) then silence.broken(question) within 6 h
rule second-text "A second text follows within two hours"
  whenever silence.broken(question) then silence.started() within 2 h
rule no-objection "Poland does not object"
  never silence.broken(nation: "pl")
rule late "A late objection is consulted on"
  whenever silence.objection-came-late(question) then decision.convened(question) within 6 h
rule week "A report within a week"
  whenever silence.started(question) then silence.adopted(question) within 7 d
"#;

const EXPECTED: &str = r"  - { rule: objected, is: kept }
  - { rule: second-text, is: broken, where: { question: q-1 } }
  - { rule: no-objection, is: broken, at: T+03:16 }
  - { rule: late, is: vacuous }
  - { rule: week, is: [pending, kept] }
";

/// The folder of a scenario with rules beside it.
fn desk(expected: &str) -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("small")).expect("a folder");
    let text = desk.read("small.yaml");
    desk.write("small/scenario.yaml", format!("{text}{expected}"));
    desk.write("small/policy.rules", RULES);
    desk
}

/// The part of an account that begins with a heading.
fn section<'a>(account: &'a str, heading: &str) -> &'a str {
    let start = account.find(&format!("\n{heading}\n---")).expect("the section is there");
    account[start..].trim_start()
}

#[test]
fn an_account_ends_with_what_came_of_the_rules() {
    let desk = desk(EXPECTED);
    let shown = desk.run("run small");
    assert_eq!(shown.err, "");
    expect![[r#"
        Rules
        -----
          kept    objected: A text under silence is objected to within six hours
                  triggered 1, kept 1; the tightest took 2 h 17 min 47 s 27 ms of 6 h
          BROKEN  second-text: A second text follows within two hours
                  triggered 1, kept 0, broken 1
                  second-text broken for question q-1: silence.broken #87 at 2027-03-01 11:47:47.027; no
                    silence.started() within 2 h up to 2027-03-01 13:47:47.027
          BROKEN  no-objection: Poland does not object
                  triggered 1, kept 0, broken 1
                  no-objection broken: silence.broken #87 at 2027-03-01 11:47:47.027; against `never
                    silence.broken(nation: "pl")`
          vacuous late: A late objection is consulted on
                  triggered 0, kept 0
                  not tested: `silence.objection-came-late` never occurred
          pending week: A report within a week
                  triggered 1, kept 0, pending 1
                  pending for question q-1 since #83, due Mon 8 Mar 09:30

        Expectations
        ------------
          met     silence.started: at least once; found: 1 time
          met     silence.adopted: never; found: 0 times
          met     rule objected is kept; found: kept
          met     rule second-text is broken question=q-1; found: broken at #87, certain at 2027-03-01T12:47:47.028Z
          MISSED  rule no-objection is broken at T+03:16; found: broken at #87, certain at 2027-03-01T10:47:47.027Z
          met     rule late is vacuous; found: vacuous
          met     rule week is pending or kept; found: pending
    "#]].assert_eq(section(&shown.out, "Rules"));
    assert_eq!(shown.code, 1, "an instant is not the one expected");
}

/// What comes first is told first: until when the duty can be done, then its reparation.
#[test]
fn an_account_tells_the_duty_that_is_pending_from_its_reparation() {
    let desk = Desk::new();
    let rule = |within: &str| {
        format!(
            "rule week \"A text\" whenever silence.started(question)\n  then silence.adopted(question) \
             within {within} otherwise silence.started(question) within 3 d\n"
        )
    };
    let told = |within: &str| {
        desk.write("week.rules", rule(within));
        let shown = desk.run("run small.yaml --rules week.rules").out;
        let line = shown.lines().find(|line| line.contains("pending for")).map(str::trim);
        line.expect("it is pending").to_string()
    };
    let duty = "pending for question q-1 since #83, due Mon 8 Mar 09:30; then its reparation, due Thu 11 Mar 09:30";
    assert_eq!(told("7 d"), duty);
    let reparation = "reparation pending for question q-1 since #83, due Thu 4 Mar 15:30";
    assert_eq!(told("6 h"), reparation);
}

/// People read all instants of an account in the zone of its scenario, those in values too.
#[test]
fn the_instants_of_what_is_pending_are_those_of_the_zone() {
    let desk = Desk::new();
    let rule = "rule week \"A text\" whenever silence.started(question, closes_at)\n  then silence.adopted(question) within 7 d\n";
    desk.write("week.rules", rule);
    let shown = desk.run("run small.yaml --rules week.rules").out;
    let line = shown.lines().find(|line| line.contains("pending for")).map(str::trim);
    let told =
        "pending for question q-1, closes_at 2027-03-01 15:30:00 since #83, due Mon 8 Mar 09:30";
    assert_eq!(line, Some(told));
}

#[test]
fn a_broken_rule_is_expected_or_the_run_fails() {
    let both = |objected: &str| {
        let broken =
            ["second-text", "no-objection"].map(|it| format!("  - {{ rule: {it}, is: broken }}\n"));
        format!("{}  - {{ rule: objected, is: {objected} }}\n", broken.concat())
    };
    for (expected, code) in [
        ("", 1),
        ("  - { rule: second-text, is: broken }\n", 1),
        ("  - { rule: second-text, is: broken }\n  - { rule: no-objection, is: broken }\n", 0),
        ("  - { rule: second-text, is: kept }\n  - { rule: no-objection, is: broken }\n", 1),
        (&both("kept"), 0),
        (&both("vacuous"), 1),
        (&both("[vacuous, kept]"), 0),
    ] {
        assert_eq!(desk(expected).run("run small/scenario.yaml").code, code, "{expected}");
    }
}

/// An instant, a position and values are those of one violation, all of them.
#[test]
fn an_expected_violation_is_one_that_came() {
    let last = "  - { rule: no-objection, is: broken }\n  - { rule: second-text, is: broken, ";
    for (expected, code) in [
        ("at: 2027-03-01T12:47:47.027Z, position: 87, where: { question: q-1 } }", 0),
        ("at: 2027-03-01T12:47:47.028Z }", 0),
        ("at: 2027-03-01T12:47:47.026Z }", 1),
        ("at: 2027-03-01T12:47:47.029Z }", 1),
        ("position: 87 }", 0),
        ("position: 86 }", 1),
        ("position: 86, where: { question: q-1 } }", 1),
        ("where: { question: q-2 } }", 1),
        ("position: 87, where: { question: q-2 } }", 1),
    ] {
        let run = desk(&format!("{last}{expected}\n")).run("run small/scenario.yaml");
        assert_eq!(run.code, code, "{expected}\n{}{}", run.out, run.err);
    }
}

#[test]
fn a_program_reads_the_same_verdicts_from_the_run_its_log_and_a_replay() {
    let desk = desk("");
    let rules = |words: &str| {
        let shown = desk.run(words);
        let json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
        json["rules"].clone()
    };
    let run = rules("run small --log run.jsonl --format json");
    assert_eq!(run.as_array().map(Vec::len), Some(5), "{run}");
    assert_eq!(rules("check run.jsonl --rules small/policy.rules --format json"), run);
    assert_eq!(rules("replay run.jsonl --rules small/policy.rules --format json"), run);
    assert_eq!(rules("replay run.jsonl --format json"), Value::Null);
}

/// What was known is shown, whatever it is; `check` judges, and a run by what it expects.
#[test]
fn a_replay_shows_a_broken_rule_and_does_not_fail() {
    let desk = desk("");
    desk.run("run small --log run.jsonl");
    let replayed = desk.run("replay run.jsonl --rules small/policy.rules");
    assert_eq!((replayed.code, replayed.err.as_str()), (0, ""));
    assert!(replayed.out.contains("BROKEN"), "{}", replayed.out);
    assert_eq!(desk.run("check run.jsonl --rules small/policy.rules").code, 1);
    let help = desk.run("--help").out.replace('\n', " ");
    assert!(
        help.contains("(others, such as `replay` and `check`, say so and go by what"),
        "{help}"
    );
}

#[test]
fn a_replay_to_an_instant_knows_no_verdict_of_later() {
    let desk = desk("");
    desk.run("run small --log run.jsonl");
    let standing = |at: &str, rule: &str| {
        let shown = desk
            .run(&format!("replay run.jsonl --rules small/policy.rules --at {at} --format json"));
        let json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
        let all = json["rules"].as_array().expect("they are listed").clone();
        let found = all.into_iter().find(|it| it["rule"] == rule).expect("it is judged");
        found["verdict"].as_str().expect("it has a verdict").to_owned()
    };
    for (at, expected) in [("T+01:00", "vacuous"), ("T+03:00", "pending"), ("T+11:00", "broken")] {
        assert_eq!(standing(at, "second-text"), expected, "{at}");
    }
}

#[test]
fn other_rules_take_the_place_of_those_of_the_scenario() {
    let desk = desk(EXPECTED);
    desk.write(
        "other.rules",
        "rule started \"One text\"\n  at most 1 silence.started() in total\n",
    );
    let shown = desk.run("run small --rules other.rules");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    expect![[r#"
        Rules
        -----
          kept    started: One text
                  triggered 1, kept 1

        Expectations
        ------------
          met     silence.started: at least once; found: 1 time
          met     silence.adopted: never; found: 0 times
    "#]]
    .assert_eq(section(&shown.out, "Rules"));
}

#[test]
fn the_faults_of_a_scenario_and_of_its_rules_are_shown_at_once() {
    let desk = desk("  - { rule: objected, is: hapy }\n");
    desk.write(
        "small/policy.rules",
        RULES.replace("silence.broken(question) within 6 h", "silence.brocken(question) within 6"),
    );
    let shown = desk.run("run small");
    assert_eq!(shown.out, "");
    expect![[r#"
        exit 3
        error[S105]: a rule does not stand so
          --> small/scenario.yaml:41:27
           |
        41 |   - { rule: objected, is: hapy }
           |                           ^^^^ no word for what comes of a rule
           |
           = help: write one of `broken`, `given-up`, `pending`, `kept`, `vacuous`
        error[R105]: the unit of `6` is left out
         --> small/policy.rules:2:76
          |
        2 |   whenever silence.started(question) then silence.brocken(question) within 6
          |                                                                            ^ so many of what?
          |
          = help: write one of `6 s`, `6 min`, `6 h`, `6 d`, `6 w`
        error: `small/scenario.yaml` cannot be played
    "#]].assert_eq(&shown.complaint());
    assert_eq!(desk.run("validate small").err, shown.err.rsplit_once("error: `").unwrap().0);
    let listed = desk.run("validate small --format json").out;
    let listed: Value = serde_json::from_str(&listed).expect("it is JSON");
    let codes = |index: usize| listed[index]["faults"][0]["code"].as_str();
    assert_eq!([codes(0), codes(1)], [Some("S105"), Some("R105")]);
}

#[test]
fn a_file_of_rules_may_be_empty_and_may_not_be_a_log() {
    let desk = desk("");
    desk.write("small/policy.rules", "");
    let shown = desk.run("run small");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    desk.write("small/policy.rules", [0xFF, 0xFE]);
    expect![[r#"
        exit 3
        error: `small/policy.rules` is not a text: line 1, column 1 (byte 0) is not UTF-8
          = help: save the file as UTF-8
    "#]]
    .assert_eq(&desk.run("run small").complaint());
    std::fs::remove_file(desk.path("small/policy.rules")).expect("it is removed");
    std::fs::create_dir(desk.path("small/policy.rules")).expect("a folder in its place");
    expect![[r#"
        exit 4
        error: `small/policy.rules` is a folder
          = help: name a file of policy rules, such as `policy.rules`
    "#]]
    .assert_eq(&desk.run("run small").complaint());
}

#[test]
fn a_huge_file_of_rules_is_refused_before_it_is_read_whole() {
    let desk = desk("");
    let file = std::fs::File::create(desk.path("small/policy.rules")).expect("a file");
    file.set_len(17 << 20).expect("it has holes");
    expect![[r#"
        exit 3
        error: `small/policy.rules` is larger than 16 MiB
          = help: a file of rules is a text that people write; is this a log?
    "#]]
    .assert_eq(&desk.run("run small").complaint());
}

/// A scenario may be one file; faults of its rules stand where they are in it.
#[test]
fn rules_may_stand_in_the_scenario_itself() {
    let desk = Desk::new();
    let indented = RULES.lines().fold(String::new(), |text, line| text + "  " + line + "\n");
    let alone = |expected: &str, rules: &str| {
        let text = desk.read("small.yaml");
        let (head, expect) = text.split_once("expect:").expect("it expects something");
        format!("{head}rules: |\n{rules}\nexpect:{expect}{expected}")
    };
    let expected =
        "  - { rule: second-text, is: broken }\n  - { rule: no-objection, is: broken }\n";
    desk.write("alone.yaml", alone(expected, &indented));
    let shown = desk.run("run alone.yaml");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(section(&shown.out, "Rules").contains("BROKEN  second-text"), "{}", shown.out);

    let faulty =
        indented.replace("silence.broken(nation: \"pl\")", "silence.brocken(nation: \"pl\")");
    desk.write("alone.yaml", alone("  - { rule: second, is: broken }\n", &faulty));
    expect![[r#"
        exit 3
        error[R101]: unknown event or state `silence.brocken`
          --> alone.yaml:44:11
           |
        44 |     never silence.brocken(nation: "pl")
           |           ^^^^^^^^^^^^^^^ nothing has this name
           |
           = help: did you mean `silence.broken`?
        error: `alone.yaml` cannot be played
    "#]]
    .assert_eq(&desk.run("run alone.yaml").complaint());
}

/// To a seat, rules are judged by what it may see. What it cannot see is for it as if it had not
/// been, in the account and in how the command ends.
#[test]
fn verdicts_for_a_seat_tell_nothing_that_is_hidden() {
    let desk = Desk::new();
    let tapes = r#"rule film "Evidence of the monitors is followed by a tape within three hours"
  whenever incident.evidence-received(evidence: "film")
  then incident.evidence-received(evidence: "us-tape") within 3 h
rule no-tape "No tape is handed in"
  never incident.evidence-received(evidence: "us-tape")
"#;
    desk.write(
        "hidden.yaml",
        include_str!("../fixtures/hidden.yaml")
            .replace("expect:", "")
            .replace("  - { never: incident.custody-transferred }", ""),
    );
    let hidden = desk.read("hidden.yaml");
    let parts: Vec<&str> = hidden.split("  - { at: ").collect();
    let at = |hours: &[usize]| {
        let chosen = hours.iter().map(|hour| format!("  - {{ at: {}", parts[*hour]));
        [parts[0].to_owned()].into_iter().chain(chosen).collect::<String>()
    };
    desk.write("hidden.yaml", at(&[1, 2, 3, 5]));
    desk.write("bare.yaml", at(&[1, 2]));
    desk.write("tapes.rules", tapes);
    let seen = |scenario: &str, seat: &str| {
        let shown = desk.run(&format!("run {scenario}.yaml --rules tapes.rules --seat {seat}"));
        // The one rule asks for what the other forbids, to nobody's surprise.
        assert!(shown.code == 0 && shown.err.starts_with("warning[R123]"), "{shown:?}");
        shown.out[shown.out.find("\nRules").expect("they are judged")..].to_owned()
    };
    assert_eq!(seen("hidden", "fr"), seen("bare", "fr"), "a hidden tape changes nothing");
    assert_ne!(seen("hidden", "us"), seen("bare", "us"));
    expect![[r#"

        Rules, by what France may see
        -----------------------------
          BROKEN  film: Evidence of the monitors is followed by a tape within three hours
                  triggered 1, kept 0, broken 1
                  film broken: incident.evidence-received #87 at 2027-03-01 11:00:00; no
                    incident.evidence-received(evidence: "us-tape") within 3 h up to 2027-03-01 14:00:00
          kept    no-tape: No tape is handed in
                  triggered 0, kept 0
    "#]].assert_eq(&seen("hidden", "fr"));
    expect![[r#"

        Rules, by what the US may see
        -----------------------------
          kept    film: Evidence of the monitors is followed by a tape within three hours
                  triggered 1, kept 1; the tightest took 1 h of 3 h
          BROKEN  no-tape: No tape is handed in
                  triggered 1, kept 0, broken 1
                  no-tape broken: incident.evidence-received #89 at 2027-03-01 12:00:00; against `never
                    incident.evidence-received(evidence: "us-tape")`
    "#]].assert_eq(&seen("hidden", "us"));
    assert_eq!(
        desk.run("run hidden.yaml --rules tapes.rules").code,
        1,
        "for all, a rule is broken"
    );
}
