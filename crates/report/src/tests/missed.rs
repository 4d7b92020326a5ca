//! Why deadlines were missed, over made-up records.

use domain::clock::{Clock, Event as Tick};
use domain::incident::{Confidence, Event as Incident, Finding, Party, Verify};
use domain::response::{RecordHostAction, SendWarning};
use domain::{Actor, Audience, Command, Event};
use expect_test::{Expect, expect};
use kernel::{Id, SimDuration, SimTime};
use simulator::record::{Record, Refusal};

use super::*;
use crate::conduct::Conduct;
use crate::deadlines::Deadlines;
use crate::missed::Missed;
use crate::zone::Zone;

pub(super) fn hour(hours: u64) -> SimTime {
    SimTime::default() + SimDuration::from_hours(hours)
}

fn subject() -> Id {
    "b-1".parse().unwrap()
}

pub(super) type Said = Body<Command, Event>;

pub(super) fn event(event: impl Into<Event>) -> (Actor, Said) {
    (Actor::Monitors, Body::Event(event.into()))
}

pub(super) fn accepted(by: Actor, command: impl Into<Command>) -> (Actor, Said) {
    (by, Body::Accepted(command.into()))
}

pub(super) fn refused(by: Actor, command: impl Into<Command>) -> (Actor, Said) {
    let refusal = Refusal { code: "made.up".into(), text: "made up".into() };
    (by, Body::Refused(command.into(), refusal))
}

pub(super) fn armed(clock: Clock) -> (Actor, Said) {
    event(Tick::Armed { clock, subject: subject(), starts_at: hour(0), due_at: hour(24) })
}

pub(super) fn missed(clock: Clock, late_by_revision: bool) -> (Actor, Said) {
    event(Tick::Missed { clock, subject: subject(), due_at: hour(24), late_by_revision })
}

fn verify(incident: &str) -> Verify {
    Verify { incident: incident.parse().unwrap(), finding: Finding::Verified }
}

/// The account of the one deadline that was missed, and its cause.
#[track_caller]
pub(super) fn check(history: Vec<(u64, (Actor, Said))>, expected: &Expect) {
    expected.assert_eq(&told(history));
}

/// The cause of the one deadline that was missed, and its account.
pub(super) fn told(history: Vec<(u64, (Actor, Said))>) -> String {
    let (mut deadlines, mut conduct) = (Deadlines::default(), Conduct::default());
    let mut command = None;
    for (position, (at, (by, body))) in (1..).zip(history) {
        let (position, at) = (Position(position), hour(at));
        let cause = command.filter(|_| matches!(body, Body::Event(_)));
        command = cause.or(matches!(body, Body::Accepted(_)).then_some(position));
        if let Body::Event(Event::Clock(event)) = &body {
            deadlines.apply(event, position, at);
        }
        let origin = None;
        let audience = Audience::All;
        let occurred_at = at;
        conduct.apply(&Record { position, at, occurred_at, by, cause, audience, origin, body });
    }
    let row = deadlines.rows().first().expect("a deadline was armed");
    let missed = Missed::of(row, &conduct).expect("somebody could have met it");
    let mut out = String::new();
    missed.write(row, Zone::default(), &mut out).unwrap();
    format!("{}\n{out}", missed.cause.words())
}

