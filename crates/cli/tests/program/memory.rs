//! `--memory` bounds what a search takes, however much each world knows.

use std::process::Command;

use expect_test::expect;

use crate::desk::Desk;

/// Two reactions that set one another off without delay, so that ever more is known at one instant.
const LOOP: &str = "\
scenario: loop
title: Loop
start: 2027-03-01T09:00:00+01:00
until: T+10:00
nations: { us: { role: partner } }
timeline:
  - { at: T+02:00, by: monitors, do: incident.lose-sensor, with: { sensor: b } }
actors:
  w:
    as: monitors
    behaviors:
      - { name: x, upon: incident.sensor-lost, where: { sensor: b }, after: { empirical: [[0h, 3], [1h, 1]] }, do: incident.restore-sensor, with: { sensor: b } }
      - { name: y, upon: incident.sensor-restored, where: { sensor: b }, after: { empirical: [[0h, 3], [1h, 1]] }, do: incident.lose-sensor, with: { sensor: b } }
";

/// Of the memory that the program may use the search takes a fourth part.
#[test]
fn a_search_of_worlds_that_know_ever_more_keeps_within_its_memory() {
    let desk = Desk::new();
    desk.write("loop.yaml", LOOP);
    desk.write("never.rules", "rule never \"\"\n  never center.closed()\n");
    let words = "explore loop.yaml --rules never.rules --threads 1 --deviations 1 --memory 100";
    let (code, out) = bounded(&desk, 400, words);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("until 100 MiB were used up"), "{out}");
}

/// Runs the program with so many megabytes to itself; how it ends, and all that it prints.
fn bounded(desk: &Desk, megabytes: u32, words: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_tripartite");
    let bounded = format!("ulimit -v {megabytes}000 && exec {program} {words} 2>&1");
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", &bounded]).current_dir(desk.path("")).output().expect("it runs");
    (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// Three sides that share no value: each of 3,000 with each of 3,000 with each of 3,000.
#[test]
fn a_rule_that_would_take_all_memory_is_given_up_and_the_others_are_judged() {
    let desk = Desk::new();
    let events = "event opened(case: id)\nevent closed(case: id)\n\n";
    let all = "once [0 s, 1 d] opened(case: e) and once [0 s, 1 d] opened(case: f)";
    let back = format!("rule much \"All with all\"\n  formula: opened(case: c) and {all}\n");
    // Nothing is too much until the last event but one.
    let late = format!("rule much \"All with all\"\n  formula: closed(case: c) and {all}\n");
    let few = "rule few \"At most 2,999\"\n  at most 2999 opened() in any 1 h\n";
    desk.write("back.rules", format!("{events}{back}{few}"));
    desk.write("late.rules", format!("{events}{late}{few}"));
    let line = |kind: &str, case: u32| {
        format!(
            "{{\"time\":\"2026-03-01T06:00:00Z\",\"type\":\"{kind}\",\"data\":{{\"case\":\"C{case}\"}}}}\n"
        )
    };
    let opened: String = (0..3_000).map(|case| line("opened", case)).collect();
    desk.write("much.jsonl", format!("{opened}{}{}", line("closed", 1), line("opened", 0)));
    let judged = |rules: &str| {
        let (code, out) = bounded(&desk, 700, &format!("check much.jsonl --rules {rules}"));
        assert_eq!(code, Some(1), "{out}");
        let told = out.lines().skip_while(|line| !line.starts_with("much: "));
        told.filter(|line| !line.contains("much broken")).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"
        much: BROKEN
          given up at #143: it would have taken too much memory, so what came then is not judged by it; `tripartite rules lint` warns of what grows
          and 1005700 more
        few: BROKEN; triggered 3001, kept 2999
          few broken: opened #2999 at 2026-03-01 06:00:00; 3000 where at most 2999 is the rule
          few broken: opened #3001 at 2026-03-01 06:00:00; 3001 where at most 2999 is the rule"#]].assert_eq(&judged("back.rules"));
    expect![[r#"
        much: GIVEN UP
          given up at #3000: it would have taken too much memory, so what came then is not judged by it; `tripartite rules lint` warns of what grows
        few: BROKEN; triggered 3001, kept 2999
          few broken: opened #2999 at 2026-03-01 06:00:00; 3000 where at most 2999 is the rule
          few broken: opened #3001 at 2026-03-01 06:00:00; 3001 where at most 2999 is the rule"#]].assert_eq(&judged("late.rules"));
}
