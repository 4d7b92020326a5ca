//! Reactions that set one another off without delay, and what breaks such a circle.

use std::fmt::Write;

use super::{HEAD, found};

/// Paris leaves when London comes, London comes when Paris leaves; each with one more line.
fn two(paris: &str, london: &str) -> Vec<String> {
    let line = |text: &str| match text {
        "" => String::new(),
        text => format!("        {text}\n"),
    };
    found(&format!(
        "{HEAD}nations:
  fr: {{ role: member }}
  uk: {{ role: member }}
actors:
  paris:
    as: fr
    behaviors:
      - name: go
        upon: center.nation-arrived
        do: center.stay-away
        with: {{ nation: fr }}
{}  london:
    as: uk
    behaviors:
      - name: come
        upon: center.nation-left
        do: center.attend
        with: {{ nation: uk }}
{}",
        line(paris),
        line(london)
    ))
}

const CIRCLE: &str = "S117 a circle without delay: paris/go → london/come → paris/go";

#[test]
fn a_circle_over_two_actors_is_named_once() {
    assert_eq!(two("", ""), [CIRCLE]);
    assert_eq!(two("where: { nation: uk, by: uk }", "where: { nation: fr, by: fr }"), [CIRCLE]);
}

#[test]
fn a_delay_that_may_be_none_breaks_no_circle() {
    assert_eq!(two("after: 0h", ""), [CIRCLE]);
    assert_eq!(two("after: { uniform: [0h, 0h] }", "chance: 50%"), [CIRCLE]);
}

#[test]
fn a_delay_breaks_a_circle_wherever_it_stands() {
    for delay in
        ["1min", "{ uniform: [0h, 1h] }", "{ exponential: 4h }", "{ p10: 0h, p50: 1h, p90: 2h }"]
    {
        let after = format!("after: {delay}");
        assert_eq!(two(&after, ""), [""; 0], "{delay}");
        assert_eq!(two("", &after), [""; 0], "{delay}");
    }
}

#[test]
fn a_number_of_times_breaks_a_circle() {
    assert_eq!(two("times: 3", ""), [""; 0]);
    assert_eq!(two("", "times: 3"), [""; 0]);
}

#[test]
fn events_that_are_about_something_else_close_no_circle() {
    assert_eq!(two("where: { nation: fr }", ""), [""; 0]);
    assert_eq!(two("", "where: { nation: uk }"), [""; 0]);
    assert_eq!(two("where: { by: fr }", ""), [""; 0]);
}

#[test]
fn a_step_upon_conditions_acts_once_and_closes_no_circle() {
    let upon = "upon: center.nation-arrived";
    let text = format!(
        "{HEAD}nations:\n  fr: {{ role: member }}\nactors:\n  paris:\n    as: fr\n    behaviors:
      - {{ name: come, {upon}, do: center.attend, with: {{ nation: fr }} }}\n"
    );
    assert_eq!(found(&text), ["S117 a circle without delay: paris/come → paris/come"]);
    let once = text.replace(upon, "when: [{ happened: center.nation-arrived }]");
    assert_eq!(found(&once), [""; 0]);
}

/// Each of two circles with a step in common is named, by the shortest way around.
#[test]
fn circles_that_share_a_step_are_both_named() {
    let behaviors = [
        "a, upon: incident.sensor-lost, do: incident.restore-sensor",
        "b, upon: incident.sensor-restored, do: incident.lose-sensor",
        "c, upon: incident.sensor-restored, where: { by: monitors }, do: incident.lose-sensor",
        "d, upon: incident.sensor-lost, where: { by: us }, do: incident.lose-sensor",
    ];
    let mut text = format!("{HEAD}actors:\n  watch:\n    as: monitors\n    behaviors:\n");
    for behavior in behaviors {
        let with = "with: { sensor: \"${sensor}\" }";
        let _ = writeln!(text, "      - {{ name: {behavior}, {with} }}");
    }
    assert_eq!(
        found(&text),
        [
            "S117 a circle without delay: watch/a → watch/b → watch/a",
            "S117 a circle without delay: watch/c → watch/a → watch/c",
        ]
    );
}
