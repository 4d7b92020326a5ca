//! `--memory` bounds what a search takes, however much each world knows.

use std::process::Command;

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
    let program = env!("CARGO_BIN_EXE_tripartite");
    let words = "explore loop.yaml --rules never.rules --threads 1 --deviations 1 --memory 100";
    let bounded = format!("ulimit -v 400000 && exec {program} {words}");
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", &bounded]).current_dir(desk.path("")).output().expect("it runs");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}{err}");
    assert!(out.contains("until 100 MiB were used up"), "{out}");
}
