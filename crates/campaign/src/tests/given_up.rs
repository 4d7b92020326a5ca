//! Rules that are given up in a run.

use std::sync::Arc;

use simulator::script::Script;

use super::stage_of;
use crate::design::Design;
use crate::outcome::{Cell, Outcomes};
use crate::player::{Player, Stage};
use crate::runner::Worker;

const SCENARIO: &str = r#"
scenario: lost
title: Sensors are lost, and come back
start: 2027-03-01T09:00:00+01:00
until: T+48:00
nations: { us: { role: partner } }
timeline:
  - { at: T+01:00, times: 40, every: 1m, by: monitors, do: incident.lose-sensor, with: { sensor: "s-${n}" } }
  - { at: T+20:00, times: 40, every: 1m, by: monitors, do: incident.restore-sensor, with: { sensor: "s-${n}" } }
"#;

/// What came of the two rules in a run in which they have room for so many rows.
fn cells(rows: usize) -> Vec<Cell> {
    let stage = stage_of(SCENARIO, Design::Replications, 1);
    // Both are broken at the first sensor that comes back. With less room `pairs` is given up later, `triples`
    // there.
    let text = "rule pairs \"\"\n  formula: incident.sensor-restored(sensor) and once [0 s, 2 d] \
                incident.sensor-lost(sensor: other)\n\
                rule triples \"\"\n  formula: incident.sensor-restored(sensor) and once [0 s, 2 d] \
                incident.sensor-lost(sensor: other) and once [0 s, 2 d] incident.sensor-lost(sensor: third)\n";
    let rules = Arc::new(scenario::rules(text).unwrap().limited_to(rows));
    let script = Script { rules: Some(rules), ..Script::clone(&stage.script) };
    let plan = scenario::compile(SCENARIO).unwrap().plan;
    let outcomes = Arc::new(Outcomes::new(&plan, &script).unwrap());
    let stage = Stage { script: Arc::new(script), outcomes, ..stage };
    let mut cells = Player::new(&stage).play(0).row.cells;
    cells.split_off(cells.len() - 2)
}

/// What was broken by then stays broken.
#[test]
fn a_rule_that_is_given_up_counts_neither_as_kept_nor_as_broken() {
    assert_eq!(cells(1_000_000), [Cell::Number(0), Cell::Number(0)]);
    assert_eq!(cells(0), [Cell::Number(0), Cell::Nothing]);
}
