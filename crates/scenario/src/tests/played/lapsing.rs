//! Conditions that time makes hold.

use domain::Actor;
use simulator::record::Body;

use super::play;

/// What must not have happened within a span does so no more when the span has passed: time makes the
/// conditions hold, and not only events are watched.
#[test]
fn time_sets_a_step_off_once_a_span_has_passed() {
    let acts = |times: &str, when: &str, seen: &[&str]| -> Vec<u64> {
        let detection = "do: incident.report-detection, with: { sector: s, category: drone, severity: minor, sensor: x, incident:";
        let seen = seen.iter().enumerate().map(|(number, at)| {
            format!("  - {{ at: {at}, by: monitors, {detection} a-{number} }} }}\n")
        });
        let body = format!(
            "nations: {{ us: {{ role: partner }}, ua: {{ role: host }} }}\ntimeline:\n{}\
             actors:\n  washington:\n    as: us\n    behaviors:\n      \
             - {{ name: fill, when: [{when}]{times}, do: center.fill-seat, with: {{ seat: us }} }}\n",
            seen.collect::<String>(),
        );
        let play = play(&body, 1);
        let filled = play.records.iter().filter(|record| {
            matches!(record.body, Body::Accepted(_) | Body::Refused(..)) && record.by == Actor::Us
        });
        filled.map(|record| record.at.since(play.start).as_millis()).collect()
    };
    let hours = |hours: u64| hours * 3_600_000;
    let never = "{ never: incident.detected, within: 6h }";
    let both = format!("{{ happened: incident.detected }}, {never}");
    let seen = ["T+01:00", "T+02:00"];
    assert_eq!(acts("", &both, &seen), [hours(8) + 1]);
    assert_eq!(acts("", never, &seen), [hours(8) + 1]);
    // Once, though it becomes so again; or so often as is said.
    let again = ["T+01:00", "T+02:00", "T+20:00"];
    assert_eq!(acts("", &both, &again), [hours(8) + 1]);
    assert_eq!(acts(", times: 5", &both, &again), [hours(8) + 1, hours(26) + 1]);
    // If it never happens, a whole span has passed six hours after the start.
    assert_eq!(acts("", never, &["T+30:00"]), [hours(6)]);
    assert_eq!(acts(", times: 5", never, &["T+30:00"]), [hours(6), hours(36) + 1]);
    // Time comes before what happens at the same instant.
    assert_eq!(acts("", never, &["T+06:00"]), [hours(6)]);
    assert_eq!(acts("", &both, &["T+01:00", "T+07:00"]), [hours(13) + 1]);
    // Several at one instant lapse at one, and so do several conditions.
    let twice = ["T+01:00", "T+01:00", "T+20:00"];
    assert_eq!(acts(", times: 2", &both, &twice), [hours(7) + 1, hours(26) + 1]);
    let two = format!("{both}, {{ never: clock.armed, within: 6h }}");
    assert_eq!(acts(", times: 5", &two, &["T+01:00"]), [hours(7) + 1]);
    // A number that lapses makes nothing hold that held before.
    let few = "{ happened: incident.detected, at-most: 1, within: 6h }";
    assert_eq!(acts(", times: 5", few, &["T+01:00"]), [hours(1)]);
    assert_eq!(acts(", times: 5", few, &seen), [hours(1), hours(7) + 1]);
}
