//! Why deadlines were missed, over made-up records.

use domain::clock::{Clock, Event as Tick};
use domain::decision::{Convene, Event as Question, Matter, Procedure};
use domain::incident::{Confidence, Event as Incident, Finding, Party, Verify};
use domain::response::{DecideUs, Event as Response, RecordHostAction, SendWarning, UsDecision};
use domain::{Actor, Audience, Command, Event, Nation, NationSet};
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
    for (position, (at, (by, body))) in (1..).zip(history) {
        let (position, at) = (Position(position), hour(at));
        if let Body::Event(Event::Clock(event)) = &body {
            deadlines.apply(event, position, at);
        }
        let (cause, origin) = (None, None);
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
        nobody tried
                  awaited: a finding by the monitors, the Special Commission or the US (`incident.verify`)
                  instead: nothing about b-1; last act: the US, `incident.verify` on b-3, #3, Thu 1 Jan 04:00
                  too late: after Fri 2 Jan 00:00
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
fn what_was_needed_and_came_later_is_named_with_its_instant() {
    let (series, question) = ("b-1".parse().unwrap(), "q1".parse().unwrap());
    let decide = |decision| accepted(Actor::Us, DecideUs { series, decision });
    let decided = |decision| event(Response::UsDecided { series, decision });
    let opened = |question, matter, asked| {
        let (procedure, text_version, depends_on) = (Procedure::Consultation, 1, None);
        let series = Some(series);
        Question::Opened { question, matter, procedure, asked, text_version, series, depends_on }
    };
    let fr = NationSet::EMPTY.with(Nation::FR);
    let history = vec![
        (0, armed(Clock::TierThree)),
        (1, event(opened(question, Matter::TierThree, fr))),
        (2, decide(UsDecision::Yes)),
        (2, decided(UsDecision::Yes)),
        (3, decide(UsDecision::Maybe)),
        (3, decided(UsDecision::Maybe)),
        (24, missed(Clock::TierThree, false)),
        (25, decided(UsDecision::Yes)),
        (26, event(Question::Convened { question })),
    ];
    // A consultation on something else, or with the US alone, is not the one that is needed.
    let mut beside = history.clone();
    for (name, matter, asked) in [("q2", Matter::Statement, "fr"), ("q3", Matter::TierThree, "us")]
    {
        let (question, asked) =
            (name.parse().unwrap(), NationSet::EMPTY.with(asked.parse().unwrap()));
        let opened = opened(question, matter, asked);
        beside.splice(1..1, [(0, event(opened)), (0, event(Question::Convened { question }))]);
    }
    assert!(told(beside).contains("lacking by then for the opening of tier three: a consultation"));
    check(
        history,
        &expect![[r#"
            done otherwise than awaited
                      awaited: the opening of tier three by the co-chairs, the Coalition or the US
                        (`response.open-tier-three`); or a "no" by the US (`response.decide-us`)
                      before: a consultation on it by the US, Ukraine, the Coalition, the co-chairs or any nation
                        (`decision.open`); a meeting, called by the US, Ukraine, the Coalition, the co-chairs or any
                        nation (`decision.convene`); a "yes" by the US (`response.decide-us`)
                      instead: the US, `response.decide-us`, #3, Thu 1 Jan 02:00; the US, `response.decide-us`, #5, Thu
                        1 Jan 03:00
                      too late: after Fri 2 Jan 00:00; lacking by then for the opening of tier three: a consultation
                        that met (came Fri 2 Jan 02:00, #9), a "yes" of the US (lost Thu 1 Jan 03:00, #6; came Fri 2 Jan
                        01:00, #8)
        "#]],
    );
}

#[test]
fn who_has_said_yes_did_what_was_needed_and_the_consultation_is_lacking() {
    let (series, decision) = ("b-1".parse().unwrap(), UsDecision::Yes);
    let mut history = vec![
        (0, armed(Clock::TierThree)),
        (2, accepted(Actor::Us, DecideUs { series, decision: UsDecision::Maybe })),
        (2, event(Response::UsDecided { series, decision: UsDecision::Maybe })),
        (3, accepted(Actor::Us, DecideUs { series, decision })),
        (3, event(Response::UsDecided { series, decision })),
    ];
    let missed = (24, missed(Clock::TierThree, false));
    check(
        [history.clone(), vec![missed.clone()]].concat(),
        &expect![[r#"
        something was lacking that it needs
                  awaited: the opening of tier three by the co-chairs, the Coalition or the US
                    (`response.open-tier-three`)
                  before: a consultation on it by the US, Ukraine, the Coalition, the co-chairs or any nation
                    (`decision.open`); a meeting, called by the US, Ukraine, the Coalition, the co-chairs or any
                    nation (`decision.convene`)
                  instead: the US, `response.decide-us`, #2, Thu 1 Jan 02:00; the US, `response.decide-us`, #4, Thu
                    1 Jan 03:00
                  too late: after Fri 2 Jan 00:00; lacking by then: a consultation that met
    "#]],
    );
    let question = "q1".parse().unwrap();
    let consulted = Question::Opened {
        question,
        matter: Matter::TierThree,
        procedure: Procedure::Consultation,
        asked: NationSet::EMPTY.with(Nation::FR),
        text_version: 1,
        series: Some(series),
        depends_on: None,
    };
    history.extend([
        (4, event(consulted)),
        (5, accepted(Actor::Nation(Nation::EU), Convene { question })),
        (5, event(Question::Convened { question })),
        missed,
    ]);
    check(
        history,
        &expect![[r#"
        nobody tried
                  awaited: the opening of tier three by the co-chairs, the Coalition or the US
                    (`response.open-tier-three`)
                  instead: the US, `response.decide-us`, #4, Thu 1 Jan 03:00; the EU, `decision.convene`, #7, Thu 1
                    Jan 05:00; and 1 act before
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
