//! Which rule notices that a guard of the center is off.

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

const NOTICING: &str = "rule stands \"What stands adopted is not broken any more\"\n  silence.broken(question: q) only if no silence.adopted(question: q) before\n";
const BLIND: &str = "rule blind \"The center stays open\"\n  never center.closed()\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("quarrel.yaml", include_str!("../../../explorer/tests/fixtures/quarrel.yaml"));
    desk.write("noticing.rules", NOTICING);
    desk.write("blind.rules", BLIND);
    desk
}

/// Of all that is told, what concerns these guards.
fn of(guards: &[&str], told: &str) -> String {
    let is_of = |line: &&str| guards.iter().any(|guard| line.starts_with(guard));
    let lines: Vec<&str> = told.lines().collect();
    let mut kept = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let belongs =
            line.starts_with(' ') && number.checked_sub(1).is_some_and(|it| is_of(&lines[it]));
        if is_of(line) || belongs {
            kept.push(format!("{line}\n"));
        }
    }
    kept.concat()
}

#[test]
fn it_is_said_who_notices_that_a_guard_is_off() {
    let desk = desk();
    let shown = desk.run("explore quarrel.yaml --rules noticing.rules --mutate");
    assert_eq!(shown.code, 0, "{}", shown.err);
    expect![[r#"
        silence-deadline       noticed by stands
        red-card               nothing that was searched depends on it
    "#]]
    .assert_eq(&of(&["silence-deadline", "red-card"], &shown.out));
}

#[test]
fn a_guard_that_nobody_notices_is_a_hole() {
    let desk = desk();
    let shown = desk.run("explore quarrel.yaml --rules blind.rules --mutate");
    assert_eq!(shown.code, 1, "{}", shown.err);
    expect![[r#"
        silence-deadline       NOBODY notices
                               without it, an objection that comes too late still breaks the silence
        red-card               nothing that was searched depends on it
    "#]]
    .assert_eq(&of(&["silence-deadline", "red-card", "blind"], &shown.out));
}

#[test]
fn programs_read_the_same() {
    let desk = desk();
    for (rules, code, result, by) in
        [("noticing", 0, "noticed", &["stands"][..]), ("blind", 1, "hole", &[])]
    {
        let words = format!("explore quarrel.yaml --rules {rules}.rules --mutate --format json");
        let shown = desk.run(&words);
        assert_eq!(shown.code, code, "{}", shown.err);
        let json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
        let guards = json["guards"].as_array().expect("a list");
        let of = |guard: &str| guards.iter().find(|it| it["guard"] == guard).expect("it is tried");
        let off = of("silence-deadline");
        assert_eq!(off["result"], result);
        assert_eq!(off["by"], serde_json::json!(by));
        assert_eq!(off["without_it"], "an objection that comes too late still breaks the silence");
        assert_eq!(of("red-card")["result"], "not-reached");
        assert_eq!(json["broken_anyway"], serde_json::json!([]));
    }
}

/// Of a rule that is broken with all guards on nobody knows whether it would notice.
#[test]
fn a_rule_that_is_broken_anyway_is_no_rule_that_does_not_notice() {
    let desk = desk();
    desk.write("calm.rules", "rule calm \"\"\n  never silence.broken(question: \"text\")\n");
    let shown = desk.run("explore quarrel.yaml --rules calm.rules --mutate");
    expect![[r#"
        silence-deadline       NOBODY notices whose rule is kept with all guards on
                               without it, an objection that comes too late still breaks the silence
        calm: broken with all guards on
    "#]]
    .assert_eq(&of(&["silence-deadline", "calm"], &shown.out));
}
