//! Whether steps act: the event that sets them off, what must hold, what cancels them.

use super::{play, upon_sensors};

#[test]
fn a_behavior_acts_at_most_as_often_as_it_says() {
    let play = play(&upon_sensors("        times: 2"), 1);
    assert_eq!(play.told("talks.round-opened"), ["60 a-1", "120 b-2"]);
}

#[test]
fn where_picks_the_events_by_their_fields_and_by_who_did_it() {
    let by_field = play(&upon_sensors("        where: { sensor: b }"), 1);
    assert_eq!(by_field.told("talks.round-opened"), ["120 b-1"]);
    let by_actor = play(&upon_sensors("        where: { by: control }"), 1);
    assert_eq!(by_actor.told("talks.round-opened").len(), 3);
    let nobody = play(&upon_sensors("        where: { by: us }"), 1);
    assert_eq!(nobody.told("talks.round-opened"), [""; 0]);
}

#[test]
fn a_condition_counts_what_has_happened_with_the_event_itself() {
    let when = |condition: &str| {
        let behavior = format!("        when:\n          - {{ {condition} }}");
        play(&upon_sensors(&behavior), 1).told("talks.round-opened")
    };
    assert_eq!(when("happened: incident.sensor-lost, at-least: 2"), ["120 b-1", "180 c-2"]);
    assert_eq!(when("happened: incident.sensor-lost, at-most: 1"), ["60 a-1"]);
    assert_eq!(when("never: talks.round-opened"), ["60 a-1"]);
    assert_eq!(when("happened: incident.sensor-lost, at-least: 2, within: 30min"), [""; 0]);
    assert_eq!(when("happened: incident.sensor-lost, at-least: 2, within: 60min").len(), 2);
    assert_eq!(
        when("happened: incident.sensor-lost, where: { sensor: b }"),
        ["120 b-1", "180 c-2"]
    );
}

#[test]
fn a_condition_may_be_about_the_same_thing_as_the_event() {
    let again = "  - { at: T+04:00, by: control, do: incident.restore-sensor, with: { sensor: b } }
  - { at: T+05:00, by: control, do: incident.lose-sensor, with: { sensor: b } }
";
    let when = "        when:
          - { happened: incident.sensor-lost, where: { sensor: \"${sensor}\" }, at-least: 2 }";
    let play = play(&(upon_sensors(when) + again), 1);
    assert_eq!(play.told("talks.round-opened"), ["300 b-1"]);
}

#[test]
fn what_has_come_about_when_the_delay_is_over_cancels_the_act() {
    let restored =
        "  - { at: T+04:00, by: control, do: incident.restore-sensor, with: { sensor: b } }
";
    let unless = |delay: &str| {
        let behavior = format!(
            "        after: {delay}
        unless:
          - {{ happened: incident.sensor-restored, where: {{ sensor: \"${{sensor}}\" }} }}"
        );
        play(&(upon_sensors(&behavior) + restored), 1).told("talks.round-opened")
    };
    assert_eq!(unless("1h"), ["120 a-1", "180 b-2", "240 c-3"]);
    assert_eq!(unless("3h"), ["240 a-1", "360 c-3"]);
}

/// Without an instant and an event, a step waits for its conditions.
#[test]
fn a_step_upon_conditions_is_set_off_once_by_the_event_that_makes_them_hold() {
    let waiting = |times: &str| {
        let body = format!(
            "timeline:
  - {{ at: T+01:00, times: 4, every: 1h, by: control, do: incident.lose-sensor, with: {{ sensor: \"s-${{n}}\" }} }}
  - at: T+02:30
    by: control
    do: talks.open-round
    with: {{ round: first, place: paris, tracks: [security] }}
  - when:
      - {{ happened: incident.sensor-lost, at-least: 2 }}
      - {{ happened: talks.round-opened, where: {{ round: first }} }}
    {times}
    by: control
    do: talks.join
    with: {{ round: first, delegations: [us] }}
"
        );
        play(&body, 1)
    };
    let once = waiting("after: 10min");
    assert_eq!(once.told("talks.delegations-joined"), ["160 first"]);
    let tries = |play: &super::Play| {
        let is_refused = |record: &&simulator::record::CenterRecord| {
            matches!(record.body, simulator::record::Body::Refused(..))
        };
        play.records.iter().filter(is_refused).count()
    };
    assert_eq!(tries(&once), 0);
    let thrice = waiting("times: 3");
    assert_eq!(thrice.told("talks.delegations-joined"), ["150 first"]);
    assert_eq!(tries(&thrice), 2, "they join again and are refused");
}

/// An event that meets several conditions of a step sets it off once.
#[test]
fn one_event_sets_a_step_off_once_however_many_conditions_it_meets() {
    let body = "timeline:
  - { at: T+01:00, by: control, do: incident.lose-sensor, with: { sensor: s-1 } }
  - when:
      - { happened: incident.sensor-lost, where: { sensor: s-1 } }
      - { happened: incident.sensor-lost }
    times: 5
    by: control
    do: talks.open-round
    with: { round: \"r-${n}\", place: paris, tracks: [security] }
";
    assert_eq!(play(body, 1).told("talks.round-opened"), ["60 r-1"]);
}

/// Values are compared as they are, however they are written; of one with fields, some can be asked for.
#[test]
fn durations_and_values_with_fields_are_asked_for_as_they_are_written_elsewhere() {
    let played = play(
        "
nations:
  fr: { role: member, mandate: { rule: vote } }
timeline:
  - { at: T+01:00, by: fr, do: mandate.request, with: { nation: fr, ceiling: 100, lasts: 20d } }
  - { at: T+02:00, by: control, do: center.set-parameter, with: { parameter: silence-flash, value: { duration: 5h },
      basis: assumption } }
expect:
  - { happened: mandate.requested, where: { lasts: 20d } }
  - { happened: mandate.requested, where: { lasts: 480h } }
  - { happened: mandate.requested, where: { lasts: 19d }, at-most: 0 }
  - { happened: center.parameter-set, where: { parameter: silence-flash, value: { duration: 300min } } }
  - { happened: center.parameter-set, where: { parameter: silence-flash, value: { duration: 7h } }, at-most: 0 }
",
        1,
    );
    let met: Vec<bool> = played.outcome.expectations.iter().map(|judged| judged.met).collect();
    assert_eq!(met, [true; 5]);
}
