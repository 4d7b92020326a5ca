//! `tripartite check`: policy rules on a log of the center.

use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

const RULES: &str = r#"rules "The ladder" version 1

rule warned "A warning within a day of the opening of tier one"
  whenever response.tier-one-opened(series)
  then response.warning-sent(series) within 24 h

rule us-within-six "The US decides within six hours of the finding of an expanded attack"
  whenever response.expanded-attack-determined(series)
  then response.us-decided(series) within 6 h

rule poland-stays-out "Poland acts in no second tier"
  never response.tier-two-opened(acting: "pl")
"#;

/// A desk with the log of a real attack, and the rules.
fn desk() -> Desk {
    let desk = Desk::new();
    let ladder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/ladder-72h");
    let run = desk.run(&format!("run {} --seed 1 --log run.jsonl", ladder.display()));
    assert_eq!(run.code, 0, "{}", run.err);
    desk.write("policy.rules", RULES);
    desk
}

#[test]
fn each_rule_is_judged_and_a_broken_one_says_where() {
    let shown = desk().run("check run.jsonl --rules policy.rules");
    assert_eq!((shown.code, shown.err.as_str()), (1, ""));
    expect![[r#"
        warned: kept; triggered 1, kept 1; tightest 1 h 13 min 55 s 883 ms of 24 h
        us-within-six: BROKEN; triggered 1, kept 0
          us-within-six broken for series strike: response.expanded-attack-determined #695 at 2027-05-05 19:29:42.887; no response.us-decided(series) within 6 h up to 2027-05-06 01:29:42.887
        poland-stays-out: kept; triggered 0, kept 0
    "#]].assert_eq(&shown.out);
}

#[test]
fn a_program_reads_the_verdicts_and_a_list_has_each_of_its_items() {
    let desk = desk();
    let shown = desk.run("check run.jsonl --rules policy.rules --format json");
    let results: Value = serde_json::from_str(&shown.out).expect("it is JSON");
    let verdict = |index: usize| results["rules"][index]["verdict"].as_str();
    assert_eq!([0, 1, 2].map(verdict), [Some("kept"), Some("broken"), Some("kept")]);
    let who = RULES.replace("\"pl\"", "\"fr\"");
    desk.write("france.rules", who);
    let shown = desk.run("check run.jsonl --rules france.rules --format json");
    let results: Value = serde_json::from_str(&shown.out).expect("it is JSON");
    assert_eq!(results["rules"][2]["verdict"], "broken", "France is among those who act");
}

#[test]
fn what_is_pending_is_decided_where_nothing_more_comes() {
    let desk = desk();
    desk.edit("cut.jsonl", |lines| {
        let found = lines.iter().position(|line| line.contains("expanded-attack-determined"));
        lines.truncate(found.expect("it is found") + 1);
    });
    let open = desk.run("check cut.jsonl --rules policy.rules");
    assert!(open.out.contains("us-within-six: pending"), "{}", open.out);
    let closed = desk.run("check cut.jsonl --rules policy.rules --closed");
    assert!(closed.out.contains("us-within-six: BROKEN"), "{}", closed.out);
    assert_eq!((open.code, closed.code), (0, 1));
}

/// What is broken at the close of a log is so at its end, whatever other rules wait for.
#[test]
fn when_a_closed_log_breaks_a_rule_is_no_matter_of_other_rules() {
    let desk = desk();
    let one =
        "rule one \"\"\n  whenever incident.verified(incident) then incident.detected(incident)\n"
            .to_owned();
    let other = "rule other \"\"\n  whenever incident.verified(incident)\n  \
        then incident.detected(incident) within 5 d 1 min\n";
    let certain = |rules: String| {
        desk.write("one.rules", rules);
        let shown = desk.run("check run.jsonl --rules one.rules --closed --format json");
        let results: Value = serde_json::from_str(&shown.out).expect("it is JSON");
        let violations = results["rules"][0]["violations"].as_array().cloned();
        violations
            .expect("it is broken")
            .iter()
            .map(|it| it["certain_at"].clone())
            .collect::<Vec<_>>()
    };
    let alone = certain(one.clone());
    assert!(!alone.is_empty());
    assert_eq!(alone, certain(format!("{one}{other}")));
}

#[test]
fn rules_about_what_the_center_never_records_are_pointed_at() {
    let desk = desk();
    desk.write("policy.rules", RULES.replace("warning-sent", "warning-send"));
    expect![[r#"
        exit 3
        error[R101]: unknown event or state `response.warning-send`
         --> policy.rules:5:8
          |
        5 |   then response.warning-send(series) within 24 h
          |        ^^^^^^^^^^^^^^^^^^^^^ nothing has this name
          |
          = help: did you mean `response.warning-sent`?
        error: `policy.rules` has faults
    "#]]
    .assert_eq(&desk.run("check run.jsonl --rules policy.rules").complaint());
    let missing = desk.run("check run.jsonl --rules none.rules");
    assert_eq!(missing.code, 4, "{}", missing.err);
}

/// With other rules than its own a scenario may have an outcome that is called as a verdict.
#[test]
fn an_outcome_that_is_called_as_the_verdict_of_another_rule_is_refused() {
    let desk = Desk::new();
    let small = desk.read("small.yaml");
    let rule = "rule quick \"nobody breaks a silence\"\n  never silence.broken(question)\n";
    desk.write("other.rules", rule);
    for asked in [
        "\noutcomes:\n  rule-quick: { happened: silence.broken }\n",
        "\nlevers:\n  rule-quick: { sets: warsaw/hesitate/chance, values: [0%] }\n",
    ] {
        desk.write("asked.yaml", format!("{small}{asked}"));
        assert_eq!(desk.run("campaign asked.yaml --runs 2").code, 0);
        let refused = desk.run("campaign asked.yaml --runs 2 --rules other.rules");
        expect![[r#"
            exit 3
            error: the verdict of the rule `quick` would be a second column `rule-quick` of the results: the scenario has one of that name
              = help: give one of the two another name
        "#]]
        .assert_eq(&refused.complaint());
    }
    desk.write(
        "asked.yaml",
        format!("{small}\noutcomes:\n  broken: {{ happened: silence.broken }}\n"),
    );
    let told = desk.run("campaign asked.yaml --runs 2 --rules other.rules");
    assert!(told.code == 0 && told.out.contains("  rule-quick  "), "{told:?}");
}

/// The rules of a scenario are found wherever it is extended from; nearer ones replace them.
#[test]
fn a_scenario_has_the_rules_of_the_nearest_one_that_it_extends() {
    let desk = Desk::new();
    let rule = |name: &str| {
        format!(
            "rule {name} \"nobody breaks a silence\"\n  enforce\n  never silence.broken(question)\n"
        )
    };
    for folder in ["base", "middle", "top"] {
        std::fs::create_dir(desk.path(folder)).expect("a folder");
    }
    desk.write("base/scenario.yaml", desk.read("small.yaml"));
    desk.write("base/policy.rules", rule("of-base"));
    desk.write("middle/scenario.yaml", "extends: ../base\n");
    let top = "scenario: my-day\nextends: ../middle\nrules:\nexpect:\n  - { rule: NAME, is: [kept, vacuous] }\n";
    let expects = |name: &str| {
        desk.write("top/scenario.yaml", top.replace("NAME", name));
        let valid = desk.run("validate top");
        assert_eq!((valid.code, valid.err.as_str()), (0, ""), "{valid:?}");
        let run = desk.run(&format!("run top --log {name}.jsonl"));
        assert!(run.out.contains(&format!("  {name}: ")), "{name}: {}", run.out);
        let replayed = desk.run(&format!("verify {name}.jsonl --scenario top"));
        assert_eq!(replayed.code, 0, "{replayed:?}");
        let campaign = desk.run("campaign top --runs 2 --format json");
        assert!(campaign.out.contains(&format!("rule-{name}")), "{}", campaign.out);
    };
    expects("of-base");
    let block = "extends: ../base\nrules: |\n  rule of-block \"none\"\n    never silence.broken(question)\n";
    desk.write("middle/scenario.yaml", block);
    expects("of-block");
    desk.write("middle/scenario.yaml", "extends: ../base\n");
    desk.write("middle/policy.rules", rule("of-middle"));
    expects("of-middle");
    desk.write("top/policy.rules", rule("of-top"));
    expects("of-top");
}
