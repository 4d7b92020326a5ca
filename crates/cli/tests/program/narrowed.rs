//! A search that looks at less than all, and says so.

use expect_test::expect;

use crate::desk::Desk;
use crate::exploring::ENDLESS;

/// Another rule is broken nearer by, and would end each history before.
#[test]
fn one_rule_may_be_looked_at_alone() {
    let desk = Desk::new();
    desk.write("quarrel.yaml", include_str!("../../../explorer/tests/fixtures/quarrel.yaml"));
    let rules = "rule calm \"\"\n  never silence.broken(question: \"text\")\nrule again \"\"\n  never silence.started(question: \"text-2\")\n";
    desk.write("two.rules", rules);
    let broken = |more: &str| {
        let shown =
            desk.run(&format!("explore quarrel.yaml --rules two.rules --format json {more}"));
        let json: serde_json::Value = serde_json::from_str(&shown.out).expect("it is JSON");
        let broken = json["broken"].as_array().expect("a list").iter();
        let broken: Vec<_> =
            broken.map(|it| it["rule"].as_str().expect("a name").to_owned()).collect();
        (shown.code, json["only_rule"].as_str().map(str::to_owned), broken)
    };
    assert_eq!(broken(""), (1, None, vec!["calm".to_owned()]));
    for more in ["--rule again", "--rule again --deviations 9", "--rule again --walks 64"] {
        assert_eq!(broken(more), (1, Some("again".to_owned()), vec!["again".to_owned()]), "{more}");
    }
    let shown = desk.run("explore quarrel.yaml --rules two.rules --rule again --depth 1");
    expect![[r#"
        Three nations and a text
        searched: all histories of the values looked at with up to 1 choice; there are longer ones
        states: 1, by distance 1; 3 worlds were copied
        two states taken for one: a chance below 2^-95
        of each draw at most five values, the least and the greatest among them
        what is due at one instant keeps the order of the agenda; `--orders` takes the others
        again: not broken in the histories searched
        did nothing that was accepted in the histories searched: France
        did nothing that was accepted in the histories searched: Poland
    "#]]
    .assert_eq(&shown.out);
    for (name, help) in [("agian", "did you mean `again`?"), ("xyz", "the rules are calm, again")] {
        let shown = desk.run(&format!("explore quarrel.yaml --rules two.rules --rule {name}"));
        let complaint = format!("exit 2\nerror: there is no rule `{name}`\n  = help: {help}\n");
        assert_eq!(shown.complaint(), complaint);
    }
}

/// So many parameters are drawn before anything happens that no state is come to.
#[test]
fn that_the_first_step_asks_for_too_much_is_said() {
    let desk = Desk::new();
    let quarrel = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");
    let drawn = "  silence-urgent: { value: { uniform: [20h, 30h] } }\n  quorum-nations: { value: { uniform: [1, 3] } }\n";
    desk.write("drawn.yaml", quarrel.replace("  silence-urgent: { value: 24h }\n", drawn));
    desk.write("calm.rules", "rule calm \"\"\n  never silence.broken(question: \"text-2\")\n");
    let told = |depth: u32| {
        desk.run(&format!("explore drawn.yaml --rules calm.rules --depth {depth}")).out
    };
    let words = "no state was come to: the first step asks for more choices; `--deviations` and `--walks` come further\n";
    assert!(told(1).contains(words), "{}", told(1));
    assert!(!told(3).contains("no state"), "{}", told(3));
}

/// Every choice could be another one, and after each of them nothing helps: that takes a while to be
/// found out.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_shrinking_too_and_what_was_not_looked_at_is_not_told() {
    use crate::desk::interrupted;

    let desk = Desk::new();
    desk.write("endless.yaml", ENDLESS);
    desk.write("far.rules", "rule far \"\"\n  never silence.started(question: \"text-250\")\n");
    let words = "explore endless.yaml --rules far.rules --deviations 0 --format json";
    let shown = interrupted(desk.command(words), "making it short");
    assert_eq!(shown.code, 1, "{}", shown.err);
    let json: serde_json::Value = serde_json::from_str(&shown.out).expect("it is JSON");
    let found = &json["broken"][0];
    assert_eq!((&found["rule"], &found["stopped"]), (&"far".into(), &true.into()));
    assert_eq!(found["point_of_no_return"]["is"], "unknown");
}
