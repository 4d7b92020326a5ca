//! `tripartite why`: what it says would have prevented something, would have.

use std::fmt::Write;

use expect_test::expect;
use serde_json::Value;

use crate::desk::Desk;

const OBJECTION: &str = r#"rule unbroken "Nobody objects"
  never silence.broken(question: "q-1")
"#;

/// A text to which Poland may object, and before it something that has nothing to do with it.
fn desk() -> Desk {
    let desk = Desk::new();
    let missed = include_str!("../fixtures/missed.yaml");
    let text = missed
        .replace("scenario: missed", "scenario: twofold")
        .replace("  - at: T+00:30\n", "  - { name: other, at: T+00:10, chance: 50%, by: uk, do: center.attend, with: { nation: uk } }\n  - at: T+00:30\n")
        .replace("        after: { p10: 1h", "        chance: 50%\n        after: { p10: 1h");
    desk.write("twofold.yaml", text);
    desk.write("twofold.rules", OBJECTION);
    desk
}

/// The keys of the choices that `why` says would each have prevented it.
fn preventing(desk: &Desk, words: &str) -> Vec<String> {
    let shown = desk.run(&format!("why {words} --scenario twofold.yaml --format json"));
    let told: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"));
    let flips = told["flips"].as_array().expect("a list").iter();
    let helping = flips.filter(|flip| flip["prevents"] == true);
    helping.map(|flip| flip["made"]["key"].as_str().expect("a key").to_string()).collect()
}

/// Poland objected before the log left its parent, whatever is drawn behind that.
#[test]
fn what_lies_before_a_branch_with_another_seed_is_drawn_as_it_was() {
    let desk = desk();
    let rules = "--rules twofold.rules";
    let is_broken = |seed: &u32| {
        let run = format!("run twofold.yaml --seed {seed} {rules} --log run-{seed}.jsonl");
        desk.run(&run);
        desk.run(&format!("check run-{seed}.jsonl {rules}")).code == 1
    };
    let seed = (1..20).find(is_broken).expect("Poland objects in one of them");
    for other in 100..106 {
        let words = format!("--scenario twofold.yaml {rules} --at T+00:40 --seed {other}");
        desk.run(&format!("branch run-{seed}.jsonl {words} --log branch-{other}.jsonl"));
        let found = preventing(&desk, &format!("branch-{other}.jsonl {rules} --rule unbroken"));
        assert!(found.iter().any(|key| key == "warsaw/object/chance@q-1#1"), "{found:?}");
        assert!(found.iter().all(|key| key.starts_with("warsaw/")), "{found:?}");
    }
}

/// A depot that is filled up too late, and in time when it is drawn on again.
const DEPOT: &str = "scenario: depot
title: A depot
start: 2027-03-01T09:00:00+01:00
until: T+40:00
parameters:
  depot-refill-within: { value: 2h }
nations:
  pl: { role: member }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+01:00, by: pl, do: depot.reserve, with: { depot: east, nation: pl, tonnes: 500 } }
  - { at: T+02:00, by: cochairs, do: depot.consent, with: { depot: east, tonnes: 100 } }
  - { at: T+03:00, by: pl, do: depot.release, with: { depot: east, tonnes: 100 } }
  - { at: T+20:00, by: cochairs, do: depot.consent, with: { depot: east, tonnes: 100 } }
  - { at: T+21:00, by: pl, do: depot.release, with: { depot: east, tonnes: 100 } }
  - { at: T+22:00, by: pl, do: depot.refill, with: { depot: east, tonnes: 100 } }
actors:
  warsaw:
    as: pl
    behaviors:
      - { name: refill, upon: depot.released, times: 1, after: 3h, do: depot.refill, with: { depot: east, tonnes: 100 } }
";

