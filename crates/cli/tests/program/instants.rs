//! What was known at an instant, and no more.

use serde_json::Value;

use crate::desk::Desk;

const COVERED: &str = "
scenario: covered
title: A line that is seen less and less
about: For four hours enough of the line is covered, and then nothing is reported for two days.
start: 2026-03-02T09:00:00+01:00
until: T+72:00
nations:
  us: { role: partner, leads: [monitoring] }
  ua: { role: host }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: us, do: center.fill-seat, with: { seat: us } }
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+01:00 } }
  - { at: T+01:00, by: monitors, do: ceasefire.report-coverage, with: { coverage: 920000 } }
  - { at: T+05:00, by: monitors, do: ceasefire.report-coverage, with: { coverage: 550000 } }
  - { at: T+50:00, by: monitors, do: incident.report-detection, with: { incident: shelling, sector: south, category: artillery, severity: major, sensor: acoustic-1, seen_at: now - 1min } }
expect:
  - happened: ceasefire.coverage-changed
";

fn enough_coverage(desk: &Desk, words: &str) -> u64 {
    let shown = desk.run(&format!("{words} --format json"));
    let json: Value = serde_json::from_str(&shown.out).expect("it is JSON");
    let rows = json["metrics"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["name"] == "coverage-known").expect("it is measured");
    row["value"]["parts-per-million"].as_u64().expect("a share")
}

/// Four hours with enough coverage, of those since the ceasefire began.
#[test]
fn figures_over_time_go_up_to_the_instant_that_is_asked_for() {
    let desk = Desk::new();
    desk.write("covered.yaml", COVERED);
    assert_eq!(desk.run("run covered.yaml --log run.jsonl").code, 0);
    let share = |hours: u64| 4_000_000 / hours;
    // Between two records, at the last ones, and behind the end of the run, up to its horizon.
    for (hour, of) in [(45, 44), (50, 49), (57, 56), (72, 71), (90, 71)] {
        let found = enough_coverage(&desk, &format!("replay run.jsonl --at T+{hour}:00"));
        assert_eq!(found, share(of), "at hour {hour}");
    }
    let shorter = enough_coverage(&desk, "run covered.yaml --until T+45:00");
    assert_eq!(shorter, share(44), "a run that is over by then comes to the same");
    // A log that was cut tells nothing of what came behind its last record.
    let log = desk.read("run.jsonl");
    let begun: Vec<&str> = log.lines().take(log.lines().count() - 10).collect();
    desk.write("cut.jsonl", begun.join("\n") + "\n");
    let cut = enough_coverage(&desk, "replay cut.jsonl --at T+45:00");
    assert_eq!(cut, 1_000_000);
}

const GIVEN_TIME_AGAIN: &str = r#"
scenario: given-again
title: A breach that turns out later, then earlier
start: 2027-12-30T09:00:00+01:00
until: T+80:00
nations: { us: { role: partner }, ua: { role: host }, fr: { role: member } }
timeline:
  - { at: T+00:00, by: cochairs, do: center.decide, with: { site: paris } }
  - { at: T+00:00, by: control, do: ceasefire.agree, with: { instrument: truce, effective_at: T+10:00 } }
  - { at: T+24:00, by: monitors, do: incident.report-detection, with: { incident: i-1, sensor: s-1, sector: east, category: artillery, severity: major } }
  - { at: T+25:00, by: monitors, do: incident.verify, with: { incident: i-1, finding: verified } }
  - { at: T+25:00, by: monitors, do: incident.submit-evidence, with: { incident: i-1, evidence: e-1, sensor: s-1, digest: "3333333333333333bbbbbbbbbbbbbbbb" } }
  - { at: T+31:00, by: monitors, do: incident.report-detection, with: { incident: i-1, sensor: s-1, sector: east, category: artillery, severity: major } }
  - { at: T+48:30, by: cochairs, do: response.send-warning, with: { series: i-1 } }
  - { at: T+49:00, by: ua, do: response.record-host-action, with: { series: i-1 } }
  - { at: T+50:00, by: commission, do: incident.revise-breach, with: { series: i-1, breach_at: T+30:00, evidence: e-1 } }
  - { at: T+60:00, by: commission, do: incident.revise-breach, with: { series: i-1, breach_at: T+22:00, evidence: e-1 } }
"#;

/// What was missed when it came was never in time then, though a correction made it so for a while.
#[test]
fn a_deadline_that_was_missed_and_then_given_time_is_told_so() {
    let desk = Desk::new();
    desk.write("given.yaml", GIVEN_TIME_AGAIN);
    let shown = desk.run("run given.yaml").out;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("missed at first, then in time as corrected"), "{shown}");
    assert!(!shown.contains("in time as it then was"), "{shown}");
}
