//! Violations of the ceasefire, and what the sensors covered.

use super::*;

pub(super) fn seen(incident: &str, hour_seen: u64) -> Event {
    Incident::Opened {
        incident: incident.parse().unwrap(),
        sector: "s-1".parse().unwrap(),
        category: domain::incident::Category::Drone,
        severity: domain::incident::Severity::Minor,
        seen_at: hour(hour_seen),
    }
    .into()
}

/// A ceasefire from hour 0 on, half of whose line is covered where 40 % are enough.
pub(super) fn half_covered() -> Vec<(u64, Event)> {
    let instrument = "truce".parse().unwrap();
    vec![
        (0, set(Parameter::CoverageThreshold, Value::Share(400_000))),
        (0, Ceasefire::CoverageChanged { coverage: 500_000, sufficient: true }.into()),
        (0, Ceasefire::EnteredIntoForce { instrument }.into()),
    ]
}

fn a_day(thousandths: u64) -> Amount {
    Amount::PerDay { thousandths }
}

#[test]
fn violations_are_divided_by_the_share_of_the_line_that_is_covered() {
    let events = [half_covered(), vec![(1, seen("a", 1)), (2, seen("b", 2))]].concat();
    assert_eq!(row("violations", &events, 48).0, a_day(2_000));
    let kept = (Amount::PartsPerMillion(500_000), Some(Verdict::Kept));
    assert_eq!(row("coverage-lowest", &events, 48), kept);
}

/// Rule 27: time with too little coverage is left out of the violations a day, not taken as calm.
#[test]
fn time_with_too_little_coverage_is_unknown_and_not_calm() {
    let lost = Incident::SensorLost { sensor: "uav-1".parse().unwrap() };
    let events =
        [half_covered(), vec![(1, seen("a", 1)), (24, lost.clone().into()), (30, seen("b", 30))]]
            .concat();
    assert_eq!(row("violations", &events, 240).0, a_day(2_000));
    assert_eq!(row("violations-unwatched", &events, 240).0, Amount::Count(1));
    assert_eq!(row("coverage-known", &events, 240).0, Amount::PartsPerMillion(100_000));

    let unknown = (Amount::PartsPerMillion(500_000), None);
    assert_eq!(row("coverage-lowest", &events, 240), unknown);

    let never = [half_covered(), vec![(0, lost.into()), (1, seen("a", 1))]].concat();
    assert_eq!(row("violations", &never, 48).0, Amount::Unknown);
    let uncovered = Ceasefire::CoverageChanged { coverage: 399_999, sufficient: false };
    let below = [half_covered(), vec![(0, uncovered.into()), (1, seen("a", 1))]].concat();
    assert_eq!(row("violations", &below, 48).0, Amount::Unknown);
    let exceeded = (Amount::PartsPerMillion(399_999), Some(Verdict::Exceeded));
    assert_eq!(row("coverage-lowest", &below, 48), exceeded);
}

/// Nobody said how much was covered, so that nobody knows whether it was enough.
#[test]
fn coverage_that_nobody_reports_is_unknown_and_not_none() {
    let mut events = half_covered();
    events.remove(1);
    assert_eq!(row("coverage-known", &events, 48).0, Amount::Unknown);
    assert_eq!(row("coverage-known", &events[..1], 48).0, Amount::None);
}

#[test]
fn coverage_that_is_reported_late_has_a_verdict_all_the_same() {
    let mut events = half_covered();
    let reported = events.remove(1).1;
    events.push((1, reported));
    let kept = (Amount::PartsPerMillion(500_000), Some(Verdict::Kept));
    assert_eq!(row("coverage-lowest", &events, 48), kept);
}

#[test]
fn both_the_threshold_and_the_first_instant_of_the_ceasefire_count() {
    let just_enough = Ceasefire::CoverageChanged { coverage: 400_000, sufficient: true };
    let events = [half_covered(), vec![(0, just_enough.into()), (1, seen("a", 0))]].concat();
    assert_eq!(row("violations", &events, 24).0, a_day(2_500));
}

#[test]
fn an_incident_that_more_sensors_see_is_one_violation() {
    let mut events = half_covered();
    events.push((3, seen("a", 2)));
    let once = row("violations", &events, 24);
    let (incident, sensor) = ("a".parse().unwrap(), "uav-2".parse().unwrap());
    events.push((4, Incident::Detected { incident, sensor, seen_at: hour(4) }.into()));
    assert_eq!(row("violations", &events, 24), once);
    assert_eq!(once.0, a_day(2_000));
}

#[test]
fn what_was_seen_outside_a_ceasefire_is_no_violation() {
    let mut events = half_covered();
    events.extend([(24, Ceasefire::Collapsed {}.into()), (30, seen("b", 30))]);
    assert_eq!(row("violations", &events, 240).0, a_day(0));
    events.extend([(48, Ceasefire::Restored {}.into()), (49, seen("c", 49))]);
    assert_eq!(row("violations", &events, 72).0, a_day(1_000));
}