#[test]
fn a_deadline_that_was_missed_and_armed_again_was_missed() {
    let desk = Desk::new();
    desk.write("depot.yaml", DEPOT);
    desk.run("run depot.yaml --seed 1 --log depot.jsonl");
    let words = "why depot.jsonl --scenario depot.yaml --deadline depot-refill:east";
    let shown = desk.run(words);
    expect![[r#"
        Why: depot-refill:east was missed, #86 on Mon 1 Mar 14:00
        =========================================================
          1 choices and certain delays came before; 3 changes of one alone were tried.

        Each of these alone would have prevented it
        -------------------------------------------
          #84  Mon 1 Mar 12:00  warsaw/refill/delay@east#1: 1 h 30 min, not 3 h
          #84  Mon 1 Mar 12:00  warsaw/refill/delay@east#1: 0 min, not 3 h

        The point of no return is #84, Mon 1 Mar 12:00: warsaw/refill/delay@east#1. Of the changes tried, none behind it helps.
    "#]].assert_eq(&format!("{}{}", shown.out, shown.err));
}

#[test]
fn each_change_is_written_as_a_branch_takes_it() {
    let desk = Desk::new();
    let drawn = "  depot-refill-within: { value: { uniform: [90min, 150min] } }\n  coverage-threshold: { value: { uniform: [10%, 90%] } }\n  quorum-nations: { value: { uniform: [3, 60] } }\n";
    let text = DEPOT.replace("  depot-refill-within: { value: 2h }\n", drawn);
    desk.write("depot.yaml", text);
    desk.run("run depot.yaml --seed 1 --log depot.jsonl");
    let words = "why depot.jsonl --scenario depot.yaml --deadline depot-refill:east --format json";
    let told: Value = serde_json::from_str(&desk.run(words).out).expect("JSON");
    let mut shown = String::new();
    for flip in told["flips"].as_array().expect("a list") {
        let text = |name: &str| flip[name].as_str().expect("a text").to_string();
        let (edit, becomes) = (text("edit"), text("becomes"));
        let branch = format!("branch depot.jsonl --scenario depot.yaml --at 0 {edit}");
        let branched = desk.run(&branch);
        assert_eq!((branched.code, branched.err.as_str()), (0, ""), "{branch}");
        writeln!(shown, "{edit}: {becomes}").expect("a text takes it");
    }
    expect![[r#"
        --choose warsaw/refill/delay@east#1=1h30m: 1 h 30 min
        --choose warsaw/refill/delay@east#1=0h: 0 min
        --choose parameters/quorum-nations#1=55: 55
        --choose parameters/quorum-nations#1=31: 31
        --choose parameters/quorum-nations#1=8: 8
        --choose parameters/coverage-threshold#1=82%: 82%
        --choose parameters/coverage-threshold#1=50%: 50%
        --choose parameters/coverage-threshold#1=18%: 18%
        --choose parameters/depot-refill-within#1=2h24m: 2h 24m
        --choose parameters/depot-refill-within#1=2h: 2h
        --choose parameters/depot-refill-within#1=1h36m: 1h 36m
        --choose warsaw/refill/delay@east#1=6h: 6 h
    "#]]
    .assert_eq(&shown);
}

/// Nothing happens at 14:30 itself.
#[test]
fn a_rule_is_broken_when_that_is_certain_or_at_the_event_that_breaks_it() {
    let desk = Desk::new();
    desk.write("depot.yaml", DEPOT);
    desk.write(
        "depot.rules",
        r#"rule soon "It is filled up within 150 min"
  whenever depot.released(depot) then depot.refilled(depot) within 150 min

rule full "Nothing is taken out"
  never depot.released(depot)
"#,
    );
    desk.run("run depot.yaml --seed 1 --rules depot.rules --log depot.jsonl");
    let title = |rule: &str| {
        let words =
            format!("why depot.jsonl --scenario depot.yaml --rules depot.rules --rule {rule}");
        let shown = desk.run(&words);
        shown.out.lines().next().map_or(shown.err.clone(), str::to_string)
    };
    expect!["Why: rule soon was broken, #86 on Mon 1 Mar 14:30"].assert_eq(&title("soon"));
    expect!["Why: rule full was broken, #83 on Mon 1 Mar 12:00"].assert_eq(&title("full"));
}

/// What `why` tries in place of a choice, with what prevents the miss marked.
fn tried(desk: &Desk, log: &str, key: &str) -> String {
    let words = format!("why {log} --scenario depot.yaml --deadline depot-refill:east");
    let shown = desk.run(&format!("{words} --format json"));
    let told: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"));
    let flips = told["flips"].as_array().expect("a list").iter();
    let of_key = flips.filter(|flip| flip["made"]["key"] == key);
    let text = |flip: &Value| {
        let mark = if flip["prevents"] == true { "*" } else { "" };
        format!("{}{mark}", flip["becomes"].as_str().expect("a text"))
    };
    of_key.map(text).collect::<Vec<_>>().join(", ")
}

/// Due by 14:00, the depot is filled up at some instant between 12:00 and 18:00.
fn in_a_window() -> Desk {
    let desk = Desk::new();
    let (before, _) = DEPOT.split_once("actors:\n").expect("there are actors");
    let window = "window: { from: T+03:00, to: T+09:00 }";
    let refill = "by: pl, do: depot.refill, with: { depot: east, tonnes: 100 }";
    desk.write("depot.yaml", format!("{before}  - {{ name: late, {window}, {refill} }}\n"));
    desk.run("run depot.yaml --seed 1 --log depot.jsonl");
    desk
}

#[test]
fn other_instants_of_a_window_are_tried() {
    let desk = in_a_window();
    expect!["36 min into its window (Mon 1 Mar 12:36)*, 5 h 24 min into its window (Mon 1 Mar 17:24), 3 h into its window (Mon 1 Mar 15:00)"].assert_eq(&tried(&desk, "depot.jsonl", "timeline/late/instant#1"));
}

/// The log has the time since the window began; who reads an instant writes one.
#[test]
fn an_instant_of_a_window_is_written_as_it_is_read() {
    let desk = in_a_window();
    let chosen = |value: &str| {
        let edit = format!("timeline/late/instant#1={value}");
        let words = "branch depot.jsonl --scenario depot.yaml --at 0 --choose";
        let shown = desk.run(&format!("{words} {edit}"));
        let told = shown.out.lines().chain(shown.err.lines());
        let told = told.filter(|line| line.contains("instant#1")).take(1);
        told.collect::<String>()
    };
    expect![[r#"
          chosen    timeline/late/instant#1 = 45 min into its window (Mon 1 Mar 12:45)
          chosen    timeline/late/instant#1 = 45 min into its window (Mon 1 Mar 12:45)
        error: `--choose timeline/late/instant#1=T+02:00`: expected a duration from the beginning of its window (Mon 1 Mar 12:00) on, such as `2h 30m`, or an instant that is not before it, such as `T+30:00`
        error: `--choose timeline/late/instant#1=3`: expected a duration from the beginning of its window (Mon 1 Mar 12:00) on, such as `2h 30m`, or an instant that is not before it, such as `T+30:00`"#]].assert_eq(&["45min", "T+03:45", "T+02:00", "3"].map(chosen).join("\n"));
}

#[test]
fn a_delay_that_was_overridden_is_tried_as_it_was_certain() {
    let desk = Desk::new();
    desk.write("depot.yaml", DEPOT);
    desk.run("run depot.yaml --seed 1 --log depot.jsonl");
    let key = "warsaw/refill/delay@east#1";
    let words = format!("--at T+02:30 --choose {key}=6h --log later.jsonl");
    desk.run(&format!("branch depot.jsonl --scenario depot.yaml {words}"));
    expect!["1 h 30 min*, 0 min*, 3 h"].assert_eq(&tried(&desk, "later.jsonl", key));
}

/// Verified later, the breach is attributed no sooner: what is due is due behind the end.
const PUT_OFF: &str = "scenario: put-off
title: What is put off
start: 2027-03-01T09:00:00+01:00
until: T+30:00
nations: { us: { role: partner, leads: [monitoring] }, ua: { role: host } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+00:00 } }
  - at: T+02:00
    by: monitors
    do: incident.report-detection
    with: { incident: a, sector: east, category: drone, severity: major, sensor: uav-1, seen_at: now }
actors:
  desk:
    as: monitors
    behaviors:
      - { name: verify, upon: incident.detected, after: { uniform: [4h, 12h] }, chance: 90%, do: incident.verify, with: { incident: a, finding: verified } }
";

#[test]
fn what_is_put_off_beyond_the_end_is_not_prevented() {
    let desk = Desk::new();
    desk.write("put-off.yaml", PUT_OFF);
    let duty =
        "whenever incident.verified(incident)\n  then incident.attribution-proposed(incident)";
    let rules = format!(
        "rule soon \"Soon\"\n  {duty} within 18 h\nrule none \"It is not missed soon\"\n  \
         whenever incident.verified(incident)\n  then no clock.missed(clock: \"attribution\", subject: incident) within 20 h\n"
    );
    desk.write("put-off.rules", rules);
    let is_missed = |seed: &u32| {
        let rules = "--rules put-off.rules";
        desk.run(&format!("run put-off.yaml --seed {seed} {rules} --log {seed}.jsonl"));
        let said = desk.run(&format!("replay {seed}.jsonl")).out;
        said.contains("attribution of a, due")
            && desk.run(&format!("check {seed}.jsonl {rules}")).code == 1
    };
    let seed = (1..20).find(is_missed).expect("it is missed in one of them");
    let told = |what: &str| {
        let rules = if what.starts_with("--rule") { "--rules put-off.rules" } else { "" };
        let words = format!("why {seed}.jsonl --scenario put-off.yaml {what} {rules}");
        let shown = desk.run(&format!("{words} --format json")).out;
        let told: Value = serde_json::from_str(&shown).unwrap_or_else(|_| panic!("{shown}"));
        let flips = told["flips"].as_array().expect("a list").clone();
        let fates = flips.iter().map(|flip| {
            let key = flip["made"]["key"].as_str().expect("a key");
            let prevents = flip["prevents"].as_bool().expect("whether");
            format!("{key} {} {} {prevents}", flip["becomes"], flip["fate"]).replace('"', "")
        });
        (fates.collect::<Vec<_>>().join("\n"), desk.run(&words).out)
    };
    let (deadline, text) = told("--deadline attribution:a");
    expect![[r#"
        desk/verify/chance@a#1 it does not act never-due true
        desk/verify/delay@a#1 11 h 12 min open false
        desk/verify/delay@a#1 8 h happened false
        desk/verify/delay@a#1 4 h 48 min happened false"#]]
    .assert_eq(&deadline);
    assert!(text.contains("it does not act, not it acts; it is never due"), "{text}");
    assert!(
        text.contains("These alone put it off: at the end of the run it is still open"),
        "{text}"
    );
    assert_eq!(told("--rule soon").0, deadline, "the rule asks for the same");
    let (none, _) = told("--rule none");
    expect![[r#"
        desk/verify/chance@a#1 it does not act never-due true
        desk/verify/delay@a#1 11 h 12 min open false
        desk/verify/delay@a#1 8 h happened false
        desk/verify/delay@a#1 4 h 48 min happened false"#]]
    .assert_eq(&none);
}
