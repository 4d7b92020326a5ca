//! When steps act: instants, intervals, windows, delays.

use super::{hours, play, upon_sensors};

/// An inject with this trigger that opens numbered rounds of talks.
fn rounds(trigger: &str) -> String {
    format!(
        "timeline:
  - {{ {trigger}, by: control, do: talks.open-round, with: {{ round: \"r-${{n}}\", place: paris, tracks: [security] }} }}
"
    )
}

#[test]
fn an_inject_comes_at_its_instant_however_that_is_written() {
    for at in ["T+15:00", "D+1 00:00", "2026-03-03T00:00:00+01:00", "2026-03-02T23:00Z"] {
        let play = play(&rounds(&format!("at: {at}")), 1);
        assert_eq!(play.told("talks.round-opened"), ["900 r-1"], "{at}");
    }
}

#[test]
fn an_inject_comes_as_often_as_it_says_in_its_interval() {
    let thrice = play(&rounds("at: T+01:00, times: 3, every: 2h"), 1);
    assert_eq!(thrice.told("talks.round-opened"), ["60 r-1", "180 r-2", "300 r-3"]);
    let cut = play(&rounds("at: T+47:00, times: 100, every: 30min"), 1);
    assert_eq!(cut.minutes_of("talks.round-opened"), [2_820, 2_850, 2_880], "until the end");
}

#[test]
fn an_interval_may_be_drawn_anew_each_time() {
    let minutes = play(&rounds("at: T+01:00, times: 20, every: { uniform: [1h, 2h] }"), 7)
        .minutes_of("talks.round-opened");
    let gaps: Vec<u64> = minutes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(gaps.len(), 19);
    assert!(gaps.iter().all(|gap| (60..=120).contains(gap)), "{gaps:?}");
    assert!(gaps.iter().any(|gap| gap != &gaps[0]), "{gaps:?}");
}

#[test]
fn the_instants_of_a_window_lie_within_it_and_spread() {
    let minutes = play(&rounds("window: { from: T+10:00, to: T+14:00 }, times: 50"), 3)
        .minutes_of("talks.round-opened");
    assert_eq!(minutes.len(), 50);
    assert!(minutes.iter().all(|minute| (600..=840).contains(minute)), "{minutes:?}");
    assert!(minutes[0] < 660 && 780 < minutes[49], "{minutes:?}");
    let instant = play(&rounds("window: { from: T+10:00, to: T+10:00 }"), 3);
    assert_eq!(instant.minutes_of("talks.round-opened"), [600]);
}

#[test]
fn a_behavior_acts_after_its_delay() {
    let fixed = play(&upon_sensors("        after: 90min"), 1);
    assert_eq!(fixed.told("talks.round-opened"), ["150 a-1", "210 b-2", "270 c-3"]);
    for delay in [
        "{ uniform: [1h, 2h] }",
        "{ triangular: [1h, 90min, 2h] }",
        "{ pert: [1h, 90min, 2h] }",
        "{ empirical: [[1h, 1], [2h, 3]] }",
        "{ p90: 2h, p50: 90min, p10: 1h }",
        "{ exponential: 4h }",
        "{ lognormal: { p90: 4h, median: 2h } }",
    ] {
        let drawn = play(&upon_sensors(&format!("        after: {delay}")), 5);
        let minutes = drawn.minutes_of("talks.round-opened");
        assert_eq!(minutes.len(), 3, "{delay}");
        assert_eq!(drawn.choices().len(), 3, "{delay}");
        let bounded = ["uniform", "triangular", "pert", "empirical"];
        if bounded.iter().any(|shape| delay.contains(shape)) {
            assert!(minutes.iter().all(|minute| (120..=300).contains(minute)), "{delay}");
        }
    }
}

/// What was seen before it was reported happened then, and is recorded now.
#[test]
fn now_is_the_instant_of_the_command_and_may_be_moved_back() {
    let play = play(
        "timeline:
  - at: T+05:00
    after: 1h
    by: monitors
    do: incident.report-detection
    with: { incident: shot, sensor: a, sector: s, category: drone, severity: minor, seen_at: now - 20min }
",
        1,
    );
    let (record, fields) = &play.events("incident.detected")[0];
    assert_eq!(record.at, play.start + hours(6));
    assert_eq!(play.minutes(record.occurred_at), 340);
    assert_eq!(fields["seen_at"], record.occurred_at.to_string());
}