#[test]
fn what_they_did_about_something_else_is_their_last_act() {
    let history = vec![
        (0, armed(Clock::Verification)),
        (3, accepted(Actor::Monitors, verify("b-2"))),
        (4, accepted(Actor::Us, verify("b-3"))),
        (5, accepted(Actor::Ua, SendWarning { series: "b-1".parse().unwrap() })),
        (24, missed(Clock::Verification, false)),
        (30, accepted(Actor::Monitors, verify("b-1"))),
    ];
    check(
        history,
        &expect![[r#"
            done late
                      awaited: a finding by the monitors, the Special Commission or the US (`incident.verify`)
                      instead: nothing about b-1; last act: the US, `incident.verify` on b-3, #3, Thu 1 Jan 04:00
                      too late: after Fri 2 Jan 00:00
                      done late: the monitors, `incident.verify`, #6, Fri 2 Jan 06:00, 6 h after it was due
        "#]],
    );
}

#[test]
fn what_they_did_about_it_before_its_time_is_told_as_such() {
    let history = vec![
        (0, refused(Actor::Us, verify("b-1"))),
        (1, armed(Clock::Verification)),
        (24, missed(Clock::Verification, false)),
    ];
    check(
        history,
        &expect![[r#"
        nobody tried
                  awaited: a finding by the monitors, the Special Commission or the US (`incident.verify`)
                  instead: nothing towards it in its time; last act: the US, `incident.verify` on b-1, #1, Thu 1 Jan
                    00:00, refused (made.up)
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

#[test]
fn acts_outside_the_time_of_the_deadline_are_no_attempts() {
    let history = vec![
        (0, refused(Actor::Us, verify("b-1"))),
        (0, armed(Clock::Verification)),
        (24, refused(Actor::Us, verify("b-1"))),
        (25, refused(Actor::Us, verify("b-1"))),
        (26, missed(Clock::Verification, false)),
    ];
    check(
        history,
        &expect![[r#"
        tried and refused
                  awaited: a finding by the monitors, the Special Commission or the US (`incident.verify`)
                  instead: the US, `incident.verify`, #3, Fri 2 Jan 00:00, refused (made.up)
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

#[test]
fn of_two_halves_only_the_one_that_is_lacking_is_awaited() {
    let series = "b-1".parse().unwrap();
    let history = vec![
        (0, armed(Clock::TierOne)),
        (2, refused(Actor::Ua, RecordHostAction { series })),
        (3, accepted(Actor::CoChairs, SendWarning { series })),
        (24, missed(Clock::TierOne, false)),
        (25, accepted(Actor::Ua, RecordHostAction { series })),
    ];
    check(
        history,
        &expect![[r#"
            tried and refused
                      awaited: action against it by Ukraine (`response.record-host-action`)
                      instead: Ukraine, `response.record-host-action`, #2, Thu 1 Jan 02:00, refused (made.up)
                      too late: after Fri 2 Jan 00:00
                      done late: Ukraine, `response.record-host-action`, #5, Fri 2 Jan 01:00, 1 h after it was due
        "#]],
    );
}

#[test]
fn a_log_that_calls_a_duty_missed_that_was_done_is_told_as_it_is() {
    let series = "b-1".parse().unwrap();
    let history = vec![
        (0, armed(Clock::TierOne)),
        (2, accepted(Actor::Ua, RecordHostAction { series })),
        (3, accepted(Actor::Ua, SendWarning { series })),
        (24, missed(Clock::TierOne, false)),
    ];
    check(
        history,
        &expect![[r#"
            done otherwise than awaited
                      awaited: a warning by the US, Ukraine, the Coalition, the co-chairs or any nation
                        (`response.send-warning`); and action against it by Ukraine (`response.record-host-action`)
                      instead: Ukraine, `response.record-host-action`, #2, Thu 1 Jan 02:00; Ukraine,
                        `response.send-warning`, #3, Thu 1 Jan 03:00
                      too late: after Fri 2 Jan 00:00
        "#]],
    );
}

#[test]
fn with_everything_on_record_nothing_was_lacking() {
    let incident = "b-1".parse().unwrap();
    let proposed = Incident::AttributionProposed {
        incident,
        version: 1,
        responsible: Party::Russia,
        confidence: Confidence::Probable,
        unprovoked: false,
        sources: [].into(),
    };
    let history = vec![
        (0, armed(Clock::Attribution)),
        (24, event(proposed)),
        (24, missed(Clock::Attribution, false)),
    ];
    check(
        history,
        &expect![[r#"
        nobody tried
                  awaited: its settlement by the monitors, the Special Commission or the US (`incident.settle`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

#[test]
fn a_deadline_that_was_due_when_it_was_armed_could_never_be_met() {
    let history = vec![(27, armed(Clock::TierOne)), (27, missed(Clock::TierOne, false))];
    check(
        history,
        &expect![[r#"
        due when it was armed
                  awaited: a warning by the US, Ukraine, the Coalition, the co-chairs or any nation
                    (`response.send-warning`); and action against it by Ukraine (`response.record-host-action`)
                  instead: nothing on record
                  too late: from the start: it was armed 3 h after it was due
    "#]],
    );
}

#[test]
fn what_is_armed_at_the_instant_at_which_it_is_due_can_still_be_met() {
    let history = vec![(24, armed(Clock::LaunchPlan)), (24, missed(Clock::LaunchPlan, false))];
    check(
        history,
        &expect![[r#"
        nobody tried
                  awaited: a report by exercise control, the US, Ukraine, the Coalition, the co-chairs or any nation
                    (`prosperity.report-launch-plan`)
                  instead: nothing on record
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}

/// The breach has begun four hours earlier than was known.
fn moved() -> (Actor, Said) {
    event(Tick::Recomputed {
        clock: Clock::TierOne,
        subject: subject(),
        starts_at: hour(0) - SimDuration::from_hours(4),
        due_at: hour(20),
        was_due_at: hour(24),
    })
}

#[test]
fn a_correction_after_a_miss_takes_nothing_away_from_what_was_done_in_time() {
    let warning = SendWarning { series: "b-1".parse().unwrap() };
    let history = vec![
        (0, armed(Clock::TierOne)),
        (22, accepted(Actor::Ua, warning)),
        (24, missed(Clock::TierOne, false)),
        (30, moved()),
    ];
    let late =
        vec![(22, armed(Clock::TierOne)), (24, missed(Clock::TierOne, false)), (30, moved())];
    assert!(told(late).starts_with("nobody tried"));
    check(
        history,
        &expect![[r#"
        nobody tried
                  awaited: action against it by Ukraine (`response.record-host-action`)
                  instead: Ukraine, `response.send-warning`, #2, Thu 1 Jan 22:00
                  too late: after Fri 2 Jan 00:00; #4 moved it to Thu 1 Jan 20:00 afterwards
    "#]],
    );
}

#[test]
fn a_correction_that_makes_a_deadline_late_is_named() {
    let history =
        vec![(0, armed(Clock::TierOne)), (22, moved()), (22, missed(Clock::TierOne, true))];
    check(
        history,
        &expect![[r#"
        late by revision
                  awaited: a warning by the US, Ukraine, the Coalition, the co-chairs or any nation
                    (`response.send-warning`); and action against it by Ukraine (`response.record-host-action`)
                  instead: nothing on record
                  too late: by revision: #2 moved it to an instant that had passed
    "#]],
    );
}

#[test]
fn the_launch_plan_has_no_name_by_which_commands_find_it() {
    let history = vec![
        (0, armed(Clock::LaunchPlan)),
        (1, refused(Actor::Control, domain::prosperity::ReportLaunchPlan {})),
        (24, missed(Clock::LaunchPlan, false)),
    ];
    check(
        history,
        &expect![[r#"
        tried and refused
                  awaited: a report by exercise control, the US, Ukraine, the Coalition, the co-chairs or any nation
                    (`prosperity.report-launch-plan`)
                  instead: exercise control, `prosperity.report-launch-plan`, #2, Thu 1 Jan 01:00, refused (made.up)
                  too late: after Fri 2 Jan 00:00
    "#]],
    );
}
