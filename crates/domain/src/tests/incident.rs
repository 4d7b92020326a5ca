//! Detections, breach series, verification.

use super::setting::{
    FR, Setting, breach, breached, detected, detection, evidence, expire, hours, id, incident,
    minor, noon, tick, truce, verify,
};
use crate::clock::{self, Clock};
use crate::incident::{
    Event, Finding, LoseSensor, Rejection, ReportDetection, RestoreSensor, ReviseBreach, Series,
    Severity, Verification, Verify,
};
use crate::response;
use crate::{Actor, NotEntitled};

pub(super) fn series<'a>(given: &'a Setting, name: &str) -> &'a Series {
    &given.state.incidents.series[&id(name)]
}

pub(super) fn revise(breach_at: kernel::SimTime) -> ReviseBreach {
    ReviseBreach { series: breach(), breach_at, evidence: id("crater") }
}

/// Rule 19: the breach is timed at what was seen, not at the report.
#[test]
fn the_breach_clock_starts_at_the_initial_breach_and_not_at_its_report() {
    let reported_at = noon() + hours(2);
    let opened = Event::Opened {
        incident: incident(),
        sector: id("north"),
        category: crate::incident::Category::Artillery,
        severity: Severity::Major,
        seen_at: noon(),
    };
    let armed = clock::Event::Armed {
        clock: Clock::Verification,
        subject: id("breach"),
        starts_at: reported_at,
        due_at: reported_at + hours(6),
    };
    let given = truce().when(reported_at, Actor::Monitors, detection("breach", noon())).then(&[
        Event::Detected { incident: incident(), sensor: id("radar"), seen_at: noon() }.into(),
        opened.into(),
        Event::Correlated { incident: incident(), series: breach() }.into(),
        Event::BreachTimed { series: breach(), breach_at: noon() }.into(),
        armed.into(),
    ]);
    let verified_at = reported_at + hours(3);
    let due_at = noon() + hours(24);
    given.when(verified_at, Actor::Monitors, verify("breach")).then_among(clock::Event::Armed {
        clock: Clock::TierOne,
        subject: id("breach"),
        starts_at: noon(),
        due_at,
    });
}

/// Rule 19: an earlier detection of the same incident moves the initial breach.
#[test]
fn a_detection_from_before_the_initial_breach_moves_it() {
    let earlier = noon() - hours(1);
    let revised = Event::BreachRevised { series: breach(), breach_at: earlier, was_at: noon() };
    let given = detected()
        .when(noon() + hours(1), Actor::Monitors, detection("breach", earlier))
        .then_among(revised);
    assert_eq!(series(&given, "breach").breach_at, earlier);
    let later = given.command(noon() + hours(2), Actor::Monitors, detection("breach", noon()));
    assert_eq!(series(&later, "breach").breach_at, earlier);
}

/// Rule 19: evidence on record moves the initial breach either way, once for each instant.
#[test]
fn the_initial_breach_is_moved_by_evidence_of_its_own_series_only() {
    let given = || detected().command(noon(), Actor::Monitors, evidence("crater", "breach"));
    let (earlier, later) = (noon() - hours(1), noon() + hours(1));
    for breach_at in [earlier, later] {
        let revised = Event::BreachRevised { series: breach(), breach_at, was_at: noon() };
        given().when(later, Actor::Monitors, revise(breach_at)).then(&[revised.into()]);
    }
    given()
        .when(later, Actor::Monitors, revise(noon()))
        .then_refused(Rejection::SameBreachTime { series: breach(), breach_at: noon() });
    given()
        .when(noon(), Actor::Monitors, revise(later))
        .then_refused(Rejection::FromTheFuture { seen_at: later });
    detected()
        .when(noon(), Actor::Monitors, revise(earlier))
        .then_refused(Rejection::UnknownEvidence { evidence: id("crater") });
    let elsewhere = ReportDetection { sector: id("south"), ..detection("other", noon()) };
    detected()
        .command(noon(), Actor::Monitors, elsewhere)
        .command(noon(), Actor::Monitors, evidence("crater", "other"))
        .when(noon(), Actor::Monitors, revise(earlier))
        .then_refused(Rejection::OtherIncident { evidence: id("crater"), incident: id("other") });
}

/// Rule 26: incidents of one sector and time form one series.
#[test]
fn several_incidents_of_one_operation_form_one_breach_series() {
    let near = noon() + hours(12);
    let joined = detected().command(near, Actor::Monitors, detection("second", near));
    assert_eq!(series(&joined, "breach").incidents, [incident(), id("second")]);
    let then = near + hours(12);
    let third = joined.command(then, Actor::Monitors, detection("third", then));
    assert_eq!(series(&third, "breach").incidents.len(), 3);
}

/// Rule 26: what is far away in time or place is another operation.
#[test]
fn incidents_apart_in_time_or_place_form_series_of_their_own() {
    let far = noon() + hours(12) + tick();
    let late = detected().command(far, Actor::Monitors, detection("late", far));
    assert_eq!(series(&late, "late").breach_at, far);
    let south = ReportDetection { sector: id("south"), ..detection("south", noon()) };
    let apart = detected().command(noon(), Actor::Monitors, south);
    assert_eq!(apart.state.incidents.series.len(), 2);
}