/// As the center has it: what is seen at the instant at which a ceasefire begins is a breach of it.
#[test]
fn what_was_seen_as_the_ceasefire_began_is_a_violation() {
    let mut events = half_covered();
    events.insert(2, (0, seen("a", 0)));
    assert_eq!(row("violations", &events, 24).0, a_day(2_000));
    events.extend([(24, Ceasefire::Collapsed {}.into()), (48, seen("b", 48))]);
    events.push((48, Ceasefire::Restored {}.into()));
    assert_eq!(row("violations", &events, 72).0, a_day(2_000));
}

/// It was seen before, and once more at the instant at which the ceasefire begins: of these sightings the
/// last counts, whichever is recorded first.
#[test]
fn what_was_seen_again_as_the_ceasefire_began_is_a_violation() {
    let again = |seen_at| {
        let (incident, sensor) = ("b".parse().unwrap(), "uav-2".parse().unwrap());
        Event::from(Incident::Detected { incident, sensor, seen_at: hour(seen_at) })
    };
    let mut events = half_covered();
    events.extend([(24, Ceasefire::Collapsed {}.into()), (30, seen("b", 30))]);
    events.extend([(48, again(48)), (48, again(31)), (48, Ceasefire::Restored {}.into())]);
    assert_eq!(row("violations", &events, 72).0, a_day(1_000));
}

#[test]
fn what_began_outside_a_ceasefire_and_is_seen_in_one_is_a_violation_once() {
    let again = |seen_at| {
        let (incident, sensor) = ("b".parse().unwrap(), "uav-2".parse().unwrap());
        Event::from(Incident::Detected { incident, sensor, seen_at: hour(seen_at) })
    };
    let mut events = half_covered();
    events.extend([(24, Ceasefire::Collapsed {}.into()), (30, seen("b", 30)), (31, again(31))]);
    assert_eq!(row("violations", &events, 31).0, a_day(0));
    events.extend([(48, Ceasefire::Restored {}.into()), (49, again(49)), (50, again(50))]);
    assert_eq!(row("violations", &events, 72).0, a_day(1_000));
}

#[test]
fn what_was_seen_under_a_ceasefire_is_a_violation_however_late_it_is_reported() {
    let mut events = half_covered();
    events.extend([(24, Ceasefire::Collapsed {}.into()), (30, seen("late", 20))]);
    assert_eq!(row("violations", &events, 30).0, a_day(2_000));
    events.extend([(48, Ceasefire::Restored {}.into()), (49, seen("later", 10))]);
    events.extend([(49, seen("between", 30)), (49, seen("at-its-end", 24))]);
    assert_eq!(row("violations", &events, 72).0, a_day(2_000));
}

/// Rule 27: what the sensors covered when something was seen counts, whenever it is reported.
#[test]
fn a_violation_counts_with_the_coverage_of_its_sighting() {
    let covered = |coverage, sufficient| Ceasefire::CoverageChanged { coverage, sufficient };
    let mut events = half_covered();
    events.extend([
        (12, covered(100_000, false).into()),
        (13, seen("well-seen", 11)),
        (24, covered(800_000, true).into()),
        (25, seen("unwatched", 14)),
    ]);
    // One at half of the line, in half a day and a day.
    assert_eq!(row("violations", &events, 48).0, a_day(1_333));
    assert_eq!(row("violations-unwatched", &events, 48).0, Amount::Count(1));
}

#[test]
fn coverage_that_nobody_reported_is_not_measured() {
    let mut events = half_covered();
    events.remove(1);
    assert_eq!(row("coverage-lowest", &events, 48), (Amount::None, None));
    assert_eq!(row("violations", &events, 48).0, Amount::Unknown);
}

/// What stands when an instant is over counts for all of it, whichever was recorded first.
#[test]
fn the_order_of_the_records_of_one_instant_does_not_matter() {
    let covered = Ceasefire::CoverageChanged { coverage: 800_000, sufficient: true };
    let (seen, covered) = ((12, seen("a", 12)), (12, Event::from(covered)));
    let first = [half_covered(), vec![seen.clone(), covered.clone()]].concat();
    let last = [half_covered(), vec![covered, seen.clone()]].concat();
    assert_eq!(row("violations", &first, 24).0, a_day(1_250));
    assert_eq!(row("violations", &last, 24).0, a_day(1_250));
    // A ceasefire that collapses at that instant binds no longer.
    let collapsed = (12, Ceasefire::Collapsed {}.into());
    let first = [half_covered(), vec![seen.clone(), collapsed]].concat();
    assert_eq!(row("violations", &first, 24).0, a_day(0));
}
