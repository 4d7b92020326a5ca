//! A search says nothing of histories in which a rule is given up.

use explorer::breadth::Ended;

use crate::setting::{Setting, choices};

const LOST: &str = "\
scenario: lost
title: Sensors are lost, and one comes back
start: 2027-03-01T09:00:00+01:00
until: T+48:00
nations:
  us: { role: partner }
timeline:
  - { at: T+01:00, times: 40, every: 1m, by: monitors, do: incident.lose-sensor, with: { sensor: \"s-${n}\" } }
  - { at: T+20:00, by: monitors, do: incident.restore-sensor, with: { sensor: s-1 } }
";
/// Broken as the sensor comes back, by each of the others with each.
const PAIRS: &str = "\
rule pairs \"\"
  formula: incident.sensor-restored(sensor) and once [0 s, 2 d] incident.sensor-lost(sensor: other)
    and once [0 s, 2 d] incident.sensor-lost(sensor: third)
";

#[test]
fn where_a_rule_is_given_up_the_search_ends_and_says_why() {
    let mut setting = Setting::new(LOST, PAIRS);
    let found = setting.search(&choices(0));
    assert_eq!((found.ended, found.violations.len()), (Ended::Broken { depth: 0 }, 1));
    setting.rules = setting.rules.limited_to(0);
    let found = setting.search(&choices(0));
    let Ended::Fault(impasse) = found.ended else { panic!("it ended as {:?}", found.ended) };
    assert_eq!(
        impasse.why,
        "the rule `pairs` is given up at 2027-03-02T04:00:00.000Z: it would take too much memory, and \
         `rules lint` warns of what grows"
    );
    assert_eq!(found.violations, []);
}