/// Rule 26: a late report about another operation does not split the running one.
#[test]
fn a_late_report_of_an_old_operation_leaves_the_running_series_whole() {
    let old = noon() - hours(40);
    let given = detected()
        .command(noon() + hours(1), Actor::Monitors, detection("old", old))
        .command(noon() + hours(2), Actor::Monitors, detection("second", noon() + hours(2)));
    assert_eq!(series(&given, "breach").incidents, [incident(), id("second")]);
    assert_eq!(series(&given, "old").incidents, [id("old")]);
}

/// Rule 26: what is reported late belongs to the operation of its time, not to the one that goes on.
#[test]
fn a_late_report_joins_the_series_that_is_nearest_in_time() {
    let (then, now) = (noon() + hours(30), noon() + hours(31));
    let two = || detected().command(then, Actor::Monitors, detection("next", then));
    let of = |seen_at| {
        let given = two().command(now, Actor::Monitors, detection("late", seen_at));
        given.state.incidents.incidents[&id("late")].series
    };
    assert_eq!(two().state.incidents.series.len(), 2);
    assert_eq!(of(noon() + hours(1)), breach());
    assert_eq!(of(noon() + hours(12)), breach());
    assert_eq!(of(noon() + hours(12) + tick()), id("late"));
    assert_eq!(of(then - hours(12) - tick()), id("late"));
    assert_eq!(of(then - hours(12)), id("next"));
    assert_eq!(of(noon() - hours(12) - tick()), id("late"));
    // Where both are near enough, it is the nearer one, and the later of two that are as near.
    let close =
        |seen_at| {
            let later = noon() + hours(20);
            let given = detected()
                .command(later, Actor::Monitors, detection("next", later))
                .command(now, Actor::Monitors, detection("late", seen_at));
            given.state.incidents.incidents[&id("late")].series
        };
    assert_eq!(close(noon() + hours(10) - tick()), breach());
    assert_eq!(close(noon() + hours(10)), id("next"));
}

/// Rule 26: verified minor breaches raise the persistence of their series, others do not.
#[test]
fn repeated_minor_breaches_add_to_a_persistence_score() {
    let mut given = detected().command(noon(), Actor::Monitors, verify("breach"));
    for (name, score) in [("minor-1", 1), ("minor-2", 2), ("minor-3", 3)] {
        given = given
            .command(noon(), Actor::Monitors, minor(name, noon()))
            .when(noon(), Actor::Monitors, verify(name))
            .then_among(Event::PersistenceRaised { series: breach(), score });
    }
    let unclear = Verify { incident: id("minor-4"), finding: Finding::Unverifiable };
    let given = given.command(noon(), Actor::Monitors, minor("minor-4", noon())).command(
        noon(),
        Actor::Monitors,
        unclear,
    );
    assert_eq!(series(&given, "breach").persistence, 3);
}

#[test]
fn an_incident_is_verified_once_and_in_time_up_to_the_last_instant() {
    let due_at = noon() + hours(6);
    let (clock, subject) = (Clock::Verification, id("breach"));
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    detected().when(due_at, Actor::Monitors, verify("breach")).then_among(met);
    let left = Event::LeftUnverified { incident: incident() };
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let lapsed = || {
        detected()
            .when(due_at, Actor::Clock, expire(clock, "breach"))
            .then(&[missed.into(), left.clone().into()])
    };
    let looked_into = lapsed().command(due_at, Actor::Monitors, verify("breach"));
    let known = &looked_into.state.incidents.incidents[&incident()];
    assert_eq!(known.verification, Verification::Verified { at: due_at.into() });
    looked_into
        .when(due_at, Actor::Monitors, verify("breach"))
        .then_refused(Rejection::AlreadyVerified { incident: incident() });
}

/// Rule 22: what cannot be verified opens no tier.
#[test]
fn an_unverifiable_incident_opens_no_tier() {
    let unclear = Verify { incident: incident(), finding: Finding::Unverifiable };
    let given = detected().command(noon(), Actor::Monitors, unclear);
    assert!(given.state.responses.0.is_empty());
    assert!(detected().state.responses.0.is_empty());
}

/// Rule 22: what could not be verified may be by what comes to light later; what is verified stays so.
#[test]
fn an_unverifiable_incident_may_be_verified_after_all() {
    let unclear = || Verify { incident: incident(), finding: Finding::Unverifiable };
    let given = || detected().command(noon(), Actor::Monitors, unclear());
    let again = || Rejection::AlreadyVerified { incident: incident() };
    given().when(noon(), Actor::Monitors, unclear()).then_refused(again());
    given()
        .when(noon() + hours(30), Actor::Monitors, verify("breach"))
        .then_among(response::Event::TierOneOpened { series: breach(), breach_at: noon() });
    breached().when(noon() + hours(30), Actor::Monitors, unclear()).then_refused(again());
}

