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
    let (code, out) = bounded(&desk, words);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("until 100 MiB were used up"), "{out}");
}

/// Runs the program with 400 MB to itself; how it ends, and all that it prints.
fn bounded(desk: &Desk, words: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_tripartite");
    let bounded = format!("ulimit -v 400000 && exec {program} {words} 2>&1");
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", &bounded]).current_dir(desk.path("")).output().expect("it runs");
    (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// Three sides that share no value: each of 3,000 with each of 3,000 with each of 3,000.
#[test]
fn a_rule_that_would_take_all_memory_is_given_up_and_the_others_are_judged() {
    let desk = Desk::new();
    desk.write(
        "much.rules",
        "event opened(case: id)\n\
         rule much \"All with all\"\n  formula: opened(case: c) and once [0 s, 1 d] opened(case: d) and \
         once [0 s, 1 d] opened(case: e) and c != d and d != e and c != e\n\
         rule few \"At most 2,999\" at most 2999 opened() in any 1 h\n",
    );
    let line = |case: u32| {
        format!(
            "{{\"time\":\"2026-03-01T06:00:00Z\",\"type\":\"opened\",\"data\":{{\"case\":\"C{case}\"}}}}\n"
        )
    };
    desk.write("much.jsonl", (0..3_000).map(line).collect::<String>());
    let (code, out) = bounded(&desk, "check much.jsonl --rules much.rules");
    assert_eq!(code, Some(1), "{out}");
    let told: Vec<&str> = out.lines().filter(|line| !line.contains("much broken")).collect();
    expect![[r#"
        much: BROKEN
          given up at #145: it would have taken too much memory, so what came then is not judged by it; `tripartite rules lint` warns of what grows
          and 1016140 more
        few: BROKEN; triggered 3000, kept 2999
          few broken: opened #2999 at 2026-03-01 06:00:00; 3000 where at most 2999 is the rule"#]].assert_eq(&told.join("\n"));
}
