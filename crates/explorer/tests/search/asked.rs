//! A step that asks for a choice may have broken a rule, or reached a goal, before it asks.

use std::sync::atomic::AtomicBool;

use explorer::breadth::Ended;
use explorer::counterexample::{Certified, counterexample};

use crate::setting::{Setting, choices};

const LOST: &str = "\
scenario: lost
title: A sensor is lost, and may come back
start: 2027-03-01T09:00:00+01:00
until: T+48:00
nations:
  us: { role: partner }
explore:
  sometimes:
    - { happened: incident.sensor-lost }
timeline:
  - { at: T+01:00, by: monitors, do: incident.lose-sensor, with: { sensor: a } }
";
const LATE: &str = "  - { at: T+20:00, by: monitors, chance: 50%, do: incident.restore-sensor, with: { sensor: a } }\n";
const REACTION: &str = "\
actors:
  watchers:
    as: monitors
    behaviors:
      - { name: one, upon: incident.sensor-lost, after: 1h, chance: 40%, do: incident.restore-sensor, with: { sensor: a } }
";
const SOON: &str = "rule soon \"\" whenever incident.sensor-lost(sensor) then incident.sensor-restored(sensor) within 2 h\n";
const NEVER: &str = "rule never \"\" never incident.sensor-lost(sensor)\n";

/// What a search without any choice finds: how long the counterexample is, and whether the goal is
/// reached.
fn without_a_choice(more: &str, rule: &str) -> (Option<usize>, bool) {
    let setting = Setting::new(&format!("{LOST}{more}"), rule);
    let found = setting.search(&choices(0));
    let stop = AtomicBool::new(false);
    let length = found.violations.first().map(|violation| {
        assert_eq!(found.ended, Ended::Broken { depth: 0 }, "{rule}");
        let space = setting.space();
        let told = counterexample(&space, violation, &choices(0), &stop).expect("it is played");
        assert_eq!(told.certified, Certified::Shortest);
        told.length()
    });
    (length, found.coverage.goals.contains(&0))
}

#[test]
fn what_lapses_before_a_choice_breaks_the_rule_before_it() {
    assert_eq!(without_a_choice(LATE, SOON), (Some(0), true));
}

#[test]
fn what_happens_before_a_choice_of_the_same_step_breaks_the_rule_before_it() {
    assert_eq!(without_a_choice(REACTION, NEVER), (Some(0), true));
}

#[test]
fn a_goal_is_reached_before_a_choice_of_the_same_step() {
    assert_eq!(without_a_choice(REACTION, SOON), (None, true));
}

/// The history ends there; what is certain by then is as near.
#[test]
fn what_else_is_broken_before_the_next_choice_is_found_too() {
    let lost = "  - { at: T+09:00, by: monitors, do: incident.lose-sensor, with: { sensor: b } }\n";
    let b = "rule b \"\" never incident.sensor-lost(sensor: \"b\")\n";
    let late = "rule late \"\" never incident.sensor-restored(sensor: \"a\")\n";
    let rules = format!("{NEVER}{SOON}{b}{late}");
    let found = Setting::new(&format!("{LOST}{lost}{LATE}"), &rules).search(&choices(3));
    assert_eq!(found.ended, Ended::Broken { depth: 0 });
    let broken: Vec<(usize, u32)> = found.violations.iter().map(|it| (it.rule, it.depth)).collect();
    assert_eq!(broken, [(0, 0), (1, 0), (2, 0)]);
}