/// Rule 20: detection, verification and response take no account of who fired.
#[test]
fn only_the_monitoring_bodies_report_and_verify_for_either_side() {
    for by in [FR, Actor::Ua, Actor::CoChairs, Actor::Clock] {
        truce().when(noon(), by, detection("breach", noon())).then_refused(NotEntitled { by });
        detected().when(noon(), by, verify("breach")).then_refused(NotEntitled { by });
    }
    truce()
        .when(noon(), Actor::Monitors, detection("breach", noon() + tick()))
        .then_refused(Rejection::FromTheFuture { seen_at: noon() + tick() });
}

/// Rule 27: a lost sensor reports nothing until it works again.
#[test]
fn a_lost_sensor_reports_nothing() {
    let lost = || truce().command(noon(), Actor::Control, LoseSensor { sensor: id("radar") });
    let again = RestoreSensor { sensor: id("radar") };
    lost()
        .when(noon(), Actor::Monitors, detection("breach", noon()))
        .then_refused(Rejection::SawNothing { sensor: id("radar"), lost_at: noon() });
    lost()
        .when(noon(), Actor::Control, LoseSensor { sensor: id("radar") })
        .then_refused(Rejection::SensorLost { sensor: id("radar") });
    truce()
        .when(noon(), Actor::Control, again.clone())
        .then_refused(Rejection::SensorWorks { sensor: id("radar") });
    lost()
        .command(noon(), Actor::Control, again)
        .when(noon(), Actor::Monitors, detection("breach", noon()))
        .then_accepted();
}

/// Rule 27: what a sensor saw before it was lost counts, and nothing that it is said to have seen in
/// between, whenever the report comes.
#[test]
fn an_outage_counts_when_the_sensor_sees() {
    let lost = || truce().command(noon(), Actor::Control, LoseSensor { sensor: id("radar") });
    let reported =
        |given: Setting, at, seen_at| given.when(at, Actor::Monitors, detection("breach", seen_at));
    let blind = || Rejection::SawNothing { sensor: id("radar"), lost_at: noon() };
    reported(lost(), noon() + hours(1), noon() - tick()).then_accepted();
    reported(lost(), noon() + hours(1), noon()).then_refused(blind());
    let again = RestoreSensor { sensor: id("radar") };
    let restored = || lost().command(noon() + hours(2), Actor::Control, again.clone());
    reported(restored(), noon() + hours(3), noon() - tick()).then_accepted();
    reported(restored(), noon() + hours(3), noon()).then_refused(blind());
    reported(restored(), noon() + hours(3), noon() + hours(2) - tick()).then_refused(blind());
    reported(restored(), noon() + hours(3), noon() + hours(2)).then_accepted();
    let other = ReportDetection { sensor: id("uav"), ..detection("breach", noon() + hours(1)) };
    restored().when(noon() + hours(3), Actor::Monitors, other).then_accepted();
    let twice =
        restored().command(noon() + hours(4), Actor::Control, LoseSensor { sensor: id("radar") });
    let lost_at = noon() + hours(4);
    reported(twice, noon() + hours(5), lost_at)
        .then_refused(Rejection::SawNothing { sensor: id("radar"), lost_at });
}

#[test]
fn an_incident_stays_in_its_sector() {
    let elsewhere = ReportDetection { sector: id("south"), ..detection("breach", noon()) };
    detected()
        .when(noon(), Actor::Monitors, elsewhere)
        .then_refused(Rejection::OtherSector { incident: incident(), sector: id("north") });
    detected()
        .when(noon(), Actor::Monitors, verify("other"))
        .then_refused(Rejection::UnknownIncident { incident: id("other") });
}

#[test]
fn detections_are_counted() {
    let given = breached().command(
        noon() + hours(3),
        Actor::Monitors,
        detection("breach", noon() + hours(2)),
    );
    let known = &given.state.incidents.incidents[&incident()];
    assert_eq!((known.detections, known.first_seen_at), (2, noon()));
    assert_eq!(series(&given, "breach").last_seen_at, noon() + hours(2));
    assert_eq!(given.state.responses.0[&breach()].tier, response::Tier::One);
}

/// Rule 19: the same instant seen again corrects nothing.
#[test]
fn a_detection_at_the_initial_breach_moves_nothing() {
    let again = Event::Detected { incident: incident(), sensor: id("radar"), seen_at: noon() };
    detected()
        .when(noon() + hours(1), Actor::Monitors, detection("breach", noon()))
        .then(&[again.into()]);
}

/// Rule 27: what could not be verified stands in the state as such.
#[test]
fn an_incident_that_was_not_verified_says_so() {
    let verification = |given: &Setting| given.state.incidents.incidents[&incident()].verification;
    let at = noon() + hours(1);
    let finding = Verify { incident: incident(), finding: Finding::Unverifiable };
    let unverifiable = detected().command(at, Actor::Monitors, finding);
    assert_eq!(verification(&unverifiable), Verification::Unverifiable { at: at.into() });
    let due_at = noon() + hours(6);
    let left = detected().command(due_at, Actor::Clock, expire(Clock::Verification, "breach"));
    assert_eq!(verification(&left), Verification::LeftUnverified { at: due_at.into() });
}
